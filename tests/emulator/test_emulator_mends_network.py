"""The mends of networks: right with them, and still wrong without them in the moto that is installed."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.mending import Mends
from tests.emulator.probes_network import ACCOUNT, HOME

ROOT = Path(__file__).parents[2]


PROBES = "tests.emulator.probes_network"


NAME = f"ssm.{HOME}.vpce.amazonaws.com"
NAMES = [f"vpce-x.{NAME}", f"vpce-x-{HOME}a.{NAME}", f"vpce-x-{HOME}b.{NAME}"]

MENDS: list[tuple[str, str, object]] = [
    ("default_vpc", "members reach each other", True),
    ("default_vpc", "gateways", 1),
    ("default_vpc", "leads out", True),
    ("endpoints", "names", [*NAMES, f"ssm.{HOME}.amazonaws.com"]),
    ("endpoints", "names without private DNS", NAMES),
    ("endpoints", "groups", [True, True]),
    ("endpoints", "default group", ["default"]),
    ("endpoints", "addresses in their subnets", True),
    ("endpoints", "kinds", ["vpc_endpoint", "vpc_endpoint"]),
    ("flow_logs", "by ARN", ["SUCCESS", "flows"]),
    ("flow_logs", "by ARN with an asterisk", ["SUCCESS", "flows"]),
    ("flow_logs", "nowhere", ["FAILED", "nowhere"]),
    ("quotas", "ARN", f"arn:aws:servicequotas:{HOME}:{ACCOUNT}:vpc/L-F678F1CE"),
    ("quotas", "ARNs", [f"arn:aws:servicequotas:{HOME}:{ACCOUNT}:vpc"]),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("default_vpc", "everywhere", 1),
    ("default_vpc", "range", "172.31.0.0/16"),
    ("default_vpc", "default subnets", 6),
    ("owners", "by owner", [True, 0]),
    ("endpoints", "interfaces", 4),
    ("endpoints", "left", 2),
    ("flow_logs", "by name", ["SUCCESS", "flows"]),
    ("quotas", "value", 5.0),
]


class TestMends(Mends):
    """What holds of every mend, of these."""
