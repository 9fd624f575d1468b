"""The body of the platform's one CloudWatch dashboard: a row for each region, and the database's.

Every widget finds its metrics by the names that the plan gives, through search expressions, and asks the
region they are in. So the dashboard needs no region's resources to be made, goes on working when one of them
is replaced, and a region that is down doesn't keep it from being deployed.

Search terms: a name without quotes matches metrics that have all its parts, whatever random suffix comes
after; one with quotes matches only itself (CloudWatch User Guide, "CloudWatch search expression syntax").
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tapstack.planning.alarms import Statistic

if TYPE_CHECKING:
    from tapstack.planning.names import Names
    from tapstack.settings import TapSettings

Widget = dict[str, object]

_COLUMNS = 24
_HEIGHT = 6
_PERIOD = 300


def dashboard_body(settings: TapSettings, names: Names) -> str:
    """Return the body, as JSON text."""
    widgets: list[Widget] = []
    for row, region in enumerate(settings.regions):
        widgets += _region_row(names, region, top=row * (_HEIGHT + 1))
    widgets += _database_row(names, settings.primary_region, top=len(settings.regions) * (_HEIGHT + 1))
    return json.dumps({"widgets": widgets}, sort_keys=True)


def _region_row(names: Names, region: str, top: int) -> list[Widget]:
    group = f"AutoScalingGroupName={names.regional('web', region)}"
    balancer = f"LoadBalancer={names.balancer('web', region)}"
    elb = "AWS/ApplicationELB,LoadBalancer"
    graphs = [
        _graph(
            region,
            "CPU, percent",
            [_search("AWS/EC2,AutoScalingGroupName", "CPUUtilization", group, "Average")],
        ),
        _graph(
            region,
            "Requests and errors",
            [
                _search(elb, "RequestCount", balancer, "Sum"),
                _search(elb, "HTTPCode_ELB_5XX_Count", balancer, "Sum"),
                _search(elb, "HTTPCode_Target_5XX_Count", balancer, "Sum"),
            ],
        ),
        _graph(region, "Response time, seconds", [_search(elb, "TargetResponseTime", balancer, "Average")]),
        _graph(
            region,
            "Hosts",
            [
                _search(f"{elb},TargetGroup", "HealthyHostCount", balancer, "Minimum"),
                _search(f"{elb},TargetGroup", "UnHealthyHostCount", balancer, "Maximum"),
            ],
        ),
    ]
    return _row(f"## {region}", graphs, top)


def _database_row(names: Names, region: str, top: int) -> list[Widget]:
    exact = f'DBInstanceIdentifier="{names.regional("database", region)}"'
    rds = "AWS/RDS,DBInstanceIdentifier"
    graphs = [
        _graph(region, "CPU, percent", [_search(rds, "CPUUtilization", exact, "Average")]),
        _graph(region, "Connections", [_search(rds, "DatabaseConnections", exact, "Maximum")]),
        _graph(region, "Free storage, bytes", [_search(rds, "FreeStorageSpace", exact, "Minimum")]),
        _graph(
            region,
            "Latency, seconds",
            [
                _search(rds, "ReadLatency", exact, "Average"),
                _search(rds, "WriteLatency", exact, "Average"),
            ],
        ),
    ]
    return _row(f"## Database ({region})", graphs, top)


def _search(schema: str, metric: str, term: str, statistic: Statistic) -> str:
    return f"SEARCH('{{{schema}}} MetricName=\"{metric}\" {term}', '{statistic}', {_PERIOD})"


def _graph(region: str, title: str, expressions: list[str]) -> Widget:
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


def _row(heading: str, graphs: list[Widget], top: int) -> list[Widget]:
    title: Widget = {
        "type": "text",
        "x": 0,
        "y": top,
        "width": _COLUMNS,
        "height": 1,
        "properties": {"markdown": heading},
    }
    width = _COLUMNS // len(graphs)
    placed = [
        {**graph, "x": column * width, "y": top + 1, "width": width, "height": _HEIGHT}
        for column, graph in enumerate(graphs)
    ]
    return [title, *placed]
