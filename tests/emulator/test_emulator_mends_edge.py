"""The mends of certificates, web ACLs and DNS: right with them, and still wrong without them."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.mending import Mends
from tests.emulator.probes_edge import BALANCER, REST_API

ROOT = Path(__file__).parents[2]


PROBES = "tests.emulator.probes_edge"


MENDS: list[tuple[str, str, object]] = [
    ("certificates", "without its record", "PENDING_VALIDATION"),
    ("certificates", "of another name", "PENDING_VALIDATION"),
    ("web_acls", "listed by kind", {"APPLICATION_LOAD_BALANCER": [BALANCER], "API_GATEWAY": [REST_API]}),
    ("web_acls", "listed without a kind", [BALANCER]),
    ("web_acls", "moved to", "second"),
    ("web_acls", "moved away", []),
    ("zones", "begins with Z", True),
    ("zones", "authority", "ns-2048.awsdns-64.com."),
    ("zones", "second of the kind", "InvalidChangeBatch"),
    ("zones", "overwritten", ["INSYNC", "d.example"]),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("certificates", "with its record", ["ISSUED", "ISSUED"]),
    ("certificates", "same record in both regions", True),
    ("web_acls", "unknown web ACL", "WAFNonexistentItemException"),
    ("zones", "length", 22),
    ("zones", "first", "INSYNC"),
    ("zones", "with other set identifiers", ["INSYNC", "INSYNC"]),
]


class TestMends(Mends):
    """What holds of every mend, of these."""
