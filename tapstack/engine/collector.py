"""The garbage collector, at rest during a run: a run makes few cycles, and collecting took a third of it."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Generator


@contextlib.contextmanager
def at_rest() -> Generator[None]:
    """Leave what is there out of collections, and collect seldom, while the block runs."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(100_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()
