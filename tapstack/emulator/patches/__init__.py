"""What moto gets wrong, mended: one module a service, each mend with the moto version it was seen in and a
test.

Mends replace methods of moto's classes once a process. They are kept small: where AWS would refuse and moto
accepts, that is the checks' business, not a mend's.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules


@cache
def apply() -> None:
    """Apply every mend, once: each module here has an `apply` of its own, and none needs another's."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}").apply()
