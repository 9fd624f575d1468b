"""The mends of tables and secrets: right with them, and still wrong without them in the installed moto."""

from __future__ import annotations

from pathlib import Path

from tests.emulator.mending import Mends
from tests.emulator.probes import AWAY, FAR, HOME
from tests.emulator.probes_data import POLICY, STREAM

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


class TestMends(Mends):
    """What holds of every mend, of these."""
