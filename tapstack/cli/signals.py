"""Ctrl-C and SIGTERM.

By default a signal ends the process at once: an exception could be swallowed by the program, by moto or by a
destructor, and would leave threads that are joined at exit. Everything that a run has lives in this process,
so there is nothing to undo but the terminal's cursor.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Generator, Mapping
from types import FrameType
from typing import Any, Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)
_SHOW_CURSOR: Final = "\n\x1b[?25h"
_STDERR: Final = 2


def end_at_once() -> None:
    """From now on a signal ends the process with one line and exit code 128 + its number (Ctrl-C: 130)."""
    for number in _SIGNALS:
        signal.signal(number, _end)


@contextlib.contextmanager
def put_off() -> Generator[None]:
    """Finish the block before a signal has its effect."""
    came: list[int] = []
    before = {number: signal.signal(number, lambda got, _frame: came.append(got)) for number in _SIGNALS}
    try:
        yield
    finally:
        _restore(before)
        if came:
            signal.raise_signal(came[0])


@contextlib.contextmanager
def awaited() -> Generator[Callable[[], None]]:
    """In the block a signal does not end the process, but the wait that the block may call."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    before = {number: signal.signal(number, _nothing) for number in _SIGNALS}
    waking = signal.set_wakeup_fd(writing)
    try:
        yield lambda: _read(reading)
    finally:
        signal.set_wakeup_fd(waking)
        _restore(before)
        os.close(reading)
        os.close(writing)


def _nothing(_number: int, _frame: FrameType | None) -> None:
    """The signal's byte in the pipe says it all."""


def _read(reading: int) -> None:
    os.read(reading, 1)


def _restore(before: Mapping[signal.Signals, Any]) -> None:
    for number, handler in before.items():
        signal.signal(number, handler)


def _end(number: int, _frame: FrameType | None) -> None:
    cause = "Ctrl-C" if number == signal.SIGINT else signal.Signals(number).name
    with contextlib.suppress(OSError):
        stderr, nowhere = os.dup(_STDERR), os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, _STDERR)  # the progress display has its own thread, which must not draw after us
        cursor = _SHOW_CURSOR if os.isatty(stderr) else ""
        os.write(stderr, f"{cursor}tap: stopped by {cause}\n".encode())
    os._exit(128 + number)
