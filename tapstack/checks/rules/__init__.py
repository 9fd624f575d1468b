"""The rules, one module a topic: each enters its own in the register."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def load() -> None:
    """Enter the rules of every module here, once."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
