"""What instances may do with the platform's data: their own region's copies, and no more."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.policies.document import Statement
from tapstack.planning.policies.instances import instance_policy
from tapstack.planning.policies.secrets import read_secret
from tapstack.planning.policies.sessions import use_sessions

ACCOUNT = "123456789012"
SERVICES = {"kms", "secretsmanager", "dynamodb"}


def _secret(region: str) -> str:
    return f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:tap-dev-database-us-east-1-1234567-AbCdEf"


def _table(region: str) -> str:
    return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/tap-dev-sessions"


def _key(region: str) -> str:
    return f"arn:aws:kms:{region}:{ACCOUNT}:key/mrk-1"


def _data(region: str) -> list[Statement]:
    return [
        *read_secret(secret_arn=_secret(region), key_arn=_key(region), region=region),
        *use_sessions(table_arn=_table(region), key_arn=_key(region), region=region),
    ]


def _statements(region: str, data: list[Statement]) -> list[dict[str, Any]]:
    text = instance_policy(account=ACCOUNT, region=region, log_group="group", data=data)
    return json.loads(text)["Statement"]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_without_data_the_policy_is_what_it_was() -> None:
    plain = instance_policy(account=ACCOUNT, region="eu-west-1", log_group="group")
    assert [each["Sid"] for each in json.loads(plain)["Statement"]] == ["SessionManager", "WriteOwnLogs"]
    assert plain == instance_policy(account=ACCOUNT, region="eu-west-1", log_group="group", data=[])


REGION = st.sampled_from(["us-east-1", "eu-west-1", "ap-southeast-2", "sa-east-1"])


@given(region=REGION)
def test_each_statement_names_one_thing_of_the_own_region(region: str) -> None:
    added = _statements(region, _data(region))[2:]
    assert [each["Sid"] for each in added] == [
        "ReadDatabaseSecret",
        "DecryptDatabaseSecret",
        "UseSessions",
        "UseKeyOfSessions",
    ]
    assert [each["Resource"] for each in added] == [
        _secret(region),
        _key(region),
        _table(region),
        _key(region),
    ]


@given(region=REGION)
def test_the_key_can_be_used_through_the_regions_services_only(region: str) -> None:
    by_key = [each for each in _statements(region, _data(region)) if each["Resource"] == _key(region)]
    assert [each["Condition"]["StringEquals"] for each in by_key] == [
        {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"},
        {"kms:ViaService": f"dynamodb.{region}.amazonaws.com"},
    ]
    others = [each for each in _statements(region, _data(region)) if each["Resource"] != _key(region)]
    assert not any("kms:" in action for each in others for action in _listed(each["Action"]))


def test_the_secret_can_be_read_and_not_written() -> None:
    read, decrypt = read_secret(
        secret_arn=_secret("eu-west-1"), key_arn=_key("eu-west-1"), region="eu-west-1"
    )
    assert read["Action"] == ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"]
    assert decrypt["Action"] == "kms:Decrypt"


def test_sessions_are_reached_one_by_one_and_the_table_stays_as_it_is() -> None:
    items, _key_use = use_sessions(
        table_arn=_table("eu-west-1"), key_arn=_key("eu-west-1"), region="eu-west-1"
    )
    actions: Any = items["Action"]
    assert all(action.startswith("dynamodb:") and action.endswith("Item") for action in actions)
    assert {"dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"} < set(
        actions
    )


@given(region=REGION)
def test_no_data_is_everybodys(region: str) -> None:
    for each in _statements(region, _data(region)):
        actions = _listed(each["Action"])
        if {action.partition(":")[0] for action in actions} & SERVICES:
            assert "*" not in each["Resource"]
            assert not any(action.endswith(":*") for action in actions)
