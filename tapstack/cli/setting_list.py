"""The settings with the values in force, as a list that reads well at any width."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

from rich.console import Console
from rich.text import Text

from tapstack.cli.console import clean, print_indented

if TYPE_CHECKING:
    from tapstack.cli.settings_in_force import Shown

_LONGEST: Final = 60
"""Characters of a value that are shown; a script may have thousands."""


def show(settings: Sequence[Shown], console: Console) -> None:
    """Print each setting in two lines or more: its key and value, then its type, default and meaning."""
    section = ""
    for setting in settings:
        own = setting.row.key.rpartition(".")[0]
        if own != section:
            section = own
            console.print()
        _show_one(setting, console)


def _show_one(setting: Shown, console: Console) -> None:
    line = Text(setting.row.key, style="bold" if setting.given else "cyan").append("  ")
    style = "red" if setting.wrong else "bold" if setting.given else "default"
    console.print(line.append(_value_text(setting), style=style), soft_wrap=True)
    about = f"{setting.row.type}, {_default_text(setting)}. {setting.row.meaning}"
    print_indented(console, about, 4, "dim")


def _value_text(setting: Shown) -> str:
    text = _short(setting.value)
    if setting.row.required and not setting.given:
        text = "not set"
    return f"{text}  <- wrong" if setting.wrong else text


def _default_text(setting: Shown) -> str:
    if setting.row.required:
        return "required"
    if not setting.given:
        return "the default" if setting.row.default is not None else "not set"
    return "no default" if setting.row.default is None else f"default {_short(setting.row.default)}"


def _short(value: object) -> str:
    """The value in one line."""
    if value is None:
        return "-"
    if (
        isinstance(value, list)
        and value
        and all(isinstance(item, str) for item in cast("list[object]", value))
    ):
        text = ", ".join(cast("list[str]", value))
    else:
        text = value if isinstance(value, str) else json.dumps(value)
    line = clean(text.replace("\n", " "))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
