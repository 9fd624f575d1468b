"""Random edits of a document, for fuzzing: values replaced, moved, removed, doubled; bytes cut, flipped."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator
from random import Random
from typing import Any, cast

from tests.graph import pulumi_files as files

_STRANGE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    10**30,
    1e300,
    0.5,
    "",
    "\x00",
    "\x1b[31m",
    "é" * 300,
    "[secret]",
    "[unknown]",
    "*",
    "arn:aws:kms:::",
    "arn:aws:iam::123456789012:role/x",
    "{",
    '{"Statement": [{"Principal": []}]}',
    '{"Statement": 7, "Version": []}',
    "::",
    "urn:pulumi:a::b::c::d",
    [],
    [[]],
    [None],
    {},
    {"": None},
    {"a": {"b": [1]}},
    files.UNKNOWN_ON_THE_WIRE,
    {files.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270"},
    {files.SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e"},
    {files.SIGNATURE: []},
)


def edited(text: str, seed: int) -> bytes:
    """The document's text with up to four random edits; the same seed makes the same."""
    random = Random(seed)
    if random.random() < 0.2:
        return _bytes_edited(text.encode(), random)
    document = json.loads(text)
    for _ in range(random.randint(1, 4)):
        _edit(document, random)
    return json.dumps(document).encode()


def _bytes_edited(content: bytes, random: Random) -> bytes:
    at = random.randrange(len(content))
    match random.randrange(3):
        case 0:
            return content[:at]
        case 1:
            return content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]
        case _:
            other = random.randrange(len(content))
            return content[:at] + content[min(at, other) : max(at, other)] + content[at:]


def _edit(document: Any, random: Random) -> None:
    places = list(_places(document))
    if not places:
        return
    holder, key = random.choice(places)
    match random.randrange(5):
        case 0:
            del holder[key]
        case 1:
            other, its = random.choice(places)
            holder[key] = copy.deepcopy(other[its])
        case 2 if isinstance(key, int):
            holder.insert(key, copy.deepcopy(holder[key]))
        case 2:
            holder[random.choice(("", "region", "tags", "urn", "a/b~c"))] = holder.pop(key)
        case 3:
            holder[key] = _nested(holder[key], random)
        case _:
            holder[key] = copy.deepcopy(random.choice(_STRANGE))


def _places(value: Any) -> Iterator[tuple[Any, str | int]]:
    """Every place in the document: what holds it, and its key or position."""
    items: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        items = cast("dict[str, Any]", value).items()
    elif isinstance(value, list):
        items = enumerate(cast("list[Any]", value))
    for key, item in items:
        yield cast("Any", value), key
        yield from _places(item)


def _nested(value: Any, random: Random) -> Any:
    for _ in range(random.choice((1, 2, 40, 150))):
        value = [value] if random.random() < 0.5 else {"x": value}
    return value
