"""What `tap check` found, as JSON holds it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from tapstack import __version__
from tapstack.checks import Finding, Place, Rule
from tapstack.checks.exceptions import EXPIRED, Ignored, Sifted
from tapstack.cli import faults
from tapstack.graph import Json, ResourceGraph

NONE: Final[Mapping[str, object]] = {
    "findings": [],
    "counts": {"refused": 0, "advice": 0, "ignored": 0},
    "ignored": [],
}
"""The answer of a check that never began."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Findings in a graph, by some rules, after the exceptions."""

    graph: ResourceGraph
    sifted: Sifted
    rules: Sequence[Rule]

    @property
    def counts(self) -> dict[str, int]:
        """How many findings there are of each severity, and how many are ignored."""
        found = Counter(finding.severity for finding in self.sifted.left)
        return {
            "refused": found["refused"],
            "advice": found["advice"],
            "ignored": len(self.sifted.ignored),
        }

    def as_dict(self) -> dict[str, object]:
        """The one JSON object; faults are in it only where the graph has some."""
        answer: dict[str, object] = {
            "findings": [self._finding(finding) for finding in self.sifted.left],
            "counts": self.counts,
            "ignored": [self._ignored(ignored) for ignored in self.sifted.ignored],
        }
        told = faults.in_graph(self.graph)
        return {**answer, "faults": [fault.as_dict() for fault in told]} if told else answer

    def as_sarif(self, root: PurePath) -> dict[str, Json]:
        """The findings as SARIF; GitHub shows all that is in it, so what is ignored is not."""
        from tapstack.checks.sarif import sarif

        return sarif(self.graph, self.sifted.left, [*self.rules, EXPIRED], __version__, root)

    def _finding(self, finding: Finding) -> dict[str, object]:
        return {
            "rule": finding.rule,
            "severity": finding.severity,
            "message": finding.message,
            "mend": finding.mend,
            "places": [self._place(place) for place in finding.places],
        }

    def _ignored(self, ignored: Ignored) -> dict[str, object]:
        by = ignored.by
        return {**self._finding(ignored.finding), "reason": by.reason, "expires": by.expires.isoformat()}

    def _place(self, place: Place) -> dict[str, object]:
        resource = self.graph.by_urn.get(place.urn)
        source = resource.source if resource else None
        return {
            "urn": place.urn,
            "type": resource.type if resource else None,
            "name": resource.name if resource else None,
            "region": resource.region if resource else None,
            "pointer": place.pointer,
            "file": source.file if source else None,
            "line": source.line if source else None,
        }
