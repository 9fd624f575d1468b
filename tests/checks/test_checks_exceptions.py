"""Exceptions: what they cover, when their time is over, and files that are none."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tapstack.checks import Finding, Place, Rule, Severity
from tapstack.checks.exceptions import EXPIRED, ExceptionFileError, Sifted, load_exceptions, named, sift
from tapstack.graph import Resource, ResourceGraph

TODAY = date(2026, 11, 24)
ENTRY = "{rule: %s, resource: %s, reason: it is known, expires: %s}"


def rule(rule_id: str, severity: Severity = "refused", *aliases: str) -> Rule:
    return Rule(rule_id, severity, "t", "w", "s", aliases, lambda _view: ())


RULES = (rule("kms-key", "refused", "R1"), rule("replica-key", "refused", "R1", "R5"), rule("tls", "advice"))


def urn(name: str) -> str:
    return f"urn:pulumi:dev::shop::aws:sns/topic:Topic::{name}"


def resource(name: str) -> Resource:
    return Resource(urn=urn(name), type="aws:sns/topic:Topic", name=name, custom=True, status="planned")


GRAPH = ResourceGraph(
    project="shop", stack="dev", mode="plan", resources=tuple(map(resource, ("web-a", "web-b", "database")))
)


def finding(rule_id: str, *names: str, severity: Severity = "refused") -> Finding:
    return Finding(rule_id, severity, "wrong", "mend it", tuple(Place(urn(name), "/x") for name in names))


def sifted(tmp_path: Path, entries: list[str], *findings: Finding, rules: tuple[Rule, ...] = RULES) -> Sifted:
    path = tmp_path / "ignore.yaml"
    path.write_text("".join(f"- {entry}\n" for entry in entries))
    return sift(findings, load_exceptions(path, RULES), GRAPH, TODAY, rules)


@pytest.mark.parametrize("resource", ["web-a", "web-*", "'*'", urn("web-a").replace("::", "::")])
def test_a_name_a_pattern_or_a_urn_covers(resource: str, tmp_path: Path) -> None:
    quoted = f"'{resource}'" if resource.startswith("urn") else resource
    done = sifted(tmp_path, [ENTRY % ("kms-key", quoted, "2027-01-31")], finding("kms-key", "web-a"))
    assert done.left == []
    assert [(one.finding, one.by.reason) for one in done.ignored] == [
        (finding("kms-key", "web-a"), "it is known")
    ]
    assert done.idle == []


@pytest.mark.parametrize(
    ("rule_id", "resource"), [("kms-key", "web"), ("tls", "web-a"), ("kms-key", "WEB-A")]
)
def test_another_resource_or_rule_is_not_covered(rule_id: str, resource: str, tmp_path: Path) -> None:
    done = sifted(tmp_path, [ENTRY % (rule_id, resource, "2027-01-31")], finding("kms-key", "web-a"))
    assert done.left == [finding("kms-key", "web-a")]
    assert done.ignored == []
    assert [one.number for one in done.idle] == [1]


def test_an_alias_covers_all_its_rules(tmp_path: Path) -> None:
    both = finding("kms-key", "web-a"), finding("replica-key", "web-a")
    done = sifted(tmp_path, [ENTRY % ("r1", "web-a", "2027-01-31")], *both)
    assert [one.finding for one in done.ignored] == list(both)


def test_places_that_none_covers_stay(tmp_path: Path) -> None:
    entries = [ENTRY % ("kms-key", "web-a", "2027-01-31"), ENTRY % ("kms-key", "web-b", "2027-01-31")]
    whole = finding("kms-key", "web-a", "database", "web-b")
    done = sifted(tmp_path, entries, whole)
    assert done.left == [finding("kms-key", "database")]
    assert [(one.finding, one.by.number) for one in done.ignored] == [
        (finding("kms-key", "web-a"), 1),
        (finding("kms-key", "web-b"), 2),
    ]


@pytest.mark.parametrize(("day", "holds"), [("2026-11-24", True), ("2026-11-23", False)])
def test_the_last_day_is_the_last_on_which_it_holds(day: str, holds: bool, tmp_path: Path) -> None:
    done = sifted(tmp_path, [ENTRY % ("kms-key", "web-a", day)], finding("kms-key", "web-a"))
    assert bool(done.ignored) == holds
    assert len(done.left) == (0 if holds else 2)


def test_an_expired_one_is_a_finding_as_severe_as_its_rule(tmp_path: Path) -> None:
    entries = [ENTRY % ("tls", "web-*", "2026-01-01"), ENTRY % ("kms-key", "gone", "'2026-01-01'")]
    done = sifted(tmp_path, entries, finding("tls", "web-a", severity="advice"))
    assert [(one.rule, one.severity) for one in done.left] == [
        (EXPIRED.id, "refused"),
        ("tls", "advice"),
        (EXPIRED.id, "advice"),
    ]
    gone, _, web = done.left
    assert gone.places == (Place("gone"),)
    assert web.places == (Place(urn("web-a")), Place(urn("web-b")))
    assert web.message == (
        "the exception from tls for web-* held until 2026-01-01 (entry 1 of the file): it is known"
    )
    assert done.idle == []


def test_exceptions_from_rules_that_were_not_asked_are_left_alone(tmp_path: Path) -> None:
    entries = [ENTRY % ("tls", "web-a", "2027-01-01"), ENTRY % ("tls", "web-b", "2026-01-01")]
    done = sifted(tmp_path, entries, rules=RULES[:1])
    assert (done.left, done.ignored, done.idle) == ([], [], [])


@pytest.mark.parametrize(("word", "ids"), [("tls", ["tls"]), ("R1", ["kms-key", "replica-key"]), ("x", [])])
def test_rules_go_by_id_or_alias(word: str, ids: list[str]) -> None:
    assert [one.id for one in named(word, RULES)] == ids
    assert named(word.swapcase(), RULES) == named(word, RULES)


def test_an_empty_file_has_no_exceptions(tmp_path: Path) -> None:
    assert sifted(tmp_path, []).left == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[", "is not YAML: while parsing"),
        ("[" * 5_000, "is not YAML: RecursionError|is not YAML"),
        ("\x00", "is not YAML"),
        ("rule: tls", "is no list of exceptions"),
        ("just words", "is no list of exceptions"),
        ("# " + "x" * 1_100_000, "is no list of exceptions"),
        ("- tls", "entry 1 must have exactly rule, resource, reason, expires; it has none of them"),
        ("- {rule: tls, resource: x, reason: y}", "it has reason, resource, rule"),
        ("- {rule: tls, resource: x, reason: y, expires: 2027-01-31, until: 1}", "until"),
        ("- " + ENTRY % ("tsl", "x", "2027-01-31"), "entry 1: there is no rule 'tsl'"),
        ("- " + ENTRY % ("7", "x", "2027-01-31"), "entry 1: rule is '7'; it must be a text"),
        ("- " + ENTRY % ("tls", "''", "2027-01-31"), "entry 1: resource is ''; it must be a text"),
        ("- " + ENTRY % ("tls", "x", "2027-02-31"), "not YAML: day is out of range|expires is '2027-02-31'"),
        ("- " + ENTRY % ("tls", "x", "'2027-02-31'"), "expires is '2027-02-31'; it must be a day"),
        ("- " + ENTRY % ("tls", "x", "soon"), "expires is 'soon'; it must be a day, as in 2027-01-31"),
        ("- " + ENTRY % ("tls", "x", "2027"), "expires is '2027'; it must be a day"),
        ("- " + ENTRY % ("tls", "x", "2027-01-31 10:00:00"), "expires is '2027-01-31 10:00:00'"),
        ("- !!python/object/apply:os.system ['true']", "is not YAML: could not determine a constructor"),
    ],
)
def test_a_file_that_is_wrong_says_which_entry_and_why(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "ignore.yaml"
    path.write_text(text)
    with pytest.raises(ExceptionFileError) as raised:
        load_exceptions(path, RULES)
    assert str(path) in str(raised.value)
    assert any(word in str(raised.value) for word in said.split("|"))
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ExceptionFileError, match="No such file"):
        load_exceptions(tmp_path / "none.yaml", RULES)
