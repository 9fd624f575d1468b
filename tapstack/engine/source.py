"""Which line of the user's program made a resource, or raised an exception."""

from __future__ import annotations

import sysconfig
import traceback
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pulumi.runtime.proto import source_pb2

from tapstack.graph import SourcePosition

_NOT_THE_USERS = ("/site-packages/", "/dist-packages/", "/tapstack/engine/", "<frozen ")
_STDLIB = tuple(sysconfig.get_path(name) for name in ("stdlib", "platstdlib"))


def of_stack_trace(trace: source_pb2.StackTrace, directory: Path) -> SourcePosition | None:
    """The innermost frame of the trace that is the user's code."""
    for frame in trace.frames:
        path = _file_path(frame.pc.uri)
        if path and _is_users(path):
            return SourcePosition(file=_shorten(path, directory), line=frame.pc.line)
    return None


def of_exception(error: BaseException, directory: Path) -> SourcePosition | None:
    """The innermost frame of the exception's traceback that is the user's code."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return SourcePosition(file=_shorten(error.filename, directory), line=error.lineno)
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if _is_users(frame.filename) and frame.lineno:
            return SourcePosition(file=_shorten(frame.filename, directory), line=frame.lineno)
    return None


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
