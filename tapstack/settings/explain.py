"""From pydantic's errors to faults that a person can mend: one way to each of the four parts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, cast

from tapstack.settings.base import PROBLEM
from tapstack.settings.faults import Fault
from tapstack.settings.profiles import default_in
from tapstack.settings.schema import (
    ANY,
    KeyPath,
    Setting,
    is_section,
    items_by_path,
    names_in,
    settings_by_path,
)
from tapstack.settings.spelling import did_you_mean, slips

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from pydantic_core import ErrorDetails

Where = tuple[str | int, ...]
"""The way to a value: names of keys, and positions in lists."""

_LONGEST: Final = 80
"""Characters of a value or a key that a fault shows at most."""

_MESSAGES: Final = {
    "missing": "is required and not set",
    "extra_forbidden": "is not a setting",
    "invalid_key": "is not a setting",
    "greater_than_equal": "is too small",
    "less_than_equal": "is too great",
    "string_too_long": "is too long",
    "literal_error": "is not one of the choices",
}
"""What is wrong, by pydantic's error type; every other type is a value of the wrong kind."""


def explain(error: ErrorDetails, secret: Collection[str], profile: str = "baseline") -> Fault:
    """The fault behind one pydantic error, with the defaults of a profile.

    Of a value below one of the keys in `secret`, nothing is told.
    """
    where, context = place(error), cast("Mapping[str, object]", error.get("ctx", {}))
    setting = _setting_at(where)
    hidden = not {str(where[0]), *(read[0] for read in reads(error))}.isdisjoint(secret)
    told: Mapping[str, object] = {} if hidden else context
    return Fault(
        key=f"tap:{dotted(where)}",
        value="[secret]" if hidden else "not set" if error["type"] == "missing" else shown(error["input"]),
        allowed=str(told.get("allowed") or _allowed(where, setting)),
        mend=str(
            told.get("mend") or (_mend(error, setting, told, profile) if setting else _mend_unknown(where))
        ),
        message=_message(error, where, setting, hidden=hidden),
    )


def place(error: ErrorDetails) -> Where:
    """Where the error is; below a map (section, setting, key) pydantic marks a bad key by one step more.

    A map in a list is two steps deeper (section, setting, position, setting, key).
    """
    where = error["loc"]
    return where[: 5 if len(where) > 3 and isinstance(where[2], int) else 3]


def reads(error: ErrorDetails) -> tuple[tuple[str, ...], ...]:
    """The ways to all settings that a rule compared; nothing for an error in a single value."""
    context = cast("Mapping[str, tuple[str, ...]]", error.get("ctx", {}))
    return tuple(tuple(key.split(".")) for key in context.get("reads", ()))


def dotted(where: Where) -> str:
    """The way as Pulumi's --path takes it: `compute.minSize`, `regions[0]`."""
    steps = [f"[{step}]" if isinstance(step, int) else f".{clean(step)}" for step in where]
    return "".join(steps).removeprefix(".")


def shown(value: object) -> str:
    """The value as JSON, control characters escaped, cut when it is long."""
    try:
        return clean(json.dumps(value, ensure_ascii=False))
    except (TypeError, ValueError, RecursionError):
        return f"a value of type {type(value).__name__}"


def clean(text: str) -> str:
    """The text with everything escaped that does not print, cut when it is long."""
    cut = text[:_LONGEST]
    escaped = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
    return escaped if cut == text else f"{escaped}... ({len(text)} characters)"


def _setting_at(where: Where) -> Setting | None:
    """The setting or section at `where`, or the setting whose value holds it; None for an unknown key."""
    path = tuple(ANY if isinstance(step, int) else str(step) for step in where)
    known = settings_by_path() | items_by_path()
    holders = [known.get(path[:length]) for length in range(len(path), 0, -1)]
    nearest = next((setting for setting in holders if setting is not None), None)
    return None if nearest is not None and nearest.path != path and is_section(nearest.path) else nearest


def _message(error: ErrorDetails, where: Where, setting: Setting | None, *, hidden: bool) -> str:
    if error["type"] == PROBLEM:
        return "is not allowed" if hidden else error["msg"]
    if _is_flat(where):
        return "stands at the top level, not in its section"
    kind = setting.type if setting is not None and len(setting.path) == len(where) else "text"
    return _MESSAGES.get(error["type"], f"is not {kind}" if kind == "true or false" else f"is not a {kind}")


def _allowed(where: Where, setting: Setting | None) -> str:
    return setting.allowed if setting is not None else f"the keys {', '.join(names_in(_section_of(where)))}"


def _mend(error: ErrorDetails, setting: Setting, told: Mapping[str, object], profile: str) -> str:
    example = _example(setting, profile)
    key = dotted(error["loc"][: len(setting.path)])
    if "ge" in told or "le" in told:
        return f"Set tap:{key} to {told.get('ge', told.get('le'))}, the nearest allowed number"
    if error["type"] == "string_type" and isinstance(error["input"], int | float):
        return f"Write it in quotes, as text, like {example}"
    choices = re.findall(r"'([^']*)'", str(told.get("expected", "")))
    near = slips(error["input"], choices, cutoff=0.55) if isinstance(error["input"], str) else []
    return did_you_mean(near) or f"Set tap:{key} to an allowed value, such as {example}"


def _example(setting: Setting, profile: str) -> str:
    """A value that is right, and what leaving the setting out would mean."""
    default = default_in(profile, setting.path, setting.default)
    example = default if setting.example == setting.default else setting.example
    if setting.required:
        return shown(example)
    return f"{shown(example)}{' (the default)' if example == default else ', or leave it out'}"


def _mend_unknown(where: Where) -> str:
    name, section = str(where[-1]), _section_of(where)
    if _is_flat(where):
        return f"Take it out, and set it by its path: pulumi config set --path tap:{name} VALUE"
    near = [(*section, sibling) for sibling in slips(name, names_in(section), cutoff=0.6)]
    if not near:
        names = slips(name, {path[-1] for path in settings_by_path()}, cutoff=0.7)
        near = [path for path in settings_by_path() if path[-1] in names]
    question = did_you_mean([f"tap:{dotted(path)}" for path in near])
    return question or "Take it out: no setting has a name like it"


def _is_flat(where: Where) -> bool:
    """Whether a dotted key was set as one name, as `pulumi config set` does without --path."""
    return len(where) == 1 and "." in str(where[0]) and tuple(str(where[0]).split(".")) in settings_by_path()


def _section_of(where: Where) -> KeyPath:
    first = (str(where[0]),)
    return first if len(where) > 1 and is_section(first) else ()
