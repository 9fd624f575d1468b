"""The schema as a list of settings, read off the models: what the reference prints and faults explain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Final, Literal, cast, get_args, get_origin

from annotated_types import Ge, Le

from tapstack.settings.base import Guide, Section
from tapstack.settings.models import TapSettings
from tapstack.settings.spelling import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

KeyPath = tuple[str, ...]

_TYPES: Final[dict[object, str]] = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    tuple: "list",
    Literal: "choice",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One key that a stack may set: a single setting, or a section that holds others."""

    path: KeyPath
    """The camelCase names from the top."""
    type: str
    """What kind of value it takes, in plain words: text, whole number, list ..."""
    allowed: str
    meaning: str
    default: object
    """None where there is none, and where leaving the setting out means something of its own."""
    required: bool
    example: object
    """A value that is right by itself."""

    @property
    def key(self) -> str:
        """The dotted key without `tap:`."""
        return ".".join(self.path)


ANY: Final = "*"
"""What stands in a path for any position in a list."""


@cache
def settings_by_path() -> dict[KeyPath, Setting]:
    """Every section and every setting, in the order of the models."""
    return {setting.path: setting for setting in _walk(TapSettings, ())}


def is_section(path: KeyPath) -> bool:
    """Whether other settings stand below this one."""
    return bool(names_in(path))


def names_in(section: KeyPath) -> tuple[str, ...]:
    """The names that may stand in a section (the empty path is the top level)."""
    return tuple(path[-1] for path in settings_by_path() if path[:-1] == section)


@cache
def items_by_path() -> dict[KeyPath, Setting]:
    """The settings of the maps in lists: `web`, `targetGroups`, `*`, `port`."""
    return {
        (*path, ANY, field.alias or name): _setting((*path, ANY, field.alias or name), field)
        for path, item in _lists_of_maps()
        for name, field in item.model_fields.items()
    }


def _lists_of_maps() -> Iterator[tuple[KeyPath, type[Section]]]:
    for section, field in TapSettings.model_fields.items():
        if isinstance(kind := field.annotation, type) and issubclass(kind, Section):
            for name, inner in kind.model_fields.items():
                item = next(iter(get_args(inner.annotation)), None)
                if isinstance(item, type) and issubclass(item, Section):
                    yield (field.alias or section, inner.alias or name), item


def _walk(model: type[Section], parent: KeyPath) -> Iterator[Setting]:
    for name, field in model.model_fields.items():
        path = (*parent, field.alias or name)
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, Section):
            yield _section(path, annotation)
            yield from _walk(annotation, path)
        else:
            yield _setting(path, field)


def _section(path: KeyPath, model: type[Section]) -> Setting:
    aliases = {
        field.alias or name: cast("object", field.default) for name, field in model.model_fields.items()
    }
    example = dict([next(iter(aliases.items()))])
    allowed = f"a map of {one_of(list(aliases), 'and')}"
    return Setting(path, "map", allowed, model.__doc__ or "", None, required=False, example=example)


def _setting(path: KeyPath, field: FieldInfo) -> Setting:
    guide = next(note for note in field.metadata if isinstance(note, Guide))
    default = None if field.is_required() or field.default_factory else _json_form(field.default)
    return Setting(
        path,
        _type(field.annotation),
        guide.allowed or _allowed(field),
        guide.meaning,
        default,
        field.is_required(),
        default if guide.example is None else guide.example,
    )


def _json_form(default: object) -> object:
    return list(cast("tuple[object, ...]", default)) if isinstance(default, tuple) else default


def _type(annotation: object) -> str:
    """The kind of value in plain words; of a union with None, the other member's."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _type(arguments[0])
    if NoneType in arguments:
        return _type(next(member for member in arguments if member is not NoneType))
    return _TYPES.get(origin or annotation, "map")


def _allowed(field: FieldInfo) -> str:
    if get_origin(field.annotation) is Literal:
        return one_of([str(choice) for choice in get_args(field.annotation)])
    if field.annotation is bool:
        return "true or false"
    least = next(note.ge for note in field.metadata if isinstance(note, Ge))
    most = next(note.le for note in field.metadata if isinstance(note, Le))
    return f"a whole number from {least} to {most}"
