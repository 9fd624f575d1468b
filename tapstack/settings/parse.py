"""Raw config in, `TapSettings` out, or every fault at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from tapstack.settings.base import as_mapping
from tapstack.settings.explain import Where, explain, place, reads
from tapstack.settings.faults import SettingsError
from tapstack.settings.models import TapSettings
from tapstack.settings.profiles import profile_of
from tapstack.settings.schema import is_section, settings_by_path
from tapstack.settings.values import decoded

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pydantic_core import ErrorDetails


def parse_settings(raw: Mapping[str, object], *, secret: Collection[str] = ()) -> TapSettings:
    """The settings in `raw`: camelCase keys without `tap:`, values as text (JSON if nested) or decoded.

    Values of the top-level keys in `secret` are not told in faults.
    Raises SettingsError with all faults, never only the first.
    """
    try:
        return _validated(raw)
    except ValidationError as error:
        errors = _errors(error)
    if not all(reads(error) for error in errors):
        errors += _broken_rules(raw, [place(error) for error in errors])
    profile = profile_of(raw)
    raise SettingsError(tuple(explain(error, secret, profile) for error in errors))


def _validated(raw: Mapping[str, object]) -> TapSettings:
    return TapSettings.model_validate(dict(raw), by_alias=True, by_name=False)


def _errors(error: ValidationError) -> list[ErrorDetails]:
    """The errors to tell; a default that waits for another setting is none."""
    return [line for line in error.errors(include_url=False) if line["type"] != "default_factory_not_called"]


def _broken_rules(raw: Mapping[str, object], bad: list[Where]) -> list[ErrorDetails]:
    """What the rules find among the settings that are right singly, as if the bad ones had been left out."""
    try:
        _validated(_without(raw, bad))
    except ValidationError as error:
        return [line for line in _errors(error) if reads(line) and not _touches(reads(line), bad)]
    return []


def _without(raw: Mapping[str, object], bad: list[Where]) -> dict[str, object]:
    """`raw` without the bad values; required settings that are missing then have their examples."""
    good = {setting.key: setting.example for setting in settings_by_path().values() if setting.required}
    for name, value in raw.items():
        below = {where[1] for where in bad if where[0] == name and len(where) > 1}
        if not below:
            good |= {} if (name,) in bad else {name: value}
        elif is_section((name,)):
            good[name] = {key: kept for key, kept in as_mapping(decoded(value)).items() if key not in below}
    return good


def _touches(read: Iterable[Where], bad: list[Where]) -> bool:
    """Whether one of the settings is bad, or has something bad in it, or stands in something bad."""
    return any(one[: len(other)] == other[: len(one)] for one in read for other in bad)
