"""Keeping secrets out of everything that is shown or saved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import cast

from tapstack.engine.values import Asset, ResourceReference, Secret, Unknown, Value, parts
from tapstack.graph import SECRET, UNKNOWN, Json

_SHORTEST = 4  # shorter texts stand in too many places by chance to be searched for


class Vault:
    """Remembers the secret texts of a run and strikes them out of other texts.

    Keys are names, not values: they are neither remembered nor struck out.
    """

    def __init__(self) -> None:
        self._texts: set[str] = set()

    def remember(self, value: Value, *, secret: bool = False) -> None:
        """Take note of every secret text in the value."""
        if isinstance(value, Secret):
            self.remember(value.value, secret=True)
        elif isinstance(value, str):
            if secret and len(value) >= _SHORTEST:
                self._texts.add(value)
        else:
            for _, part in parts(value):
                self.remember(part, secret=secret)

    def strike(self, text: str) -> str:
        """The text with a mask for every stretch that is part of a secret; what is masked already stays."""
        if not any(secret in text for secret in self._texts):
            return text
        return SECRET.join(self._struck(piece) for piece in text.split(SECRET))

    def _struck(self, text: str) -> str:
        hidden = {place for secret in self._texts for place in _covered(secret, text)}
        runs = groupby(range(len(text)), key=hidden.__contains__)
        return "".join(SECRET if masked else "".join(text[at] for at in places) for masked, places in runs)

    def shown(self, value: Value) -> Json:
        """The value as JSON that may be seen: secrets masked, unknowns marked."""
        if isinstance(value, Secret):
            return SECRET
        if isinstance(value, Unknown):
            return UNKNOWN
        if isinstance(value, str):
            return self.strike(value)
        if isinstance(value, Mapping):
            return self.shown_properties(cast("Mapping[str, Value]", value))
        if isinstance(value, list):
            return [self.shown(item) for item in cast("list[Value]", value)]
        return self._shown_special(value)

    def _shown_special(self, value: Value) -> Json:
        if isinstance(value, Asset):
            return {value.kind: self.shown(dict(value.fields))}
        if isinstance(value, ResourceReference):
            return {"urn": value.urn, "id": self.shown(value.id)}
        return value

    def shown_properties(self, properties: Mapping[str, Value]) -> dict[str, Json]:
        """The properties as JSON that may be seen, sorted by name so that two runs compare line by line."""
        return {key: self.shown(properties[key]) for key in sorted(properties)}


def _covered(secret: str, text: str) -> Iterator[int]:
    """The places in the text where the secret stands, overlapping ones included."""
    at = text.find(secret)
    while at >= 0:
        yield from range(at, at + len(secret))
        at = text.find(secret, at + 1)
