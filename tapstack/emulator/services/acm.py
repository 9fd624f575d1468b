"""Certificate Manager: certificates requested and imported, and the wait for a requested one."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.engine import Properties

_TOKEN = 32
"""Characters of an idempotency token (Certificate Manager API reference, RequestCertificate)."""

BEHAVIOURS["aws:acm/certificate:Certificate", "keyAlgorithm"] = (
    "a requested certificate has an RSA key of 2048 bits, whatever was asked for"
)


@realises("aws:acm/certificate:Certificate")
def certificate(call: Call) -> Made:
    """A certificate: imported if its private key is given, else requested."""
    arn = _imported(call) if call.inputs.get("privateKey") else _requested(call)
    found = call.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    return Made(arn, _outputs(found))


def _imported(call: Call) -> str:
    given = call.inputs
    chain = given.get("certificateChain")
    return call.ask(
        "acm",
        "import_certificate",
        Certificate=given["certificateBody"].encode(),
        PrivateKey=given["privateKey"].encode(),
        CertificateChain=chain.encode() if chain else None,
        Tags=call.tag_list() or None,
    )["CertificateArn"]


def _requested(call: Call) -> str:
    given = call.inputs
    return call.ask(
        "acm",
        "request_certificate",
        DomainName=given["domainName"],
        ValidationMethod=given.get("validationMethod"),
        SubjectAlternativeNames=given.get("subjectAlternativeNames"),
        KeyAlgorithm=given.get("keyAlgorithm"),
        IdempotencyToken=hashlib.sha256(call.urn.encode()).hexdigest()[:_TOKEN],
        Tags=call.tag_list() or None,
    )["CertificateArn"]


def _outputs(found: dict[str, Any]) -> Properties:
    """What is known of a certificate; one that was just requested has no dates yet."""
    imported = found["Type"] == "IMPORTED"
    dates = {"notBefore": _text(found["NotBefore"]), "notAfter": _text(found["NotAfter"])} if imported else {}
    return {
        **dates,
        "arn": found["CertificateArn"],
        "domainName": found["DomainName"],
        "domainValidationOptions": _proofs(found),
        "renewalEligibility": found["RenewalEligibility"],
        "status": found["Status"],
        "subjectAlternativeNames": sorted(found["SubjectAlternativeNames"]),
        "type": found["Type"],
    }


def _proofs(found: dict[str, Any]) -> list[dict[str, str]]:
    """The records that prove the names, by name: moto's order changes from run to run."""
    listed: list[dict[str, Any]] = found.get("DomainValidationOptions", [])
    return [
        {
            "domainName": option["DomainName"],
            "resourceRecordName": option["ResourceRecord"]["Name"],
            "resourceRecordType": option["ResourceRecord"]["Type"],
            "resourceRecordValue": option["ResourceRecord"]["Value"],
        }
        for option in sorted(listed, key=lambda each: each["DomainName"])
    ]


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@realises("aws:acm/certificateValidation:CertificateValidation")
def certificate_validation(call: Call) -> Made:
    """The wait until a requested certificate is issued: here it is at once, or it never will be.

    As the provider does, it asks first for records that prove every name (terraform-provider-aws,
    `aws_acm_certificate_validation`). The provider's id is the time of issue; here it is the certificate's
    ARN, the same in every run.
    """
    given, arn = call.inputs, call.inputs["certificateArn"]
    found = call.ask("acm", "describe_certificate", CertificateArn=arn)["Certificate"]
    if found["Type"] != "AMAZON_ISSUED":
        call.refuse(f"ACM Certificate ({arn}) has type {found['Type']}, no validation necessary")
    wanted = {each["resourceRecordName"].rstrip("."): each["domainName"] for each in _proofs(found)}
    records = {str(name).rstrip(".") for name in given.get("validationRecordFqdns") or wanted}
    for record, domain in wanted.items():
        if record not in records:
            call.refuse(f"missing {domain} DNS validation record: {record}")
    if found["Status"] != "ISSUED":
        call.refuse(
            f"the certificate is {found['Status']}: no hosted zone of the account has the CNAME "
            + " and ".join(sorted(wanted)),
            "make the record that `domainValidationOptions` names in a Route 53 zone, before this",
        )
    return Made(arn, {"certificateArn": arn})
