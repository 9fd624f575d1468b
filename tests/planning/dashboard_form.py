"""The form of a dashboard's body, by CloudWatch's API reference, "Dashboard body structure and syntax".

Only the properties that a widget of ours may have: one that is not listed here is not a fault for CloudWatch,
but it is one for us until it was looked up there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

Properties = dict[str, Any]

_SCHEMA = r'\{AWS/\w+(,\w+)+\} MetricName="\w+"( \w+=("[\w-]+"|[\w-]+))?'
_SEARCH = re.compile(rf"SEARCH\('({_SCHEMA})', '(Average|Sum|Minimum|Maximum)', (\d+)\)")
_ALARM = re.compile(r"arn:aws:cloudwatch:[a-z0-9-]+:\d{12}:alarm:[\w-]{1,255}")
_QUERY_LIMIT = 1024
_BODY_LIMIT = 1024 * 1024


def faults_in(text: str) -> list[str]:
    """What is wrong with a body."""
    body = json.loads(text)
    found = [] if set(body) == {"widgets"} else [f"members {sorted(body)}"]
    if len(text) > _BODY_LIMIT or len(body["widgets"]) > 500:
        found.append("too much of it")
    for number, widget in enumerate(body["widgets"]):
        found += [f"widget {number}: {fault}" for fault in _in_widget(widget)]
    return found


def expressions_in(text: str) -> list[str]:
    """Every search expression of a body."""
    return [
        metric["expression"]
        for widget in json.loads(text)["widgets"]
        for (metric,) in widget["properties"].get("metrics", [])
    ]


def _in_widget(widget: Properties) -> Iterator[str]:
    if set(widget) != {"type", "x", "y", "width", "height", "properties"}:
        yield f"members {sorted(widget)}"
        return
    if not (widget["x"] >= 0 and widget["x"] + widget["width"] <= 24 and widget["width"] >= 1):
        yield "beyond the 24 columns"
    if widget["y"] < 0 or not 1 <= widget["height"] <= 1000:
        yield "beyond the rows"
    if widget["type"] not in _KINDS:
        yield f"type {widget['type']}"
        return
    yield from _KINDS[widget["type"]](widget["properties"])


def _in_text(properties: Properties) -> Iterator[str]:
    if set(properties) != {"markdown"} or not properties["markdown"]:
        yield f"text {properties}"


def _in_alarm(properties: Properties) -> Iterator[str]:
    if set(properties) != {"title", "alarms"} or not 1 <= len(properties["alarms"]) <= 100:
        yield f"alarm status {properties}"
    for arn in properties["alarms"]:
        if not _ALARM.fullmatch(arn):
            yield f"no ARN of an alarm: {arn}"


def _in_metric(properties: Properties) -> Iterator[str]:
    if set(properties) != {"region", "title", "view", "period", "metrics"}:
        yield f"metric {sorted(properties)}"
        return
    if properties["view"] != "timeSeries" or properties["period"] % 60:
        yield f"view {properties['view']}, period {properties['period']}"
    if not 1 <= len(properties["metrics"]) <= 100:
        yield f"{len(properties['metrics'])} metrics"
    ids = [metric["id"] for (metric,) in properties["metrics"]]
    if len(set(ids)) < len(ids) or not all(re.fullmatch(r"[a-z][A-Za-z0-9_]*", each) for each in ids):
        yield f"ids {ids}"
    for (metric,) in properties["metrics"]:
        yield from _in_expression(metric, properties)


def _in_expression(metric: Properties, properties: Properties) -> Iterator[str]:
    if set(metric) != {"expression", "id", "region"} or metric["region"] != properties["region"]:
        yield f"expression {metric}"
    form = _SEARCH.fullmatch(metric["expression"])
    if form is None or len(form[1]) > _QUERY_LIMIT or int(form[6]) != properties["period"]:
        yield f"no search: {metric['expression']}"


_KINDS: dict[str, Callable[[Properties], Iterator[str]]] = {
    "alarm": _in_alarm,
    "metric": _in_metric,
    "text": _in_text,
}
