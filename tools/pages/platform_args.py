"""`tapstack/stack/platform_args.py`: the settings as types, from the schema itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import NoneType
from typing import Annotated, Literal, cast, get_args, get_origin

from pydantic.fields import FieldInfo

from tapstack.settings import TapSettings
from tapstack.settings.base import Section
from tapstack.settings.profiles import PROFILES
from tapstack.settings.schema import ANY, KeyPath, Setting, items_by_path, settings_by_path

_MODULE = '''\
"""What a `TapPlatform` is told: the settings as types, for Pulumi's schema and for type checkers.

Made by `python tools/generate_docs.py` from the models in tapstack/settings, which check the values.
"""
# ruff: noqa: E501 - a description is one line of the schema

# No `from __future__ import annotations` here: Pulumi reads annotations as types, and those would be texts.
from enum import Enum
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

# A choice is a text in Python. Pulumi's schema knows no `Literal`; in other languages a choice is an enum.
if TYPE_CHECKING:
{aliases}
else:
{enums}

{classes}
'''


def module() -> str:
    """The module's text."""
    groups = list(_groups(TapSettings, ()))
    choices = {
        _choice_name(model, name): values
        for model, _path in groups
        for name, field in model.model_fields.items()
        if (values := _choices(field.annotation))
    }
    text = _MODULE.format(
        aliases="\n".join(f"    {name} = Literal{json.dumps(values)}" for name, values in choices.items()),
        enums="\n".join(f"    {_enum(name, values)}" for name, values in choices.items()),
        classes="\n\n".join(_class(model, path) for model, path in groups),
    )
    return _formatted(text)


def type_name(model: type[Section]) -> str:
    """The name of a group of settings in the schema. The SDKs of other languages add `Args` by themselves."""
    return "TapStackArgs" if model is TapSettings else model.__name__.removesuffix("Settings")


def _formatted(text: str) -> str:
    command = [Path(sys.executable).parent / "ruff", "format", "--stdin-filename", "platform_args.py", "-"]
    return subprocess.run(command, input=text, capture_output=True, check=True, text=True).stdout


def _groups(model: type[Section], path: KeyPath) -> Iterator[tuple[type[Section], KeyPath]]:
    """The group of settings and where it stands, after all that it holds."""
    for name, field in model.model_fields.items():
        held = _section_in(field.annotation)
        if held is not None:
            own = (*path, field.alias or name)
            yield from _groups(held, own if _is_section(field) else (*own, ANY))
    yield model, path


def _is_section(field: FieldInfo) -> bool:
    """Whether the field is one group of settings; a list of them is none."""
    return isinstance(field.annotation, type) and issubclass(field.annotation, Section)


def _section_in(annotation: object) -> type[Section] | None:
    """The section that the annotation is, or has in it."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(_section_in, get_args(annotation))), None)


def _choices(annotation: object) -> list[str]:
    """The texts that a setting chooses from; none for any other setting."""
    values = get_args(annotation) if get_origin(annotation) is Literal else ()
    return [value for value in values if isinstance(value, str)]


def _choice_name(model: type[Section], field: str) -> str:
    section = "" if model is TapSettings else type_name(model)
    return section + field.title().replace("_", "")


def _enum(name: str, values: list[str]) -> str:
    members = {_member(value): value for value in values}
    return f'{name} = Enum("{name}", {json.dumps(members)}, module=__name__)'


def _member(value: str) -> str:
    """The name of a choice: `per-az` is `PerAz`; a mark stays between numbers."""
    words = [word[0].upper() + word[1:] for word in value.split("-")]
    return re.sub(r"(?<=\d)-(?=\d)", "_", "-".join(words)).replace("-", "")


def _class(model: type[Section], path: KeyPath) -> str:
    fields = [_field(model, path, name) for name in model.model_fields]
    return "\n".join([f'class {type_name(model)}(TypedDict):\n    """{_about(model)}"""\n', *fields])


def _about(model: type[Section]) -> str:
    if model is TapSettings:
        return "The settings of one platform. Values are plain, no outputs: they decide what is made."
    text = (model.__doc__ or "").splitlines()[0].rpartition("`: ")[2]
    return text[0].upper() + text[1:]


def _field(model: type[Section], path: KeyPath, name: str) -> str:
    field = model.model_fields[name]
    kind = _choice_name(model, name) if _choices(field.annotation) else _type(field.annotation)
    kind = kind if field.is_required() else f"NotRequired[{kind}]"
    about = re.sub(r"tap:([A-Za-z.]+[A-Za-z])", r"`\1`", _description(field, (*path, field.alias or name)))
    return f'    {name}: {kind}\n    """{about}"""'


def _type(annotation: object) -> str:
    """The annotation as the schema takes it: of a union with None the other member, tuples as lists."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated or NoneType in arguments:
        return _type(next(member for member in arguments if member is not NoneType))
    if origin is Mapping:
        return f"dict[str, {_type(arguments[1])}]"
    if origin is tuple:
        return f"list[{_type(arguments[0])}]"
    if isinstance(annotation, type):
        return type_name(annotation) if issubclass(annotation, Section) else annotation.__name__
    return type(arguments[0]).__name__  # a choice of numbers


def _description(field: FieldInfo, path: KeyPath) -> str:
    """What the schema says of a setting: its meaning, what is allowed, and its default in each profile."""
    section = _section_in(field.annotation)
    if section is not None and _is_section(field):
        return _about(section)
    setting = {**settings_by_path(), **items_by_path()}[path]
    said_by_type = field.annotation is bool or bool(_choices(field.annotation))
    allowed = "" if said_by_type else f" Allowed: {setting.allowed}."
    return f"{setting.meaning}{allowed}{_defaults(setting)}"


def _defaults(setting: Setting) -> str:
    """The default, and what it is in the profiles that have another; nothing where there is none."""
    section, *below = setting.path
    others = {name: sections.get(section, {}).get(".".join(below)) for name, sections in PROFILES.items()}
    texts = [] if setting.default is None else [_shown(setting.default)]
    texts += [
        f"{_shown(other)} in profile {profile}" for profile, other in others.items() if other is not None
    ]
    return f" Default: {', '.join(texts)}." if texts else ""


def _shown(value: object) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, cast("list[object]", value))) or "none"
    return value if isinstance(value, str) else json.dumps(value)
