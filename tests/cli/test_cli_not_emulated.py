"""What differs from AWS is said: what was only recorded and why, and what made resources do only there."""

from __future__ import annotations

import json

import pytest

from tapstack.cli import not_emulated
from tapstack.emulator import services
from tapstack.emulator.registry import BEHAVIOURS, ONLY_RECORDED, REALISERS
from tapstack.emulator.schema import schema_of
from tapstack.graph import Resource, ResourceGraph, Status
from tests.cli.conftest import MakeProgram, Tap
from tests.emulator.making import schema_names

services.load()
KNOWN = "aws:glue/catalogDatabase:CatalogDatabase"
WHY = "no catalogue is kept here"
RINGS = "alarms are not evaluated: none rings, and none calls anybody"
ALARMS = """
import pulumi_aws as aws

for number in range(3):
    aws.cloudwatch.MetricAlarm(
        f"busy-{number}",
        name=f"busy-{number}",
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=1,
        metric_name="CPUUtilization",
        namespace="AWS/EC2",
        period=60,
        statistic="Average",
        threshold=80,
    )
aws.sns.Topic("alerts")
"""


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A type that is known and can't be made, and behaviours of a topic."""
    monkeypatch.setitem(ONLY_RECORDED, KNOWN, WHY)
    monkeypatch.setitem(BEHAVIOURS, ("aws:sns/topic:Topic", "displayName"), "no message shows a name")


def graph_of(*resources: Resource) -> ResourceGraph:
    return ResourceGraph(project="demo", stack="dev", mode="deploy", resources=resources)


def topic(name: str, status: Status = "created", **inputs: str | bool) -> Resource:
    kind = "aws:sns/topic:Topic"
    return Resource(
        urn=f"urn:{kind}::{name}", type=kind, name=name, custom=True, status=status, inputs=dict(inputs)
    )


@pytest.mark.usefixtures("registry")
def test_what_is_only_recorded_stands_once_a_type_and_reason(tap: Tap, program: MakeProgram) -> None:
    source = (
        "import pulumi_aws as aws\n"
        "for number in range(10):\n"
        "    made = aws.glue.CatalogDatabase(f'catalog-{number}', name=f'catalog-{number}')\n"
        "aws.sns.Topic('alerts', display_name=made.arn)\n"
    )
    done = tap("up", "-p", program(source))
    assert done.exit_code == 0, done.stderr
    assert (
        "NOT EMULATED, only recorded: 11 resources\n"
        f"  {KNOWN} catalog-0, catalog-1, catalog-2 and 7 more: {WHY}\n"
        "  aws:sns/topic:Topic alerts: needs catalog-9\n" in done.stderr
    )


@pytest.mark.usefixtures("registry")
def test_the_reason_of_what_is_only_recorded_is_in_the_json(tap: Tap, program: MakeProgram) -> None:
    source = (
        "import pulumi_aws as aws\n"
        "made = aws.glue.CatalogDatabase('catalog', name='catalog')\n"
        "aws.glue.Registry('unknown', registry_name='unknown')\n"
        "aws.sns.Topic('alerts', display_name=made.arn)\n"
    )
    done = tap("up", "-p", program(source), "--json", "--allow-not-emulated")
    assert done.exit_code == 0, done.stderr
    entries = {entry["name"]: entry for entry in json.loads(done.stdout)["not_emulated"]}
    assert {name: entry["reason"] for name, entry in entries.items()} == {
        "catalog": WHY,
        "unknown": "the embedded AWS has no such type",
        "alerts": "needs catalog",
    }
    assert entries["catalog"]["type"] == KNOWN
    assert entries["catalog"]["urn"].endswith("::catalog")


def test_what_does_not_happen_is_said_once_with_its_number(tap: Tap, program: MakeProgram) -> None:
    done = tap("up", "-p", program(ALARMS))
    assert done.exit_code == 0, done.stderr
    said = done.stderr.partition("\nnot emulated of what stands:\n")[2]
    assert said == f"  {RINGS} (3 resources: cloudwatch.MetricAlarm)\n"
    assert RINGS not in done.stdout


def test_what_does_not_happen_is_in_the_json(tap: Tap, program: MakeProgram) -> None:
    answer = json.loads(tap("up", "-p", program(ALARMS), "--json").stdout)
    assert answer["behaviours_not_emulated"] == [
        {"what": RINGS, "types": ["aws:cloudwatch/metricAlarm:MetricAlarm"], "count": 3}
    ]
    assert answer["not_emulated"] == []


def test_where_all_is_as_on_aws_nothing_is_said(tap: Tap, program: MakeProgram) -> None:
    done = tap("up", "-p", program(), "--json")
    assert json.loads(done.stdout)["behaviours_not_emulated"] == []
    assert "emulated" not in done.stderr.lower()


def test_of_a_plan_nothing_stands(tap: Tap, program: MakeProgram) -> None:
    done = tap("plan", "-p", program(ALARMS), "--json")
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["behaviours_not_emulated"] == []


@pytest.mark.usefixtures("registry")
def test_a_behaviour_that_an_input_asks_for_counts_where_it_is_asked_for() -> None:
    graph = graph_of(
        topic("plain"),
        topic("empty", displayName=""),
        topic("off", displayName=False),
        topic("failed", "failed", displayName="Ops"),
        topic("one", displayName="Ops"),
        topic("two", displayName="Ops"),
    )
    (behaviour,) = not_emulated.behaviours_in(graph)
    assert [resource.name for resource in behaviour.resources] == ["one", "two"]


def test_types_that_lack_the_same_stand_together() -> None:
    kinds = ("aws:cloudwatch/metricAlarm:MetricAlarm", "aws:cloudwatch/compositeAlarm:CompositeAlarm")
    graph = graph_of(
        *(
            Resource(urn=f"urn:{kind}", type=kind, name="alarm", custom=True, status="created")
            for kind in kinds
        )
    )
    (behaviour,) = not_emulated.behaviours_in(graph)
    assert behaviour.as_dict() == {"what": RINGS, "types": sorted(kinds), "count": 2}


def test_the_registry_names_types_and_inputs_that_there_are() -> None:
    assert {token for token, _input in BEHAVIOURS} <= set(REALISERS)
    assert set(ONLY_RECORDED) & set(REALISERS) == set()
    asked_for = [(token, name) for token, name in BEHAVIOURS if name]
    assert asked_for
    assert [each for each in asked_for if each[1] not in schema_names(each[0])] == []
    assert [token for token in ONLY_RECORDED if schema_of(token) is None] == []
