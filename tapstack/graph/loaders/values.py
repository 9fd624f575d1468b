"""Property values of Pulumi's state as values of a graph: secrets masked, unknowns marked.

What JSON has no word for is an object with a signature, and unknown values are one certain text:
pulumi/pulumi, `sdk/go/common/apitype/property-values.json`. `pulumi preview --json` has put `[secret]` in
place of secrets: `pkg/backend/display/json.go`, `MassageSecrets`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

from tapstack.graph.errors import GraphError
from tapstack.graph.model import SECRET, UNKNOWN, Json

WIRE_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature of the format
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_INTEGER: Final = "7eb310220ed6211bd6f147f2a75bfbb6"

_BOOKKEEPING: Final = frozenset({"__defaults", "__meta", "__internal", "__pulumi_raw_state_delta"})
"""Names under which providers keep notes of their own (pulumi-terraform-bridge, `pkg/tfbridge`)."""
_SHORTEST: Final = 4
"""Shorter secrets stand in too many places by chance to be searched for."""
_MOST: Final = 1_000
_LONGEST_SEARCH: Final = 4_000_000_000
"""Letters times secrets: some seconds."""


@dataclass(slots=True)
class Decoder:
    """Decodes the values of one document, and remembers the secrets that it holds in clear."""

    in_clear: set[str] = field(default_factory=set[str])

    def decode(self, value: Json, pointer: str, secret: list[str], unknown: list[str]) -> Json:
        """The value as a graph shows it; places of secrets and unknowns are added to the two lists."""

        def below(part: Json, name: str) -> Json:
            return self.decode(part, f"{pointer}/{_escaped(name)}", secret, unknown)

        if isinstance(value, dict):
            if _SIGNATURE not in value:
                return {key: below(value[key], key) for key in sorted(value) if key not in _BOOKKEEPING}
            value = self._signed(value, below)
        elif isinstance(value, list):
            return [below(item, str(at)) for at, item in enumerate(value)]
        elif isinstance(value, str) and WIRE_UNKNOWN in value:
            value = UNKNOWN
        if value == SECRET:
            secret.append(pointer)
        elif value == UNKNOWN:
            unknown.append(pointer)
        return value

    def _signed(self, value: Mapping[str, Json], below: Callable[[Json, str], Json]) -> Json:
        """A value that JSON has no word for; one of an unknown kind is masked, for it may be secret."""
        signature = value[_SIGNATURE]
        fields = {key: value[key] for key in sorted(value) if key != _SIGNATURE}
        if signature == _ASSET:
            return {"asset": below(fields, "asset")}
        if signature == _ARCHIVE:
            return {"archive": below(fields, "archive")}
        if signature == _RESOURCE:
            return {"urn": below(fields.get("urn"), "urn"), "id": below(fields.get("id"), "id")}
        if signature == _INTEGER:
            return _integer(fields.get("value"))
        self._remember(fields.get("plaintext"))
        return SECRET

    def _remember(self, plaintext: Json) -> None:
        """Take note of the texts in a secret, which is JSON."""
        if isinstance(plaintext, str):
            try:
                value = cast("Json", json.loads(plaintext))
            except (ValueError, RecursionError):
                value = plaintext
            self.in_clear.update(text for text in _texts(value) if len(text) >= _SHORTEST)

    def striker(self, shown: list[Json]) -> Callable[[Json], Json]:
        """What puts a mask wherever a secret that was told in clear stands once more in the values `shown`.

        Raises `GraphError` when there are too many to look for.
        """
        everything = "\n".join(_texts(shown)) if self.in_clear else ""
        number = len(self.in_clear)
        if number > _MOST or number * len(everything) > _LONGEST_SEARCH:
            raise GraphError(f"holds {number} secrets in clear, too many: export it without --show-secrets")
        found = sorted((text for text in self.in_clear if text in everything), key=len, reverse=True)
        secrets = re.compile("|".join(map(re.escape, found)))
        return (lambda value: _struck(value, secrets)) if found else lambda value: value


def _struck(value: Json, secrets: re.Pattern[str]) -> Json:
    if isinstance(value, str):
        return secrets.sub(SECRET, value)
    if isinstance(value, list):
        return [_struck(item, secrets) for item in value]
    if isinstance(value, dict):
        return {key: _struck(item, secrets) for key, item in value.items()}
    return value


def _texts(value: Json) -> list[str]:
    """Every text in a value, those that are names left out."""
    found: list[str] = []
    waiting: list[Json] = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            found.append(one)
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, dict):
            waiting.extend(one.values())
    return found


def _integer(value: Json) -> Json:
    if isinstance(value, str) and re.fullmatch(r"[+-]?[0-9]{1,400}", value):
        return int(value)
    return value if isinstance(value, int | float) else None


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
