"""The web tier of one region: a load balancer, its target group, and the instances behind it."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.tags import name_tag
from tapstack.stack.access_logs import LogBucket
from tapstack.stack.firewall import HTTP, Firewall
from tapstack.stack.instances import SERVICE, instance_tags
from tapstack.stack.network import Network
from tapstack.stack.region import RegionContext

_WARMUP = 120
"""Seconds from launch until an instance counts as working."""
_GRACE = 300
"""Seconds in which a new instance may fail health checks: enough to install Docker and pull an image."""


@dataclass(frozen=True)
class WebTier:
    """One region's web tier."""

    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """The hosted zone of the load balancer's name, for alias records."""
    balancer_arn: pulumi.Output[str]
    balancer_suffix: pulumi.Output[str]
    """The load balancer's dimension in CloudWatch."""
    target_suffix: pulumi.Output[str]
    """The target group's dimension in CloudWatch."""
    group_name: pulumi.Output[str]


def make_web_tier(
    ctx: RegionContext,
    network: Network,
    firewall: Firewall,
    logs: LogBucket,
    template: aws.ec2.LaunchTemplate,
    *,
    service_role_arn: pulumi.Output[str],
    certificate_arn: pulumi.Output[str] | None,
) -> WebTier:
    """Make the load balancer and the group of instances that `template` describes."""
    balancer = _load_balancer(ctx, network, firewall, logs)
    target = _target_group(ctx, network)
    listener = aws.lb.Listener(
        ctx.name("http"),
        load_balancer_arn=balancer.arn,
        port=HTTP,
        protocol="HTTP",
        default_actions=[aws.lb.ListenerDefaultActionArgs(type="forward", target_group_arn=target.arn)],
        region=ctx.region,
        opts=ctx.options(),
    )
    group = aws.autoscaling.Group(
        ctx.name(SERVICE),
        min_size=ctx.settings.compute.min_size,
        max_size=ctx.settings.compute.max_size,
        desired_capacity=ctx.settings.compute.desired_capacity,
        vpc_zone_identifiers=list(network.private_subnet_ids),
        launch_template=aws.autoscaling.GroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(str)
        ),
        target_group_arns=[target.arn],
        health_check_type="ELB",
        health_check_grace_period=_GRACE,
        default_instance_warmup=_WARMUP,
        instance_refresh=_replace_before_removing(),
        service_linked_role_arn=service_role_arn,
        tags=[
            aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=True)
            for key, value in instance_tags(ctx).items()
        ],
        region=ctx.region,
        opts=ctx.options(depends_on=[listener, *network.way_out, *firewall.rules]),
    )
    return WebTier(
        balancer.dns_name, balancer.zone_id, balancer.arn, balancer.arn_suffix, target.arn_suffix, group.name
    )


def _load_balancer(
    ctx: RegionContext, network: Network, firewall: Firewall, logs: LogBucket
) -> aws.lb.LoadBalancer:
    name = ctx.stack.names.balancer(SERVICE, ctx.region)
    return aws.lb.LoadBalancer(
        name,
        load_balancer_type="application",
        internal=False,
        subnets=list(network.public_subnet_ids),
        security_groups=[firewall.balancer_id],
        access_logs=aws.lb.LoadBalancerAccessLogsArgs(bucket=logs.name, enabled=True),
        drop_invalid_header_fields=True,
        enable_deletion_protection=ctx.settings.production,
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(depends_on=[*network.way_in, *logs.ready]),
    )


def _target_group(ctx: RegionContext, network: Network) -> aws.lb.TargetGroup:
    name = ctx.stack.names.balancer(SERVICE, ctx.region)
    return aws.lb.TargetGroup(
        name,
        port=ctx.settings.compute.app_port,
        protocol="HTTP",
        target_type="instance",
        vpc_id=network.vpc_id,
        deregistration_delay=30,
        health_check=aws.lb.TargetGroupHealthCheckArgs(
            protocol="HTTP",
            port="traffic-port",
            path=ctx.settings.compute.health_path,
            matcher="200",
            interval=15,
            timeout=5,
            healthy_threshold=2,
            unhealthy_threshold=3,
        ),
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _replace_before_removing() -> aws.autoscaling.GroupInstanceRefreshArgs:
    """Return how a new template version reaches the instances.

    New ones first, then the old ones go; back to the old version if the new ones never get healthy.
    """
    return aws.autoscaling.GroupInstanceRefreshArgs(
        strategy="Rolling",
        preferences=aws.autoscaling.GroupInstanceRefreshPreferencesArgs(
            min_healthy_percentage=100,
            max_healthy_percentage=200,
            auto_rollback=True,
        ),
    )
