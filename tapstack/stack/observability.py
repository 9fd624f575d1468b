"""Watching: a region's log group, its topic and alarms, and the stack's one dashboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning.alarms import Alarm
from tapstack.planning.dashboard import dashboard_body
from tapstack.planning.policies.topics import topic_policy
from tapstack.stack.region import RegionContext

Dimensions = Mapping[str, pulumi.Input[str]]


def log_group(
    ctx: RegionContext, service: str, name: str, key_arn: pulumi.Output[str]
) -> aws.cloudwatch.LogGroup:
    """Make a log group called `name`, encrypted under the region's key, with the settings' retention."""
    return aws.cloudwatch.LogGroup(
        ctx.name(service),
        name=name,
        kms_key_id=key_arn,
        retention_in_days=ctx.settings.observability.log_retention_days,
        region=ctx.region,
        opts=ctx.options(),
    )


def alarm_topic(ctx: RegionContext, key_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    """Make the region's encrypted topic for alarms; return its ARN.

    The e-mail address, if set, is subscribed.
    """
    name = ctx.name("alarms")
    topic = aws.sns.Topic(name, name=name, kms_master_key_id=key_arn, region=ctx.region, opts=ctx.options())
    aws.sns.TopicPolicy(
        name,
        arn=topic.arn,
        policy=pulumi.Output.all(topic.arn, ctx.stack.account).apply(
            lambda known: topic_policy(
                topic_arn=known[0], account=known[1], region=ctx.region, prefix=ctx.stack.names.prefix
            )
        ),
        region=ctx.region,
        opts=ctx.options(),
    )
    if email := ctx.settings.observability.alarm_email:
        aws.sns.TopicSubscription(
            name, topic=topic.arn, protocol="email", endpoint=email, region=ctx.region, opts=ctx.options()
        )
    return topic.arn


def make_alarm(
    ctx: RegionContext,
    alarm: Alarm,
    dimensions: Dimensions,
    *,
    actions: Sequence[pulumi.Input[str]],
    recovered: Sequence[pulumi.Input[str]] = (),
) -> aws.cloudwatch.MetricAlarm:
    """Make one alarm on what `dimensions` name: `actions` follow when it rings, `recovered` when it ends."""
    name = ctx.name(alarm.service)
    return aws.cloudwatch.MetricAlarm(
        name,
        name=name,
        alarm_description=alarm.meaning,
        namespace=alarm.namespace,
        metric_name=alarm.metric,
        dimensions=dict(dimensions),
        statistic=alarm.statistic,
        comparison_operator=alarm.comparison,
        threshold=alarm.threshold,
        period=alarm.period,
        evaluation_periods=alarm.evaluations,
        treat_missing_data=alarm.missing,
        alarm_actions=list(actions),
        ok_actions=list(recovered),
        region=ctx.region,
        opts=ctx.options(),
    )


def make_dashboards(contexts: Mapping[str, RegionContext]) -> Mapping[str, str]:
    """Make the dashboards that the settings want; return the console's URL of each, by region."""
    made: dict[str, str] = {}
    for region, ctx in contexts.items():
        if ctx.settings.observability.dashboards == "primary" and ctx.primary:
            make_dashboard(ctx)
            made[region] = ctx.name("platform")
    return made


def make_region_alarm(
    ctx: RegionContext, alarms: Sequence[pulumi.Resource], topic_arn: pulumi.Output[str]
) -> None:
    """Make the alarm that says that the region can't serve, from its other alarms."""
    raise NotImplementedError(ctx, alarms, topic_arn)


def make_dashboard(ctx: RegionContext) -> None:
    """Make the dashboard of all regions.

    Its name has the region it is kept in: dashboards are one list for all regions of an account, so under one
    name a new primary region's dashboard would be deleted along with the old one's.
    """
    aws.cloudwatch.Dashboard(
        ctx.name("platform"),
        dashboard_name=ctx.name("platform"),
        dashboard_body=dashboard_body(ctx.settings, ctx.stack.names),
        region=ctx.region,
        opts=ctx.options(),
    )
