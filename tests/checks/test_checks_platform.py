"""The platform itself, in both profiles, and the examples: nothing of theirs is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from tapstack.checks import check
from tapstack.engine import load_project
from tapstack.graph import Mode, Resource, ResourceGraph
from tests.embedded.deploying import ROOT, ran

PROGRAMS = [
    (ROOT, "dev"),
    (ROOT, "prod"),
    *((ROOT / "examples" / name, "dev") for name in ("component", "website", "instance")),
]


@pytest.mark.parametrize("mode", ["plan", "deploy"])
@pytest.mark.parametrize(("program", "stack"), PROGRAMS, ids=lambda value: getattr(value, "name", value))
def test_nothing_is_refused(program: Path, stack: str, mode: Mode) -> None:
    graph = ran(load_project(program, stack), mode)
    found = [finding for finding in check(graph) if finding.severity == "refused"]
    assert found == []


def test_the_first_regions_key_in_the_second_is_one_finding_with_all_places() -> None:
    """In a plan, where the key's ARN is not known yet."""
    graph = ran(load_project(ROOT, "prod"))
    first, second = "tap-prod-encryption-us-east-1", "tap-prod-encryption-us-west-2"
    planted = graph.model_copy(
        update={"resources": tuple(_turned(made, second, first) for made in graph.resources)}
    )
    found = [finding for finding in check(planted) if finding.rule == "kms-key-region"]
    assert len(found) == 1
    kinds = {ResourceGraph.model_validate(planted).by_urn[place.urn].type for place in found[0].places}
    assert {
        "aws:ec2/launchTemplate:LaunchTemplate",
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:rds/instance:Instance",
    } <= kinds


def _turned(made: Resource, old: str, new: str) -> Resource:
    """The resource with its inputs from another key."""
    if made.type.startswith("aws:kms/"):
        return made
    needs = {
        name: tuple(urn.replace(old, new) for urn in urns)
        for name, urns in made.property_dependencies.items()
    }
    return made.model_copy(update={"property_dependencies": needs})
