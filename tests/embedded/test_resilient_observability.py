"""A dashboard and an alarm for each region, as a client outside finds them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, deployed
from tests.embedded.outside import Region
from tests.planning.dashboard_form import expressions_in, faults_in

COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm"
METRIC = "aws:cloudwatch/metricAlarm:MetricAlarm"


@pytest.fixture(scope="module")
def watched(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The development stack with a dashboard and an alarm in every region."""
    project = with_settings(observability={"dashboards": "every-region", "regionAlarm": True})
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=DEV_SETTINGS.regions)
def there(request: pytest.FixtureRequest, watched: Deployment) -> Region:
    """Each region of the deployment."""
    return watched.region(request.param)


def board(region: Region) -> str:
    """The body of the region's one dashboard."""
    (entry,) = region.ask("cloudwatch.list_dashboards", "DashboardEntries")
    return region.ask("cloudwatch.get_dashboard", "DashboardBody", DashboardName=entry["DashboardName"])


def unhealthy(region: Region) -> dict[str, Any]:
    """The region's one composite alarm."""
    (alarm,) = region.ask("cloudwatch.describe_alarms", "CompositeAlarms", AlarmTypes=["CompositeAlarm"])
    return alarm


def test_dashboards_one_in_every_region_with_its_own_metrics(there: Region) -> None:
    body = board(there)
    assert faults_in(body) == []
    widgets = json.loads(body)["widgets"]
    asked = {each["properties"]["region"] for each in widgets if each["type"] == "metric"}
    assert asked == {there.name}
    expressions = "\n".join(expressions_in(body))
    assert there.balancer["LoadBalancerName"].rpartition("-")[0] in expressions
    assert f"AutoScalingGroupName={there.group['AutoScalingGroupName'].rpartition('-')[0]}" in expressions
    for database in there.databases:
        assert f'DBInstanceIdentifier="{database["DBInstanceIdentifier"]}"' in expressions
    assert ("AWS/RDS" in expressions) == bool(there.databases)
    assert "AWS/NATGateway" in expressions


def test_dashboards_show_the_state_of_the_regions_alarm(there: Region) -> None:
    (widget,) = [each for each in json.loads(board(there))["widgets"] if each["type"] == "alarm"]
    known = {alarm["AlarmArn"] for alarm in [unhealthy(there), *there.alarms]}
    assert unhealthy(there)["AlarmArn"] in widget["properties"]["alarms"]
    assert set(widget["properties"]["alarms"]) <= known


def test_composite_alarm_region_unhealthy_goes_by_alarms_that_the_region_has(there: Region) -> None:
    alarm = unhealthy(there)
    assert alarm["AlarmName"] == f"tap-dev-unhealthy-{there.name}"
    named = set(re.findall(r'ALARM\("([^"]+)"\)', alarm["AlarmRule"]))
    assert named
    assert named <= {each["AlarmName"] for each in there.alarms}
    (topic,) = [
        each["TopicArn"]
        for each in there.ask("sns.list_topics", "Topics")
        if each["TopicArn"].endswith(f":tap-dev-alarms-{there.name}")
    ]
    assert (alarm["AlarmActions"], alarm["OKActions"], alarm["ActionsEnabled"]) == ([topic], [topic], True)


def test_composite_alarm_comes_after_the_alarms_it_names_and_leans_on_no_other_region(
    watched: Deployment,
) -> None:
    graph = watched.graph
    for alarm in graph.of_type(COMPOSITE):
        needed = [graph.by_urn[urn] for urn in alarm.dependencies]
        assert {each.region for each in needed} == {alarm.region}
        waited_for = {str(each.inputs["name"]) for each in needed if each.type == METRIC}
        assert waited_for >= set(re.findall(r'ALARM\("([^"]+)"\)', str(alarm.inputs["alarmRule"])))


def test_no_healthy_host_at_all_is_an_alarm_and_no_data_is_none(there: Region) -> None:
    (alarm,) = [each for each in there.alarms if each["MetricName"] == "HealthyHostCount"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (1, "LessThanThreshold")
    assert alarm["TreatMissingData"] == "breaching"
    suffix = there.target_group["TargetGroupArn"].rpartition(":")[2]
    assert {"Name": "TargetGroup", "Value": suffix} in alarm["Dimensions"]


def test_dashboards_depend_on_nothing(watched: Deployment) -> None:
    boards = list(watched.graph.of_type("aws:cloudwatch/dashboard:Dashboard"))
    assert len(boards) == len(DEV_SETTINGS.regions)
    assert {board.dependencies for board in boards} == {()}
