"""Certificates that were requested (seen in moto 5.2.5).

moto issues each one by itself after a while. Here it stays PENDING_VALIDATION until a public hosted zone of
the account has the CNAME for each of its names.
"""

from __future__ import annotations

from moto.acm.models import CertBundle
from moto.route53.models import route53_backends
from moto.utilities.utils import get_partition


def apply() -> None:
    """Issue a certificate when its records are there."""
    check = CertBundle.check

    def check_records(self: CertBundle) -> None:
        if self.type == "AMAZON_ISSUED" and self.status == "PENDING_VALIDATION" and not _proven(self):
            return
        check(self)

    CertBundle.check = check_records


def _proven(certificate: CertBundle) -> bool:
    region, account = certificate.arn.split(":")[3:5]
    zones = route53_backends[account][get_partition(region)].zones.values()
    known = {
        (record.name.rstrip("."), value.rstrip("."))
        for zone in zones
        if not zone.private_zone
        for record in zone.rrsets
        if record.type == "CNAME"
        for value in record.records
    }
    options = certificate.describe()["Certificate"]["DomainValidationOptions"]
    wanted = {
        tuple(option["ResourceRecord"][key].rstrip(".") for key in ("Name", "Value")) for option in options
    }
    return wanted <= known
