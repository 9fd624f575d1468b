"""moto's tables are plain dicts, and its server has threads (seen in moto 5.2.5: "dictionary changed size").

One lock around every request, in-process and served alike, costs no throughput: the interpreter's own lock is
there already.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from moto.core.botocore_stubber import BotocoreStubber
from moto.moto_server.werkzeug_app import (  # pyright: ignore[reportMissingTypeStubs]
    DomainDispatcherApplication,
)

_LOCK = threading.RLock()


def apply() -> None:
    """Take the lock for each request."""
    for owner in (BotocoreStubber, DomainDispatcherApplication):
        owner.__call__ = _locked(owner.__call__)


def _locked(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:
        with _LOCK:
            return method(*args, **kwargs)

    return call
