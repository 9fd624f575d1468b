"""Secrets, tables and generated values: each entry made and read back."""

from __future__ import annotations

import base64
import string
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.engine import Created, RealisationError
from tests.emulator.conftest import HOME, Make

AWAY = "eu-west-1"
SECRET = "aws:secretsmanager/secret:Secret"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
PASSWORD = "random:index/randomPassword:RandomPassword"
TAGS = {"defaultTags": {"tags": {"Owner": "us"}}, "region": HOME}
POLICY = '{"Version": "2012-10-17", "Statement": []}'
STREAMING = {"streamEnabled": True, "streamViewType": "NEW_AND_OLD_IMAGES"}


def _table(make: Make, name: str, **more: Any) -> Created:
    inputs: dict[str, Any] = {
        "attributes": [{"name": "id", "type": "S"}],
        "hashKey": "id",
        "billingMode": "PAY_PER_REQUEST",
    }
    return make(TABLE, name, TAGS, **inputs, **more)


def test_a_secret_has_replicas_each_under_its_key(make: Make, aws: EmbeddedAws) -> None:
    made = make(
        SECRET,
        "shared",
        TAGS,
        description="a secret",
        kmsKeyId="key-here",
        replicas=[{"region": AWAY, "kmsKeyId": "key-there"}, {"region": "us-west-2"}],
        policy=POLICY,
    )
    here, there = (aws.client("secretsmanager", region) for region in (HOME, AWAY))
    found, copy = here.describe_secret(SecretId=made.id), there.describe_secret(SecretId=made.outputs["name"])
    assert (found["KmsKeyId"], copy["KmsKeyId"]) == ("key-here", "key-there")
    assert found["Description"] == "a secret"
    assert found["Tags"] == copy["Tags"] == [{"Key": "Owner", "Value": "us"}]
    assert copy["ARN"] == made.id.replace(HOME, AWAY)
    assert there.get_resource_policy(SecretId=copy["ARN"])["ResourcePolicy"] == POLICY
    replicas: Any = made.outputs["replicas"]
    assert [(each["region"], each["kmsKeyId"], each["status"]) for each in replicas] == [
        (AWAY, "key-there", "InSync"),
        ("us-west-2", "alias/aws/secretsmanager", "InSync"),
    ]


def test_a_replica_never_takes_the_place_of_another_secret(make: Make, aws: EmbeddedAws) -> None:
    aws.client("secretsmanager", AWAY).create_secret(Name="taken", SecretString="theirs")
    made = make(SECRET, "second", name="taken", replicas=[{"region": AWAY}])
    replicas: Any = made.outputs["replicas"]
    assert [each["status"] for each in replicas] == ["Failed"]
    assert aws.client("secretsmanager", AWAY).get_secret_value(SecretId="taken")["SecretString"] == "theirs"


def test_a_version_reaches_every_replica_and_the_former_stays(make: Make, aws: EmbeddedAws) -> None:
    made = make(SECRET, "filled", replicas=[{"region": AWAY}])
    first = make(VERSION, "one", secretId=made.id, secretString="before")
    second = make(VERSION, "two", secretId=made.id, secretStringWo="now", secretStringWoVersion=2)
    copy = made.id.replace(HOME, AWAY)
    client = aws.client("secretsmanager", AWAY)
    assert client.get_secret_value(SecretId=copy)["SecretString"] == "now"
    former = client.get_secret_value(SecretId=copy, VersionStage="AWSPREVIOUS")
    assert (former["SecretString"], former["VersionId"]) == ("before", first.outputs["versionId"])
    assert second.id == f"{made.id}|{second.outputs['versionId']}"
    assert second.outputs["hasSecretStringWo"] is True
    assert second.outputs["versionStages"] == ["AWSCURRENT"]


def test_a_versions_id_is_the_same_in_every_run(make: Make) -> None:
    secrets = [make(SECRET, name).id for name in ("of one run", "of another")]
    one, other = (make(VERSION, "same", secretId=secret, secretString="x").outputs for secret in secrets)
    assert one["versionId"] == other["versionId"]


def test_a_version_can_be_bytes(make: Make, aws: EmbeddedAws) -> None:
    made = make(SECRET, "bytes")
    make(VERSION, "bytes", secretId=made.id, secretBinary=base64.b64encode(b"\x00\x01").decode())
    found = aws.client("secretsmanager", HOME).get_secret_value(SecretId=made.id)
    assert found["SecretBinary"] == b"\x00\x01"


def test_a_policy_is_the_secrets(make: Make, aws: EmbeddedAws) -> None:
    made = make(SECRET, "guarded")
    policy = "aws:secretsmanager/secretPolicy:SecretPolicy"
    make(policy, "guard", secretArn=made.id, policy=POLICY, blockPublicPolicy=True)
    found = aws.client("secretsmanager", HOME).get_resource_policy(SecretId=made.id)
    assert found["ResourcePolicy"] == POLICY


def test_a_table_is_as_it_was_asked_for(make: Make, aws: EmbeddedAws) -> None:
    made = make(
        TABLE,
        "orders",
        TAGS,
        attributes=[{"name": name, "type": "S"} for name in ("id", "at", "owner")],
        hashKey="id",
        rangeKey="at",
        readCapacity=3,
        writeCapacity=2,
        globalSecondaryIndexes=[
            {
                "name": "owners",
                "hashKey": "owner",
                "projectionType": "INCLUDE",
                "nonKeyAttributes": ["sum"],
                "readCapacity": 1,
                "writeCapacity": 1,
            }
        ],
        localSecondaryIndexes=[{"name": "by-owner", "rangeKey": "owner", "projectionType": "ALL"}],
        serverSideEncryption={"enabled": True},
        ttl={"enabled": True, "attributeName": "expires"},
        pointInTimeRecovery={"enabled": True, "recoveryPeriodInDays": 9},
        deletionProtectionEnabled=True,
        **STREAMING,
    )
    client = aws.client("dynamodb", HOME)
    found = client.describe_table(TableName=made.id)["Table"]
    assert [(key["AttributeName"], key["KeyType"]) for key in found["KeySchema"]] == [
        ("id", "HASH"),
        ("at", "RANGE"),
    ]
    assert found["ProvisionedThroughput"]["ReadCapacityUnits"] == 3
    (wide,), (local,) = found["GlobalSecondaryIndexes"], found["LocalSecondaryIndexes"]
    assert wide["Projection"] == {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["sum"]}
    assert wide["ProvisionedThroughput"]["WriteCapacityUnits"] == 1
    assert [key["AttributeName"] for key in local["KeySchema"]] == ["id", "owner"]
    assert found["SSEDescription"]["Status"] == "ENABLED"
    assert found["DeletionProtectionEnabled"] is True
    assert found["LatestStreamArn"] == made.outputs["streamArn"]
    assert str(made.outputs["streamLabel"]) in str(made.outputs["streamArn"])
    expiry = client.describe_time_to_live(TableName=made.id)["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    assert _recovery(aws, HOME, made.id)["RecoveryPeriodInDays"] == 9
    tags = client.list_tags_of_resource(ResourceArn=made.outputs["arn"])["Tags"]
    assert tags == [{"Key": "Owner", "Value": "us"}]


def test_a_plain_table_has_none_of_it(make: Make, aws: EmbeddedAws) -> None:
    off, expiry = {"enabled": False}, {"enabled": False, "attributeName": "expires"}
    made = _table(make, "plain", serverSideEncryption=off, ttl=expiry, pointInTimeRecovery=off)
    found = aws.client("dynamodb", HOME).describe_table(TableName=made.id)["Table"]
    assert {"SSEDescription", "StreamSpecification", "Replicas"} & set(found) == set()
    assert "streamArn" not in made.outputs
    assert _recovery(aws, HOME, made.id) == {"PointInTimeRecoveryStatus": "DISABLED"}


def _recovery(aws: EmbeddedAws, region: str, name: str) -> dict[str, Any]:
    found = aws.client("dynamodb", region).describe_continuous_backups(TableName=name)
    recovery: dict[str, Any] = found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    times = {"EarliestRestorableDateTime", "LatestRestorableDateTime"}
    return {key: value for key, value in recovery.items() if key not in times}


def test_a_replica_is_a_table_of_its_region(make: Make, aws: EmbeddedAws) -> None:
    table = _table(make, "global", **STREAMING, pointInTimeRecovery={"enabled": True})
    made = make(
        REPLICA,
        "global",
        TAGS,
        region=AWAY,
        globalTableArn=table.outputs["arn"],
        kmsKeyArn="key-there",
        pointInTimeRecovery=True,
        deletionProtectionEnabled=True,
        tags={"Name": "there"},
    )
    there = aws.client("dynamodb", AWAY)
    found = there.describe_table(TableName=table.id)["Table"]
    assert made.outputs["arn"] == found["TableArn"] == str(table.outputs["arn"]).replace(HOME, AWAY)
    assert found["SSEDescription"]["KMSMasterKeyArn"] == "key-there"
    assert found["DeletionProtectionEnabled"] is True
    assert _recovery(aws, AWAY, table.id)["PointInTimeRecoveryStatus"] == "ENABLED"
    tags = there.list_tags_of_resource(ResourceArn=made.outputs["arn"])["Tags"]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {"Owner": "us", "Name": "there"}
    aws.client("dynamodb", HOME).put_item(TableName=table.id, Item={"id": {"S": "one"}})
    assert there.get_item(TableName=table.id, Key={"id": {"S": "one"}})["Item"] == {"id": {"S": "one"}}


def test_a_table_can_name_its_replicas_itself(make: Make, aws: EmbeddedAws) -> None:
    replicas = [{"regionName": AWAY, "kmsKeyArn": "key-there"}, {"regionName": "us-west-2"}]
    table = _table(make, "spread", **STREAMING, replicas=replicas)
    listed = aws.client("dynamodb", HOME).describe_table(TableName=table.id)["Table"]["Replicas"]
    assert [(each["RegionName"], each.get("KMSMasterKeyId")) for each in listed] == [
        (AWAY, "key-there"),
        ("us-west-2", None),
    ]


def test_a_replica_where_the_table_is_is_refused(make: Make) -> None:
    table = _table(make, "once", **STREAMING)
    with pytest.raises(RealisationError, match="ResourceInUseException"):
        make(REPLICA, "once", globalTableArn=table.outputs["arn"])


def test_what_a_table_would_drop_is_refused(make: Make) -> None:
    with pytest.raises(RealisationError, match="`tableClass` is not emulated"):
        _table(make, "refused", tableClass="STANDARD_INFREQUENT_ACCESS")


def test_a_password_has_what_was_asked_for_and_is_the_same_again(make: Make) -> None:
    least = {"minLower": 3, "minUpper": 3, "minNumeric": 3, "minSpecial": 3}
    asked: dict[str, Any] = {"length": 16, "overrideSpecial": "-_", **least}
    result = str(make(PASSWORD, "one", **asked).outputs["result"])
    assert len(result) == 16
    kinds = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "-_")
    counts = [sum(letter in kind for letter in result) for kind in kinds]
    assert sum(counts) == 16
    assert min(counts) >= 3
    assert make(PASSWORD, "one", **asked).outputs["result"] == result
    assert make(PASSWORD, "two", **asked).outputs["result"] != result
    assert make(PASSWORD, "one", **asked, keepers={"round": "2"}).outputs["result"] != result


@pytest.mark.parametrize(
    ("asked", "letters"),
    [
        ({"upper": False, "lower": False, "special": False}, string.digits),
        ({"number": False, "special": False}, string.ascii_letters),
        ({"numeric": False, "upper": False, "lower": False}, "!@#$%&*()-_=+[]{}<>:?"),
    ],
)
def test_a_text_has_no_kind_that_was_not_wanted(make: Make, asked: dict[str, Any], letters: str) -> None:
    made = make("random:index/randomString:RandomString", "text", length=40, **asked)
    assert set(str(made.outputs["result"])) <= set(letters)
    assert made.id == made.outputs["result"]


@pytest.mark.parametrize(
    "asked",
    [
        {"length": 3, "minLower": 4},
        {"length": 3, "upper": False, "lower": False, "numeric": False, "special": False},
    ],
)
def test_a_text_that_can_not_be_is_refused(make: Make, asked: dict[str, Any]) -> None:
    with pytest.raises(RealisationError, match="no text of 3 characters has all that is asked for"):
        make(PASSWORD, "impossible", **asked)


def test_an_id_is_the_same_bytes_in_four_forms(make: Make) -> None:
    made = make("random:index/randomId:RandomId", "id", byteLength=8, prefix="p-")
    written = {name: str(value).removeprefix("p-") for name, value in made.outputs.items()}
    drawn = bytes.fromhex(written["hex"])
    assert len(drawn) == 8
    assert int(written["dec"]) == int.from_bytes(drawn, "big")
    assert base64.b64decode(written["b64Std"]) == drawn
    assert base64.urlsafe_b64decode(written["b64Url"] + "=") == drawn
    assert made.id == written["b64Url"]


def test_a_number_is_in_its_range(make: Make) -> None:
    made = [
        make("random:index/randomInteger:RandomInteger", str(n), min=3, max=5, seed="x") for n in range(20)
    ]
    assert {int(str(each.outputs["result"])) for each in made} == {3, 4, 5}


def test_a_pet_has_a_name_of_the_words_asked_for(make: Make) -> None:
    name = make("random:index/randomPet:RandomPet", "pet", length=3, separator="_", prefix="my").id
    assert name.startswith("my_")
    assert len(name.split("_")) == 4
    assert len(make("random:index/randomPet:RandomPet", "pet").id.split("-")) == 2
