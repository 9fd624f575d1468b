"""The dashboard shows every region, asks each for its own metrics, and needs none of their resources."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

from tapstack.planning.dashboard import dashboard_body
from tapstack.planning.names import Names

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

NAMES = Names("tap", "dev")


def widgets(make_settings: MakeSettings) -> list[dict[str, Any]]:
    return json.loads(dashboard_body(make_settings(), NAMES))["widgets"]


def test_every_metric_is_asked_of_the_region_that_its_name_says(make_settings: MakeSettings) -> None:
    seen: set[str] = set()
    for widget in widgets(make_settings):
        if widget["type"] != "metric":
            continue
        region = widget["properties"]["region"]
        code = NAMES.balancer("web", region)
        for ((metric),) in widget["properties"]["metrics"]:
            assert metric["region"] == region
            assert region in metric["expression"] or code in metric["expression"]
        seen.add(region)
    assert seen == {"us-east-1", "eu-west-1", "ap-southeast-2"}


def test_search_expressions_have_the_form_that_cloudwatch_reads(make_settings: MakeSettings) -> None:
    form = re.compile(
        r"SEARCH\('\{AWS/\w+(,\w+)+\} MetricName=\"\w+\" \w+=(\"[\w-]+\"|[\w-]+)', "
        r"'(Average|Sum|Minimum|Maximum)', 300\)"
    )
    for widget in widgets(make_settings):
        ids = [metric["id"] for ((metric),) in widget["properties"].get("metrics", [])]
        assert len(set(ids)) == len(ids)
        for ((metric),) in widget["properties"].get("metrics", []):
            assert form.fullmatch(metric["expression"]), metric["expression"]


def test_widgets_stay_on_the_grid_and_apart(make_settings: MakeSettings) -> None:
    cells = [
        {(x, y) for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])}
        for w in widgets(make_settings)
    ]
    assert all(x < 24 for cell in cells for x, _ in cell)
    assert not any(one & other for one, other in combinations(cells, 2))
