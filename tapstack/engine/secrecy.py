"""Keeping secrets out of everything that is shown or saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from tapstack.engine.values import Asset, Properties, ResourceReference, Secret, Unknown, Value
from tapstack.graph import SECRET, UNKNOWN, Json

_SHORTEST = 4  # shorter texts stand in too many places by chance to be searched for


class Vault:
    """Remembers the secret texts of a run and strikes them out of other texts."""

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def remember(self, value: Value, *, secret: bool = False) -> None:
        """Take note of every secret text in the value."""
        if isinstance(value, Secret):
            self.remember(value.value, secret=True)
        elif isinstance(value, Mapping):
            for item in cast("Mapping[str, Value]", value).values():
                self.remember(item, secret=secret)
        elif isinstance(value, list):
            for item in cast("list[Value]", value):
                self.remember(item, secret=secret)
        elif secret and isinstance(value, str) and len(value) >= _SHORTEST:
            self._texts.add(value)

    def strike(self, text: str) -> str:
        """The text without the secrets, longest first so that none leaves a rest."""
        for secret in sorted(self._texts, key=len, reverse=True):
            if secret in text:
                text = text.replace(secret, SECRET)
        return text

    def shown(self, value: Value) -> Json:
        """The value as JSON that may be seen: secrets masked, unknowns marked."""
        if isinstance(value, Secret):
            return SECRET
        if isinstance(value, Unknown):
            return UNKNOWN
        if isinstance(value, str):
            return self.strike(value)
        if isinstance(value, Mapping):
            return {key: self.shown(item) for key, item in cast("Mapping[str, Value]", value).items()}
        if isinstance(value, list):
            return [self.shown(item) for item in cast("list[Value]", value)]
        return self._shown_special(value)

    def _shown_special(self, value: Value) -> Json:
        if isinstance(value, Asset):
            return {"archive" if value.archive else "asset": self.shown(dict(value.fields))}
        if isinstance(value, ResourceReference):
            return {"urn": value.urn, "id": self.shown(value.id)}
        return value

    def shown_properties(self, properties: Properties) -> dict[str, Json]:
        """The properties as JSON that may be seen, sorted by name so that two runs compare line by line."""
        return {key: self.shown(properties[key]) for key in sorted(properties)}
