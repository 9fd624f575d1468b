"""From what a `TapPlatform` is given to the settings of a stack: one way of validation for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Final, cast

import pulumi
from pulumi.runtime.known_types import is_unknown
from pydantic.alias_generators import to_camel

from tapstack.settings import Fault, SettingsError, TapSettings, parse_settings
from tapstack.settings.base import as_mapping, is_mapping
from tapstack.settings.schema import ANY, KeyPath, items_by_path, settings_by_path

if TYPE_CHECKING:
    from tapstack.stack.platform_args import TapStackArgs

_PLAIN: Final = "Settings are plain values, neither outputs nor secrets: they decide what is made."


def platform_settings(args: TapStackArgs) -> TapSettings:
    """Return the settings that `args` give.

    Raises:
        pulumi.RunError: all that is wrong with them, in one message.
    """
    return checked(cast("Mapping[str, object]", _spelled(args, ())))


def checked(inputs: Mapping[str, object]) -> TapSettings:
    """Return the settings in `inputs`, whose names are those of Pulumi's schema: the keys of the config.

    Raises:
        pulumi.RunError: all that is wrong with them, in one message.
    """
    try:
        return parse_settings(inputs)
    except SettingsError as error:
        faults = SettingsError(tuple(map(_without_namespace, error.faults)))
        hint = [_PLAIN] if _holds_output(inputs) else []
        raise pulumi.RunError("\n".join([str(faults), *hint])) from error


def _spelled(value: object, path: KeyPath) -> object:
    """The value at `path` as config has it: names of settings in camelCase, choices as texts."""
    if isinstance(value, Enum):
        return value.value
    if path in _groups() and is_mapping(value):
        named = {to_camel(name): item for name, item in as_mapping(value).items()}
        return {name: _spelled(item, (*path, name)) for name, item in named.items()}
    if isinstance(value, list):
        return [_spelled(item, (*path, ANY)) for item in cast("list[object]", value)]
    return value


@cache
def _groups() -> frozenset[KeyPath]:
    """Where settings stand below; elsewhere a map's keys are values, such as regions."""
    return frozenset(path[:-1] for path in (*settings_by_path(), *items_by_path()))


def _without_namespace(fault: Fault) -> Fault:
    """The fault of a component's input: `tap:` is the namespace of a stack's config."""
    texts = {name: text.replace("tap:", "") for name, text in fault.as_dict().items() if name != "value"}
    return replace(fault, **texts)


def _holds_output(value: object) -> bool:
    if is_mapping(value):
        return any(map(_holds_output, as_mapping(value).values()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        return any(map(_holds_output, cast("Sequence[object]", value)))
    return isinstance(value, pulumi.Output) or is_unknown(value)
