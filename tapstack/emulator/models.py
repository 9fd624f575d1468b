"""Each call held against AWS's own model of it, as botocore ships it: values, patterns, ranges, lengths.

moto accepts most of what these models forbid, and botocore itself looks only at types and least lengths.
What is found in one call is one error of the resource for which the call is made. Only inputs are looked at.
A value may be secret: the engine strikes secrets out of messages, but only whole ones. So a value is shown
whole and as it is, or not at all; and never where the model calls it sensitive. A mend holds no value.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape

from tapstack.emulator.patterns import matches
from tapstack.engine import RealisationError

_LONGEST_SHOWN: Final = 160
_MOST_LISTED: Final = 12
_NUMBERS: Final = frozenset({"integer", "long", "float", "double"})
_MENDS: Final[Mapping[str, str]] = {
    "enum": "give one of AWS's values; if it is newer than the model here, update botocore",
    "pattern": "spell it as AWS's pattern asks",
    "range": "give a number in AWS's range",
    "length": "make it as long as AWS allows",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A parameter that breaks its model: `kind` is one of `enum`, `pattern`, `range`, `length`."""

    kind: str
    path: str
    value: str
    allowed: str

    @property
    def words(self) -> str:
        """What is wrong and what is allowed."""
        return f"`{self.path}` is {self.value}, {self.allowed}"


def hold(params: Mapping[str, Any], model: OperationModel, **_rest: Any) -> None:
    """Hold a call's parameters against its model; a hook of botocore's. Raises `RealisationError`.

    It comes last of those that may change parameters: `/hostedzone/Z1` is longer than AWS lets an id be until
    botocore has cut it to `Z1`.
    """
    shape = model.input_shape
    if shape is None:
        return
    found = list(findings(shape, params))
    if found:
        service = model.service_model.service_name
        words = "; ".join(each.words for each in found)
        mends = dict.fromkeys(_MENDS[each.kind] for each in found)
        raise RealisationError(f"{service} {model.name}: AWS does not allow it: {words}", "; ".join(mends))


def findings(shape: Shape, value: Any, path: str = "") -> Iterator[Finding]:
    """What in the value breaks the model. Of wrong types botocore tells."""
    if isinstance(shape, StructureShape):
        yield from _in_structure(shape, value, path)
    elif isinstance(shape, ListShape):
        yield from _in_list(shape, value, path)
    elif isinstance(shape, MapShape):
        yield from _in_map(shape, value, path)
    elif shape.type_name in _NUMBERS:
        yield from _of_number(shape, value, path)
    elif isinstance(value, str | bytes):
        yield from _of_text(shape, value, path)


def _in_structure(shape: StructureShape, value: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        return
    members = shape.members
    for name, part in cast("Mapping[str, Any]", value).items():
        if name in members:
            yield from findings(members[name], part, f"{path}.{name}" if path else name)


def _in_list(shape: ListShape, value: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, list | tuple):
        return
    items = cast("list[Any]", value)
    yield from _of_length(shape, len(items), path, "a list", "items")
    for place, item in enumerate(items):
        yield from findings(shape.member, item, f"{path}[{place}]")


def _in_map(shape: MapShape, value: Any, path: str) -> Iterator[Finding]:
    if not isinstance(value, Mapping):
        return
    items = cast("Mapping[str, Any]", value)
    yield from _of_length(shape, len(items), path, "a map", "keys")
    for place, (key, item) in enumerate(items.items()):
        yield from findings(shape.key, key, f"{path}: key {place + 1}")
        yield from findings(shape.value, item, f"{path}[{_shown(shape.key, key)}]")


def _of_number(shape: Shape, value: Any, path: str) -> Iterator[Finding]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return
    allowed = _outside(shape, value)
    if allowed:
        yield Finding("range", path, _shown(shape, value), f"allowed is {allowed}")


def _of_text(shape: Shape, value: str | bytes, path: str) -> Iterator[Finding]:
    limits = shape.metadata
    if not limits:
        return
    if "enum" in limits and value not in limits["enum"]:
        yield Finding("enum", path, _shown(shape, value), _allowed(str(value), limits["enum"]))
        return
    too_much = list(_of_length(shape, len(value), path, _shown(shape, value), "characters"))
    yield from too_much
    pattern = limits.get("pattern")
    if pattern and not too_much and isinstance(value, str) and not matches(pattern, value):
        yield Finding("pattern", path, _shown(shape, value), f"which does not match {_cut(pattern)}")


def _of_length(shape: Shape, length: int, path: str, value: str, unit: str) -> Iterator[Finding]:
    allowed = _outside(shape, length)
    if allowed:
        yield Finding("length", path, value, f"with {length} {unit} where {allowed} are allowed")


def _outside(shape: Shape, number: float) -> str | None:
    """The range that the model gives, if the number is outside it."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if (low is None or number >= low) and (high is None or number <= high):
        return None
    if low is None or high is None:
        return f"at least {low}" if high is None else f"at most {high}"
    return f"{low} to {high}"


def _allowed(value: str, values: list[str]) -> str:
    if len(values) <= _MOST_LISTED:
        return f"allowed is {', '.join(values)}"
    near = difflib.get_close_matches(value, values, n=5, cutoff=0.5) or values[:5]
    return f"allowed is one of {len(values)} values, such as {', '.join(near)}"


def _shown(shape: Shape, value: Any) -> str:
    """The value whole and as it is, so that a secret in it can be found; or what kind of value it is."""
    if shape.metadata.get("sensitive"):
        return "a sensitive value"
    if isinstance(value, bytes):
        return "a sequence of bytes"
    text = str(value)
    if not text.isprintable():
        at, odd = next((at, each) for at, each in enumerate(text) if not each.isprintable())
        return f"a text with U+{ord(odd):04X} at {at}" if len(text) > 1 else f"U+{ord(odd):04X}"
    if len(text) > _LONGEST_SHOWN:
        return "a long text"
    return f"'{text}'" if isinstance(value, str) else text


def _cut(pattern: str) -> str:
    shown = pattern if len(pattern) <= _LONGEST_SHOWN else f"{pattern[:_LONGEST_SHOWN]}…"
    return shown.encode("unicode_escape").decode() if not shown.isprintable() else shown
