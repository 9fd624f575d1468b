"""Project and stack files: YAML as the Pulumi CLI, which is written in Go, reads it.

Go's reader follows YAML 1.2 where Python's follows 1.1: `yes` and `on` are texts, and so are `12:30` and
`2026-01-01`. A plain scalar keeps the text it was written as, for the CLI hands a config value on as it
stands (gopkg.in/yaml.v3, `resolve.go`; pulumi/pulumi, `sdk/go/common/resource/config/value.go`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias, cast

import yaml

from tapstack.engine.errors import ProjectError


@dataclass(frozen=True, slots=True)
class Plain:
    """A number, a truth value or nothing, with the text that it was written as."""

    text: str
    value: float | bool | None


Tree: TypeAlias = "str | Plain | list[Tree] | dict[str, Tree]"


def read_mapping(path: Path) -> dict[str, Tree]:
    """The mapping that a YAML file holds; an empty file holds an empty one. Raises `ProjectError`."""
    try:
        document: object = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a safe one
        tree = _tree(document)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ProjectError(
            f"{path} can't be read: {reason}", "write it as a YAML mapping in UTF-8"
        ) from error
    if document is None:
        return {}
    if not isinstance(tree, dict):
        raise ProjectError(f"{path} must hold a mapping of keys to values", "write it as `name: ...` lines")
    return tree


def plain_json(tree: Tree | None) -> Any:
    """What the JSON of the tree holds."""
    if isinstance(tree, Plain):
        return tree.value
    if isinstance(tree, list):
        return [plain_json(item) for item in tree]
    if isinstance(tree, dict):
        return {key: plain_json(item) for key, item in tree.items()}
    return tree


def _tree(value: object) -> Tree:
    """A loaded value with its keys as texts. Raises `ValueError` for a text that UTF-8 can't hold."""
    if isinstance(value, str):
        value.encode()
        return value
    if isinstance(value, list):
        return [_tree(item) for item in cast("list[object]", value)]
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return {key.text if isinstance(key, Plain) else str(key): _tree(item) for key, item in items}
    return cast("Plain", value)


class _Loader(yaml.SafeLoader):
    """Knows texts, lists, mappings and the scalars below; any other tag is an error."""

    yaml_constructors = {  # noqa: RUF012 - as in its base
        tag: yaml.SafeLoader.yaml_constructors[tag]
        for tag in (None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:str")
    }
    yaml_implicit_resolvers = {}  # noqa: RUF012 - as in its base


def _integer(text: str) -> int:
    digits = text.replace("_", "")
    return int(digits, 8 if re.fullmatch(r"[-+]?0[0-7]+", digits) else 0)


def _number(text: str) -> float:
    number = float(text)
    return int(number) if number.is_integer() else number


def _nothing(_text: str) -> None:
    return None


_SCALARS: Final[dict[str, tuple[str, str, Callable[[str], float | bool | None]]]] = {
    "null": (r"~|null|Null|NULL|", "~nN", _nothing),
    "bool": (r"true|True|TRUE|false|False|FALSE", "tTfF", lambda text: text.lower() == "true"),
    "int": (
        r"[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|0[0-7_]*|[1-9][0-9_]*)",
        "-+0123456789",
        _integer,
    ),
    "float": (r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789", _number),
    "merge": ("<<", "<", _nothing),
}


def _teach(kind: str, pattern: str, first: str, value: Callable[[str], float | bool | None]) -> None:
    tag = f"tag:yaml.org,2002:{kind}"

    def construct(loader: _Loader, node: yaml.ScalarNode) -> Plain:
        text = loader.construct_scalar(node)
        return Plain(text, value(text))

    starts = [*first, ""] if kind == "null" else [*first]
    loader: Any = _Loader
    loader.add_implicit_resolver(tag, re.compile(f"(?:{pattern})$"), starts)
    loader.add_constructor(tag, construct)


for _kind, (_pattern, _first, _value) in _SCALARS.items():
    _teach(_kind, _pattern, _first, _value)
