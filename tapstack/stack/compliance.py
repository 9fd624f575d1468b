"""Compliance: who did what, what changed, what is suspicious, what it costs. Each part by its setting."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from tapstack.stack.budget import make_budget
from tapstack.stack.config_recorder import make_config
from tapstack.stack.region import RegionContext, StackContext
from tapstack.stack.trail import make_trail


def make_compliance(
    stack: StackContext,
    contexts: Mapping[str, RegionContext],
    key_arns: Mapping[str, pulumi.Output[str]],
    topic_arns: Mapping[str, pulumi.Output[str]],
) -> None:
    """Make what the settings want of CloudTrail, AWS Config, GuardDuty and Budgets.

    What there is once stands in the primary region; all else in every region, and leans on no other.
    """
    wanted, home = stack.settings.compliance, stack.settings.primary_region
    if wanted.trail and home in contexts:
        make_trail(contexts[home], key_arns[home])
    if wanted.config:
        make_config(contexts, key_arns)
    if wanted.guard_duty:
        for ctx in contexts.values():
            _make_detector(ctx)
    if wanted.monthly_budget_usd is not None and home in contexts:
        make_budget(contexts[home], wanted.monthly_budget_usd, topic_arns[home])


def _make_detector(ctx: RegionContext) -> None:
    """Make a region's GuardDuty detector, which tells every quarter of an hour what has become of a finding.

    An account has one in a region (GuardDuty API Reference, CreateDetector): the setting is for accounts
    where nobody else, such as the organization, has turned it on.
    """
    aws.guardduty.Detector(
        ctx.name("threats"),
        enable=True,
        finding_publishing_frequency="FIFTEEN_MINUTES",
        region=ctx.region,
        opts=ctx.options(),
    )
