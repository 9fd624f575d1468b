"""Samples of CloudWatch's types beyond the general ones."""

from __future__ import annotations

from tests.emulator.samples import Inputs

TYPES: list[tuple[str, Inputs, str]] = [
    (
        "aws:cloudwatch/compositeAlarm:CompositeAlarm",
        lambda s: {
            "alarmName": "unhealthy",
            "alarmRule": f'ALARM("{s["aws:cloudwatch/metricAlarm:MetricAlarm"].id}")',
            "alarmDescription": "one of them",
            "alarmActions": [s["aws:sns/topic:Topic"].id],
            "okActions": [s["aws:sns/topic:Topic"].id],
        },
        "unhealthy",
    ),
]
ARNS = {"aws:cloudwatch/compositeAlarm:CompositeAlarm": "cloudwatch alarm:{id}"}
