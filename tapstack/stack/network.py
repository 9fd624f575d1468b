"""Network: a VPC with a public and a private subnet in each zone, a way in, and a way out."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.cidrs import Tier, subnet_cidr
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class Network:
    """One region's network."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: tuple[pulumi.Output[str], ...]
    private_subnet_ids: tuple[pulumi.Output[str], ...]
    way_in: tuple[pulumi.Resource, ...]
    """What must stand before something public can be reached."""
    way_out: tuple[pulumi.Resource, ...]
    """What must stand before something private can reach the internet."""


def make_network(ctx: RegionContext, key_arn: pulumi.Output[str]) -> Network:
    """Make the region's VPC and all that routes in it; the default security group is left without rules."""
    vpc = aws.ec2.Vpc(
        ctx.name("vpc"),
        cidr_block=ctx.cidr,
        enable_dns_support=True,
        enable_dns_hostnames=True,
        region=ctx.region,
        tags=name_tag(ctx.name("vpc")),
        opts=ctx.options(),
    )
    aws.ec2.DefaultSecurityGroup(
        ctx.name("default"),
        vpc_id=vpc.id,
        region=ctx.region,
        tags=name_tag(ctx.name("default-unused")),
        opts=ctx.options(),
    )
    public = {zone: _subnet(ctx, vpc, "public", zone) for zone in ctx.zones}
    private = {zone: _subnet(ctx, vpc, "private", zone) for zone in ctx.zones}
    way_in = _route_public(ctx, vpc, public)
    way_out = _route_private(ctx, vpc, private, _nat_gateways(ctx, public, way_in))
    return Network(
        vpc_id=vpc.id,
        public_subnet_ids=tuple(subnet.id for subnet in public.values()),
        private_subnet_ids=tuple(subnet.id for subnet in private.values()),
        way_in=way_in,
        way_out=way_out,
    )


def _subnet(ctx: RegionContext, vpc: aws.ec2.Vpc, tier: Tier, zone: str) -> aws.ec2.Subnet:
    name = ctx.stack.names.zonal(tier, zone)
    return aws.ec2.Subnet(
        name,
        vpc_id=vpc.id,
        cidr_block=subnet_cidr(ctx.cidr, tier, zone),
        availability_zone=zone,
        map_public_ip_on_launch=False,
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )


def _route_public(
    ctx: RegionContext, vpc: aws.ec2.Vpc, subnets: dict[str, aws.ec2.Subnet]
) -> tuple[pulumi.Resource, ...]:
    gateway = aws.ec2.InternetGateway(
        ctx.name("internet"),
        vpc_id=vpc.id,
        region=ctx.region,
        tags=name_tag(ctx.name("internet")),
        opts=ctx.options(),
    )
    table = _route_table(ctx, vpc, ctx.name("public"))
    route = aws.ec2.Route(
        ctx.name("public"),
        route_table_id=table.id,
        destination_cidr_block=ANYWHERE,
        gateway_id=gateway.id,
        region=ctx.region,
        opts=ctx.options(),
    )
    joined = [_associate(ctx, subnet, table, "public", zone) for zone, subnet in subnets.items()]
    return (route, *joined)


def _nat_gateways(
    ctx: RegionContext, subnets: dict[str, aws.ec2.Subnet], way_in: tuple[pulumi.Resource, ...]
) -> dict[str, aws.ec2.NatGateway]:
    """Make the NAT gateways that the settings want; return the one that each zone's private subnet uses."""
    mode = ctx.settings.network.nat
    if mode == "none":
        return {}
    if mode == "single":
        shared = _nat_gateway(ctx, ctx.zones[0], subnets, way_in)
        return dict.fromkeys(ctx.zones, shared)
    return {zone: _nat_gateway(ctx, zone, subnets, way_in) for zone in ctx.zones}


def _nat_gateway(
    ctx: RegionContext, zone: str, subnets: dict[str, aws.ec2.Subnet], way_in: tuple[pulumi.Resource, ...]
) -> aws.ec2.NatGateway:
    name = ctx.stack.names.zonal("nat", zone)
    address = aws.ec2.Eip(
        name, domain="vpc", region=ctx.region, tags=name_tag(name), opts=ctx.options(depends_on=way_in)
    )
    return aws.ec2.NatGateway(
        name,
        allocation_id=address.id,
        subnet_id=subnets[zone].id,
        connectivity_type="public",
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(depends_on=way_in),
    )


def _route_private(
    ctx: RegionContext,
    vpc: aws.ec2.Vpc,
    subnets: dict[str, aws.ec2.Subnet],
    gateways: dict[str, aws.ec2.NatGateway],
) -> tuple[pulumi.Resource, ...]:
    made: list[pulumi.Resource] = []
    for zone, subnet in subnets.items():
        name = ctx.stack.names.zonal("private", zone)
        table = _route_table(ctx, vpc, name)
        made.append(_associate(ctx, subnet, table, "private", zone))
        if zone in gateways:
            route = aws.ec2.Route(
                name,
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways[zone].id,
                region=ctx.region,
                opts=ctx.options(),
            )
            made.append(route)
    return tuple(made)


def _route_table(ctx: RegionContext, vpc: aws.ec2.Vpc, name: str) -> aws.ec2.RouteTable:
    return aws.ec2.RouteTable(name, vpc_id=vpc.id, region=ctx.region, tags=name_tag(name), opts=ctx.options())


def _associate(
    ctx: RegionContext, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable, tier: Tier, zone: str
) -> aws.ec2.RouteTableAssociation:
    return aws.ec2.RouteTableAssociation(
        ctx.stack.names.zonal(tier, zone),
        subnet_id=subnet.id,
        route_table_id=table.id,
        region=ctx.region,
        opts=ctx.options(),
    )
