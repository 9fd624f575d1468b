"""The sessions: one table in every region, each replica under its region's key, all with the same items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, deployed
from tests.embedded.outside import Region, tags_in

REGIONS = DEV_SETTINGS.regions
HOME = DEV_SETTINGS.primary_region
NAME = "tap-dev-sessions"
TTL = "gone_at"
Item = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def holding(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The platform with sessions, and a key for each region."""
    project = with_settings(
        encryption={"keys": "per-region"},
        sessions={"table": True, "ttlAttribute": TTL, "recoveryDays": 21},
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, holding: Deployment) -> Region:
    """Each region."""
    return holding.region(request.param)


def _table(region: Region) -> dict[str, Any]:
    return region.ask("dynamodb.describe_table", "Table", TableName=NAME)


def _client(region: Region) -> Any:
    return region.aws.client("dynamodb", region.name)


def _found(region: Region, key: str) -> Item | None:
    return _client(region).get_item(TableName=NAME, Key={"id": {"S": key}}).get("Item")


def _item(key: str, **more: str) -> Item:
    return {name: {"S": value} for name, value in {"id": key, **more}.items()}


def test_every_region_has_a_replica_under_its_own_key(holding: Deployment, region: Region) -> None:
    table = _table(region)
    account = region.ask("sts.get_caller_identity", "Account")
    assert table["TableArn"] == f"arn:aws:dynamodb:{region.name}:{account}:table/{NAME}"
    assert (table["TableStatus"], table["GlobalTableVersion"]) == ("ACTIVE", "2019.11.21")
    assert table["SSEDescription"]["KMSMasterKeyArn"] == region.key["Arn"]
    assert region.key["Arn"].split(":")[3] == region.name
    outputs: Any = holding.graph.outputs
    assert outputs["session_table"][region.name] == NAME


def test_every_replica_lists_the_others_each_with_its_key(holding: Deployment, region: Region) -> None:
    others = {each["RegionName"]: each for each in _table(region)["Replicas"]}
    assert set(others) == set(REGIONS) - {region.name}
    for name, other in others.items():
        assert other["ReplicaStatus"] == "ACTIVE"
        assert other["KMSMasterKeyId"] == holding.region(name).key["Arn"]


def test_what_is_put_changed_and_deleted_in_one_region_is_so_in_the_others(
    holding: Deployment, region: Region
) -> None:
    views, key = [holding.region(name) for name in REGIONS], f"of-{region.name}"
    _client(region).put_item(TableName=NAME, Item=_item(key, user="ada"))
    assert [_found(view, key) for view in views] == [_item(key, user="ada")] * len(views)
    _client(region).update_item(
        TableName=NAME,
        Key=_item(key),
        UpdateExpression="SET cart = :full",
        ExpressionAttributeValues={":full": {"S": "full"}},
    )
    assert [_found(view, key) for view in views] == [_item(key, user="ada", cart="full")] * len(views)
    _client(region).delete_item(TableName=NAME, Key=_item(key))
    assert [_found(view, key) for view in views] == [None] * len(views)


def test_sessions_expire_in_every_region(region: Region) -> None:
    expiry = region.ask("dynamodb.describe_time_to_live", "TimeToLiveDescription", TableName=NAME)
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": TTL}


def test_every_replica_can_be_restored_to_any_second(region: Region) -> None:
    backups = region.ask(
        "dynamodb.describe_continuous_backups", "ContinuousBackupsDescription", TableName=NAME
    )
    recovery = backups["PointInTimeRecoveryDescription"]
    assert recovery["PointInTimeRecoveryStatus"] == "ENABLED"
    assert recovery["RecoveryPeriodInDays"] == (21 if region.name == HOME else 35)


def test_capacity_is_on_demand_and_every_change_is_in_the_stream(region: Region) -> None:
    table = _table(region)
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert table["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    assert [(key["AttributeName"], key["KeyType"]) for key in table["KeySchema"]] == [("id", "HASH")]


def test_every_replica_is_tagged(region: Region) -> None:
    arn = _table(region)["TableArn"]
    tags = tags_in(region.ask("dynamodb.list_tags_of_resource", "Tags", ResourceArn=arn))
    assert set(tags) == {"Owner", "Purpose", "Environment", "CostCenter", "ManagedBy", "Name"}
    assert (tags["Owner"], tags["Name"]) == ("tap", NAME)


def test_only_replicas_lean_on_the_table(holding: Deployment) -> None:
    (table,) = [made for made in holding.graph.cloud_resources if made.type.endswith(":Table")]
    leaning = {made.type for made in holding.graph.resources if table.urn in made.dependencies}
    assert leaning == {"aws:dynamodb/tableReplica:TableReplica"}
    assert table.options.ignore_changes == ("replicas",)
