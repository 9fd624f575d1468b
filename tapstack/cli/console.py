"""Where words go: results to stdout, progress and faults to stderr. Colours appear on a terminal only."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from rich.console import Console

_MANY: Final = 8
_OF_MANY: Final = 3
"""When more than `_MANY` names would be listed, so many are."""
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def results() -> Console:
    """The console for what was asked for."""
    return _console(stderr=False)


def remarks() -> Console:
    """The console for everything else."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, markup=False, emoji=False)


def print_indented(console: Console, text: str, indent: int, style: str = "") -> None:
    """Print the text indented, wrapped where there is a width; in a file, lines are better whole."""
    from rich.text import Text

    width = max(console.width - indent, 1) if console.is_terminal or "COLUMNS" in os.environ else len(text)
    for line in Text(clean(text), style=style, overflow="fold").wrap(console, width):
        line.rstrip()
        console.print(Text(" " * indent).append_text(line), soft_wrap=True)


def print_json(answer: object) -> None:
    """Print the one object, in one line, at once."""
    typer.echo(json.dumps(answer))


def clean(text: str) -> str:
    """The text with control characters escaped, so that a program's words can't steer the terminal."""
    return _CONTROLS.sub(lambda found: repr(found[0])[1:-1], text)


def count_of(number: int, thing: str) -> str:
    """`1 resource`, `2 resources`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def listed(names: Sequence[str]) -> str:
    """`a, b and 7 more`."""
    if len(names) <= _MANY:
        return ", ".join(names)
    return f"{', '.join(names[:_OF_MANY])} and {len(names) - _OF_MANY} more"
