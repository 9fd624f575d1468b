"""Who may publish to a region's topic."""

from __future__ import annotations

from tapstack.planning.policies.document import Statement, document, from_budgets, from_our_alarms, tls_only


def topic_policy(
    *, topic_arn: str, account: str, region: str, prefix: str, budget_alarms: bool = False
) -> str:
    """Return the policy of a region's topic: this platform's alarms of that region publish, over TLS only.

    So does Budgets, where the topic gets the budget's alarms (Cost Management User Guide, "Creating an Amazon
    SNS topic for budget notifications").

    The account itself publishes and subscribes by its IAM policies, which need no statement here.
    """
    budgets: Statement = {
        "Sid": "BudgetsPublish",
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": "sns:Publish",
        "Resource": topic_arn,
        "Condition": from_budgets(account),
    }
    return document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": from_our_alarms(account, region, prefix),
        },
        *([budgets] if budget_alarms else []),
        tls_only("sns:Publish", [topic_arn]),
    )
