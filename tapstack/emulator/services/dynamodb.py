"""DynamoDB: tables, and their replicas in other regions."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.engine import Properties

BEHAVIOURS["aws:dynamodb/table:Table", "ttl"] = "tables keep items whose time to live is over"
BEHAVIOURS["aws:dynamodb/tableReplica:TableReplica", ""] = (
    "a write is in the stream of the region it was made in, not in those of the other replicas"
)


@realises("aws:dynamodb/table:Table")
def table(call: Call) -> Made:
    """A table with its stream, time to live and point-in-time recovery."""
    given, name = call.inputs, call.physical_name()
    call.ask(
        "dynamodb",
        "create_table",
        TableName=name,
        AttributeDefinitions=[
            {"AttributeName": each["name"], "AttributeType": each["type"]} for each in given["attributes"]
        ],
        KeySchema=_key_schema(given),
        BillingMode=given.get("billingMode", "PROVISIONED"),
        ProvisionedThroughput=_throughput(given),
        GlobalSecondaryIndexes=_indexes(given.get("globalSecondaryIndexes"), given) or None,
        LocalSecondaryIndexes=_indexes(given.get("localSecondaryIndexes"), given) or None,
        StreamSpecification=_stream(given),
        SSESpecification=_encryption(given.get("serverSideEncryption")),
        DeletionProtectionEnabled=given.get("deletionProtectionEnabled", False),
        Tags=call.tag_list(),
    )
    _set_expiry(call, name)
    recovery = given.get("pointInTimeRecovery")
    if recovery:
        _set_recovery(call, name, enabled=recovery["enabled"], days=recovery.get("recoveryPeriodInDays"))
    replicas: list[dict[str, Any]] = given.get("replicas") or []
    for replica in replicas:
        _add_replica(call, name, call.region, replica["regionName"], replica.get("kmsKeyArn"))
    return Made(name, {"name": name, **_described(call, name)})


@realises("aws:dynamodb/tableReplica:TableReplica")
def table_replica(call: Call) -> Made:
    """A table's replica: asked for where the table is, and finished where the replica is.

    So does the provider (terraform-provider-aws, `resourceTableReplicaCreate`).
    """
    given = call.inputs
    head, _, name = str(given["globalTableArn"]).rpartition("/")
    home = head.split(":")[3]
    _add_replica(call, name, home, call.region, given.get("kmsKeyArn"))
    if given.get("pointInTimeRecovery"):
        _set_recovery(call, name, enabled=True)
    if given.get("deletionProtectionEnabled"):
        call.ask("dynamodb", "update_table", TableName=name, DeletionProtectionEnabled=True)
    arn = _described(call, name)["arn"]
    if call.tags:
        call.ask("dynamodb", "tag_resource", ResourceArn=arn, Tags=call.tag_list())
    return Made(f"{name}:{home}", {"arn": arn})


def _key_schema(given: dict[str, Any]) -> list[dict[str, str]]:
    keys = [("hashKey", "HASH"), ("rangeKey", "RANGE")]
    return [{"AttributeName": given[key], "KeyType": kind} for key, kind in keys if given.get(key)]


def _throughput(given: dict[str, Any]) -> dict[str, int] | None:
    read, write = given.get("readCapacity"), given.get("writeCapacity")
    return {"ReadCapacityUnits": int(read), "WriteCapacityUnits": int(write)} if read and write else None


def _indexes(listed: list[dict[str, Any]] | None, of_table: dict[str, Any]) -> list[dict[str, Any]]:
    """Secondary indexes; a local one has the table's own hash key."""
    indexes: list[dict[str, Any]] = []
    for each in listed or []:
        projection = {"ProjectionType": each["projectionType"]}
        if each.get("nonKeyAttributes"):
            projection["NonKeyAttributes"] = each["nonKeyAttributes"]
        keys = {"hashKey": each.get("hashKey") or of_table["hashKey"], "rangeKey": each.get("rangeKey")}
        index = {"IndexName": each["name"], "KeySchema": _key_schema(keys), "Projection": projection}
        throughput = _throughput(each)
        indexes.append({**index, "ProvisionedThroughput": throughput} if throughput else index)
    return indexes


def _stream(given: dict[str, Any]) -> dict[str, Any] | None:
    view = given.get("streamViewType")
    return {"StreamEnabled": True, "StreamViewType": view} if given.get("streamEnabled") else None


def _encryption(given: dict[str, Any] | None) -> dict[str, Any] | None:
    """Without it the key is DynamoDB's own, with it AWS's for the account, or the one named."""
    if not given or not given["enabled"]:
        return None
    key = given.get("kmsKeyArn")
    return {"Enabled": True, "SSEType": "KMS", **({"KMSMasterKeyId": key} if key else {})}


def _set_expiry(call: Call, name: str) -> None:
    expiry = call.inputs.get("ttl")
    if not expiry or not expiry.get("enabled", False):
        call.ignore("ttl")  # an attribute may be named all the same
    else:
        call.ask(
            "dynamodb",
            "update_time_to_live",
            TableName=name,
            TimeToLiveSpecification={"Enabled": True, "AttributeName": expiry["attributeName"]},
        )


def _set_recovery(call: Call, name: str, *, enabled: bool, days: int | None = None) -> None:
    wanted: dict[str, Any] = {"PointInTimeRecoveryEnabled": enabled}
    if enabled and days:
        wanted["RecoveryPeriodInDays"] = int(days)
    call.ask("dynamodb", "update_continuous_backups", TableName=name, PointInTimeRecoverySpecification=wanted)


def _add_replica(call: Call, name: str, home: str, region: str, key: str | None) -> None:
    create = {"RegionName": region, **({"KMSMasterKeyId": key} if key else {})}
    asked = {"TableName": name, "ReplicaUpdates": [{"Create": create}]}
    call.aws.ask("dynamodb", home, "update_table", asked)


def _described(call: Call, name: str) -> Properties:
    found = call.ask("dynamodb", "describe_table", TableName=name)["Table"]
    return {
        "arn": found["TableArn"],
        "streamArn": found.get("LatestStreamArn"),
        "streamLabel": found.get("LatestStreamLabel"),
    }
