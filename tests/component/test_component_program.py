"""A Python program that uses the component, in this process: the same platform, in one resource more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tapstack.engine import InvokeRequest, Project, Properties, load_project, run_program
from tapstack.graph import ResourceGraph
from tests.component.moving import moved_out, resources
from tests.component.serving import DEV, SETTINGS, TYPE, inputs_of
from tests.engine.worlds import ROOT, World

PROD = load_project(ROOT, "prod")
PROGRAM = """
import pulumi
from tapstack.stack.platform import TapPlatform

for name, settings in {platforms!r}.items():
    platform = TapPlatform(name, settings)
    pulumi.export(name, platform.load_balancer_dns)
"""


class Cloud(World):
    """The made-up cloud, with an account whose regions have no VPC yet."""

    def invoke(self, request: InvokeRequest) -> Properties:
        """Answer what the resilient profile asks, too."""
        answers: dict[str, Properties] = {"getVpcs": {"ids": []}, "getServiceQuota": {"value": 5}}
        return answers.get(request.token.rpartition(":")[2]) or super().invoke(request)


def using(folder: Path, stack: Project, **platforms: dict[str, Any]) -> Project:
    """A program with these platforms, in place of the stack's own and without its config."""
    main = folder / "__main__.py"
    main.write_text(PROGRAM.format(platforms=platforms), encoding="utf-8")
    return replace(stack, main=main, config={})


def planned(project: Project) -> ResourceGraph:
    """The graph of a plan that went well."""
    run = run_program(project, Cloud(), "plan")
    assert run.ok, run.graph.faults
    return run.graph


@pytest.mark.parametrize("stack", [DEV, PROD], ids=["baseline", "resilient"])
def test_the_component_holds_what_the_stack_makes(tmp_path: Path, stack: Project) -> None:
    graph = planned(using(tmp_path, stack, web=inputs_of(stack)))
    assert moved_out(graph) == resources(planned(stack))
    outside = [each.type for each in graph.resources if f"{TYPE}$" not in each.urn]
    assert outside == ["pulumi:pulumi:Stack", TYPE]


def test_platforms_of_two_teams_stand_in_one_program(tmp_path: Path) -> None:
    shop = {**SETTINGS, "team": "shop", "environment": "stg"}
    graph = planned(using(tmp_path, DEV, web=SETTINGS, shop=shop))
    components = [each for each in graph.resources if each.type == TYPE]
    assert [each.name for each in components] == ["web", "shop"]
    urns = [each.urn for each in graph.resources]
    assert len(urns) == len(set(urns)) == 2 * len(resources(planned(DEV))) + 1
    assert {"/outputs/web", "/outputs/shop"} <= set(graph.unknown_paths)


def test_the_same_platform_twice_is_an_error(tmp_path: Path) -> None:
    run = run_program(using(tmp_path, DEV, web=SETTINGS, again=SETTINGS), Cloud(), "plan")
    assert any("tap-dev-aws" in str(fault) for fault in run.graph.faults)


def test_wrong_settings_end_the_program_without_a_traceback(tmp_path: Path) -> None:
    run = run_program(using(tmp_path, DEV, web={**SETTINGS, "team": "T"}), Cloud(), "plan")
    (fault,) = run.graph.faults
    assert fault.message.startswith("1 setting is wrong:\nteam is not a team name\n")
