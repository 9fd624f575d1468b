"""`tap check`: what it finds, how it says so in each form, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tapstack.checks import Place, Rule, rules
from tapstack.checks import rule as register
from tapstack.checks.rule import Wrong
from tapstack.checks.view import View
from tapstack.graph import Fault, Resource, ResourceGraph, SourcePosition, load_graph, save_graph
from tests.cli.conftest import ROOT, MakeProgram, Tap
from tests.cli.test_cli_start import LIST_MODULES
from tests.graph import pulumi_files

TOPIC = "aws:sns/topic:Topic"
FOREVER = "2999-12-31"


def good_names(view: View) -> Iterator[Wrong]:
    """A topic must not be called `bad-…`; all that are, in one finding."""
    bad = [topic for topic in view.of(TOPIC) if topic.name.startswith("bad")]
    if bad:
        places = tuple(Place(topic.urn, "/name") for topic in bad)
        yield Wrong(f"the topic is called {bad[0].name}", "call it otherwise", places)


def has_tags(view: View) -> Iterator[Wrong]:
    """Every topic has tags."""
    for topic in view.of(TOPIC):
        if not topic.inputs.get("tags"):
            yield Wrong("it has no tags", "add an owner", (Place(topic.urn),))


FAKES = (
    Rule(
        "topic-name", "refused", "A topic has a good name", "SNS says no", "SNS API", ("R1", "R9"), good_names
    ),
    Rule(
        "topic-tags", "advice", "A topic has tags", "Nobody knows whose it is", "Tagging guide", (), has_tags
    ),
)


@pytest.fixture(autouse=True)
def fake_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rules of our own, and no others."""
    rules.load()
    monkeypatch.setattr(register, "RULES", {one.id: one for one in FAKES})
    monkeypatch.setattr("tapstack.checks.run.RULES", {one.id: one for one in FAKES})


def topic(name: str, *, line: int | None = 3, tags: bool = True) -> Resource:
    return Resource(
        urn=f"urn:pulumi:dev::demo::{TOPIC}::{name}",
        type=TOPIC,
        name=name,
        custom=True,
        status="planned",
        region="us-east-1",
        inputs={"tags": {"Owner": "shop"}} if tags else {},
        source=SourcePosition(file="__main__.py", line=line) if line else None,
    )


def keep(folder: Path, *topics: Resource, faults: tuple[Fault, ...] = ()) -> Path:
    path = folder / "graph.json"
    save_graph(ResourceGraph(project="demo", stack="dev", mode="plan", resources=topics, faults=faults), path)
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Two refusals in one finding, and one advice."""
    return keep(tmp_path, topic("good", tags=False), topic("bad-1"), topic("bad-2", line=9))


def ignoring(folder: Path, *entries: tuple[str, str, str]) -> Path:
    path = folder / "ignore.yaml"
    path.write_text(
        "".join(
            f"- {{rule: {rule}, resource: '{resource}', reason: it is known, expires: {expires}}}\n"
            for rule, resource, expires in entries
        )
    )
    return path


def test_findings_are_grouped_by_resource(tap: Tap, mixed: Path) -> None:
    done = tap("check", mixed)
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "aws:sns/topic:Topic bad-1  us-east-1",
        "  __main__.py:3",
        "  refused  topic-name  /name",
        "    the topic is called bad-1",
        "    mend: call it otherwise",
        "    also aws:sns/topic:Topic bad-2  /name  __main__.py:9",
        "",
        "aws:sns/topic:Topic good  us-east-1",
        "  __main__.py:3",
        "  advice  topic-tags",
        "    it has no tags",
        "    mend: add an owner",
        "",
        "demo dev: 1 refused, 1 advice; 3 resources, 2 rules",
    ]
    assert done.stderr == ""


def test_nothing_found(tap: Tap, tmp_path: Path) -> None:
    done = tap("check", keep(tmp_path, topic("good")))
    assert done.exit_code == 0
    assert done.stdout == "demo dev: nothing to mend; 1 resource, 2 rules\n"


def test_many_places_are_counted(tap: Tap, tmp_path: Path) -> None:
    done = tap("check", keep(tmp_path, *(topic(f"bad-{number:02}") for number in range(20))))
    assert done.stdout.count("    also ") == 12
    assert "    and in 7 more places\n" in done.stdout


def test_colours_are_for_terminals_and_words_can_not_steer_one(tap: Tap, tmp_path: Path) -> None:
    done = tap("check", keep(tmp_path, topic("bad-\x1b[31m")))
    assert "\x1b" not in done.stdout
    assert "bad-\\x1b[31m" in done.stdout
    coloured = tap("check", tmp_path / "graph.json", env={"FORCE_COLOR": "1", "TERM": "xterm"})
    assert "\x1b[1;31mrefused\x1b[0m" in coloured.stdout


@pytest.mark.parametrize(
    ("options", "code", "found"),
    [
        ([], 0, ["topic-tags"]),
        (["--severity", "refused"], 0, []),
        (["--severity", "advice"], 1, ["topic-tags"]),
        (["--rule", "topic-name"], 0, []),
        (["--rule", "topic-tags"], 0, ["topic-tags"]),
        (["--rule", "R9", "--rule", "topic-tags", "--severity", "advice"], 1, ["topic-tags"]),
    ],
)
def test_what_is_shown_and_fails_can_be_chosen(
    options: list[str], code: int, found: list[str], tap: Tap, tmp_path: Path
) -> None:
    done = tap("check", keep(tmp_path, topic("good", tags=False)), "--json", *options)
    assert done.exit_code == code
    assert [one["rule"] for one in json.loads(done.stdout)["findings"]] == found


def test_json(tap: Tap, mixed: Path) -> None:
    done = tap("check", mixed, "--json")
    assert done.exit_code == 1
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert sorted(answer) == ["counts", "findings", "ignored"]
    assert answer["counts"] == {"refused": 1, "advice": 1, "ignored": 0}
    first = answer["findings"][0]
    assert {key: first[key] for key in ("rule", "severity", "message", "mend")} == {
        "rule": "topic-name",
        "severity": "refused",
        "message": "the topic is called bad-1",
        "mend": "call it otherwise",
    }
    assert first["places"][1] == {
        "urn": f"urn:pulumi:dev::demo::{TOPIC}::bad-2",
        "type": TOPIC,
        "name": "bad-2",
        "region": "us-east-1",
        "pointer": "/name",
        "file": "__main__.py",
        "line": 9,
    }


def test_sarif_has_paths_as_seen_from_here(tap: Tap, mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mixed.parent)
    done = tap("check", mixed, "--sarif", "--program", "examples/website")
    assert done.exit_code == 1
    run = json.loads(done.stdout)["runs"][0]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == [
        "topic-name",
        "topic-tags",
        "expired-exception",
    ]
    uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]]
    assert uris == ["examples/website/__main__.py"] * 2


def test_exceptions_are_counted_and_shown(tap: Tap, mixed: Path) -> None:
    ignore = ignoring(mixed.parent, ("R1", "bad-*", FOREVER))
    done = tap("check", mixed, "--ignore", ignore)
    assert done.exit_code == 0
    assert "ignored\n  topic-name  bad-1 and 1 more, until 2999-12-31: it is known\n" in done.stdout
    assert done.stdout.splitlines()[-1] == "demo dev: 1 advice, 1 ignored; 3 resources, 2 rules"
    answer = json.loads(tap("check", mixed, "--ignore", ignore, "--json").stdout)
    assert answer["counts"] == {"refused": 0, "advice": 1, "ignored": 1}
    [ignored] = answer["ignored"]
    assert (ignored["rule"], ignored["reason"], ignored["expires"]) == ("topic-name", "it is known", FOREVER)
    assert [place["name"] for place in ignored["places"]] == ["bad-1", "bad-2"]


def test_an_expired_exception_is_a_finding(tap: Tap, mixed: Path) -> None:
    done = tap("check", mixed, "--json", "--ignore", ignoring(mixed.parent, ("R1", "bad-*", "2020-01-01")))
    assert done.exit_code == 1
    assert [one["rule"] for one in json.loads(done.stdout)["findings"]] == [
        "topic-name",
        "expired-exception",
        "topic-tags",
    ]


def test_an_exception_that_matches_nothing_is_a_remark(tap: Tap, tmp_path: Path) -> None:
    graph = keep(tmp_path, topic("good"))
    done = tap("check", graph, "--ignore", ignoring(tmp_path, ("topic-name", "x", FOREVER)))
    assert done.exit_code == 0
    assert done.stderr == "exception 1 (topic-name for x) matches nothing: remove it\n"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (("topic-nam", "x", FOREVER), "entry 1: there is no rule 'topic-nam'"),
        (("topic-name", "x", "soon"), "entry 1: expires is 'soon'; it must be a day"),
    ],
)
def test_a_wrong_file_of_exceptions_is_wrong_usage(
    entry: tuple[str, str, str], said: str, tap: Tap, mixed: Path
) -> None:
    done = tap("check", mixed, "--json", "--ignore", ignoring(mixed.parent, entry))
    assert done.exit_code == 2
    assert said in done.stderr
    assert said in json.loads(done.stdout)["faults"][0]["message"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--json", "--sarif"], "--json and --sarif exclude each other"),
        (["--rule", "topic-nme"], "there is no rule 'topic-nme'; did you mean 'topic-name'?"),
        (["--severity", "worst"], "'worst'"),
        (["--ignore", "none.yaml"], "cannot read none.yaml"),
        (["--explain", "R77"], "there is no rule 'R77'"),
    ],
)
def test_wrong_usage(options: list[str], said: str, tap: Tap, mixed: Path) -> None:
    done = tap("check", mixed, *options)
    assert done.exit_code == 2
    assert said in done.stderr


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 10_000_000, b'{"deployment": 7}', b"\xff\xfe"])
def test_a_file_that_is_no_graph(content: bytes, tap: Tap, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_bytes(content)
    done = tap("check", path, "--json")
    assert done.exit_code == 2
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout)["faults"][0]["message"].startswith(str(path))
    assert json.loads(done.stdout)["findings"] == []


def test_a_file_that_is_not_there(tap: Tap, tmp_path: Path) -> None:
    done = tap("check", tmp_path / "none.json")
    assert done.exit_code == 2
    assert done.stderr == f"there is no file {tmp_path / 'none.json'}\n"


@pytest.mark.parametrize("form", ["export", "preview"])
def test_pulumis_own_forms(form: str, tap: Tap, tmp_path: Path) -> None:
    bad = pulumi_files.state(pulumi_files.urn(TOPIC, "bad"), sourcePosition="project:///infra/a.py#4,1")
    documents: dict[str, Any] = {
        "export": pulumi_files.export(bad),
        "preview": pulumi_files.preview(pulumi_files.step("create", bad)),
    }
    done = tap("check", pulumi_files.written(documents[form], tmp_path / "file.json"))
    assert done.exit_code == 1
    region = "  us-east-1" if form == "preview" else ""  # of the config, which an export doesn't hold
    assert done.stdout.startswith(f"aws:sns/topic:Topic bad{region}\n  infra/a.py:4\n")
    assert "shop prod: 1 refused, 1 advice; 1 resource, 2 rules" in done.stdout


def test_what_went_wrong_before_is_told(tap: Tap, tmp_path: Path) -> None:
    graph = keep(tmp_path, topic("good"), faults=(Fault(message="no room"),))
    done = tap("check", graph)
    assert done.exit_code == 0
    assert "what is missing in it is not checked" in done.stderr
    assert "no room" in done.stderr
    assert json.loads(tap("check", graph, "--json").stdout)["faults"][0]["message"] == "no room"


def test_without_a_file_the_stack_is_planned(tap: Tap, program: MakeProgram) -> None:
    folder = program('import pulumi_aws as aws\n\naws.sns.Topic("bad", tags={"Owner": "me"})\n')
    done = tap("check", "-p", folder)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:3] == [
        "aws:sns/topic:Topic bad  us-east-1",
        "  __main__.py:3",
        "  refused  topic-name  /name",
    ]
    assert load_graph(folder / ".tapstack" / "dev.plan.json").mode == "plan"


def test_a_plan_that_fails_is_checked_as_far_as_it_came(tap: Tap, program: MakeProgram) -> None:
    folder = program('import pulumi_aws as aws\n\naws.sns.Topic("bad")\nraise ValueError("no")\n')
    done = tap("check", "-p", folder, "--json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert [one["rule"] for one in answer["findings"]] == ["topic-name", "topic-tags"]
    assert "no" in answer["faults"][0]["message"]
    assert "faults: 1" in done.stderr


def test_no_program_is_wrong_usage(tap: Tap, tmp_path: Path) -> None:
    done = tap("check", "-p", tmp_path, "--json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["counts"] == {"refused": 0, "advice": 0, "ignored": 0}


def test_wrong_settings_are_told_as_everywhere(tap: Tap, program: MakeProgram) -> None:
    source = "from tapstack.settings import load_settings\n\nload_settings()\n"
    folder = program(source, "{tap:team: x}", name="tapstack")
    done = tap("check", "-p", folder, "--json")
    assert done.exit_code == 2
    answer = json.loads(done.stdout)
    assert answer["findings"] == []
    assert answer["faults"]


def test_the_rules_are_listed_by_severity(tap: Tap) -> None:
    done = tap("check", "--list")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "refused: AWS or its provider would not take it",
        "  topic-name         A topic has a good name (R1, R9)",
        "  expired-exception  An exception from a rule is renewed or removed when its time is over",
        "",
        "advice: it would work, and is better done otherwise",
        "  topic-tags         A topic has tags",
        "",
        "3 rules",
    ]
    assert [one["rule"] for one in json.loads(tap("check", "--list", "--json").stdout)["rules"]] == [
        "topic-name",
        "topic-tags",
        "expired-exception",
    ]


@pytest.mark.parametrize("word", ["topic-name", "R9", "r9"])
def test_a_rule_is_explained_by_id_or_alias(word: str, tap: Tap) -> None:
    done = tap("check", "--explain", word)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "topic-name  refused  (R1, R9)",
        "  A topic has a good name",
        "  why: SNS says no",
        "  mend: make this hold; each finding names the value and what to put there",
        "  source: SNS API",
    ]


def test_the_help_imports_no_checks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.partition("MODULES")[2].split())
    assert "tapstack.cli.check" in modules
    assert not {name for name in modules if name.startswith(("tapstack.checks", "tapstack.graph"))}
