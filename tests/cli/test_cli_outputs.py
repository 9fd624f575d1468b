from __future__ import annotations

import json
from pathlib import Path

import pytest

from tapstack.graph import Fault, Json, ResourceGraph, save_graph
from tests.cli.conftest import Tap

OUTPUTS: dict[str, Json] = {
    "count": 2,
    "database_endpoint": "db.example:3306",
    "dns": {"us-east-1": "a.example", "eu-west-1": "b.example"},
    "enabled": True,
    "password": "[secret]",
    "regions": ["us-east-1", "eu-west-1"],
}


def keep(folder: Path, stack: str = "dev", *faults: Fault) -> None:
    graph = ResourceGraph(project="demo", stack=stack, mode="deploy", outputs=OUTPUTS, faults=faults)
    save_graph(graph, folder / ".tapstack" / f"{stack}.json")


def test_all_outputs(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path)
    done = tap("outputs", "-p", tmp_path)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "count              2",
        "database_endpoint  db.example:3306",
        "dns",
        "  us-east-1  a.example",
        "  eu-west-1  b.example",
        "enabled            true",
        "password           [secret]",
        "regions            us-east-1, eu-west-1",
    ]
    assert done.stderr == ""


def test_sentences_have_a_line_each(tap: Tap, tmp_path: Path) -> None:
    notes: dict[str, Json] = {
        "notes": ["DNS is left out, for now.", "One\x1b more."],
        "zones": ["a", "b"],
        "mixed": ["a b", 1],
    }
    graph = ResourceGraph(project="demo", stack="dev", mode="deploy", outputs=notes)
    save_graph(graph, tmp_path / ".tapstack" / "dev.json")
    assert tap("outputs", "-p", tmp_path).stdout.splitlines() == [
        "notes",
        "  DNS is left out, for now.",
        "  One\\x1b more.",
        "zones  a, b",
        'mixed  ["a b", 1]',
    ]


def test_all_outputs_in_json(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path)
    assert json.loads(tap("outputs", "-p", tmp_path, "--json").stdout) == OUTPUTS


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("count", "2"),
        ("database_endpoint", "db.example:3306"),
        ("dns", '{"us-east-1": "a.example", "eu-west-1": "b.example"}'),
        ("enabled", "true"),
        ("password", "[secret]"),
        ("regions", '["us-east-1", "eu-west-1"]'),
    ],
)
def test_one_output_is_bare(tap: Tap, tmp_path: Path, name: str, bare: str) -> None:
    keep(tmp_path)
    assert tap("outputs", name, "-p", tmp_path).stdout == f"{bare}\n"
    assert json.loads(tap("outputs", name, "-p", tmp_path, "--json").stdout) == OUTPUTS[name]


def test_a_long_value_stays_whole(tap: Tap, tmp_path: Path) -> None:
    long = "arn:" + "x" * 200
    graph = ResourceGraph(project="demo", stack="dev", mode="deploy", outputs={"arn": long})
    save_graph(graph, tmp_path / ".tapstack" / "dev.json")
    assert tap("outputs", "-p", tmp_path, env={"COLUMNS": "40"}).stdout == f"arn  {long}\n"


def test_a_value_can_not_steer_the_terminal(tap: Tap, tmp_path: Path) -> None:
    graph = ResourceGraph(project="demo", stack="dev", mode="deploy", outputs={"x": "\x1b[31m[bold]red"})
    save_graph(graph, tmp_path / ".tapstack" / "dev.json")
    assert tap("outputs", "-p", tmp_path).stdout == "x  \\x1b[31m[bold]red\n"


def test_an_unknown_name_is_guessed(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path)
    done = tap("outputs", "database_endpont", "-p", tmp_path)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "there is no output 'database_endpont'; did you mean 'database_endpoint'?" in done.stderr


def test_without_a_graph_it_says_how_to_make_one(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path, "prod")
    done = tap("outputs", "-p", tmp_path, "--stack", "stg", "--json")
    assert done.exit_code == 2
    assert f"deploy it with `tap up --stack stg --program {tmp_path}`; deployed here: prod" in done.stderr
    assert json.loads(done.stdout)["faults"][0]["message"].startswith("stack 'stg' was not deployed yet")


def test_a_graph_that_is_none_is_told(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path)
    (tmp_path / ".tapstack" / "dev.json").write_text("{}")
    done = tap("outputs", "-p", tmp_path)
    assert done.exit_code == 2
    assert "is not a resource graph" in done.stderr


def test_after_a_failure_it_says_so(tap: Tap, tmp_path: Path) -> None:
    keep(tmp_path, "dev", Fault(message="no"))
    done = tap("outputs", "count", "-p", tmp_path)
    assert done.stdout == "2\n"
    assert done.stderr == "the last deployment failed; outputs may be missing\n"
