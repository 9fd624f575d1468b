"""The entry point: it is ready for Ctrl-C before anything slow is imported."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final

from tapstack.cli import signals

_STREAMS: Final = ("stdin", "stdout", "stderr")


def app() -> None:
    """Run `tap` with the process's arguments, and exit with its code."""
    signals.end_at_once()
    for number, name in enumerate(_STREAMS):
        _ready(number, name)
    os.environ.setdefault("GRPC_VERBOSITY", "NONE")  # gRPC's C core would write to stderr past us

    from tapstack.cli.commands import application

    try:
        application()
    finally:
        gc.freeze()  # or the interpreter's last collections walk for seconds through all that was made


def _ready(number: int, name: str) -> None:
    """Open a stream that came closed on nothing; let one whose encoding lacks a letter escape it."""
    if getattr(sys, name) is None:
        opened = os.open(os.devnull, os.O_RDWR)
        os.dup2(opened, number)
        setattr(sys, name, os.fdopen(number, "r" if name == "stdin" else "w", encoding="utf-8"))
    elif name != "stdin":
        getattr(sys, name).reconfigure(errors="backslashreplace")
