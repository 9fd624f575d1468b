"""Compliance: who did what, what changed, what is suspicious, what it costs."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from tapstack.stack.region import RegionContext, StackContext


def make_compliance(
    stack: StackContext,
    contexts: Mapping[str, RegionContext],
    key_arns: Mapping[str, pulumi.Output[str]],
    topic_arns: Mapping[str, pulumi.Output[str]],
) -> None:
    """Make what the settings want of CloudTrail, Config, GuardDuty and budgets."""
    compliance = stack.settings.compliance
    if compliance.trail or compliance.config or compliance.guard_duty or compliance.monthly_budget_usd:
        raise NotImplementedError(contexts, key_arns, topic_arns)
