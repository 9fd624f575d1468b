"""Self-signed certificates of a stack without a domain, as a client outside finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from moto.acm.models import acm_backends

from tapstack.graph import SECRET
from tests.embedded.deploying import Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region, tags_in

REGIONS = ["us-east-1", "eu-west-1"]
_PIECE = 10
BARE: dict[str, Any] = {
    "network": {"flowLogs": False, "gatewayEndpoints": False, "vpcFallback": "none"},
    "database": {"replicaRegions": [], "monitoringInterval": 0, "performanceInsights": False},
    "secrets": {"passwordKeeper": "rds"},
    "sessions": {"table": False},
    "encryption": {"keys": "single"},
    "observability": {"dashboards": "none", "regionAlarm": False},
    "compliance": {"trail": False, "config": False},
}
"""Everything of the resilient profile off but the edge."""


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The edge of the resilient profile in two regions, as it is without a domain."""
    project = with_settings(profile="resilient", regions=REGIONS, minimumRegions=2, **BARE)
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region of the stack."""
    return platform.region(request.param)


def certificate_of(region: Region) -> x509.Certificate:
    (listed,) = region.ask("acm.list_certificates", "CertificateSummaryList")
    pem = region.ask("acm.get_certificate", "Certificate", CertificateArn=listed["CertificateArn"])
    return x509.load_pem_x509_certificate(pem.encode())


def test_each_region_has_an_imported_certificate_of_its_own_on_443(region: Region) -> None:
    (listed,) = region.ask("acm.list_certificates", "CertificateSummaryList")
    assert (listed["Type"], listed["KeyAlgorithm"]) == ("IMPORTED", "EC_prime256v1")
    assert listed["CertificateArn"].split(":")[3] == region.name
    listeners = region.ask(
        "elbv2.describe_listeners", "Listeners", LoadBalancerArn=region.balancer["LoadBalancerArn"]
    )
    (secure,) = [each for each in listeners if each["Port"] == 443]
    assert secure["Certificates"] == [{"CertificateArn": listed["CertificateArn"]}]
    tags = region.ask("acm.list_tags_for_certificate", "Tags", CertificateArn=listed["CertificateArn"])
    assert tags_in(tags)["Name"] == f"tap-dev-certificate-{region.name}"


def test_it_says_its_region_and_signs_itself(region: Region) -> None:
    found = certificate_of(region)
    name = f"{region.name}.tap-dev.internal"
    assert found.subject == found.issuer
    (common,) = found.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    assert common.value == name
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == [name]
    found.verify_directly_issued_by(found)
    assert isinstance(found.public_key(), ec.EllipticCurvePublicKey)


def test_it_is_good_now_and_for_a_year_in_all(region: Region) -> None:
    found = certificate_of(region)
    assert found.not_valid_before_utc <= datetime.now(UTC) < found.not_valid_after_utc
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(days=3650)


def test_no_two_regions_share_a_key(platform: Deployment) -> None:
    keys = {
        certificate_of(platform.region(name))
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        for name in REGIONS
    }
    assert len(keys) == len(REGIONS)


def private_pieces(pem: bytes) -> list[str]:
    """Pieces of a private key's text, none of them of its public part.

    The key's own 32 bytes begin at the eighth (RFC 5915, ECPrivateKey): in the first line of the text.
    """
    first = pem.decode().splitlines()[1]
    return [first[at : at + _PIECE] for at in range(12, 52 - _PIECE)]


def test_the_private_key_is_nowhere_in_the_graph(platform: Deployment) -> None:
    text = platform.graph.model_dump_json()
    for name in REGIONS:
        (held,) = list(acm_backends["123456789012"][name]._certificates.values())  # pyright: ignore[reportPrivateUsage]
        assert held.key.startswith(b"-----BEGIN EC PRIVATE KEY-----")
        assert [piece for piece in private_pieces(held.key) if piece in text] == []
    assert re.search("PRIVATE KEY", text) is None
    keys = made_by(platform.graph, "privateKey:PrivateKey")
    assert len(keys) == len(REGIONS)
    for made in keys:
        assert [made.outputs[form] for form in ("privateKeyPem", "privateKeyOpenssh")] == [SECRET, SECRET]
        assert str(made.outputs["publicKeyPem"]).startswith("-----BEGIN PUBLIC KEY-----")


def test_without_a_domain_there_is_no_dns_at_all_and_the_notes_say_so(platform: Deployment) -> None:
    dns = platform.aws.client("route53", REGIONS[0])
    assert dns.list_hosted_zones()["HostedZones"] == []
    assert dns.list_health_checks()["HealthChecks"] == []
    assert made_by(platform.graph, "") != []
    assert [made.urn for made in platform.graph.resources if ":route53/" in made.urn] == []
    told = str(platform.graph.outputs["notes"])
    assert "DNS is left out" in told
    assert "Set tap:edge.domain" in told
    assert "self-signed: browsers warn" in told
