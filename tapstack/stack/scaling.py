"""Scaling of one region's instances: a step policy for each CPU alarm, and the alarms for people."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.planning import alarms
from tapstack.stack.observability import make_alarm
from tapstack.stack.region import RegionContext
from tapstack.stack.web_tier import WebTier

_FAR_ABOVE = 20
"""Percent of CPU above the scale-out mark from where two instances are added at once."""


def make_scaling(ctx: RegionContext, web: WebTier, topic_arn: pulumi.Output[str]) -> list[pulumi.Resource]:
    """Make the policies and alarms of the web tier; return the alarms that call people.

    Low CPU calls nobody: it is where a quiet group at its minimum always is.
    """
    group = {"AutoScalingGroupName": web.group_name}
    out = _policy(
        ctx,
        "scale-out",
        web,
        [
            aws.autoscaling.PolicyStepAdjustmentArgs(
                scaling_adjustment=1,
                metric_interval_lower_bound="0",
                metric_interval_upper_bound=str(_FAR_ABOVE),
            ),
            aws.autoscaling.PolicyStepAdjustmentArgs(
                scaling_adjustment=2, metric_interval_lower_bound=str(_FAR_ABOVE)
            ),
        ],
    )
    make_alarm(ctx, alarms.cpu_high(ctx.settings), group, actions=[out.arn, topic_arn])
    back = _policy(
        ctx,
        "scale-in",
        web,
        [aws.autoscaling.PolicyStepAdjustmentArgs(scaling_adjustment=-1, metric_interval_upper_bound="0")],
    )
    make_alarm(ctx, alarms.cpu_low(ctx.settings), group, actions=[back.arn])
    balancer = {"LoadBalancer": web.balancer_suffix}
    dimensions = {
        "group": group,
        "balancer": balancer,
        "target": {**balancer, "TargetGroup": web.target_suffix},
    }
    watched = list(alarms.web_alarms())
    if ctx.settings.observability.region_alarm:
        watched.append(alarms.no_healthy_hosts())
    return [
        make_alarm(ctx, alarm, dimensions[alarm.scope], actions=[topic_arn], recovered=[topic_arn])
        for alarm in watched
    ]


def _policy(
    ctx: RegionContext, service: str, web: WebTier, steps: list[aws.autoscaling.PolicyStepAdjustmentArgs]
) -> aws.autoscaling.Policy:
    return aws.autoscaling.Policy(
        ctx.name(service),
        autoscaling_group_name=web.group_name,
        policy_type="StepScaling",
        adjustment_type="ChangeInCapacity",
        metric_aggregation_type="Average",
        step_adjustments=steps,
        region=ctx.region,
        opts=ctx.options(),
    )
