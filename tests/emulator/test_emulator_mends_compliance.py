"""Mends of keys, budgets and locks: right with them, and still wrong without them in the installed moto."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.probes_compliance import AWAY, HOME, READER, Answers

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
    asked = {(probe, what) for probe, answers in mended.items() for what in answers}
    assert asked == {(probe, what) for probe, answers in bare.items() for what in answers}
    assert asked == {(probe, what) for probe, what, _right in [*MENDS, *UNTOUCHED]}
