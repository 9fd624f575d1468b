"""Mends of keys, budgets and locks: right with them, and still wrong without them in the installed moto."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.mending import Mends
from tests.emulator.probes_compliance import AWAY, HOME, READER

ROOT = Path(__file__).parents[2]


PROBES = "tests.emulator.probes_compliance"


MENDS: list[tuple[str, str, object]] = [
    ("rotation", "of 120 days", {"on": True, "days": 120}),
    ("rotation", "by default", {"on": True, "days": 365}),
    ("multi_region", "from home", ["plain", AWAY]),
    ("multi_region", "back", ["plain", HOME]),
    ("multi_region", "rotation", 120),
    ("multi_region", "disabled by ARN", "Disabled"),
    ("multi_region", "enabled by ARN", "Enabled"),
    ("multi_region", "deleted by ARN", "PendingDeletion"),
    ("multi_region", "kept by ARN", "Disabled"),
    ("budgets", "readers", [READER]),
    ("budgets", "readers of another", []),
    ("lock", "with an object", "Enabled"),
    ("budgets", "tags", [{"Key": "Owner", "Value": "us"}]),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("rotation", "stopped", {"on": False, "days": None}),
    ("multi_region", "of a key of one region", True),
    ("lock", "without versions", True),
    ("lock", "object", "before"),
    ("budgets", "limit", {"Amount": "100", "Unit": "USD"}),
]


class TestMends(Mends):
    """What holds of every mend, of these."""
