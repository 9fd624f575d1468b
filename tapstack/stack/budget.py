"""The month's budget."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.stack.region import RegionContext

SERVICE = "monthly"
_NOTIFICATIONS = (("ACTUAL", 80), ("FORECASTED", 100))
"""What is told of, at which percentage of the budget."""


def make_budget(ctx: RegionContext, usd: int, topic_arn: pulumi.Output[str]) -> None:
    """Make the budget of the account's whole month, which tells the primary region's topic of alarms.

    Of the whole account, not of this stack: AWS Budgets can tell by tag only after the tags have been
    activated as cost allocation tags, and counts nothing until then (Billing User Guide, "Organizing and
    tracking costs using AWS cost allocation tags"). AWS Budgets are global.
    """
    name = ctx.stack.names.once(SERVICE)
    aws.budgets.Budget(
        name,
        name=name,
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(usd),
        limit_unit="USD",
        notifications=[
            aws.budgets.BudgetNotificationArgs(
                notification_type=kind,
                comparison_operator="GREATER_THAN",
                threshold=percent,
                threshold_type="PERCENTAGE",
                subscriber_sns_topic_arns=[topic_arn],
            )
            for kind, percent in _NOTIFICATIONS
        ],
        opts=ctx.options(),
    )
