"""Watching: a region's log group, its topic and alarms, and the dashboards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning import region_alarm
from tapstack.planning.alarms import Alarm
from tapstack.planning.dashboard import dashboard_body, dashboard_url, region_dashboard_body
from tapstack.planning.policies.keys import key_uses
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
                topic_arn=known[0],
                account=known[1],
                region=ctx.region,
                prefix=ctx.stack.names.prefix,
                budget_alarms=key_uses(ctx.settings, ctx.region).budget_alarms,
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


def make_region_alarm(
    ctx: RegionContext, alarms: Sequence[pulumi.Resource], topic_arn: pulumi.Output[str]
) -> None:
    """Make the alarm that says that the region can't serve, over `alarms`.

    Its rule names them, and CloudWatch refuses to save a rule over alarms that it doesn't have.
    """
    name = ctx.name(region_alarm.SERVICE)
    aws.cloudwatch.CompositeAlarm(
        name,
        alarm_name=name,
        alarm_description=region_alarm.MEANING,
        alarm_rule=region_alarm.rule(ctx.settings, ctx.stack.names, ctx.region),
        alarm_actions=[topic_arn],
        ok_actions=[topic_arn],
        region=ctx.region,
        opts=ctx.options(depends_on=alarms),
    )


def make_dashboards(contexts: Mapping[str, RegionContext]) -> Mapping[str, str]:
    """Make the dashboards that the settings want; return the console's URL of each, by region.

    A name has the region that the dashboard is kept in: dashboards are one list for all regions of an
    account, so under one name a new primary region's dashboard would be deleted along with the old one's.
    """
    made: dict[str, str] = {}
    for region, ctx in contexts.items():
        if (body := _dashboard_body(ctx)) is None:
            continue
        name = ctx.name("platform")
        aws.cloudwatch.Dashboard(
            name, dashboard_name=name, dashboard_body=body, region=region, opts=ctx.options()
        )
        made[region] = dashboard_url(name, region)
    return made


def _dashboard_body(ctx: RegionContext) -> pulumi.Input[str] | None:
    wanted = ctx.settings.observability.dashboards
    if wanted == "every-region":
        return ctx.stack.account.apply(
            lambda account: region_dashboard_body(ctx.settings, ctx.stack.names, ctx.region, account)
        )
    if wanted == "primary" and ctx.primary:
        return dashboard_body(ctx.settings, ctx.stack.names)
    return None
