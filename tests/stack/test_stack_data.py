"""The database's secret, the sessions and who may use them: what the program registers for them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pulumi.runtime import rpc

from tapstack.stack.region import StackContext
from tests.stack.conftest import ACCOUNT, REGIONS, Deployed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.stack.conftest import Deploy

HOME, AWAY, FAR = REGIONS
SECRET = "secretsmanager/secret:Secret"
TABLE = "dynamodb/table:Table"
REPLICA = "dynamodb/tableReplica:TableReplica"
ROLE_POLICY = "iam/rolePolicy:RolePolicy"
WITH_DATA: dict[str, Any] = {"secrets": {"passwordKeeper": "stack"}, "sessions": {"table": True}}
BOUNDARY = f"arn:aws:iam::{ACCOUNT}:policy/boundary"


@pytest.fixture(scope="module")
def holding(deploy: Deploy) -> Deployed:
    """The baseline with a secret of its own and sessions."""
    return deploy(**WITH_DATA)


@pytest.fixture(scope="module")
def production(deploy: Deploy) -> Deployed:
    """The same in production, with other days."""
    return deploy(
        environment="prod",
        secrets={"passwordKeeper": "stack", "recoveryDays": 14},
        sessions={"table": True, "recoveryDays": 20, "ttlAttribute": "until"},
        identity={"permissionsBoundary": BOUNDARY},
    )


def _key(deployed: Deployed, region: str) -> str:
    keys = [*deployed.all("kms/key:Key"), *deployed.all("kms/replicaKey:ReplicaKey")]
    (key,) = [made for made in keys if made.inputs["region"] == region]
    return f"arn:{key.type}:{key.name}"


def _opened(value: dict[str, str]) -> str:
    """A secret's text; what is no secret has no seal."""
    assert value[rpc._special_sig_key] == rpc._special_secret_sig  # pyright: ignore[reportPrivateUsage]
    return value["value"]


def test_the_baseline_has_none_of_it(baseline: Deployed) -> None:
    parts = ("secretsmanager", "dynamodb", "random:")
    assert not any(part in made.type for made in baseline.made for part in parts)


def test_the_secret_is_in_the_primary_region_with_a_replica_in_every_other(holding: Deployed) -> None:
    (secret,) = holding.all(SECRET)
    assert (secret.name, secret.inputs["region"]) == (f"tap-dev-database-{HOME}", HOME)
    assert secret.inputs["kmsKeyId"] == _key(holding, HOME)
    replicas = {each["region"]: each["kmsKeyId"] for each in secret.inputs["replicas"]}
    assert replicas == {region: _key(holding, region) for region in (AWAY, FAR)}
    assert secret.inputs["forceOverwriteReplicaSecret"] is False


def test_the_secrets_name_is_the_providers_choice(holding: Deployed) -> None:
    """A name that ends with a hyphen and six characters is like an ARN's end (CreateSecret, Name)."""
    (secret,) = holding.all(SECRET)
    assert "name" not in secret.inputs


def test_a_deleted_secret_can_be_recovered_in_production_only(
    holding: Deployed, production: Deployed
) -> None:
    days = [deployed.all(SECRET)[0].inputs["recoveryWindowInDays"] for deployed in (holding, production)]
    assert days == [0, 14]


def test_the_password_is_one_that_both_engines_take(holding: Deployed) -> None:
    (password,) = holding.all("randomPassword:RandomPassword")
    assert 8 <= password.inputs["length"] <= 41
    assert not set(password.inputs["overrideSpecial"]) & set('/@" ')
    assert all(password.inputs[f"min{kind}"] == 1 for kind in ("Lower", "Upper", "Numeric", "Special"))


@pytest.mark.parametrize("engine", ["mysql", "postgres"])
def test_the_secret_holds_what_a_client_needs(deploy: Deploy, engine: str) -> None:
    made = deploy(**WITH_DATA, database={"engine": engine})
    (version,) = made.all("secretVersion:SecretVersion")
    held = json.loads(_opened(version.inputs["secretString"]))
    (writer,) = made.all("rds/instance:Instance")
    assert held == {
        "engine": engine,
        "host": f"{writer.name}.rds.amazonaws.com",
        "port": {"mysql": 3306, "postgres": 5432}[engine],
        "username": writer.inputs["username"],
        "password": _opened(writer.inputs["password"]),
        "dbname": writer.inputs["dbName"],
    }
    assert version.inputs["region"] == HOME
    assert held["password"] == "generated for tap-dev-database"


def test_the_table_is_in_the_primary_region_and_can_be_replicated(holding: Deployed) -> None:
    table = holding.one(TABLE, f"tap-dev-sessions-{HOME}").inputs
    assert (table["name"], table["region"], table["hashKey"]) == ("tap-dev-sessions", HOME, "id")
    assert table["billingMode"] == "PAY_PER_REQUEST"
    assert (table["streamEnabled"], table["streamViewType"]) == (True, "NEW_AND_OLD_IMAGES")
    assert table["serverSideEncryption"] == {"enabled": True, "kmsKeyArn": _key(holding, HOME)}
    assert table["ttl"] == {"enabled": True, "attributeName": "expires_at"}
    assert table["pointInTimeRecovery"] == {"enabled": True, "recoveryPeriodInDays": 35}
    assert table["deletionProtectionEnabled"] is False


def test_every_other_region_has_a_replica_under_its_own_key(holding: Deployed) -> None:
    assert {made.inputs["region"] for made in holding.all(REPLICA)} == {AWAY, FAR}
    for made in holding.all(REPLICA):
        region = made.inputs["region"]
        assert made.name == f"tap-dev-sessions-{region}"
        assert made.inputs["kmsKeyArn"] == _key(holding, region)
        assert made.inputs["pointInTimeRecovery"] is True


def test_the_settings_reach_the_table(production: Deployed) -> None:
    (table,) = production.all(TABLE)
    assert table.inputs["ttl"]["attributeName"] == "until"
    assert table.inputs["pointInTimeRecovery"]["recoveryPeriodInDays"] == 20
    protected = [made.inputs["deletionProtectionEnabled"] for made in production.all(REPLICA)]
    assert [table.inputs["deletionProtectionEnabled"], *protected] == [True, True, True]


def test_instances_use_the_copies_of_their_own_region(holding: Deployed) -> None:
    for region in REGIONS:
        text = holding.one(ROLE_POLICY, f"tap-dev-instance-{region}").inputs["policy"]
        sids = [each["Sid"] for each in json.loads(text)["Statement"]]
        assert sids[2:] == ["ReadDatabaseSecret", "DecryptDatabaseSecret", "UseSessions", "UseKeyOfSessions"]
        assert f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/tap-dev-sessions" in text
        assert _key(holding, region) in text


@pytest.mark.parametrize(
    ("part", "sids"),
    [
        ("secrets", ["ReadDatabaseSecret", "DecryptDatabaseSecret"]),
        ("sessions", ["UseSessions", "UseKeyOfSessions"]),
    ],
)
def test_each_part_can_be_on_alone(deploy: Deploy, part: str, sids: list[str]) -> None:
    made = deploy(**{part: WITH_DATA[part]})
    assert bool(made.all(SECRET)) == (part == "secrets")
    assert bool(made.all(TABLE)) == (part == "sessions")
    text = made.one(ROLE_POLICY, f"tap-dev-instance-{HOME}").inputs["policy"]
    assert [each["Sid"] for each in json.loads(text)["Statement"]][2:] == sids


def test_the_boundary_is_on_every_role_that_takes_one(production: Deployed, baseline: Deployed) -> None:
    roles = production.all("iam/role:Role")
    assert roles
    assert {made.inputs.get("permissionsBoundary") for made in roles} == {BOUNDARY}
    assert not any("permissionsBoundary" in made.inputs for made in baseline.all("iam/role:Role"))


@pytest.mark.parametrize(
    ("down", "kept"),
    [
        ((), [("replicas",)]),
        ((AWAY,), [("kms_key_id", "replicas"), ("replicas",)]),
        ((HOME,), [("kms_key_id", "replicas"), ("replicas", "server_side_encryption")]),
    ],
)
def test_a_region_that_is_down_keeps_its_copies(
    deploy: Deploy, monkeypatch: pytest.MonkeyPatch, down: tuple[str, ...], kept: list[tuple[str, ...]]
) -> None:
    ignored: list[tuple[str, ...]] = []
    options = StackContext.options

    def noting(self: StackContext, *, ignore_changes: Sequence[str] = (), **other: Any) -> Any:
        if ignore_changes and "desired_capacity" not in ignore_changes:
            ignored.append(tuple(ignore_changes))
        return options(self, ignore_changes=ignore_changes, **other)

    monkeypatch.setattr(StackContext, "options", noting)
    made = deploy(down, **WITH_DATA)
    assert sorted(ignored) == kept
    assert set(made.error.failures if made.error else ()) == set(down)
    assert (len(made.all(SECRET)), len(made.all(TABLE))) == (1, 1)
    assert {one.inputs["region"] for one in made.all(REPLICA)} == {AWAY, FAR} - set(down)
