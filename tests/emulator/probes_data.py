"""What moto does with global tables and replicated secrets, asked the same of the mended and the bare one."""

from __future__ import annotations

import json
from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes import AWAY, FAR, HOME, Answers, attempt

STREAM = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
TABLE: dict[str, Any] = {
    "TableName": "global",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("id", "owner")],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
    "StreamSpecification": STREAM,
    "SSESpecification": {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": f"key-of-{HOME}"},
    "GlobalSecondaryIndexes": [
        {
            "IndexName": "owners",
            "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
            "Projection": {"ProjectionType": "ALL"},
        }
    ],
}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})
TOKEN = "0" * 32


def tables(aws: EmbeddedAws) -> Answers:
    """A table with replicas in two other regions: what they are, hold and share."""
    home, away, far = (aws.client("dynamodb", region) for region in (HOME, AWAY, FAR))
    arn = home.create_table(**TABLE)["TableDescription"]["TableArn"]
    home.put_item(TableName="global", Item=_item("before"))
    for region in (AWAY, FAR):
        _change(home, "Create", RegionName=region, KMSMasterKeyId=f"key-of-{region}")
    answers: Answers = {
        "replica": attempt(lambda: _describe(away)),
        "listed": {region: attempt(lambda one=one: _replicas(one)) for region, one in _named(aws)},
        "found before": attempt(lambda: _read(away, "before")),
    }
    attempt(lambda: far.put_item(TableName="global", Item=_item("far")))
    answers["put"] = [attempt(lambda one=one: _read(one, "far")) for one in (home, away, far)]
    attempt(lambda: _update(away, "far"))
    answers["updated"] = [attempt(lambda one=one: _read(one, "far", "seen")) for one in (home, far)]
    home.delete_item(TableName="global", Key={"id": {"S": "before"}})
    answers["deleted"] = [attempt(lambda one=one: _read(one, "before")) for one in (away, far)]
    return {
        **answers,
        **_settings(home, away, far, arn),
        **_rolled_back(home, away),
        **_parted(home, away, far),
    }


def _settings(home: Any, away: Any, far: Any, arn: str) -> Answers:
    """What replicas have in common, and what each has by itself."""
    expiry = {"Enabled": True, "AttributeName": "expires"}
    attempt(lambda: away.update_time_to_live(TableName="global", TimeToLiveSpecification=expiry))
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 7}
    home.update_continuous_backups(TableName="global", PointInTimeRecoverySpecification=recovery)
    home.update_table(TableName="global", DeletionProtectionEnabled=True)
    home.tag_resource(ResourceArn=arn, Tags=[{"Key": "Owner", "Value": "us"}])
    return {
        "expiry": [attempt(lambda one=one: _expiry(one)) for one in (home, away, far)],
        "recovery": [attempt(lambda one=one: _recovery(one)) for one in (home, away)],
        "protected": [
            attempt(lambda one=one: _table(one)["DeletionProtectionEnabled"]) for one in (home, away)
        ],
        "tags": attempt(lambda: away.list_tags_of_resource(ResourceArn=arn.replace(HOME, AWAY))["Tags"]),
        "another change": attempt(lambda: _change(home, "Update", RegionName=AWAY)),
    }


def _rolled_back(home: Any, away: Any) -> Answers:
    """A transaction that fails leaves nothing behind, and the replicas together."""
    refused = {"TableName": "global", "Item": _item("two"), "ConditionExpression": "attribute_exists(id)"}
    items = [{"Put": {"TableName": "global", "Item": _item("one")}}, {"Put": refused}]
    failed = attempt(lambda: home.transact_write_items(TransactItems=items)).partition(":")[0]
    home.put_item(TableName="global", Item=_item("after"))
    return {
        "transaction": failed,
        "left behind": attempt(lambda: _read(away, "one")),
        "after the transaction": attempt(lambda: _read(away, "after")),
    }


def _parted(home: Any, away: Any, far: Any) -> Answers:
    """Replicas go one by one: by the table, or by themselves."""
    attempt(lambda: _change(home, "Delete", RegionName=FAR))
    gone = attempt(lambda: _table(far)).partition(":")[0]
    left = attempt(lambda: _replicas(away))
    attempt(lambda: away.delete_table(TableName="global"))
    return {"gone": gone, "left": left, "alone": "Replicas" in _table(home), "holds": _read(home, "far")}


def labels(aws: EmbeddedAws) -> Answers:
    """Streams' labels, drawn twice for the same URN."""
    client = aws.client("dynamodb", HOME)

    def label(name: str) -> str:
        aws.draw_ids_for("urn")
        made = client.create_table(**{**TABLE, "TableName": name})["TableDescription"]
        return made["LatestStreamLabel"]

    return {"same": label("one") == label("two"), "plain": _without_stream(client)}


def secrets(aws: EmbeddedAws) -> Answers:
    """A secret with two replicas, one under a key of its own."""
    home, away = aws.client("secretsmanager", HOME), aws.client("secretsmanager", AWAY)
    made = home.create_secret(
        Name="shared",
        KmsKeyId=f"key-of-{HOME}",
        AddReplicaRegions=[{"Region": AWAY, "KmsKeyId": f"key-of-{AWAY}"}],
    )
    home.replicate_secret_to_regions(SecretId="shared", AddReplicaRegions=[{"Region": FAR}])
    home.put_resource_policy(SecretId="shared", ResourcePolicy=POLICY)
    for value, token in (("first", TOKEN), ("second", TOKEN.replace("0", "1"))):
        home.put_secret_value(SecretId=made["ARN"], SecretString=value, ClientRequestToken=token)
    copy = away.describe_secret(SecretId="shared")
    return {
        "keys": {
            each["Region"]: each["KmsKeyId"]
            for each in home.describe_secret(SecretId="shared")["ReplicationStatus"]
        },
        "key of the copy": copy["KmsKeyId"],
        "key of the other": aws.client("secretsmanager", FAR)
        .describe_secret(SecretId="shared")
        .get("KmsKeyId"),
        "found by ARN": attempt(lambda: _found_by_arn(home, away)),
        "primary": copy["PrimaryRegion"],
        "arn": copy["ARN"] == made["ARN"].replace(HOME, AWAY),
        "value": away.get_secret_value(SecretId=copy["ARN"])["SecretString"],
        "former": away.get_secret_value(SecretId="shared", VersionStage="AWSPREVIOUS")["SecretString"],
        "policy": attempt(lambda: away.get_resource_policy(SecretId="shared")["ResourcePolicy"]),
        "policy of the primary": home.get_resource_policy(SecretId="shared")["ResourcePolicy"],
        "write to the copy": attempt(
            lambda: away.put_secret_value(SecretId="shared", SecretString="x")
        ).partition(":")[0],
    }


def _found_by_arn(home: Any, away: Any) -> str:
    """The name of a copy whose name has the primary's region in it."""
    made = home.create_secret(Name=f"of-{HOME}", AddReplicaRegions=[{"Region": AWAY}])
    return away.describe_secret(SecretId=made["ARN"].replace(f":{HOME}:", f":{AWAY}:"))["Name"]


def _named(aws: EmbeddedAws) -> list[tuple[str, Any]]:
    return [(region, aws.client("dynamodb", region)) for region in (HOME, AWAY, FAR)]


def _change(client: Any, kind: str, **replica: str) -> str:
    client.update_table(TableName="global", ReplicaUpdates=[{kind: replica}])
    return "done"


def _item(key: str) -> dict[str, Any]:
    return {"id": {"S": key}, "owner": {"S": "us"}}


def _read(client: Any, key: str, attribute: str = "id") -> str | None:
    found = client.get_item(TableName="global", Key={"id": {"S": key}}).get("Item", {})
    return found.get(attribute, {}).get("S")


def _update(client: Any, key: str) -> None:
    client.update_item(
        TableName="global",
        Key={"id": {"S": key}},
        UpdateExpression="SET seen = :now",
        ExpressionAttributeValues={":now": {"S": "now"}},
    )


def _table(client: Any) -> dict[str, Any]:
    return client.describe_table(TableName="global")["Table"]


def _describe(client: Any) -> Answers:
    found = _table(client)
    return {
        "arn": found["TableArn"],
        "key": found["SSEDescription"]["KMSMasterKeyArn"],
        "schema": found["KeySchema"],
        "mode": found["BillingModeSummary"]["BillingMode"],
        "stream": found["StreamSpecification"],
        "indexes": [index["IndexName"] for index in found["GlobalSecondaryIndexes"]],
        "version": found["GlobalTableVersion"],
    }


def _replicas(client: Any) -> list[str]:
    listed = _table(client)["Replicas"]
    return [f"{each['RegionName']} {each['ReplicaStatus']} {each['KMSMasterKeyId']}" for each in listed]


def _expiry(client: Any) -> dict[str, str]:
    return client.describe_time_to_live(TableName="global")["TimeToLiveDescription"]


def _recovery(client: Any) -> list[Any]:
    found = client.describe_continuous_backups(TableName="global")["ContinuousBackupsDescription"]
    described = found["PointInTimeRecoveryDescription"]
    return [described["PointInTimeRecoveryStatus"], described.get("RecoveryPeriodInDays")]


def _without_stream(client: Any) -> str | None:
    plain = {key: value for key, value in TABLE.items() if key != "StreamSpecification"}
    return client.create_table(**{**plain, "TableName": "plain"})["TableDescription"].get("LatestStreamLabel")


PROBES = {"tables": tables, "labels": labels, "secrets": secrets}
