"""Findings as SARIF 2.1.0, for GitHub's code scanning.

Sources: OASIS, Static Analysis Results Interchange Format (SARIF) Version 2.1.0; GitHub Docs, SARIF support
for code scanning, which says what of it is shown: one location a result, its path relative to the repository.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePath, PurePosixPath
from typing import Final
from urllib.parse import quote

from tapstack.checks.finding import Finding, Place, Severity
from tapstack.checks.rule import Rule
from tapstack.graph import Json, ResourceGraph

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_SEARCH: Final = "https://docs.aws.amazon.com/search/doc-search.html?searchQuery="
_LEVELS: Final[dict[Severity, str]] = {"refused": "error", "advice": "warning"}
_NOWHERE: Final = "Pulumi.yaml"
"""Where a finding is shown of which no line is known: every program has this file."""


def sarif(
    graph: ResourceGraph, findings: Sequence[Finding], rules: Sequence[Rule], version: str, root: PurePath
) -> dict[str, Json]:
    """The findings as one SARIF log; `root` is the program's folder as seen from the repository's."""
    index = {rule.id: at for at, rule in enumerate(rules)}
    results: list[Json] = [_result(finding, graph, index, root) for finding in findings]
    described: list[Json] = [_rule(rule) for rule in rules]
    driver: dict[str, Json] = {"name": "tapstack", "semanticVersion": version, "rules": described}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _rule(rule: Rule) -> dict[str, Json]:
    return {
        "id": rule.id,
        "name": "".join(part.title() for part in rule.id.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}. {rule.why}"},
        "help": {"text": f"{rule.why}\n\nSource: {rule.source}"},
        "helpUri": _link(rule),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.severity, *rule.aliases], "precision": "very-high"},
    }


def _link(rule: Rule) -> str:
    """The source's address; where it has only a title, AWS's search for it."""
    found = re.search(r"https://[^\s;,]+", rule.source)
    return found[0] if found else _SEARCH + quote(rule.source.partition(";")[0])


def _result(finding: Finding, graph: ResourceGraph, index: dict[str, int], root: PurePath) -> dict[str, Json]:
    first, *others = finding.places
    related: list[Json] = [
        {**_location(place, graph, root), "id": at, "message": {"text": _what(place, graph)}}
        for at, place in enumerate(others)
    ]
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{_what(first, graph)}: {finding.message}.\n{finding.mend}."},
        "locations": [_location(first, graph, root)],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(finding)},
    }
    known: dict[str, Json] = {"ruleIndex": index[finding.rule]} if finding.rule in index else {}
    return {**result, **known, **({"relatedLocations": related} if related else {})}


def _what(place: Place, graph: ResourceGraph) -> str:
    resource = graph.by_urn.get(place.urn)
    name = f"{resource.type} {resource.name}" if resource else place.urn
    return f"{name}, {place.pointer}" if place.pointer else name


def _location(place: Place, graph: ResourceGraph, root: PurePath) -> dict[str, Json]:
    resource = graph.by_urn.get(place.urn)
    source = resource.source if resource else None
    file = PurePath(source.file) if source else None
    if source is None or file is None or file.is_absolute() or ".." in file.parts:
        return {"physicalLocation": _physical(root / _NOWHERE, 1)}
    return {"physicalLocation": _physical(root / file, source.line)}


def _physical(path: PurePath, line: int) -> dict[str, Json]:
    return {
        "artifactLocation": {"uri": quote(str(PurePosixPath(path))), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": max(line, 1)},
    }


def _fingerprint(finding: Finding) -> str:
    """The same for the same fault of the same resource, whichever line it has moved to."""
    told = "\n".join((finding.rule, *(f"{place.urn} {place.pointer}" for place in finding.places)))
    return f"{sha256(told.encode()).hexdigest()[:16]}:1"
