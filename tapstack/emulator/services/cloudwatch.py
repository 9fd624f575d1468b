"""CloudWatch: metric alarms, composite alarms and dashboards. Alarms stand, but nothing evaluates them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.emulator.table import Row, make

_ALARM = Row(
    "cloudwatch.put_metric_alarm",
    id="=name",
    renames={"name": "AlarmName", "okActions": "OKActions", "extendedStatistic": "ExtendedStatistic"},
    unsent=frozenset({"dimensions"}),
    named=("name", 255),
    arn="cloudwatch:alarm:{id}",
)
_COMPOSITE = Row(
    "cloudwatch.put_composite_alarm",
    id="=alarmName",
    renames={"okActions": "OKActions"},
    arn="cloudwatch:alarm:{id}",
)

for _token in ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm"):
    BEHAVIOURS[_token, ""] = "alarms are not evaluated: none rings, and none calls anybody"


@realises("aws:cloudwatch/metricAlarm:MetricAlarm")
def metric_alarm(call: Call) -> Made:
    """An alarm over one metric."""
    dimensions: dict[str, Any] = call.inputs.get("dimensions") or {}
    listed = [{"Name": name, "Value": str(value)} for name, value in dimensions.items()]
    row = replace(_ALARM, fixed={"Dimensions": listed})
    return make(call, row)


@realises("aws:cloudwatch/compositeAlarm:CompositeAlarm")
def composite_alarm(call: Call) -> Made:
    """An alarm over others, which must stand."""
    if call.inputs.get("actionsSuppressor"):
        call.refuse("the input `actionsSuppressor` is not emulated", "leave it out in this stack")
    return make(call, _COMPOSITE)


@realises("aws:cloudwatch/dashboard:Dashboard")
def dashboard(call: Call) -> Made:
    """A dashboard."""
    name = call.inputs["dashboardName"]
    call.ask("cloudwatch", "put_dashboard", DashboardName=name, DashboardBody=call.inputs["dashboardBody"])
    return Made(name, {"dashboardArn": f"arn:aws:cloudwatch::{call.account}:dashboard/{name}"})
