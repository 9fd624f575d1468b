"""The samples of every module `samples*.py` here, the general ones first: later ones may use what stands."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from tests.emulator.samples import Inputs

_MODULES = [
    import_module(f"tests.emulator.{path.stem}") for path in sorted(Path(__file__).parent.glob("samples*.py"))
]

TYPES: list[tuple[str, Inputs, str]] = [
    sample for module in _MODULES for sample in getattr(module, "TYPES", [])
]
FUNCTIONS: list[tuple[str, dict[str, Any]]] = [
    sample for module in _MODULES for sample in getattr(module, "FUNCTIONS", [])
]
OTHER_ARNS: dict[str, str] = {
    token: form for module in _MODULES for token, form in getattr(module, "ARNS", {}).items()
}
"""Service and resource of each ARN, of the types whose samples stand elsewhere than the general ones."""
