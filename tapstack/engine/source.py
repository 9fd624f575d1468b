"""Which line of the user's program made a resource, or raised an exception."""

from __future__ import annotations

import asyncio
import sysconfig
import traceback
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import unquote, urlsplit

from pulumi.runtime.proto import source_pb2

from tapstack.graph import SourcePosition

_ENGINE = "/tapstack/engine/"
_NOT_THE_USERS = ("/site-packages/", "/dist-packages/", _ENGINE, "<frozen ")
_STDLIB = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))


class Tracebacks:
    """Keeps where exceptions came from: one that a second task awaits loses its traceback (CPython's
    `Modules/_asynciomodule.c`, future_get_result).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._noted: list[tuple[BaseException, TracebackType | None]] = []
        loop.set_task_factory(self._task)

    def _task(self, loop: asyncio.AbstractEventLoop, work: Any, **options: Any) -> asyncio.Task[Any]:
        task = asyncio.Task(work, loop=loop, **options)
        task.add_done_callback(self._note)
        return task

    def _note(self, task: asyncio.Task[Any]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._noted.append((error, error.__traceback__))

    def restore(self, error: BaseException) -> BaseException:
        """Give the exception back a traceback that leads to the user's code, if it ever had one."""
        noted = (trace for other, trace in self._noted if other is error)
        for trace in (error.__traceback__, *noted):
            if any(_users_frames(trace)):
                return error.with_traceback(trace)
        return error


def of_stack_trace(trace: source_pb2.StackTrace, directory: Path) -> SourcePosition | None:
    """The innermost frame of the trace that is the user's code; beyond the engine lies whoever called it."""
    for frame in trace.frames:
        path = _file_path(frame.pc.uri)
        if _ENGINE in path:
            return None
        if path and _is_users(path):
            return SourcePosition(file=_shorten(path, directory), line=frame.pc.line)
    return None


def of_exception(error: BaseException, directory: Path) -> SourcePosition | None:
    """The innermost frame of the exception's traceback that is the user's code, or else of its cause's."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return SourcePosition(file=_shorten(error.filename, directory), line=error.lineno)
    for file, line in _users_frames(error.__traceback__):
        return SourcePosition(file=_shorten(file, directory), line=line)
    return of_exception(error.__cause__, directory) if error.__cause__ else None


def _users_frames(trace: TracebackType | None) -> Iterator[tuple[str, int]]:
    """File and line of the traceback's frames that are the user's code, innermost first."""
    for frame in reversed(traceback.extract_tb(trace)):
        if _is_users(frame.filename) and frame.lineno:
            yield frame.filename, frame.lineno


@lru_cache(maxsize=512)
def _file_path(uri: str) -> str:
    """The path of a `file:` URI; the SDK writes `project://` ones relative to the program, too."""
    return unquote(urlsplit(uri).path)


@lru_cache(maxsize=512)
def _is_users(path: str) -> bool:
    if path.startswith("<") or any(part in path for part in _NOT_THE_USERS):
        return False
    return not path.startswith(_STDLIB)


@lru_cache(maxsize=512)
def _shorten(path: str, directory: Path) -> str:
    resolved = Path(path)
    return str(resolved.relative_to(directory)) if resolved.is_relative_to(directory) else path
