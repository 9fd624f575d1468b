"""Checks over a graph: what AWS would refuse, and what a careful engineer would mend."""

from __future__ import annotations

from tapstack.checks.finding import Finding, Place, Severity
from tapstack.checks.rule import Rule
from tapstack.checks.run import all_rules, check

__all__ = ["Finding", "Place", "Rule", "Severity", "all_rules", "check"]
