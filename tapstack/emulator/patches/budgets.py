"""Budgets (seen in moto 5.2.5).

- nobody can ask who a notification goes to: the operation is missing, though the subscribers are kept;
- the tags given on creation are dropped, and there is no operation that lists them.
"""

from __future__ import annotations

import json
from typing import Any

from moto.budgets.models import BudgetsBackend
from moto.budgets.responses import BudgetsResponse

_TAGS = "tapstack_tags"


def apply() -> None:
    """Keep tags, and tell them and the subscribers."""
    response: Any = BudgetsResponse
    create = response.create_budget

    def create_budget(self: Any) -> str:
        answer: str = create(self)
        name = self._get_param("Budget")["BudgetName"]
        _tags_of(self.backend)[name] = self._get_param("ResourceTags") or []
        return answer

    response.create_budget = create_budget
    response.list_tags_for_resource = _list_tags
    response.describe_subscribers_for_notification = _describe_subscribers


def _tags_of(backend: BudgetsBackend) -> dict[str, list[dict[str, str]]]:
    return backend.__dict__.setdefault(_TAGS, {})


def _list_tags(self: Any) -> str:
    name = self._get_param("ResourceARN").rpartition("/")[2]
    return json.dumps({"ResourceTags": _tags_of(self.backend).get(name, [])})


def _describe_subscribers(self: Any) -> str:
    account, name = self._get_param("AccountId"), self._get_param("BudgetName")
    self.backend.describe_budget(account_id=account, budget_name=name)
    wanted = self._get_param("Notification")
    found = [
        subscriber
        for notification in self.backend.budgets[account][name].notifications
        if _same(notification.details, wanted)
        for subscriber in notification.subscribers
    ]
    return json.dumps({"Subscribers": found})


def _same(known: dict[str, Any], wanted: dict[str, Any]) -> bool:
    return all(known.get(member) == value for member, value in wanted.items())
