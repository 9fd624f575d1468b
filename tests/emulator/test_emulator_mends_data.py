"""The mends of tables and secrets: right with them, and still wrong without them in the installed moto."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.emulator.probes import AWAY, FAR, HOME
from tests.emulator.probes_data import POLICY, STREAM, Answers

ROOT = Path(__file__).parents[2]
OWN_KEY = "alias/aws/secretsmanager"
EXPIRY = {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
REPLICA = {
    "arn": f"arn:aws:dynamodb:{AWAY}:123456789012:table/global",
    "key": f"key-of-{AWAY}",
    "schema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "mode": "PAY_PER_REQUEST",
    "stream": STREAM,
    "indexes": ["owners"],
    "version": "2019.11.21",
}


def _active(*regions: str) -> list[str]:
    return [f"{region} ACTIVE key-of-{region}" for region in regions]


PROBES = "tests.emulator.probes_data"


MENDS: list[tuple[str, str, object]] = [
    ("tables", "replica", REPLICA),
    ("tables", "listed", {HOME: _active(AWAY, FAR), AWAY: _active(HOME, FAR), FAR: _active(AWAY, HOME)}),
    ("tables", "found before", "before"),
    ("tables", "put", ["far", "far", "far"]),
    ("tables", "updated", ["now", "now"]),
    ("tables", "deleted", [None, None]),
    ("tables", "expiry", [EXPIRY, EXPIRY, EXPIRY]),
    ("tables", "recovery", [["ENABLED", 7], ["DISABLED", None]]),
    ("tables", "protected", [True, False]),
    ("tables", "tags", []),
    ("tables", "another change", "NotImplementedError: UpdateTable: a change of a replica"),
    ("tables", "left behind", None),
    ("tables", "after the transaction", "after"),
    ("tables", "left", _active(HOME)),
    ("tables", "holds", "far"),
    ("labels", "same", True),
    ("secrets", "keys", {AWAY: f"key-of-{AWAY}", FAR: OWN_KEY}),
    ("secrets", "key of the copy", f"key-of-{AWAY}"),
    ("secrets", "key of the other", None),
    ("secrets", "found by ARN", f"of-{HOME}"),
    ("secrets", "policy", POLICY),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("tables", "transaction", "TransactionCanceledException"),
    ("tables", "gone", "ResourceNotFoundException"),
    ("tables", "alone", False),
    ("labels", "plain", None),
    ("secrets", "primary", HOME),
    ("secrets", "arn", True),
    ("secrets", "value", "second"),
    ("secrets", "former", "first"),
    ("secrets", "policy of the primary", POLICY),
    ("secrets", "write to the copy", "InvalidParameterException"),
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


def test_every_answer_is_held(mended: dict[str, Answers]) -> None:
    asked = {(probe, what) for probe, found in mended.items() for what in found}
    assert asked == {(probe, what) for probe, what, _right in [*MENDS, *UNTOUCHED]}
