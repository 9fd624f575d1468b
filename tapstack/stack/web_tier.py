"""The web tier of one region: a load balancer, its target groups, and the instances behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.tags import name_tag
from tapstack.stack.access_logs import LogBucket
from tapstack.stack.firewall import Firewall
from tapstack.stack.instances import SERVICE, instance_tags
from tapstack.stack.listeners import make_listeners
from tapstack.stack.network import Network
from tapstack.stack.region import RegionContext
from tapstack.stack.target_groups import make_target_groups


@dataclass(frozen=True)
class WebTier:
    """One region's web tier."""

    dns_name: pulumi.Output[str]
    zone_id: pulumi.Output[str]
    """The hosted zone of the load balancer's name, for alias records."""
    balancer_arn: pulumi.Output[str]
    balancer_suffix: pulumi.Output[str]
    """The load balancer's dimension in CloudWatch."""
    target_suffixes: Mapping[str, pulumi.Output[str]]
    """Each target group's dimension in CloudWatch, by the group's name; the first one first."""
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
    """Make the load balancer and the group of instances that `template` describes.

    Without a certificate, requests are plain HTTP.
    """
    balancer = _load_balancer(ctx, network, firewall, logs)
    targets = make_target_groups(ctx, network)
    listeners = make_listeners(ctx, balancer, targets, certificate_arn)
    group = _instances(
        ctx,
        network,
        template,
        service_role_arn,
        list(targets.values()),
        after=[*listeners, *network.way_out, *firewall.rules],
    )
    return WebTier(
        dns_name=balancer.dns_name,
        zone_id=balancer.zone_id,
        balancer_arn=balancer.arn,
        balancer_suffix=balancer.arn_suffix,
        target_suffixes={name: target.arn_suffix for name, target in targets.items()},
        group_name=group.name,
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
        opts=ctx.options(depends_on=[*network.way_in, *logs.ready], protect=True),
    )


def _instances(
    ctx: RegionContext,
    network: Network,
    template: aws.ec2.LaunchTemplate,
    service_role_arn: pulumi.Output[str],
    targets: Sequence[aws.lb.TargetGroup],
    *,
    after: Sequence[pulumi.Resource],
) -> aws.autoscaling.Group:
    """Make the group. Its instances are in every target group, and each of them can find one unhealthy."""
    compute = ctx.settings.compute
    return aws.autoscaling.Group(
        ctx.name(SERVICE),
        min_size=compute.min_size,
        max_size=compute.max_size,
        desired_capacity=compute.desired_capacity,
        vpc_zone_identifiers=list(network.private_subnet_ids),
        launch_template=aws.autoscaling.GroupLaunchTemplateArgs(
            id=template.id, version=template.latest_version.apply(str)
        ),
        target_group_arns=[target.arn for target in targets],
        health_check_type="ELB",
        health_check_grace_period=compute.grace_seconds,
        default_instance_warmup=compute.warmup_seconds,
        instance_refresh=_replace_before_removing(),
        service_linked_role_arn=service_role_arn,
        tags=[
            aws.autoscaling.GroupTagArgs(key=key, value=value, propagate_at_launch=True)
            for key, value in instance_tags(ctx).items()
        ],
        region=ctx.region,
        opts=ctx.options(depends_on=after, ignore_changes=["desired_capacity"]),
    )


def _replace_before_removing() -> aws.autoscaling.GroupInstanceRefreshArgs:
    """Return how a new template version reaches the instances.

    New ones first, then the old ones go; back to the old version if the new ones never get healthy. The
    provider starts it when the version's number changes, never for `$Latest`, which stays the same text
    (terraform-provider-aws, "aws_autoscaling_group", `instance_refresh`). It needs no other trigger: all that
    makes an instance what it is, its tags too, is in the template.
    """
    return aws.autoscaling.GroupInstanceRefreshArgs(
        strategy="Rolling",
        preferences=aws.autoscaling.GroupInstanceRefreshPreferencesArgs(
            min_healthy_percentage=100,
            max_healthy_percentage=200,
            auto_rollback=True,
        ),
    )
