"""The web ACL before each load balancer."""

from __future__ import annotations

import pulumi

from tapstack.stack.region import RegionContext


def make_waf(ctx: RegionContext, balancer_arn: pulumi.Output[str], key_arn: pulumi.Output[str]) -> None:
    """Make the region's web ACL, with its logging."""
    raise NotImplementedError(ctx, balancer_arn, key_arn)
