"""Scaling of one region's instances, by steps or by targets, and the alarms for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pulumi
import pulumi_aws as aws

from tapstack.planning import alarms
from tapstack.planning.alarms import Alarm
from tapstack.planning.routing import MAIN
from tapstack.stack.observability import Dimensions, make_alarm
from tapstack.stack.region import RegionContext
from tapstack.stack.web_tier import WebTier

_FAR_ABOVE = 20
"""Percent of CPU above the scale-out mark from where two instances are added at once."""


def make_scaling(ctx: RegionContext, web: WebTier, topic_arn: pulumi.Output[str]) -> list[pulumi.Resource]:
    """Make the policies and alarms of the web tier; return the alarms that call people."""
    if ctx.settings.compute.scaling == "step":
        _scale_by_steps(ctx, web, topic_arn)
    else:
        _track_targets(ctx, web)
    return [
        make_alarm(ctx, alarm, dimensions, actions=[topic_arn], recovered=[topic_arn])
        for alarm, dimensions in _watched(ctx, web)
    ]


def _watched(ctx: RegionContext, web: WebTier) -> Iterator[tuple[Alarm, Dimensions]]:
    """Yield each alarm that only calls people, with what it watches; further target groups have their own."""
    balancer = {"LoadBalancer": web.balancer_suffix}
    targets = {name: {**balancer, "TargetGroup": suffix} for name, suffix in web.target_suffixes.items()}
    dimensions = {"group": _group(web), "balancer": balancer, "target": targets.pop(MAIN)}
    watched = list(alarms.web_alarms())
    if ctx.settings.observability.region_alarm:
        watched.append(alarms.no_healthy_hosts())
    for alarm in watched:
        yield alarm, dimensions[alarm.scope]
    for name, target in targets.items():
        for alarm in alarms.web_alarms():
            if alarm.scope == "target":
                yield replace(alarm, service=f"{alarm.service}-{name}"), target


def _scale_by_steps(ctx: RegionContext, web: WebTier, topic_arn: pulumi.Output[str]) -> None:
    """Make a step policy for each CPU alarm.

    Low CPU calls nobody: it is where a quiet group at its minimum always is.
    """
    out = _step_policy(
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
    make_alarm(ctx, alarms.cpu_high(ctx.settings), _group(web), actions=[out.arn, topic_arn])
    back = _step_policy(
        ctx,
        "scale-in",
        web,
        [aws.autoscaling.PolicyStepAdjustmentArgs(scaling_adjustment=-1, metric_interval_upper_bound="0")],
    )
    make_alarm(ctx, alarms.cpu_low(ctx.settings), _group(web), actions=[back.arn])


def _track_targets(ctx: RegionContext, web: WebTier) -> None:
    """Make the policies that keep CPU, and each target group's requests, at what the settings say.

    Auto Scaling makes and keeps their alarms itself. Of several policies the one that wants most instances
    is heard, and instances go only when all agree (EC2 Auto Scaling user guide, "Target tracking scaling
    policies for Amazon EC2 Auto Scaling"). A request counts for one target group alone, hence a policy each.
    """
    compute = ctx.settings.compute
    _tracking_policy(ctx, "track-cpu", web, compute.scale_out_cpu, _metric("ASGAverageCPUUtilization"))
    if compute.requests_per_target is None:
        return
    for name, suffix in web.target_suffixes.items():
        service = "track-requests" if name == MAIN else f"track-requests-{name}"
        label = pulumi.Output.concat(web.balancer_suffix, "/", suffix)
        requests = _metric("ALBRequestCountPerTarget", label)
        _tracking_policy(ctx, service, web, compute.requests_per_target, requests)


def _group(web: WebTier) -> Dimensions:
    return {"AutoScalingGroupName": web.group_name}


_Metric = aws.autoscaling.PolicyTargetTrackingConfigurationPredefinedMetricSpecificationArgs


def _metric(kind: str, label: pulumi.Output[str] | None = None) -> _Metric:
    return _Metric(predefined_metric_type=kind, resource_label=label)


def _tracking_policy(
    ctx: RegionContext, service: str, web: WebTier, target: int, metric: _Metric
) -> aws.autoscaling.Policy:
    return aws.autoscaling.Policy(
        ctx.name(service),
        autoscaling_group_name=web.group_name,
        policy_type="TargetTrackingScaling",
        estimated_instance_warmup=ctx.settings.compute.warmup_seconds,
        target_tracking_configuration=aws.autoscaling.PolicyTargetTrackingConfigurationArgs(
            target_value=target, predefined_metric_specification=metric
        ),
        region=ctx.region,
        opts=ctx.options(),
    )


def _step_policy(
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
