"""Secrets Manager: secrets with their replicas, versions, policies."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.engine import Properties

BEHAVIOURS["aws:secretsmanager/secretPolicy:SecretPolicy", "blockPublicPolicy"] = (
    "a secret's policy is not refused for letting everybody in"
)


@realises("aws:secretsmanager/secret:Secret")
def secret(call: Call) -> Made:
    """A secret without a value yet, and its replicas, each under a key of its region."""
    call.ignore("recoveryWindowInDays")
    given = call.inputs
    arn = call.ask(
        "secretsmanager",
        "create_secret",
        Name=call.physical_name(limit=512),
        ClientRequestToken=_token(call),
        Description=given.get("description", ""),
        KmsKeyId=given.get("kmsKeyId"),
        AddReplicaRegions=_replicas(call) or None,
        ForceOverwriteReplicaSecret=given.get("forceOverwriteReplicaSecret", False),
        Tags=call.tag_list(),
    )["ARN"]
    if given.get("policy"):
        call.ask("secretsmanager", "put_resource_policy", SecretId=arn, ResourcePolicy=given["policy"])
    found = call.ask("secretsmanager", "describe_secret", SecretId=arn)
    return Made(arn, {"arn": arn, "name": found["Name"], "replicas": _replica_outputs(found)})


@realises("aws:secretsmanager/secretVersion:SecretVersion")
def secret_version(call: Call) -> Made:
    """A value of a secret; it becomes the current one unless it is given other stages."""
    call.ignore("secretStringWoVersion")
    given = call.inputs
    binary = given.get("secretBinary")
    made = call.ask(
        "secretsmanager",
        "put_secret_value",
        SecretId=given["secretId"],
        ClientRequestToken=_token(call),
        SecretString=given.get("secretString") or given.get("secretStringWo"),
        SecretBinary=base64.b64decode(binary) if binary else None,
        VersionStages=given.get("versionStages"),
    )
    outputs: Properties = {
        "arn": made["ARN"],
        "secretArn": made["ARN"],
        "versionId": made["VersionId"],
        "versionStages": made["VersionStages"],
        "hasSecretStringWo": bool(given.get("secretStringWo")),
    }
    return Made(f"{given['secretId']}|{made['VersionId']}", outputs)


@realises("aws:secretsmanager/secretPolicy:SecretPolicy")
def secret_policy(call: Call) -> Made:
    """Who, beside those whom IAM lets, may use a secret and its replicas."""
    call.ask(
        "secretsmanager",
        "put_resource_policy",
        SecretId=call.inputs["secretArn"],
        ResourcePolicy=call.inputs["policy"],
        BlockPublicPolicy=call.inputs.get("blockPublicPolicy"),
    )
    return Made(call.inputs["secretArn"], {})


def _token(call: Call) -> str:
    """What becomes the version's id: boto3 would draw one that no second run repeats."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, call.urn))


def _replicas(call: Call) -> list[dict[str, Any]]:
    given: list[dict[str, Any]] = call.inputs.get("replicas") or []
    asked = [{"Region": each["region"], "KmsKeyId": each.get("kmsKeyId")} for each in given]
    return [{key: value for key, value in each.items() if value} for each in asked]


def _replica_outputs(found: dict[str, Any]) -> list[Properties]:
    return [
        {
            "region": each["Region"],
            "kmsKeyId": each["KmsKeyId"],
            "status": each["Status"],
            "statusMessage": each["StatusMessage"],
        }
        for each in found.get("ReplicationStatus", [])
    ]
