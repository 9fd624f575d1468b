"""What is seen on stderr while a program runs: a moving display on a terminal, else a few plain lines."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Generator
from time import monotonic
from typing import TYPE_CHECKING, Final

from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Column, Table
from rich.text import Text

from tapstack.cli.console import clean, count_of, remarks
from tapstack.cli.summary import GLOBAL, STANDING

if TYPE_CHECKING:
    from tapstack.graph import Resource

_BEAT: Final = 2.0
"""Seconds between two plain lines."""


class Progress:
    """What a run has done so far; its kinds show it."""

    def __init__(self, console: Console, words: str) -> None:
        self.console = console
        self.words = words
        self.current = ""
        self.failed = 0
        self.regions: dict[str, int] = {}
        self._began = monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the command began."""
        return monotonic() - self._began

    @property
    def count(self) -> int:
        """How many cloud resources are done."""
        return sum(self.regions.copy().values())

    def phase(self, words: str) -> None:
        """Something new begins."""
        self.words = words

    def started(self, type_token: str, name: str) -> None:
        """A resource is about to be made."""
        self.current = clean(f"{type_token} {name}")

    def finished(self, resource: Resource) -> None:
        """A resource is done."""
        if not resource.custom or resource.type.startswith("pulumi:"):
            return
        self.current = clean(f"{resource.type} {resource.name}")
        if resource.status == "failed":
            self.failed += 1
        elif resource.status in STANDING:
            region = resource.region or GLOBAL
            self.regions[region] = self.regions.get(region, 0) + 1

    def logged(self, severity: str, message: str) -> None:
        """The program said something."""
        style = "yellow" if severity == "warning" else ""
        self.console.print(Text(clean(f"{severity}: {message}"), style=style), soft_wrap=True)

    def tally(self) -> str:
        """How many resources there are so far."""
        failed = f", {self.failed} failed" if self.failed else ""
        return f"{count_of(self.count, 'resource')}{failed}"


class Plain(Progress):
    """A line for each phase, one every two seconds of how far it got, and in the end one for each region."""

    def __init__(self, console: Console, words: str) -> None:
        super().__init__(console, words)
        self._next = _BEAT
        self._say(words)

    def phase(self, words: str) -> None:
        """Say what begins."""
        super().phase(words)
        self._say(words)

    def finished(self, resource: Resource) -> None:
        """Count it and, when it is time, say how far it got."""
        super().finished(resource)
        if self.current and self.seconds > self._next:
            self._next = self.seconds + _BEAT
            self._say(f"{self.seconds:6.1f} s  {self.tally()}, now {self.current}")

    def end(self) -> None:
        """Say what each region has."""
        for region, count in self.regions.items():
            self._say(f"{region}: {count_of(count, 'resource')}")

    def _say(self, line: str) -> None:
        self.console.print(Text(line), soft_wrap=True)


class Moving(Progress):
    """Three lines that are drawn anew ten times a second."""

    def __init__(self, console: Console, words: str) -> None:
        super().__init__(console, words)
        self._spinner = Spinner("dots" if console.encoding.startswith("utf") else "line", style="cyan")

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        head = Table.grid("", "", Column(no_wrap=True), padding=(0, 1))
        tally = f"{self.tally()}  " if self.count or self.failed else ""
        head.add_row(self._spinner, _line(self.words, "bold"), _line(f"{tally}{self.seconds:.1f} s"))
        yield head
        if self.regions:
            counts = "  ".join(f"{region} {count}" for region, count in self.regions.copy().items())
            yield _line(f"  {counts}", "cyan")
        if self.current:
            yield _line(f"  {self.current}", "dim")


def _line(text: str, style: str = "") -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


@contextlib.contextmanager
def showing(words: str) -> Generator[Progress]:
    """Show progress while the block runs; what the program prints meanwhile goes to stderr, as it does."""
    console = remarks()
    with _nothing_on_stdout():
        if sys.stderr.isatty() and not console.is_dumb_terminal:
            moving = Moving(console, words)
            with Live(moving, console=console, transient=True, refresh_per_second=10):
                yield moving
        else:
            plain = Plain(console, words)
            yield plain
            plain.end()


@contextlib.contextmanager
def _nothing_on_stdout() -> Generator[None]:
    """Send to stderr what this process and its children write to stdout."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
