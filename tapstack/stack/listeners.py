"""A region's listeners: HTTPS where there is a certificate, and the rules of the further target groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning.routing import MAIN, Route, routes
from tapstack.stack.firewall import HTTP, HTTPS
from tapstack.stack.region import RegionContext


def make_listeners(
    ctx: RegionContext,
    balancer: aws.lb.LoadBalancer,
    targets: Mapping[str, aws.lb.TargetGroup],
    certificate_arn: pulumi.Output[str] | None,
) -> Sequence[pulumi.Resource]:
    """Make the listeners and their rules; return all: they bind the target groups to the load balancer.

    With a certificate requests are taken on 443, and port 80 sends clients there for good; without one they
    are taken on port 80.
    """
    forward = aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=targets[MAIN].arn)
    if certificate_arn is None:
        listeners = [_http(ctx, balancer, forward)]
    else:
        listeners = [_https(ctx, balancer, forward, certificate_arn), _http(ctx, balancer, _to_https())]
    rules = [_rule(ctx, listeners[0], route, targets[route.target]) for route in routes(ctx.settings)]
    return [*listeners, *rules]


def _http(
    ctx: RegionContext, balancer: aws.lb.LoadBalancer, action: aws.lb.ListenerDefaultActionArgs
) -> aws.lb.Listener:
    return aws.lb.Listener(
        ctx.name("http"),
        load_balancer_arn=balancer.arn,
        port=HTTP,
        protocol="HTTP",
        default_actions=[action],
        region=ctx.region,
        opts=ctx.options(),
    )


def _https(
    ctx: RegionContext,
    balancer: aws.lb.LoadBalancer,
    action: aws.lb.ListenerDefaultActionArgs,
    certificate_arn: pulumi.Output[str],
) -> aws.lb.Listener:
    return aws.lb.Listener(
        ctx.name("https"),
        load_balancer_arn=balancer.arn,
        port=HTTPS,
        protocol="HTTPS",
        ssl_policy=ctx.settings.web.tls_policy,
        certificate_arn=certificate_arn,
        default_actions=[action],
        region=ctx.region,
        opts=ctx.options(),
    )


def _to_https() -> aws.lb.ListenerDefaultActionArgs:
    return aws.lb.ListenerDefaultActionArgs(
        type="redirect",
        redirect=aws.lb.ListenerDefaultActionRedirectArgs(
            protocol="HTTPS", port=str(HTTPS), status_code="HTTP_301"
        ),
    )


def _rule(
    ctx: RegionContext, listener: aws.lb.Listener, route: Route, target: aws.lb.TargetGroup
) -> aws.lb.ListenerRule:
    return aws.lb.ListenerRule(
        ctx.name(f"route-{route.target}"),
        listener_arn=listener.arn,
        priority=route.priority,
        conditions=_conditions(route),
        actions=[aws.lb.ListenerRuleActionArgs(type="forward", target_group_arn=target.arn)],
        region=ctx.region,
        opts=ctx.options(),
    )


def _conditions(route: Route) -> list[aws.lb.ListenerRuleConditionArgs]:
    headers = [
        aws.lb.ListenerRuleConditionArgs(
            http_header=aws.lb.ListenerRuleConditionHttpHeaderArgs(http_header_name=name, values=list(values))
        )
        for name, values in route.headers.items()
    ]
    if not route.paths:
        return headers
    paths = aws.lb.ListenerRuleConditionPathPatternArgs(values=list(route.paths))
    return [aws.lb.ListenerRuleConditionArgs(path_pattern=paths), *headers]
