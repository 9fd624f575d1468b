"""Routes: the public subnets' way in and out, NAT gateways, and the private subnets' way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.cidrs import Tier
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext

ANYWHERE = "0.0.0.0/0"


@dataclass(frozen=True)
class PrivateRoutes:
    """How the private subnets are routed."""

    tables: tuple[aws.ec2.RouteTable, ...]
    ways: tuple[pulumi.Resource, ...]
    """What must stand before something private can reach the internet."""


def route_public(
    ctx: RegionContext, vpc_id: pulumi.Input[str], subnets: Mapping[str, aws.ec2.Subnet]
) -> tuple[pulumi.Resource, ...]:
    """Send the public subnets' traffic through an internet gateway; return what makes that work."""
    gateway = aws.ec2.InternetGateway(
        ctx.name("internet"),
        vpc_id=vpc_id,
        region=ctx.region,
        tags=name_tag(ctx.name("internet")),
        opts=ctx.options(),
    )
    table = _route_table(ctx, vpc_id, ctx.name("public"))
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


def nat_gateways(
    ctx: RegionContext, public: Mapping[str, pulumi.Output[str]], way_in: Sequence[pulumi.Resource]
) -> dict[str, aws.ec2.NatGateway]:
    """Make the NAT gateways that the settings want; return the one that each zone's private subnet uses.

    `public` are the ids of the public subnets by zone.
    """
    mode = ctx.settings.network.nat
    if mode == "none":
        return {}
    if mode == "single":
        shared = _nat_gateway(ctx, ctx.zones[0], public, way_in)
        return dict.fromkeys(ctx.zones, shared)
    return {zone: _nat_gateway(ctx, zone, public, way_in) for zone in ctx.zones}


def route_private(
    ctx: RegionContext,
    vpc_id: pulumi.Input[str],
    subnets: Mapping[str, aws.ec2.Subnet],
    gateways: Mapping[str, aws.ec2.NatGateway],
) -> PrivateRoutes:
    """Give each private subnet a route table of its own, and a route to its zone's NAT gateway, if any."""
    tables: list[aws.ec2.RouteTable] = []
    ways: list[pulumi.Resource] = []
    for zone, subnet in subnets.items():
        name = ctx.stack.names.zonal("private", zone)
        table = _route_table(ctx, vpc_id, name)
        tables.append(table)
        ways.append(_associate(ctx, subnet, table, "private", zone))
        if zone in gateways:
            route = aws.ec2.Route(
                name,
                route_table_id=table.id,
                destination_cidr_block=ANYWHERE,
                nat_gateway_id=gateways[zone].id,
                region=ctx.region,
                opts=ctx.options(),
            )
            ways.append(route)
    return PrivateRoutes(tuple(tables), tuple(ways))


def _nat_gateway(
    ctx: RegionContext, zone: str, public: Mapping[str, pulumi.Output[str]], way_in: Sequence[pulumi.Resource]
) -> aws.ec2.NatGateway:
    name = ctx.stack.names.zonal("nat", zone)
    address = aws.ec2.Eip(
        name, domain="vpc", region=ctx.region, tags=name_tag(name), opts=ctx.options(depends_on=way_in)
    )
    return aws.ec2.NatGateway(
        name,
        allocation_id=address.id,
        subnet_id=public[zone],
        connectivity_type="public",
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(depends_on=way_in),
    )


def _route_table(ctx: RegionContext, vpc_id: pulumi.Input[str], name: str) -> aws.ec2.RouteTable:
    return aws.ec2.RouteTable(name, vpc_id=vpc_id, region=ctx.region, tags=name_tag(name), opts=ctx.options())


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
