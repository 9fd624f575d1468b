"""What a rule is, and the register of all rules.

A rule is one small pure function over a `View` of a graph. It yields what is wrong; its id, severity, title
and source stand beside it, so that they can be listed and explained without a graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from tapstack.checks.finding import Finding, Place, Severity
from tapstack.checks.view import View


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a rule found; the register adds which rule it was."""

    message: str
    mend: str
    places: tuple[Place, ...]


Check: TypeAlias = Callable[[View], Iterable[Wrong]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it demands, and the document that it rests on."""

    id: str
    """Stable and speaking: `kms-key-region`."""
    severity: Severity
    title: str
    """What must hold, as one sentence without a full stop."""
    why: str
    """What happens on AWS otherwise, in one or two sentences."""
    source: str
    """Document and section of AWS's or the provider's documentation."""
    aliases: tuple[str, ...]
    """Other names it is known by, such as `R1` of the platform's rules."""
    check: Check

    def findings(self, view: View) -> Iterator[Finding]:
        """What is wrong in a graph by this rule."""
        for wrong in self.check(view):
            yield Finding(self.id, self.severity, wrong.message, wrong.mend, wrong.places)


RULES: dict[str, Rule] = {}
"""Every rule by id; `tapstack.checks.rules.load` enters them."""


def rule(
    rule_id: str, severity: Severity, *, title: str, why: str, source: str, aliases: tuple[str, ...] = ()
) -> Callable[[Check], Check]:
    """Enter the function that follows as a rule."""

    def enter(check: Check) -> Check:
        if rule_id in RULES:
            raise ValueError(f"two rules are called {rule_id}")
        RULES[rule_id] = Rule(rule_id, severity, title, why, source, aliases, check)
        return check

    return enter
