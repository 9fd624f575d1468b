"""Reads policy documents: IAM's, key policies and those of buckets and topics, all in one JSON language.

Source of the language: IAM User Guide, "IAM JSON policy elements reference" and "Grammar of the IAM JSON
policy language".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from tapstack.graph import UNKNOWN, Json

_ARN_CONDITIONS = frozenset({"ArnLike", "ArnEquals", "StringLike", "StringEquals"})


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; what a document writes as a text or a list is a tuple here."""

    fields: Mapping[str, Json]

    @property
    def allows(self) -> bool:
        """Whether its effect is `Allow`."""
        return self.fields.get("Effect") == "Allow"

    @property
    def actions(self) -> tuple[str, ...]:
        """What stands under `Action`."""
        return texts(self.fields.get("Action"))

    @property
    def resources(self) -> tuple[str, ...]:
        """What stands under `Resource`."""
        return texts(self.fields.get("Resource"))

    @property
    def anybody(self) -> bool:
        """Whether the principal is everybody: `*`, or the AWS principal `*`."""
        principal = self.fields.get("Principal")
        return principal == "*" or "*" in self.principals("AWS")

    def principals(self, kind: str) -> tuple[str, ...]:
        """The principals of a kind: `AWS`, `Service`, `Federated`."""
        principal = self.fields.get("Principal")
        return texts(principal.get(kind)) if isinstance(principal, dict) else ()

    def covers(self, action: str) -> bool:
        """Whether an action such as `kms:Decrypt` is meant, by name, by wildcard, or by `NotAction`."""
        if "NotAction" in self.fields:
            return not any(matches(one, action) for one in texts(self.fields["NotAction"]))
        return any(matches(one, action) for one in self.actions)

    @property
    def conditions(self) -> Mapping[str, Mapping[str, Json]]:
        """Operator, then condition key, then value; what is malformed is left out."""
        held = self.fields.get("Condition")
        if not isinstance(held, dict):
            return {}
        return {operator: keys for operator, keys in held.items() if isinstance(keys, dict)}

    def admits(self, key: str, value: str) -> bool:
        """Whether a condition key may have a value, by the conditions that compare ARNs or texts.

        Other operators and other keys are taken as fulfilled.
        """
        return all(
            any(matches(pattern, value) for pattern in texts(wanted))
            for operator, keys in self.conditions.items()
            if operator in _ARN_CONDITIONS
            for name, wanted in keys.items()
            if name.lower() == key.lower()
        )

    def asks(self, key: str) -> tuple[str, ...]:
        """All values that any condition compares a key with."""
        return tuple(
            text
            for keys in self.conditions.values()
            for name, wanted in keys.items()
            if name.lower() == key.lower()
            for text in texts(wanted)
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document that could be read."""

    fields: Mapping[str, Json]

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Its statements; a single one may stand without a list."""
        held = self.fields.get("Statement")
        several = cast("list[Json]", held) if isinstance(held, list) else [held]
        return tuple(Statement(one) for one in several if isinstance(one, dict))

    @property
    def allowing(self) -> tuple[Statement, ...]:
        """The statements whose effect is `Allow`."""
        return tuple(statement for statement in self.statements if statement.allows)


def read_document(value: Json) -> Document | None:
    """The document in an input, as JSON text or as an object; None when unknown, absent or malformed."""
    if isinstance(value, str) and value != UNKNOWN:
        value = _parsed(value)
    if not isinstance(value, dict) or UNKNOWN in json.dumps(value):
        return None
    return Document(value)


def _parsed(text: str) -> Json:
    try:
        return cast("Json", json.loads(text))
    except (ValueError, RecursionError):
        return None


def texts(value: Json) -> tuple[str, ...]:
    """A text, or a list of texts, as a tuple of texts."""
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def matches(pattern: str, text: str) -> bool:
    """Whether a text fits a pattern with `*` and `?`, in upper or lower case."""
    return _compiled(pattern).fullmatch(text) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    escaped = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(escaped, re.IGNORECASE | re.DOTALL)


def service_may(document: Document, services: Iterable[str], action: str) -> list[Statement]:
    """The statements that allow one of these services, or everybody, an action."""
    wanted = set(services)
    return [
        statement
        for statement in document.allowing
        if (statement.anybody or wanted & set(statement.principals("Service"))) and statement.covers(action)
    ]
