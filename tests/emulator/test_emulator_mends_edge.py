"""The mends of certificates, web ACLs and DNS: right with them, and still wrong without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.probes_edge import BALANCER, REST_API, Answers

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
