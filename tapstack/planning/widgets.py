"""The widgets of a CloudWatch dashboard and how they are laid out: rows under headings, on 24 columns.

Their form: CloudWatch API Reference, "Dashboard body structure and syntax". Search terms: a name without
quotes matches metrics that have all its parts, whatever random suffix comes after; one with quotes matches
only itself (CloudWatch User Guide, "CloudWatch search expression syntax").
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tapstack.planning.alarms import Statistic

Widget = dict[str, object]

_COLUMNS: Final = 24
_PERIOD: Final = 300


@dataclass(frozen=True)
class Row:
    """Widgets side by side, with a heading above them."""

    heading: str
    widgets: Sequence[Widget]
    height: int = 6


def body(rows: Sequence[Row]) -> str:
    """Return a dashboard's body, as JSON text; rows without widgets are left out."""
    widgets: list[Widget] = []
    top = 0
    for row in rows:
        if row.widgets:
            widgets += _placed(row, top)
            top += row.height + 1
    return json.dumps({"widgets": widgets}, sort_keys=True)


def search(schema: str, metric: str, statistic: Statistic, term: str = "") -> str:
    """Return the expression for all metrics of a name in a schema (namespace and dimensions) that fit."""
    query = f'{{{schema}}} MetricName="{metric}" {term}'.rstrip()
    return f"SEARCH('{query}', '{statistic}', {_PERIOD})"


def graph(region: str, title: str, expressions: Sequence[str]) -> Widget:
    """Return lines over time, of what the expressions find in the region."""
    return {
        "type": "metric",
        "properties": {
            "region": region,
            "title": title,
            "view": "timeSeries",
            "period": _PERIOD,
            "metrics": [
                [{"expression": expression, "id": f"e{number}", "region": region}]
                for number, expression in enumerate(expressions)
            ],
        },
    }


def alarm_states(title: str, arns: Sequence[str]) -> Widget:
    """Return the states of alarms."""
    return {"type": "alarm", "properties": {"title": title, "alarms": list(arns)}}


def _placed(row: Row, top: int) -> list[Widget]:
    heading: Widget = {
        "type": "text",
        "x": 0,
        "y": top,
        "width": _COLUMNS,
        "height": 1,
        "properties": {"markdown": row.heading},
    }
    width = _COLUMNS // len(row.widgets)
    placed = [
        {**widget, "x": column * width, "y": top + 1, "width": width, "height": row.height}
        for column, widget in enumerate(row.widgets)
    ]
    return [heading, *placed]
