"""Runs rules over a graph."""

from __future__ import annotations

from collections.abc import Iterable

from tapstack.checks import rules
from tapstack.checks.finding import Finding
from tapstack.checks.rule import RULES, Rule
from tapstack.checks.view import View
from tapstack.graph import ResourceGraph


def all_rules() -> list[Rule]:
    """Every rule, in the order of their ids."""
    rules.load()
    return [RULES[rule_id] for rule_id in sorted(RULES)]


def check(graph: ResourceGraph, chosen: Iterable[Rule] | None = None) -> list[Finding]:
    """What is wrong in a graph, by the chosen rules or by all.

    Refusals come first, then in the order of the graph.
    """
    view = View(graph)
    rules_in_use = all_rules() if chosen is None else chosen
    order = {resource.urn: place for place, resource in enumerate(graph.resources)}
    return sorted(
        (finding for rule in rules_in_use for finding in rule.findings(view)),
        key=lambda one: (one.severity != "refused", order.get(one.urn, len(order)), one.rule),
    )
