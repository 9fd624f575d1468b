"""Inputs that know what of them was read, so that none is dropped in silence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, cast


class Inputs(dict[str, Any]):
    """A resource's inputs, or a structure inside them. To ask for a key is to read it; `items` reads all."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        super().__init__({key: _watched(value) for key, value in given.items()})
        self._unread = set(given)

    def __getitem__(self, key: str) -> Any:
        self._unread.discard(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self._unread.discard(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """The value, or the default."""
        self._unread.discard(key)
        return super().get(key, default)

    def items(self) -> Any:
        """All keys with their values."""
        self._unread.clear()
        return super().items()

    def pass_over(self, key: str) -> None:
        """Count the key as read, with all that is below it."""
        self._unread.discard(key)
        _read_all(super().get(key))

    def unread(self, path: str = "") -> Iterator[str]:
        """The paths that nobody asked for, e.g. `healthCheck.matcher`, in the order of the inputs."""
        for key, value in super().items():
            if key in self._unread:
                yield f"{path}{key}"
            else:
                yield from _unread_in(value, f"{path}{key}.")


def _read_all(value: Any) -> None:
    if isinstance(value, Inputs):
        for key in value:
            value.pass_over(key)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            _read_all(item)


def _watched(value: Any) -> Any:
    if isinstance(value, Mapping):
        return Inputs(cast("Mapping[str, Any]", value))
    if isinstance(value, list):
        return [_watched(item) for item in cast("list[Any]", value)]
    return value


def _unread_in(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, Inputs):
        yield from value.unread(path)
    elif isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _unread_in(item, path)
