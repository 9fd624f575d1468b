"""One module a service: how each resource type is made and each function answered."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def load() -> None:
    """Enter every service's types and functions in the registry, once."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
