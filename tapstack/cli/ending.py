"""How a command ends: its exit code, and words instead of a traceback.

The codes: 0 done, 1 the deployment failed, 2 wrong usage or settings, 70 a bug in tapstack, 130 Ctrl-C,
143 SIGTERM.
"""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Final

import typer

from tapstack.cli.console import print_json, remarks
from tapstack.cli.faults import Told

FAILED: Final = 1
WRONG: Final = 2
BUG: Final = 70

_PACKAGE: Final = Path(__file__).resolve().parent.parent


class Refusal(Exception):  # noqa: N818
    """The command can't do what was asked of it; `mend` says what would help."""

    def __init__(self, message: str, mend: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


@contextlib.contextmanager
def told(*, as_json: bool, answer: Mapping[str, object]) -> Generator[None]:
    """Tell what goes wrong in the block and exit by it; in JSON it is added to `answer`."""
    try:
        yield
    except (typer.Exit, BrokenPipeError):
        raise
    except Exception as error:  # noqa: BLE001 - the user sees no traceback
        fault, code = _explain(error)
        tell([fault], as_json=as_json, answer=answer)
        show_traceback(error)
        raise typer.Exit(code) from None


def tell(told_faults: list[Told], *, as_json: bool, answer: Mapping[str, object]) -> None:
    """Print the faults for people, and for programs if they asked."""
    from tapstack.cli import fault_list

    fault_list.show(told_faults, remarks(), indent=0)
    if as_json:
        print_json({**answer, "faults": [fault.as_dict() for fault in told_faults]})


def show_traceback(error: BaseException, strike: Callable[[str], str] = str) -> bool:
    """Print the traceback, through `strike`, if TAP_TRACEBACK asks for it; whether it does."""
    wanted = bool(os.environ.get("TAP_TRACEBACK"))
    if wanted:
        typer.echo(strike("".join(traceback.format_exception(error))), err=True, nl=False)
    return wanted


def _explain(error: Exception) -> tuple[Told, int]:
    from tapstack.engine import EngineError
    from tapstack.graph import GraphError

    if isinstance(error, Refusal | EngineError):
        return Told(error.message, error.mend), WRONG
    if isinstance(error, GraphError):
        return Told(str(error)), WRONG
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    mend = "report it, with what TAP_TRACEBACK=1 in the environment adds to this"
    file, line = _place(error)
    return Told(f"this is a bug in tapstack: {what}", mend, file=file, line=line), BUG


def _place(error: Exception) -> tuple[str | None, int | None]:
    """The innermost line of ours in the traceback."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(_PACKAGE):
            return str(path.relative_to(_PACKAGE.parent)), frame.lineno
    return None, None
