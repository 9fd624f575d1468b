"""Budgets: they stand with whom they would write to, but no cost is counted. Global: in no region."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises

_BUDGET = "aws:budgets/budget:Budget"
_NAME_LIMIT = 100
_MINUTE = "%Y-%m-%d_%H:%M"
"""How the provider writes the ends of a budget's period (pulumi-aws, `timePeriodStart`)."""

BEHAVIOURS[_BUDGET, ""] = "no cost is counted: a budget is never used up, and nobody is written to"


@realises(_BUDGET)
def budget(call: Call) -> Made:
    """A budget with its notifications."""
    given, name = call.inputs, call.physical_name(limit=_NAME_LIMIT)
    asked: dict[str, Any] = {
        "BudgetName": name,
        "BudgetType": given["budgetType"],
        "TimeUnit": given["timeUnit"],
        "BudgetLimit": {"Amount": str(given["limitAmount"]), "Unit": given["limitUnit"]},
        "CostFilters": {each["name"]: each["values"] for each in given.get("costFilters", [])},
        "TimePeriod": _period(given),
    }
    call.ask(
        "budgets",
        "create_budget",
        AccountId=call.account,
        Budget={member: value for member, value in asked.items() if value},
        NotificationsWithSubscribers=[_notification(each) for each in given.get("notifications", [])],
        ResourceTags=call.tag_list() or None,
    )
    arn = f"arn:aws:budgets::{call.account}:budget/{name}"
    return Made(f"{call.account}:{name}", {"name": name, "arn": arn, "accountId": call.account})


def _period(given: dict[str, Any]) -> dict[str, datetime]:
    ends = {"Start": given.get("timePeriodStart"), "End": given.get("timePeriodEnd")}
    return {
        member: datetime.strptime(text, _MINUTE).replace(tzinfo=UTC) for member, text in ends.items() if text
    }


def _notification(given: dict[str, Any]) -> dict[str, Any]:
    told = [("EMAIL", each) for each in given.get("subscriberEmailAddresses", [])]
    told += [("SNS", each) for each in given.get("subscriberSnsTopicArns", [])]
    return {
        "Notification": {
            "NotificationType": given["notificationType"],
            "ComparisonOperator": given["comparisonOperator"],
            "Threshold": float(given["threshold"]),
            "ThresholdType": given["thresholdType"],
        },
        "Subscribers": [{"SubscriptionType": kind, "Address": address} for kind, address in told],
    }
