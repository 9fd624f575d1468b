"""A region's target groups: where requests go, and which instances count as healthy."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi_aws as aws

from tapstack.planning.routing import Target, targets
from tapstack.planning.tags import name_tag
from tapstack.stack.network import Network
from tapstack.stack.region import RegionContext

_LAST_REQUESTS = 30
"""Seconds that an instance which is taken out has left for its last requests."""


def make_target_groups(ctx: RegionContext, network: Network) -> Mapping[str, aws.lb.TargetGroup]:
    """Make the target groups; return them by name, the first one first."""
    return {target.name: _target_group(ctx, network, target) for target in targets(ctx.settings)}


def _target_group(ctx: RegionContext, network: Network, target: Target) -> aws.lb.TargetGroup:
    return aws.lb.TargetGroup(
        ctx.stack.names.balancer(target.name, ctx.region),
        port=target.port,
        protocol="HTTP",
        target_type="instance",
        vpc_id=network.vpc_id,
        deregistration_delay=_LAST_REQUESTS,
        health_check=_health_check(ctx, target),
        stickiness=_stickiness(ctx),
        region=ctx.region,
        tags=name_tag(ctx.name(target.name)),
        opts=ctx.options(),
    )


def _health_check(ctx: RegionContext, target: Target) -> aws.lb.TargetGroupHealthCheckArgs:
    web = ctx.settings.web
    return aws.lb.TargetGroupHealthCheckArgs(
        protocol="HTTP",
        port="traffic-port",
        path=target.health_path,
        matcher=target.health_codes,
        interval=web.health_interval,
        timeout=web.health_timeout,
        healthy_threshold=web.healthy_threshold,
        unhealthy_threshold=web.unhealthy_threshold,
    )


def _stickiness(ctx: RegionContext) -> aws.lb.TargetGroupStickinessArgs:
    """Return what keeps a client with its instance: a cookie of the load balancer's own, or nothing.

    Off is said, too: the provider keeps what was, where nothing is said.
    """
    seconds = ctx.settings.web.stickiness_seconds
    if not seconds:
        return aws.lb.TargetGroupStickinessArgs(type="lb_cookie", enabled=False)
    return aws.lb.TargetGroupStickinessArgs(type="lb_cookie", cookie_duration=seconds, enabled=True)
