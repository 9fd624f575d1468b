"""Subnets: one of a tier in each of the region's zones."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.planning.cidrs import Tier, subnet_cidr
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext


def make_subnets(
    ctx: RegionContext, vpc_id: pulumi.Input[str], cidr: str, tier: Tier
) -> dict[str, aws.ec2.Subnet]:
    """Make a tier's subnet in each zone, out of the VPC's range `cidr`; none gives out public addresses."""
    return {zone: _subnet(ctx, vpc_id, cidr, tier, zone) for zone in ctx.zones}


def _subnet(
    ctx: RegionContext, vpc_id: pulumi.Input[str], cidr: str, tier: Tier, zone: str
) -> aws.ec2.Subnet:
    name = ctx.stack.names.zonal(tier, zone)
    return aws.ec2.Subnet(
        name,
        vpc_id=vpc_id,
        cidr_block=subnet_cidr(cidr, tier, zone),
        availability_zone=zone,
        map_public_ip_on_launch=False,
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )
