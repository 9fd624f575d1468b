"""The certificate of each region's load balancer, which takes only certificates of its own region."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.planning.dns import VALIDITY_DAYS, certificate_names
from tapstack.planning.tags import name_tag
from tapstack.stack.edge import HostedZone
from tapstack.stack.region import RegionContext

SERVICE = "certificate"
_DAY = 24
_RECORD_TTL = 300


def region_certificate(ctx: RegionContext, zone: HostedZone | None) -> pulumi.Output[str] | None:
    """Return the ARN of the region's certificate, or None where requests are plain HTTP.

    The settings take `acm` only with a domain, so that there is a zone for it.
    """
    if ctx.settings.certificate == "self-signed":
        return _self_signed(ctx)
    if ctx.settings.certificate == "acm" and zone is not None:
        return _issued(ctx, zone)
    return None


def _issued(ctx: RegionContext, zone: HostedZone) -> pulumi.Output[str]:
    """Request a certificate for the domain, prove that the domain is ours, and wait for the certificate.

    ACM wants the same record for the domain in every region of the account, and renews the certificates for
    as long as it is there (Certificate Manager User Guide, "DNS validation"). Each region writes it by
    itself, over what is there: were it made once, from one region's certificate, no other region could be
    deployed without that one. And it stays when a region goes, as it is the other regions', too.
    """
    name = ctx.name(SERVICE)
    certificate = aws.acm.Certificate(
        name,
        domain_name=zone.domain,
        validation_method="DNS",
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )
    proof = certificate.domain_validation_options.apply(lambda options: options[0])
    record = aws.route53.Record(
        name,
        zone_id=zone.zone_id,
        name=proof.apply(lambda option: option.resource_record_name or ""),
        type=proof.apply(lambda option: option.resource_record_type or ""),
        records=[proof.apply(lambda option: option.resource_record_value or "")],
        ttl=_RECORD_TTL,
        allow_overwrite=True,
        opts=ctx.options(retain_on_delete=True),
    )
    validated = aws.acm.CertificateValidation(
        name,
        certificate_arn=certificate.arn,
        validation_record_fqdns=[record.fqdn],
        region=ctx.region,
        opts=ctx.options(),
    )
    return validated.certificate_arn


def _self_signed(ctx: RegionContext) -> pulumi.Output[str]:
    """Make a key and a certificate of its own for the region, and import them.

    ECDSA P-256, which ACM imports and load balancers take (Certificate Manager User Guide, "Prerequisites for
    importing ACM certificates"). The key is a secret in Pulumi's state and in the graph. Nothing renews the
    certificate by itself (pulumi/pulumi-tls issue 39: `pulumi up` doesn't heed `early_renewal_hours`). One
    that is replaced is made anew under the same key, and imported over the old under the same ARN. After its
    end the load balancer still answers with it, and clients that check dates refuse it.
    """
    import pulumi_tls as tls  # noqa: PLC0415 - no other stack needs it, and each would wait for it

    name = ctx.name(SERVICE)
    key = tls.PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256", opts=ctx.stack.plain_options())
    names = certificate_names(ctx.settings, ctx.stack.names, ctx.region)
    certificate = tls.SelfSignedCert(
        name,
        private_key_pem=key.private_key_pem,
        subject=tls.SelfSignedCertSubjectArgs(common_name=names[0], organization=ctx.settings.team),
        dns_names=list(names),
        validity_period_hours=VALIDITY_DAYS * _DAY,
        allowed_uses=["digital_signature", "server_auth"],
        opts=ctx.stack.plain_options(),
    )
    imported = aws.acm.Certificate(
        name,
        private_key=key.private_key_pem,
        certificate_body=certificate.cert_pem,
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )
    return imported.arn
