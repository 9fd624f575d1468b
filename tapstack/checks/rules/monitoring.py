"""SNS subscriptions, dashboards and alarms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, number_of, said, text_of
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View

_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"

ENDPOINTS: dict[str, str] = {
    "application": r"arn:[\w-]+:sns:.+",
    "email": r"[^@\s]+@[^@\s]+",
    "email-json": r"[^@\s]+@[^@\s]+",
    "firehose": r"arn:[\w-]+:firehose:.+",
    "http": r"http://.+",
    "https": r"https://.+",
    "lambda": r"arn:[\w-]+:lambda:.+",
    "sms": r"\+?[\d\s()/.-]+",
    "sqs": r"arn:[\w-]+:sqs:.+",
}
"""By protocol: what its endpoints look like (SNS API Reference, Subscribe, Protocol and Endpoint)."""


@rule(
    "sns-protocol",
    "refused",
    title="A subscription has a protocol of SNS and an endpoint that fits it",
    why="SNS refuses other protocols, and an endpoint of another form.",
    source="SNS API Reference, Subscribe, Protocol and Endpoint",
)
def protocol(view: View) -> Iterator[Wrong]:
    """Subscriptions with an unknown protocol, or an endpoint of another."""
    for subscription in view.of(_SUBSCRIPTION):
        name = text_of(view, subscription, "protocol")
        endpoint = text_of(view, subscription, "endpoint")
        if name is None:
            continue
        if name not in ENDPOINTS:
            yield Wrong(
                f"{said(subscription)} has the protocol {name}, which SNS doesn't know",
                f"choose one of {', '.join(sorted(ENDPOINTS))}",
                (at(subscription, "protocol"),),
            )
        elif endpoint and not re.fullmatch(ENDPOINTS[name], endpoint):
            yield Wrong(
                f"{said(subscription)} has the protocol {name} and the endpoint {endpoint}",
                f"give it an endpoint of {name}, or the protocol of this endpoint",
                (at(subscription, "endpoint"),),
            )


@rule(
    "dashboard-name",
    "refused",
    title="A dashboard's name has letters, digits, - and _ only, at most 255",
    why="CloudWatch refuses any other name.",
    source="CloudWatch API Reference, PutDashboard, DashboardName",
)
def dashboard_name(view: View) -> Iterator[Wrong]:
    """Dashboards with a name that CloudWatch refuses."""
    for dashboard in view.of("aws:cloudwatch/dashboard:Dashboard"):
        name = text_of(view, dashboard, "dashboardName")
        if name is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,255}", name):
            yield Wrong(
                f"dashboard name {name!r} is not allowed",
                "use letters, digits, - and _ only, at most 255",
                (at(dashboard, "dashboardName"),),
            )


@rule(
    "alarm-period",
    "refused",
    title="An alarm's period is 10, 20, 30 or a multiple of 60 seconds, over at most a day or a week",
    why="CloudWatch refuses other periods, and evaluations over more than a day (a week, from periods of "
    "an hour on).",
    source="CloudWatch API Reference, PutMetricAlarm, Period",
)
def alarm_period(view: View) -> Iterator[Wrong]:
    """Periods that CloudWatch refuses, in alarms and in the metrics of their expressions."""
    for alarm in view.of(_ALARM):
        count = number_of(view, alarm, "evaluationPeriods") or 1
        for path in ("period", "metricQueries.*.metric.period", "metricQueries.*.period"):
            for value in view.values(alarm, path):
                wrong = _wrong_period(value.value, count)
                if wrong:
                    yield Wrong(
                        f"alarm {said(alarm)} {wrong}",
                        "choose 10, 20, 30 or a multiple of 60 seconds, and few enough periods",
                        (Place(alarm.urn, value.pointer),),
                    )


def _wrong_period(period: object, count: float) -> str | None:
    if not isinstance(period, int | float) or isinstance(period, bool):
        return None
    if period <= 0 or (period not in {10, 20, 30} and period % 60):
        return f"has a period of {period:g} s"
    longest = 604_800 if period >= 3600 else 86_400
    return (
        f"looks at {count:g} periods of {period:g} s, more than {longest} s"
        if period * count > longest
        else None
    )


@rule(
    "alarm-datapoints",
    "refused",
    title="An alarm needs no more breaching points than it looks at",
    why="CloudWatch refuses datapointsToAlarm above evaluationPeriods.",
    source="CloudWatch API Reference, PutMetricAlarm, DatapointsToAlarm; CloudWatch User Guide, "
    "Evaluating an alarm",
)
def alarm_datapoints(view: View) -> Iterator[Wrong]:
    """Alarms that could never go off."""
    for alarm in view.of(_ALARM):
        points = number_of(view, alarm, "datapointsToAlarm")
        periods = number_of(view, alarm, "evaluationPeriods")
        if points is not None and periods is not None and points > periods:
            yield Wrong(
                f"alarm {said(alarm)} needs {points:g} of {periods:g} points",
                "lower datapointsToAlarm, or raise evaluationPeriods",
                (at(alarm, "datapointsToAlarm"),),
            )


@rule(
    "alarm-actions",
    "refused",
    title="An alarm has at most five actions for each state",
    why="CloudWatch refuses a sixth.",
    source="CloudWatch API Reference, PutMetricAlarm, AlarmActions: at most 5 items",
)
def alarm_actions(view: View) -> Iterator[Wrong]:
    """Alarms with too many actions."""
    for alarm in view.of(_ALARM, "aws:cloudwatch/compositeAlarm:CompositeAlarm"):
        for name in ("alarmActions", "okActions", "insufficientDataActions"):
            actions = alarm.inputs.get(name)
            if isinstance(actions, list) and len(actions) > 5:
                yield Wrong(
                    f"alarm {said(alarm)} has {len(actions)} {name}",
                    "publish to one topic and subscribe the others to it",
                    (at(alarm, name),),
                )
