"""A JSON document from a file that nobody vouches for: read whole or refused, in bounded time and memory.

What RFC 8259 leaves open is refused where it could be read in two ways: a name that stands twice in an
object, `NaN`, a number that no double can hold, half of a surrogate pair.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Final, NoReturn, cast

from pydantic import ValidationError

from tapstack.graph.errors import GraphError
from tapstack.graph.model import Json

_BYTES: Final = 64 * 1024 * 1024
_VALUES: Final = 1_000_000
"""A graph of 400 resources has about one MB and 40 thousand values."""
_DEPTH: Final = 100


def read_document(path: Path) -> dict[str, Json]:
    """The JSON object in a file. Raises `GraphError`, whose message begins with the path."""
    try:
        with path.open("rb") as file:
            content = file.read(_BYTES + 1)
    except FileNotFoundError as error:
        raise GraphError(f"there is no file {path}") from error
    except (OSError, ValueError) as error:
        raise GraphError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}") from error
    try:
        return _object(content)
    except GraphError as error:
        raise GraphError(f"{path} {error}") from error


def first_wrong(error: ValidationError) -> str:
    """The first thing that does not fit a model, and where."""
    if error.error_count() > 1_000:  # to list them all would take gigabytes
        return f"{error.error_count()} things are wrong"
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = "/".join(str(part) for part in first["loc"])[:200] or "the top"
    return f"{first['msg']} (at {where})"


def _object(content: bytes) -> dict[str, Json]:
    if not content.strip():
        raise GraphError("is empty")
    if len(content) > _BYTES:
        raise GraphError(f"is larger than {_BYTES // 1024 // 1024} MB: that is no graph")
    if sum(map(content.count, (b",", b"[", b"{"))) > _VALUES:
        raise GraphError(f"holds more than {_VALUES} values: that is no graph")
    document = _parsed(content)
    if not isinstance(document, dict):
        raise GraphError("is JSON, but no object")
    _walk(document)
    return document


def _parsed(content: bytes) -> Json:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise GraphError(f"is not UTF-8 text (at byte {error.start})") from error
    try:
        return json.loads(
            text, object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float, parse_int=_int
        )
    except json.JSONDecodeError as error:
        raise GraphError(f"is not JSON, or not all of it: {error}") from error
    except RecursionError as error:
        raise _too_deep() from error


def _pairs(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise GraphError(f"has {twice[:100]!r} twice in one object")
    return made


def _constant(name: str) -> NoReturn:
    raise GraphError(f"holds {name}, which is not JSON")


def _float(text: str) -> int | float:
    """A number; whole ones are ints, as everywhere in a graph."""
    number = float(text)
    if math.isinf(number):
        raise GraphError(f"holds the number {text[:20]}, which is too large")
    return int(number) if number.is_integer() else number


def _int(text: str) -> int:
    if len(text) > 400:  # more than a double can hold
        raise GraphError(f"holds the number {text[:20]}…, which is too large")
    return int(text)


def _walk(document: Json) -> None:
    """Raise `GraphError` for what is nested too deep, and for texts that can't be written."""
    level: list[Json] = [document]
    for _ in range(_DEPTH):
        parts: list[Json] = []
        for value in level:
            if isinstance(value, dict):
                parts.extend(value.values())
                _check_text("".join(value))
            elif isinstance(value, list):
                parts.extend(value)
            elif isinstance(value, str):
                _check_text(value)
        if not parts:
            return
        level = parts
    raise _too_deep()


def _check_text(text: str) -> None:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise GraphError("holds half of a surrogate pair, which is no text") from error


def _too_deep() -> GraphError:
    return GraphError(f"is nested deeper than {_DEPTH} levels: that is no graph")


def listed(value: Json) -> list[Json]:
    """A list that may be left out when it is empty, as Go does. Raises `GraphError` for anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise GraphError("holds something else where its list of resources should be")
    return cast("list[Json]", value)
