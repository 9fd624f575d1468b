"""Dashboards and the regions' alarms: where the settings want them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.planning.dashboard_form import expressions_in
from tests.stack.conftest import ACCOUNT, REGIONS

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed

DASHBOARD = "cloudwatch/dashboard:Dashboard"
COMPOSITE = "cloudwatch/compositeAlarm:CompositeAlarm"
ALARM = "cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture(scope="module")
def watched(deploy: Deploy) -> Deployed:
    """The baseline with a dashboard and an alarm in every region, and a further target group."""
    return deploy(
        observability={"dashboards": "every-region", "regionAlarm": True},
        web={"targetGroups": [{"name": "api", "paths": ["/api/*"]}]},
    )


def test_every_region_has_a_dashboard_of_its_own(watched: Deployed) -> None:
    boards = {made.inputs["region"]: made for made in watched.all(DASHBOARD)}
    assert set(boards) == set(REGIONS)
    for region, board in boards.items():
        assert board.name == board.inputs["dashboardName"] == f"tap-dev-platform-{region}"
        body = json.loads(board.inputs["dashboardBody"])
        asked = {w["properties"]["region"] for w in body["widgets"] if w["type"] == "metric"}
        assert asked == {region}


def test_a_dashboard_shows_the_state_of_alarms_that_the_region_has(watched: Deployed) -> None:
    for board in watched.all(DASHBOARD):
        region = board.inputs["region"]
        shown = re.findall(
            rf"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:([\w-]+)", board.inputs["dashboardBody"]
        )
        there = {made.inputs["name"] for made in watched.all(ALARM) if made.inputs["region"] == region}
        there |= {made.inputs["alarmName"] for made in watched.all(COMPOSITE)}
        assert f"tap-dev-unhealthy-{region}" in shown
        assert set(shown) <= there


def test_a_dashboard_of_all_keeps_its_name_when_each_region_gets_one(
    baseline: Deployed, watched: Deployed
) -> None:
    (one,) = baseline.all(DASHBOARD)
    assert one.name in {made.name for made in watched.all(DASHBOARD)}


def test_every_regions_alarm_goes_by_alarms_of_that_region_and_calls_its_topic(watched: Deployed) -> None:
    assert {made.inputs["region"] for made in watched.all(COMPOSITE)} == set(REGIONS)
    for made in watched.all(COMPOSITE):
        region = made.inputs["region"]
        there = {one.inputs["name"] for one in watched.all(ALARM) if one.inputs["region"] == region}
        named = set(re.findall(r'ALARM\("([^"]+)"\)', made.inputs["alarmRule"]))
        assert len(named) == 6
        assert named <= there
        topic = f"arn:aws:sns/topic:Topic:tap-dev-alarms-{region}"
        assert (made.inputs["alarmActions"], made.inputs["okActions"]) == ([topic], [topic])


def test_the_baseline_has_no_alarm_of_a_region_nor_the_one_that_only_it_needs(baseline: Deployed) -> None:
    assert baseline.all(COMPOSITE) == []
    assert [made.name for made in baseline.all(ALARM) if "no-healthy-hosts" in made.name] == []


def test_without_dashboards_there_is_none(deploy: Deploy) -> None:
    assert deploy(observability={"dashboards": "none"}).all(DASHBOARD) == []


def test_dashboards_watch_the_table_the_web_acl_and_the_instances_by_their_names(deploy: Deploy) -> None:
    deployed = deploy(profile="resilient")
    (table,) = deployed.all("dynamodb/table:Table")
    for board in deployed.all(DASHBOARD):
        region, asked = board.inputs["region"], "\n".join(expressions_in(board.inputs["dashboardBody"]))
        (acl,) = [made for made in deployed.all("wafv2/webAcl:WebAcl") if made.inputs["region"] == region]
        (database,) = [
            made for made in deployed.all("rds/instance:Instance") if made.inputs["region"] == region
        ]
        assert f'TableName="{table.inputs["name"]}"' in asked
        assert f'WebACL="{acl.inputs["visibilityConfig"]["metricName"]}"' in asked
        assert f'DBInstanceIdentifier="{database.inputs["identifier"]}"' in asked
        assert "AWS/NATGateway" in asked
