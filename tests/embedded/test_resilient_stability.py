"""The production stack run again: a plan has the same resources, a second deployment the same graph."""

from __future__ import annotations

import pytest

from tapstack.engine import load_project
from tapstack.graph import ResourceGraph
from tests.embedded.deploying import ROOT, ran

PROD = load_project(ROOT, "prod")


@pytest.fixture(scope="module")
def first() -> ResourceGraph:
    """The production stack, deployed."""
    return ran(PROD, "deploy")


def test_a_plan_has_the_urns_and_regions_of_the_deployment(first: ResourceGraph) -> None:
    planned = ran(PROD)
    assert {each.urn: each.region for each in planned.resources} == {
        each.urn: each.region for each in first.resources
    }


def test_a_second_deployment_gives_the_same_graph(first: ResourceGraph) -> None:
    second = ran(PROD, "deploy")
    assert [made.urn for made in second.resources if made != first.by_urn[made.urn]] == []
    assert second.outputs == first.outputs
