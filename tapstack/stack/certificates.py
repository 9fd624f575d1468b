"""The certificate of each region's load balancer."""

from __future__ import annotations

import pulumi

from tapstack.stack.edge import HostedZone
from tapstack.stack.region import RegionContext


def region_certificate(ctx: RegionContext, zone: HostedZone | None) -> pulumi.Output[str] | None:
    """Return the ARN of the region's certificate, or None where requests are plain HTTP."""
    if ctx.settings.certificate == "none":
        return None
    raise NotImplementedError(zone)
