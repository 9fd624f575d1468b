"""What a change of the settings must not change: a changed name or range is a replaced resource."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import run_program
from tapstack.graph import Resource, ResourceGraph
from tests.embedded.deploying import DEV, DEV_SETTINGS, ProjectWith, ran

REGIONS = list(DEV_SETTINGS.regions)
FOURTH = "sa-east-1"
NAMING = ("bucket", "customSuffix", "dashboardName", "identifier", "name", "cidrBlock", "availabilityZone")
OF_THE_PRIMARY = ("-database", "-platform", "-encryption", "-instances-mysql")


@pytest.fixture(scope="module")
def plan() -> ResourceGraph:
    """The development stack, planned."""
    return ran(DEV)


@pytest.fixture(scope="module")
def deployment() -> ResourceGraph:
    """The development stack, deployed."""
    return ran(DEV, "deploy")


def _fixed(made: Resource) -> dict[str, Any]:
    """Type, region and whatever replaces a resource when it changes."""
    kept: dict[str, Any] = {key: made.inputs[key] for key in NAMING if key in made.inputs}
    return {"type": made.type, "region": made.region, **kept}


def _by_urn(graph: ResourceGraph) -> dict[str, dict[str, Any]]:
    return {made.urn: _fixed(made) for made in graph.cloud_resources}


def test_a_plan_makes_nothing() -> None:
    with EmbeddedAws() as aws:
        run = run_program(DEV, EmbeddedProvider(aws), "plan")
        assert run.ok
        asked = Counter(aws.calls)
    verbs = {call.partition(".")[2] for call in asked}
    assert verbs == {"GetCallerIdentity", "DescribeAvailabilityZones", "GetParameter"}


def test_a_plan_has_the_urns_and_regions_of_the_deployment(
    plan: ResourceGraph, deployment: ResourceGraph
) -> None:
    assert plan.mode == "plan"
    assert {each.status for each in plan.resources} == {"planned"}
    assert {each.status for each in deployment.resources} == {"created"}
    assert [(each.urn, each.region) for each in sorted(plan.resources, key=lambda each: each.urn)] == [
        (each.urn, each.region) for each in sorted(deployment.resources, key=lambda each: each.urn)
    ]
    for planned in plan.cloud_resources:
        made = deployment.by_urn[planned.urn]
        assert planned.dependencies == made.dependencies
        assert planned.inputs.keys() == made.inputs.keys()
        assert planned.source == made.source


def test_a_second_deployment_gives_the_same_graph_ids_and_all(deployment: ResourceGraph) -> None:
    second = ran(DEV, "deploy")
    assert {made.urn: made for made in second.resources} == {made.urn: made for made in deployment.resources}
    assert second.outputs == deployment.outputs


def test_a_fourth_region_changes_no_urn_and_no_range_of_the_first_three(
    plan: ResourceGraph, with_settings: ProjectWith
) -> None:
    wider = _by_urn(ran(with_settings(regions=[*REGIONS, FOURTH])))
    before = _by_urn(plan)
    assert {urn: wider.get(urn) for urn in before} == before
    added = {urn for urn in wider if urn not in before}
    assert len(added) > 40
    assert all(urn.partition("::tap-dev-")[2] or FOURTH in urn for urn in added)
    assert {wider[urn]["region"] for urn in added} == {FOURTH, None}
    ranges = {each["cidrBlock"] for each in wider.values() if each["type"].endswith(":Vpc")}
    assert len(ranges) == 4


@pytest.mark.parametrize("order", [[1, 0, 2], [2, 1, 0]])
def test_another_primary_renames_nothing(
    plan: ResourceGraph, with_settings: ProjectWith, order: list[int]
) -> None:
    turned = _by_urn(ran(with_settings(regions=[REGIONS[place] for place in order])))
    before = _by_urn(plan)
    moved = before.keys() ^ turned.keys()
    assert moved
    strangers = [urn for urn in moved if not any(part in urn.rpartition("::")[2] for part in OF_THE_PRIMARY)]
    assert strangers == []
    stayed = before.keys() & turned.keys()
    assert len(stayed) > 140
    assert {urn: before[urn] for urn in stayed} == {urn: turned[urn] for urn in stayed}
    gone, new = before.keys() - turned.keys(), turned.keys() - before.keys()
    assert {_role(urn, REGIONS[0]) for urn in gone} - {None} == {
        _role(urn, REGIONS[order[0]]) for urn in new
    } - {None}


def _role(urn: str, region: str) -> str | None:
    """What was made in `region` as the primary, the region's name left out; None for other regions' keys."""
    return urn.replace(region, "{region}") if region in urn else None


def test_the_order_of_the_others_changes_nothing_but_the_dashboard(
    plan: ResourceGraph, with_settings: ProjectWith
) -> None:
    swapped = ran(with_settings(regions=[REGIONS[0], REGIONS[2], REGIONS[1]]))
    assert _by_urn(swapped) == _by_urn(plan)
    changed = {made.type for made in plan.cloud_resources if made.inputs != swapped.by_urn[made.urn].inputs}
    assert changed == {"aws:cloudwatch/dashboard:Dashboard"}


def test_more_zones_keep_the_subnets_that_there_are(plan: ResourceGraph, with_settings: ProjectWith) -> None:
    wider = _by_urn(ran(with_settings(network={"azCount": 3})))
    assert {urn: wider.get(urn) for urn in _by_urn(plan)} == _by_urn(plan)
    assert json.dumps(wider).count("aws:ec2/subnet:Subnet") > json.dumps(_by_urn(plan)).count(
        "aws:ec2/subnet:Subnet"
    )
