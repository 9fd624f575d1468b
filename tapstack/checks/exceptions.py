"""Findings that are known and accepted: a file names each with its reason and the day on which that ends.

The file is a YAML list of maps with four keys: `rule` (an id or an alias), `resource` (a URN or a pattern of
names, such as `web-*`), `reason`, and `expires` (YYYY-MM-DD, the last day on which it holds).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final, cast

from tapstack.checks.finding import Finding, Place
from tapstack.checks.rule import Rule
from tapstack.graph import ResourceGraph

_KEYS: Final = ("rule", "resource", "reason", "expires")
_LARGEST: Final = 1024 * 1024

EXPIRED: Final = Rule(
    id="expired-exception",
    severity="refused",
    title="An exception from a rule is renewed or removed when its time is over",
    why="Its reason was meant for a time. What it covered counts again, as severely as the rule it is from.",
    source="tapstack, docs/checks.md: Exceptions",
    aliases=(),
    check=lambda _view: (),
)


class ExceptionFileError(Exception):
    """The file of exceptions can't be read or understood; the message says which entry and why."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One entry of the file."""

    number: int
    """Its place in the file, from 1."""
    rules: frozenset[str]
    """Ids of the rules that it is from."""
    named: str
    """The rule as the file names it."""
    resource: str
    """A URN, or a pattern of names."""
    reason: str
    expires: date

    def covers(self, finding: Finding, place: Place, graph: ResourceGraph) -> bool:
        """Whether it is about this place of a finding."""
        return finding.rule in self.rules and self._means(place.urn, graph)

    def urns(self, graph: ResourceGraph) -> list[str]:
        """The resources that it means."""
        return [resource.urn for resource in graph.resources if self._means(resource.urn, graph)]

    def _means(self, urn: str, graph: ResourceGraph) -> bool:
        resource = graph.by_urn.get(urn)
        return self.resource == urn or (resource is not None and fnmatchcase(resource.name, self.resource))


@dataclass(frozen=True, slots=True)
class Ignored:
    """A finding, or those of its places that an exception covers."""

    finding: Finding
    by: Accepted


@dataclass(slots=True)
class Sifted:
    """Findings after the exceptions have been taken from them."""

    left: list[Finding] = field(default_factory=list[Finding])
    ignored: list[Ignored] = field(default_factory=list[Ignored])
    idle: list[Accepted] = field(default_factory=list[Accepted])
    """Exceptions that hold and that nothing was found for."""


def sift(
    findings: Iterable[Finding],
    exceptions: Sequence[Accepted],
    graph: ResourceGraph,
    today: date,
    rules: Sequence[Rule],
) -> Sifted:
    """Take the places that an exception covers out of the findings; `rules` are those that were asked.

    A place that none covers stays, so that a new one is seen. An exception whose time is over covers nothing
    and is a finding itself.
    """
    asked = {rule.id: rule for rule in rules}
    concerned = [one for one in exceptions if one.rules & asked.keys()]
    holding = [one for one in concerned if one.expires >= today]
    sifted = Sifted()
    for finding in findings:
        _sift_one(finding, holding, graph, sifted)
    used = {ignored.by.number for ignored in sifted.ignored}
    sifted.idle = [one for one in holding if one.number not in used]
    sifted.left.extend(_expired(one, graph, asked) for one in concerned if one.expires < today)
    sifted.left.sort(key=lambda finding: finding.severity != "refused")
    return sifted


def _sift_one(finding: Finding, holding: Sequence[Accepted], graph: ResourceGraph, sifted: Sifted) -> None:
    left: list[Place] = []
    covered: dict[int, list[Place]] = {}
    by_number = {one.number: one for one in holding}
    for place in finding.places:
        by = next((one.number for one in holding if one.covers(finding, place, graph)), None)
        (left if by is None else covered.setdefault(by, [])).append(place)
    if left:
        sifted.left.append(replace(finding, places=tuple(left)) if covered else finding)
    for number, places in covered.items():
        sifted.ignored.append(Ignored(replace(finding, places=tuple(places)), by_number[number]))


def _expired(one: Accepted, graph: ResourceGraph, asked: dict[str, Rule]) -> Finding:
    severe = any(asked[rule].severity == "refused" for rule in one.rules & asked.keys())
    return Finding(
        rule=EXPIRED.id,
        severity="refused" if severe else "advice",
        message=f"the exception from {one.named} for {one.resource} held until {one.expires} "
        f"(entry {one.number} of the file): {one.reason}",
        mend="mend what it covered and remove it, or give it a later day and a reason that still holds",
        places=tuple(Place(urn) for urn in one.urns(graph)) or (Place(one.resource),),
    )


def named(word: str, rules: Iterable[Rule]) -> list[Rule]:
    """The rules of this id or alias, whatever its letters' case."""
    wanted = word.casefold()
    return [rule for rule in rules if wanted in {name.casefold() for name in (rule.id, *rule.aliases)}]


def load_exceptions(path: Path, rules: Sequence[Rule]) -> list[Accepted]:
    """The exceptions in a file. Raises `ExceptionFileError`."""
    import yaml  # noqa: PLC0415 - only this needs it

    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        entries: object = yaml.safe_load(content) if len(content) <= _LARGEST else "too large"
    except OSError as error:
        raise ExceptionFileError(f"cannot read {path}: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())[:300]
        raise ExceptionFileError(f"{path} is not YAML: {said or type(error).__name__}") from error
    if entries is None:
        return []
    if not isinstance(entries, list):
        raise ExceptionFileError(f"{path} is no list of exceptions, each with {', '.join(_KEYS)}")
    try:
        return [_entry(one, at, rules) for at, one in enumerate(cast("list[object]", entries), 1)]
    except ValueError as error:
        raise ExceptionFileError(f"{path}: {error}") from error


def _entry(raw: object, number: int, rules: Sequence[Rule]) -> Accepted:
    """One entry. Raises `ValueError` that says what is wrong with it."""
    given = cast("dict[object, object]", raw) if isinstance(raw, dict) else {}
    if set(given) != set(_KEYS):
        has = ", ".join(sorted(map(str, given))) or "none of them"
        raise ValueError(f"entry {number} must have exactly {', '.join(_KEYS)}; it has {has[:200]}")
    rule, resource, reason = (_text(given, key, number) for key in _KEYS[:3])
    meant = named(rule, rules)
    if not meant:
        raise ValueError(f"entry {number}: there is no rule {rule!r}; `tap check --list` shows all")
    ids = frozenset(one.id for one in meant)
    return Accepted(number, ids, rule, resource, reason, _day(given["expires"], number))


def _text(given: dict[object, object], key: str, number: int) -> str:
    value = given[key]
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"entry {number}: {key} is {str(value)[:100]!r}; it must be a text")
    return value.strip()


def _day(value: object, number: int) -> date:
    """A day; YAML reads one without quotes as a date by itself."""
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if isinstance(value, str):
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        pass
    raise ValueError(f"entry {number}: expires is {str(value)[:100]!r}; it must be a day, as in 2027-01-31")
