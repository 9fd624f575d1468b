"""The provider `tls`: private keys and self-signed certificates, made in this process without any AWS.

Both follow from the URN alone, so that two runs leave the same graph. A key made here is therefore no secret:
it protects nothing but an embedded account. Certificates begin at a full quarter of their validity, counted
from 1970: the same for months, and always good for three quarters of it.
"""

from __future__ import annotations

import hashlib
import ipaddress
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias, cast

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

Key: TypeAlias = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey

_CURVES: dict[str, ec.EllipticCurve] = {
    "P224": ec.SECP224R1(),
    "P256": ec.SECP256R1(),
    "P384": ec.SECP384R1(),
    "P521": ec.SECP521R1(),
}
_SUBJECT = {
    "commonName": NameOID.COMMON_NAME,
    "organization": NameOID.ORGANIZATION_NAME,
    "organizationalUnit": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "locality": NameOID.LOCALITY_NAME,
    "province": NameOID.STATE_OR_PROVINCE_NAME,
    "country": NameOID.COUNTRY_NAME,
}
_USES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "cert_signing",
    "crl_signing",
    "encipher_only",
    "decipher_only",
)
_EXTENDED_USES = {
    "any_extended": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    "server_auth": ExtendedKeyUsageOID.SERVER_AUTH,
    "client_auth": ExtendedKeyUsageOID.CLIENT_AUTH,
    "code_signing": ExtendedKeyUsageOID.CODE_SIGNING,
    "email_protection": ExtendedKeyUsageOID.EMAIL_PROTECTION,
    "ocsp_signing": ExtendedKeyUsageOID.OCSP_SIGNING,
    "timestamping": ExtendedKeyUsageOID.TIME_STAMPING,
}
_SERIAL = 16
_PEM = serialization.Encoding.PEM
_DER = serialization.Encoding.DER
_PKCS8 = serialization.PrivateFormat.PKCS8
_SPKI = serialization.PublicFormat.SubjectPublicKeyInfo
_OPEN = serialization.NoEncryption()


@realises("tls:index/privateKey:PrivateKey")
def private_key(call: Call) -> Made:
    """A private key in all of its forms; its id is the digest of the public key, as the provider's."""
    key = _derived(call)
    own = serialization.PrivateFormat.TraditionalOpenSSL if _curve(key) else _PKCS8
    public = key.public_key()
    outputs = {
        "privateKeyPem": key.private_bytes(_PEM, own, _OPEN).decode(),
        "privateKeyPemPkcs8": key.private_bytes(_PEM, _PKCS8, _OPEN).decode(),
        "publicKeyPem": public.public_bytes(_PEM, _SPKI).decode(),
        **_openssh(key),
    }
    return Made(hashlib.sha1(public.public_bytes(_DER, _SPKI), usedforsecurity=False).hexdigest(), outputs)


def _derived(call: Call) -> Key:
    algorithm, curve = call.inputs["algorithm"], call.inputs.get("ecdsaCurve", "P224")
    if algorithm == "ED25519":
        return ed25519.Ed25519PrivateKey.from_private_bytes(_stretched(call.urn, 32))
    if algorithm == "ECDSA" and curve in _CURVES:
        chosen = _CURVES[curve]  # a byte less than the curve has is below its order
        return ec.derive_private_key(int.from_bytes(_stretched(call.urn, chosen.key_size // 8 - 1)), chosen)
    return call.refuse(
        f"a private key by {algorithm} {curve if algorithm == 'ECDSA' else ''}".rstrip() + " is not emulated",
        "take the algorithm ECDSA or ED25519, whose keys can follow from the URN",
    )


def _stretched(text: str, length: int) -> bytes:
    return hashlib.shake_256(f"tls {text}".encode()).digest(length)


def _curve(key: Key) -> str:
    """The curve's name; empty for a key that isn't ECDSA."""
    return key.curve.name if isinstance(key, ec.EllipticCurvePrivateKey) else ""


def _openssh(key: Key) -> dict[str, str]:
    """OpenSSH's forms and fingerprints; OpenSSH knows no P224."""
    if _curve(key) == _CURVES["P224"].name:
        return {}
    public = key.public_key()
    line = public.public_bytes(serialization.Encoding.OpenSSH, serialization.PublicFormat.OpenSSH).decode()
    md5, sha256 = (
        serialization.ssh_key_fingerprint(public, kind)
        for kind in (hashes.MD5(), hashes.SHA256())  # noqa: S303 - OpenSSH's own
    )
    return {
        "privateKeyOpenssh": key.private_bytes(_PEM, serialization.PrivateFormat.OpenSSH, _OPEN).decode(),
        "publicKeyOpenssh": f"{line}\n",
        "publicKeyFingerprintMd5": md5.hex(":"),
        "publicKeyFingerprintSha256": f"SHA256:{b64encode(sha256).decode().rstrip('=')}",
    }


@realises("tls:index/selfSignedCert:SelfSignedCert")
def self_signed_certificate(call: Call) -> Made:
    """A certificate signed by the key that it certifies; its id is its serial number, as the provider's."""
    call.ignore("earlyRenewalHours")
    given = call.inputs
    key = cast("Key", serialization.load_pem_private_key(given["privateKeyPem"].encode(), None))
    begin, end = _validity(int(given["validityPeriodHours"]))
    name = _subject(given.get("subject") or {})
    serial = int.from_bytes(_stretched(call.urn, _SERIAL))
    draft = x509.CertificateBuilder(name, name, key.public_key(), serial, begin, end)
    for extension, critical in _extensions(call):
        draft = draft.add_extension(extension, critical)
    signed = (
        draft.sign(key, hashes.SHA256(), ecdsa_deterministic=True)
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else draft.sign(key, None)
    )
    outputs = {
        "certPem": signed.public_bytes(_PEM).decode(),
        "keyAlgorithm": "ECDSA" if _curve(key) else "ED25519",
        "readyForRenewal": False,
        "validityStartTime": f"{begin:%Y-%m-%dT%H:%M:%SZ}",
        "validityEndTime": f"{end:%Y-%m-%dT%H:%M:%SZ}",
    }
    return Made(str(serial), outputs)


def _validity(hours: int) -> tuple[datetime, datetime]:
    quarter = hours * 900
    now = int(datetime.now(UTC).timestamp())
    begin = datetime.fromtimestamp(now - now % quarter, UTC)
    return begin, begin + timedelta(hours=hours)


def _subject(given: Mapping[str, str]) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, given[key]) for key, oid in _SUBJECT.items() if given.get(key)])


def _extensions(call: Call) -> list[tuple[x509.ExtensionType, bool]]:
    given = call.inputs
    found: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(ca=bool(given.get("isCaCertificate")), path_length=None), True)
    ]
    names = [
        *(x509.DNSName(name) for name in _texts(call, "dnsNames")),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in _texts(call, "ipAddresses")),
        *(x509.UniformResourceIdentifier(uri) for uri in _texts(call, "uris")),
    ]
    if names:
        found.append((x509.SubjectAlternativeName(names), False))
    return found + _uses(call, given["allowedUses"])


def _texts(call: Call, key: str) -> list[str]:
    return call.inputs.get(key) or []


def _uses(call: Call, wanted: Sequence[str]) -> list[tuple[x509.ExtensionType, bool]]:
    unknown = sorted(set(wanted) - {*_USES, *_EXTENDED_USES})
    if unknown:
        call.refuse(f"the allowed use {', '.join(unknown)} is not emulated")
    plain = [use in wanted for use in _USES]
    extended = [_EXTENDED_USES[use] for use in wanted if use in _EXTENDED_USES]
    found: list[tuple[x509.ExtensionType, bool]] = []
    if any(plain):
        found.append((x509.KeyUsage(*plain), True))
    if extended:
        found.append((x509.ExtendedKeyUsage(extended), False))
    return found
