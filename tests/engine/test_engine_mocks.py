"""The engine held against Pulumi's own mocks: it asks a provider for what the SDK says the program wants.

Both clouds give the same ids, outputs and answers, so the inputs must be equal to the letter.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeAlias

import pytest

from tapstack.engine import Properties, Value, run_program
from tapstack.engine.secrecy import Vault
from tapstack.engine.urns import PROVIDER_PREFIX, STACK_TYPE
from tapstack.engine.values import Secret, Unknown, plain
from tapstack.graph import Mode
from tests.engine.mocked import Asked
from tests.engine.worlds import PROGRAMS, ROOT, World, project

Told: TypeAlias = dict[tuple[str, bool], tuple[list[Asked], list[tuple[str, Properties]]]]
Tell: TypeAlias = Callable[[], Told]
MODES: tuple[Mode, ...] = ("plan", "deploy")


def at_a_provider(asked: Asked) -> bool:
    return asked.custom and not asked.type.startswith(PROVIDER_PREFIX)


def masked(value: Value) -> Value:
    """The value as a graph shows it."""
    vault = Vault()
    vault.remember(value)
    return vault.shown(value)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tell]:
    """Start the mocked runs; the function waits for what every program asks for."""
    out = tmp_path_factory.mktemp("mocked") / "asked"
    command = [sys.executable, "-m", "tests.engine.mocked", str(out)]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as child:

        @cache
        def told() -> Told:
            _, errors = child.communicate(timeout=240)
            assert child.returncode == 0, errors
            return pickle.loads(out.read_bytes())

        yield told
        child.kill()


def test_there_are_programs() -> None:
    assert {"platform", "component", "instance", "website"} <= set(PROGRAMS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("program", PROGRAMS)
def test_the_engine_asks_for_what_the_sdk_says(program: str, mode: Mode, told: Tell) -> None:
    world = World()
    ran = run_program(project(program), world, mode)
    assert ran.ok, (ran.error, ran.graph.faults)
    resources, calls = told()[program, mode == "plan"]

    ours = {(r.type, r.name): r for r in ran.graph.resources if r.type != STACK_TYPE}
    theirs = {(asked.type, asked.name): asked for asked in resources}
    assert len(theirs) == len(resources) >= 5
    assert {key: r.custom for key, r in ours.items()} == {key: asked.custom for key, asked in theirs.items()}

    asked = {(r.type, r.name): r.inputs for r in (world.planned if mode == "plan" else world.asked)}
    assert asked == {key: plain(one.inputs) for key, one in theirs.items() if at_a_provider(one)}
    shown = {key: resource.inputs for key, resource in ours.items()}
    assert shown == {key: masked(one.inputs) for key, one in theirs.items()}

    assert counted((i.token, i.arguments) for i in world.invoked) == counted(calls)


def counted(calls: Iterable[tuple[str, Properties]]) -> Counter[str]:
    return Counter(json.dumps(call, sort_keys=True) for call in calls)


def test_the_comparison_sees_secrets_unknowns_and_transforms(told: Tell) -> None:
    def inputs(program: str, name: str, *, preview: bool) -> Properties:
        (found,) = [asked for asked in told()[program, preview][0] if asked.name == name]
        return found.inputs

    instance = inputs("instance", "instance", preview=False)
    assert isinstance(instance["userData"], Secret)
    assert "not-a-real-token" in plain(instance)["userData"]
    assert masked(instance)["userData"] == "[secret]"
    assert instance["subnetId"] == "subnet_id"
    assert inputs("instance", "instance", preview=True)["subnetId"] == Unknown()
    assert inputs("component", "billing-logs", preview=False)["retentionInDays"] == 365
    assert inputs("component", "orders-vpc", preview=False)["tags"]["Owner"] == "payments"
