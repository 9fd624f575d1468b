"""What moto does with keys, budgets and locks, asked the same way of the mended one and of the bare one."""

from __future__ import annotations

from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes import ACCOUNT, AWAY, HOME, Answers, attempt

PERCENT: dict[str, Any] = {
    "NotificationType": "ACTUAL",
    "ComparisonOperator": "GREATER_THAN",
    "Threshold": 80.0,
    "ThresholdType": "PERCENTAGE",
}
READER = {"SubscriptionType": "EMAIL", "Address": "ops@example.com"}


def rotation(aws: EmbeddedAws) -> Answers:
    """Keys whose rotation is on with a period, on without one, and off; and one turned off again."""
    client = aws.client("kms", HOME)

    def status(key: str) -> Answers:
        answer = client.get_key_rotation_status(KeyId=key)
        return {"on": answer["KeyRotationEnabled"], "days": answer.get("RotationPeriodInDays")}

    def made(**rotating: Any) -> str:
        key = client.create_key()["KeyMetadata"]["KeyId"]
        client.enable_key_rotation(KeyId=key, **rotating)
        return key

    stopped = made(RotationPeriodInDays=100)
    client.disable_key_rotation(KeyId=stopped)
    return {
        "of 120 days": status(made(RotationPeriodInDays=120)),
        "by default": status(made()),
        "stopped": status(stopped),
    }


def multi_region(aws: EmbeddedAws) -> Answers:
    """What is sealed in one region, opened in the other; the rotation of the replica; keys asked by ARN."""
    home, away = aws.client("kms", HOME), aws.client("kms", AWAY)
    made = home.create_key(MultiRegion=True)["KeyMetadata"]
    home.enable_key_rotation(KeyId=made["KeyId"], RotationPeriodInDays=120)
    home.replicate_key(KeyId=made["KeyId"], ReplicaRegion=AWAY)
    plain = away.create_key()["KeyMetadata"]

    def opened(sealing: Any, opening: Any, key: str) -> list[str]:
        sealed = sealing.encrypt(KeyId=key, Plaintext=b"plain")["CiphertextBlob"]
        answer = opening.decrypt(CiphertextBlob=sealed)
        return [answer["Plaintext"].decode(), answer["KeyId"].split(":")[3]]

    return {
        "from home": attempt(lambda: opened(home, away, made["KeyId"])),
        "back": attempt(lambda: opened(away, home, made["KeyId"])),
        "of a key of one region": "Denied" in str(attempt(lambda: opened(away, home, plain["KeyId"]))),
        "rotation": away.get_key_rotation_status(KeyId=made["KeyId"]).get("RotationPeriodInDays"),
        "disabled by ARN": attempt(lambda: _state_after(away, "disable_key", plain["Arn"])),
        "enabled by ARN": attempt(lambda: _state_after(away, "enable_key", plain["Arn"])),
        "deleted by ARN": attempt(lambda: _state_after(away, "schedule_key_deletion", plain["Arn"])),
        "kept by ARN": attempt(lambda: _state_after(away, "cancel_key_deletion", plain["Arn"])),
    }


def _state_after(client: Any, operation: str, arn: str) -> str:
    getattr(client, operation)(KeyId=arn)
    return client.describe_key(KeyId=arn)["KeyMetadata"]["KeyState"]


def budgets(aws: EmbeddedAws) -> Answers:
    """Who a budget writes to, and its tags."""
    client = aws.client("budgets", HOME)
    limit = {"Amount": "100", "Unit": "USD"}
    client.create_budget(
        AccountId=ACCOUNT,
        Budget={"BudgetName": "own", "BudgetType": "COST", "TimeUnit": "MONTHLY", "BudgetLimit": limit},
        NotificationsWithSubscribers=[{"Notification": PERCENT, "Subscribers": [READER]}],
        ResourceTags=[{"Key": "Owner", "Value": "us"}],
    )
    other = {**PERCENT, "Threshold": 100.0}
    asked = {"AccountId": ACCOUNT, "BudgetName": "own"}
    arn = f"arn:aws:budgets::{ACCOUNT}:budget/own"

    def readers(notification: Answers) -> Any:
        return client.describe_subscribers_for_notification(**asked, Notification=notification)["Subscribers"]

    return {
        "readers": attempt(lambda: readers(PERCENT)),
        "readers of another": attempt(lambda: readers(other)),
        "tags": attempt(lambda: client.list_tags_for_resource(ResourceARN=arn)["ResourceTags"]),
        "limit": client.describe_budget(**asked)["Budget"]["BudgetLimit"],
    }


def lock(aws: EmbeddedAws) -> Answers:
    """A lock on a bucket that has an object already, and on one that keeps no versions."""
    client = aws.client("s3", HOME)
    for bucket in ("used", "plain"):
        client.create_bucket(Bucket=bucket)
        client.put_object(Bucket=bucket, Key="file", Body=b"before")
    client.put_bucket_versioning(Bucket="used", VersioningConfiguration={"Status": "Enabled"})
    held = {"Rule": {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": 3}}, "ObjectLockEnabled": "Enabled"}

    def locked(bucket: str) -> str:
        client.put_object_lock_configuration(Bucket=bucket, ObjectLockConfiguration=held)
        return client.get_object_lock_configuration(Bucket=bucket)["ObjectLockConfiguration"][
            "ObjectLockEnabled"
        ]

    return {
        "with an object": attempt(lambda: locked("used")),
        "without versions": "InvalidBucketState" in str(attempt(lambda: locked("plain"))),
        "object": client.get_object(Bucket="used", Key="file")["Body"].read().decode(),
    }


PROBES = {"rotation": rotation, "multi_region": multi_region, "budgets": budgets, "lock": lock}
