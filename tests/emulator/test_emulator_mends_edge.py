"""The mends of certificates, web ACLs and DNS: right with them, and still wrong without them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes_edge import BALANCER, REST_API, Answers, answers

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def bare() -> dict[str, Answers]:
    """What moto answers in a process of its own, without any mend."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.emulator.probes_edge"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def mended() -> dict[str, Answers]:
    """What the embedded AWS answers."""
    with EmbeddedAws() as aws:
        return answers(aws)


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


@pytest.mark.parametrize(("probe", "what", "right"), MENDS)
def test_a_mend_does_what_aws_does(mended: dict[str, Answers], probe: str, what: str, right: object) -> None:
    assert mended[probe][what] == right


@pytest.mark.parametrize(("probe", "what", "right"), MENDS)
def test_moto_still_needs_the_mend(bare: dict[str, Answers], probe: str, what: str, right: object) -> None:
    assert bare[probe][what] != right, "moto does this right by itself now: take the mend out"


@pytest.mark.parametrize(("probe", "what", "right"), UNTOUCHED)
def test_a_mend_leaves_alone_what_is_right(
    bare: dict[str, Answers], mended: dict[str, Answers], probe: str, what: str, right: object
) -> None:
    assert bare[probe][what] == right
    assert mended[probe][what] == right


def test_every_answer_is_checked(bare: dict[str, Answers], mended: dict[str, Answers]) -> None:
    asked = {(probe, what) for probe, found in mended.items() for what in found}
    assert asked == {(probe, what) for probe, found in bare.items() for what in found}
    assert asked == {(probe, what) for probe, what, _right in [*MENDS, *UNTOUCHED]}
