"""Dashboards ask each region for its own metrics, by names alone, and show only parts that are on."""

from __future__ import annotations

import json
import re
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.dashboard import dashboard_body, dashboard_url, region_dashboard_body
from tapstack.planning.names import Names
from tests.planning.dashboard_form import expressions_in, faults_in

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

NAMES = Names("tap", "dev")
ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")

Strategy = st.SearchStrategy[Any]


def section(**keys: Strategy) -> Strategy:
    return st.fixed_dictionaries(keys)


SETTINGS: Strategy = section(
    profile=st.sampled_from(["baseline", "resilient"]),
    network=section(nat=st.sampled_from(["per-az", "single", "none"])),
    sessions=section(table=st.booleans()),
    edge=section(waf=st.booleans()),
    observability=section(regionAlarm=st.booleans()),
    database=st.sampled_from(
        [
            {"primaryRegion": writer, "replicaRegions": readers}
            for writer in REGIONS
            for readers in ([], "all", *([each] for each in REGIONS if each != writer))
        ]
    ),
    secrets=st.just({"passwordKeeper": "stack"}),
    compute=st.just({"userData": "#!/bin/bash"}),
)

PARTS = {
    "alarm": {"observability": {"regionAlarm": True}},
    "AWS/WAFV2": {"edge": {"waf": True}},
    "AWS/DynamoDB": {"sessions": {"table": True}},
    "AWS/RDS": {"database": {"primaryRegion": "eu-west-1"}},
    "AWS/NATGateway": {"network": {"nat": "single"}},
}
"""What a region's dashboard shows of each part, and the settings that switch the part on in eu-west-1."""
NOTHING: dict[str, Any] = {"network": {"nat": "none"}, "compute": {"userData": "#!/bin/bash"}}


def of_region(make_settings: MakeSettings, region: str, **other: Any) -> str:
    return region_dashboard_body(make_settings(**other), NAMES, region, ACCOUNT)


def kinds_in(body: str) -> set[str]:
    namespaces = {re.findall(r"AWS/\w+", each)[0] for each in expressions_in(body)}
    return namespaces | ({"alarm"} if '"type": "alarm"' in body else set())


@given(raw=SETTINGS)
def test_every_body_has_the_form_that_cloudwatch_reads(
    make_settings: MakeSettings, raw: dict[str, Any]
) -> None:
    settings = make_settings(**raw)
    bodies = [dashboard_body(settings, NAMES)]
    bodies += [region_dashboard_body(settings, NAMES, region, ACCOUNT) for region in REGIONS]
    assert [faults_in(body) for body in bodies] == [[], [], [], []]


@given(raw=SETTINGS)
def test_widgets_stay_apart(make_settings: MakeSettings, raw: dict[str, Any]) -> None:
    settings = make_settings(**raw)
    for body in (
        dashboard_body(settings, NAMES),
        region_dashboard_body(settings, NAMES, REGIONS[1], ACCOUNT),
    ):
        cells = [
            {(x, y) for x in range(w["x"], w["x"] + w["width"]) for y in range(w["y"], w["y"] + w["height"])}
            for w in json.loads(body)["widgets"]
        ]
        assert not any(one & other for one, other in combinations(cells, 2))


@given(raw=SETTINGS, region=st.sampled_from(REGIONS))
def test_a_regions_dashboard_asks_that_region_alone(
    make_settings: MakeSettings, raw: dict[str, Any], region: str
) -> None:
    body = region_dashboard_body(make_settings(**raw), NAMES, region, ACCOUNT)
    asked = {w["properties"]["region"] for w in json.loads(body)["widgets"] if w["type"] == "metric"}
    assert asked == {region}
    for other in set(REGIONS) - {region}:
        assert other not in body
        assert NAMES.balancer("web", other) not in body


def test_the_dashboard_of_all_asks_every_region_for_its_own(make_settings: MakeSettings) -> None:
    seen: set[str] = set()
    for widget in json.loads(dashboard_body(make_settings(), NAMES))["widgets"]:
        if widget["type"] != "metric":
            continue
        region = widget["properties"]["region"]
        code = NAMES.balancer("web", region)
        for (metric,) in widget["properties"]["metrics"]:
            assert region in metric["expression"] or code in metric["expression"]
        seen.add(region)
    assert seen == set(REGIONS)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_shown_where_it_is_on_and_only_there(make_settings: MakeSettings, part: str) -> None:
    web = {"AWS/EC2", "AWS/ApplicationELB"}
    assert kinds_in(of_region(make_settings, "eu-west-1", **NOTHING)) == web
    on = {**NOTHING, **PARTS[part]}
    assert kinds_in(of_region(make_settings, "eu-west-1", **on)) == {*web, part}


def test_the_baselines_region_without_a_database_shows_none(make_settings: MakeSettings) -> None:
    shown = {region: "AWS/RDS" in of_region(make_settings, region) for region in REGIONS}
    assert shown == {"us-east-1": True, "eu-west-1": False, "ap-southeast-2": False}


@pytest.mark.parametrize("writer", REGIONS)
def test_replicas_show_how_far_they_are_behind_and_the_writer_has_nothing_to_be_behind(
    make_settings: MakeSettings, writer: str
) -> None:
    raw = {"profile": "resilient", "database": {"primaryRegion": writer}}
    lagging = {region: "ReplicaLag" in of_region(make_settings, region, **raw) for region in REGIONS}
    assert lagging == {region: region != writer for region in REGIONS}


def test_after_a_failover_the_dashboard_of_all_watches_the_new_writer(make_settings: MakeSettings) -> None:
    moved = make_settings(database={"primaryRegion": "eu-west-1"})
    databases = [each for each in expressions_in(dashboard_body(moved, NAMES)) if "AWS/RDS" in each]
    assert databases
    assert all('="tap-dev-database-eu-west-1"' in each for each in databases)


def test_the_dashboard_of_all_watches_every_database(make_settings: MakeSettings) -> None:
    body = dashboard_body(make_settings(profile="resilient"), NAMES)
    watched = set(re.findall(r"tap-dev-database-([a-z0-9-]+)", body))
    assert watched == set(REGIONS)


def test_sessions_show_throttles_latency_and_replication(make_settings: MakeSettings) -> None:
    body = of_region(make_settings, "eu-west-1", sessions={"table": True})
    asked = {
        (found[1], found[2])
        for each in expressions_in(body)
        if (
            found := re.search(
                r'\{AWS/DynamoDB,([\w,]+)\} MetricName="(\w+)" TableName="tap-dev-sessions"', each
            )
        )
    }
    assert asked >= {
        ("TableName", "ReadThrottleEvents"),
        ("TableName", "WriteThrottleEvents"),
        ("TableName,Operation", "SuccessfulRequestLatency"),
        ("TableName,ReceivingRegion", "ReplicationLatency"),
    }


def test_the_console_opens_the_dashboard_in_its_region() -> None:
    assert dashboard_url("tap-dev-platform-eu-west-1", "eu-west-1") == (
        "https://eu-west-1.console.aws.amazon.com/cloudwatch/home"
        "?region=eu-west-1#dashboards/dashboard/tap-dev-platform-eu-west-1"
    )
