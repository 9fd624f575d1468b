"""The settings that a stack sets, and the values in force for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from tapstack.settings import Fault, SettingRow

_HIDDEN: Final = "[secret]"


@dataclass(frozen=True, slots=True)
class Config:
    """What a stack sets: config values as text, by their keys without `tap:`."""

    values: Mapping[str, str]
    secret: frozenset[str]
    """The keys whose values are encrypted."""
    from_file: bool
    """Whether there is a stack at all."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One setting and the value in force."""

    row: SettingRow
    value: object
    given: bool
    """Whether the stack sets it."""
    wrong: bool

    def as_dict(self) -> dict[str, object]:
        """The setting as JSON holds it."""
        return {**self.row.as_dict(), "value": self.value, "given": self.given}


def settings_of(config: Config) -> tuple[list[Shown], tuple[Fault, ...]]:
    """Every setting with its value, and what is wrong; while something is, values are as the stack has it."""
    from tapstack.settings import settings_reference

    rows = settings_reference(config.values.get("profile", "baseline"))
    given = _flat(config.values, [row.key for row in rows])
    in_force, wrong = _in_force(config)
    values = {row.key: row.default for row in rows} | given | in_force
    hidden = {key for key in given if _steps(key)[0] in config.secret}
    shown = [
        Shown(
            row,
            _HIDDEN if row.key in hidden else values[row.key],
            given=row.key in given,
            wrong=any(_befalls(fault, row.key) for fault in wrong),
        )
        for row in rows
    ]
    return shown, wrong


def _in_force(config: Config) -> tuple[dict[str, object], tuple[Fault, ...]]:
    from tapstack.settings import SettingsError, parse_settings, settings_values

    if not config.from_file:
        return {}, ()
    try:
        return settings_values(parse_settings(config.values, secret=config.secret)), ()
    except SettingsError as error:
        return {}, error.faults


def _befalls(fault: Fault, key: str) -> bool:
    return fault.key == key or fault.key.startswith((f"{key}.", f"{key}["))


def _steps(key: str) -> list[str]:
    return key.removeprefix("tap:").split(".")


def _flat(values: Mapping[str, str], keys: Iterable[str]) -> dict[str, object]:
    """What the stack gives for each of the dotted keys; keys that it doesn't set are left out."""
    given: dict[str, object] = {}
    for key in keys:
        first, *rest = _steps(key)
        if first not in values:
            continue
        value = _decoded(values[first])
        if not rest:
            given[key] = value
        elif isinstance(value, dict) and rest[0] in value:
            given[key] = cast("dict[str, object]", value)[rest[0]]
    return given


def _decoded(text: str) -> object:
    """Nested config is JSON text; a simple value may look like JSON, or not."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
