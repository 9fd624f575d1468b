"""Network: a VPC with a public and a private subnet in each zone, a way in, and a way out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.tags import name_tag
from tapstack.planning.vpc_choice import DefaultVpc
from tapstack.stack.endpoints import gateway_endpoints, interface_endpoints
from tapstack.stack.flow_logs import log_subnets, log_vpc
from tapstack.stack.region import RegionContext
from tapstack.stack.routes import ANYWHERE, PrivateRoutes, nat_gateways, route_private, route_public
from tapstack.stack.subnets import make_subnets
from tapstack.stack.vpc_choice import choose_vpc

__all__ = ["ANYWHERE", "Network", "make_network"]


@dataclass(frozen=True)
class Network:
    """One region's network."""

    vpc_id: pulumi.Output[str]
    public_subnet_ids: tuple[pulumi.Output[str], ...]
    private_subnet_ids: tuple[pulumi.Output[str], ...]
    way_in: tuple[pulumi.Resource, ...]
    """What must stand before something public can be reached."""
    way_out: tuple[pulumi.Resource, ...]
    """What must stand before something private can reach the internet, or AWS's services without it."""


@dataclass(frozen=True)
class _Ground:
    """The VPC that a region's network is made in, with its public side."""

    vpc_id: pulumi.Output[str]
    cidr: str
    public: Mapping[str, pulumi.Output[str]]
    """The ids of the public subnets by zone."""
    way_in: tuple[pulumi.Resource, ...]
    shared: bool
    """Whether others use it, too."""


def make_network(ctx: RegionContext, key_arn: pulumi.Output[str]) -> Network:
    """Make the region's VPC, or use its default VPC, with all that routes there.

    `key_arn` is the key that the flow logs are encrypted under.

    Raises:
        PlanError: the region has no room for it; nothing of its network was made.
    """
    chosen = choose_vpc(ctx)
    ground = _default_ground(chosen) if chosen else _own_ground(ctx)
    private = make_subnets(ctx, ground.vpc_id, ground.cidr, "private")
    gateways = nat_gateways(ctx, ground.public, ground.way_in)
    routes = route_private(ctx, ground.vpc_id, private, gateways)
    endpoints = _make_endpoints(ctx, ground, private, routes)
    if ctx.settings.network.flow_logs and ground.shared:
        log_subnets(ctx, key_arn, private)
    elif ctx.settings.network.flow_logs:
        log_vpc(ctx, key_arn, ground.vpc_id)
    return Network(
        vpc_id=ground.vpc_id,
        public_subnet_ids=tuple(ground.public.values()),
        private_subnet_ids=tuple(subnet.id for subnet in private.values()),
        way_in=ground.way_in,
        way_out=(*routes.ways, *endpoints),
    )


def _own_ground(ctx: RegionContext) -> _Ground:
    """Make a VPC with its public subnets; its default security group is left without rules."""
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
    public = make_subnets(ctx, vpc.id, ctx.cidr, "public")
    way_in = route_public(ctx, vpc.id, public)
    ids = {zone: subnet.id for zone, subnet in public.items()}
    return _Ground(vpc.id, ctx.cidr, ids, way_in, shared=False)


def _default_ground(chosen: DefaultVpc) -> _Ground:
    """Return the default VPC, whose public subnets have a way in; what isn't the stack's stays as it is."""
    public = {zone: pulumi.Output.from_input(subnet) for zone, subnet in chosen.public_subnets.items()}
    return _Ground(pulumi.Output.from_input(chosen.id), chosen.cidr, public, (), shared=True)


def _make_endpoints(
    ctx: RegionContext, ground: _Ground, private: Mapping[str, aws.ec2.Subnet], routes: PrivateRoutes
) -> list[aws.ec2.VpcEndpoint]:
    wanted = ctx.settings.network
    made: list[aws.ec2.VpcEndpoint] = []
    if wanted.gateway_endpoints:
        made += gateway_endpoints(ctx, ground.vpc_id, routes.tables)
    if services := wanted.interface_endpoints:
        made += interface_endpoints(ctx, ground.vpc_id, ground.cidr, private.values(), services)
    return made
