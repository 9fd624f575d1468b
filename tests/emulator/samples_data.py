"""Samples of secrets, tables and generated values."""

from __future__ import annotations

from tests.emulator.samples import ACCOUNT, AUTO, HEX, UUID, Inputs

SECRET = rf"arn:aws:secretsmanager:us-east-1:{ACCOUNT}:secret:sample{AUTO}-[A-Za-z]{{6}}"
_TEXT = {
    "length": 20,
    "minLower": 2,
    "minUpper": 2,
    "minNumeric": 2,
    "minSpecial": 2,
    "overrideSpecial": "-_",
}
_KINDS = {"lower": True, "upper": True, "numeric": True, "special": True}

TYPES: list[tuple[str, Inputs, str]] = [
    (
        "aws:secretsmanager/secret:Secret",
        lambda s: {
            "description": "a secret",
            "kmsKeyId": s["aws:kms/key:Key"].outputs["arn"],
            "replicas": [
                {"region": "eu-west-1", "kmsKeyId": s["aws:kms/replicaKey:ReplicaKey"].outputs["arn"]}
            ],
            "forceOverwriteReplicaSecret": False,
            "recoveryWindowInDays": 7,
        },
        SECRET,
    ),
    (
        "aws:secretsmanager/secretVersion:SecretVersion",
        lambda s: {"secretId": s["aws:secretsmanager/secret:Secret"].id, "secretString": "hidden"},
        rf"{SECRET}\|{UUID}",
    ),
    (
        "aws:secretsmanager/secretPolicy:SecretPolicy",
        lambda s: {
            "secretArn": s["aws:secretsmanager/secret:Secret"].id,
            "policy": '{"Version": "2012-10-17", "Statement": []}',
            "blockPublicPolicy": True,
        },
        SECRET,
    ),
    (
        "aws:dynamodb/table:Table",
        lambda s: {
            "attributes": [{"name": "id", "type": "S"}, {"name": "owner", "type": "S"}],
            "hashKey": "id",
            "billingMode": "PAY_PER_REQUEST",
            "globalSecondaryIndexes": [{"name": "owners", "hashKey": "owner", "projectionType": "KEYS_ONLY"}],
            "streamEnabled": True,
            "streamViewType": "NEW_AND_OLD_IMAGES",
            "serverSideEncryption": {"enabled": True, "kmsKeyArn": s["aws:kms/key:Key"].outputs["arn"]},
            "ttl": {"enabled": True, "attributeName": "expires"},
            "pointInTimeRecovery": {"enabled": True, "recoveryPeriodInDays": 7},
            "deletionProtectionEnabled": True,
        },
        f"sample{AUTO}",
    ),
    (
        "aws:dynamodb/tableReplica:TableReplica",
        lambda s: {
            "globalTableArn": s["aws:dynamodb/table:Table"].outputs["arn"],
            "kmsKeyArn": s["aws:kms/replicaKey:ReplicaKey"].outputs["arn"],
            "pointInTimeRecovery": True,
            "deletionProtectionEnabled": True,
            "region": "eu-west-1",
        },
        f"sample{AUTO}:us-east-1",
    ),
    ("random:index/randomPassword:RandomPassword", lambda _: {**_TEXT, **_KINDS}, "none"),
    ("random:index/randomString:RandomString", lambda _: {"length": 8, "special": False}, "[A-Za-z0-9]{8}"),
    ("random:index/randomId:RandomId", lambda _: {"byteLength": 4, "prefix": "p-"}, "[A-Za-z0-9_-]{6}"),
    ("random:index/randomUuid:RandomUuid", lambda _: {}, UUID),
    ("random:index/randomInteger:RandomInteger", lambda _: {"min": 1, "max": 9}, "[1-9]"),
    ("random:index/randomPet:RandomPet", lambda _: {"prefix": "my", "length": 3}, "my(-[a-z]+){3}"),
]
ARNS = {
    "aws:dynamodb/table:Table": "dynamodb table/{id}",
    "aws:dynamodb/tableReplica:TableReplica": f"dynamodb table/sample-{HEX}{{{{7}}}}",
    "aws:secretsmanager/secret:Secret": "secretsmanager secret:sample-.+",
    "aws:secretsmanager/secretVersion:SecretVersion": "secretsmanager secret:sample-.+",
}
