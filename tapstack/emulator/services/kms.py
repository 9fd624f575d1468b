"""KMS: keys, multi-Region replicas, aliases."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_ALIAS_LIMIT = 238


@realises("aws:kms/key:Key")
def key(call: Call) -> Made:
    """A customer-managed key, with its rotation."""
    call.ignore("deletionWindowInDays")
    given = call.inputs
    made = call.ask(
        "kms",
        "create_key",
        Policy=given.get("policy"),
        Description=given.get("description"),
        MultiRegion=given.get("multiRegion"),
        KeyUsage=given.get("keyUsage", "ENCRYPT_DECRYPT"),
        KeySpec=given.get("customerMasterKeySpec", "SYMMETRIC_DEFAULT"),
        BypassPolicyLockoutSafetyCheck=given.get("bypassPolicyLockoutSafetyCheck"),
        Tags=_tags(call),
    )["KeyMetadata"]
    if given.get("enableKeyRotation"):
        call.ask(
            "kms",
            "enable_key_rotation",
            KeyId=made["KeyId"],
            RotationPeriodInDays=given.get("rotationPeriodInDays"),
        )
    return Made(made["KeyId"], {"arn": made["Arn"], "keyId": made["KeyId"], "keyUsage": made["KeyUsage"]})


@realises("aws:kms/replicaKey:ReplicaKey")
def replica_key(call: Call) -> Made:
    """A multi-Region key's replica in another region: asked for where the primary is."""
    call.ignore("deletionWindowInDays")
    given = call.inputs
    asked: dict[str, Any] = {
        "KeyId": given["primaryKeyArn"],
        "ReplicaRegion": call.region,
        "Description": given.get("description", ""),
        "Tags": _tags(call),
    }
    if given.get("policy"):
        asked["Policy"] = given["policy"]
    home = str(given["primaryKeyArn"]).split(":")[3]
    made = call.aws.ask("kms", home, "replicate_key", asked)["ReplicaKeyMetadata"]
    outputs = {"keyId": made["KeyId"], "keyUsage": made["KeyUsage"], "keySpec": made["KeySpec"]}
    return Made(made["KeyId"], {"arn": made["Arn"], **outputs})


@realises("aws:kms/alias:Alias")
def alias(call: Call) -> Made:
    """An alias; the provider puts `alias/` before a name that it makes up (pulumi-aws, `aws_kms_alias`)."""
    given = call.inputs
    name = call.physical_name(limit=_ALIAS_LIMIT)
    if not given.get("name") and not given.get("namePrefix"):
        name = f"alias/{name}"
    call.ask("kms", "create_alias", AliasName=name, TargetKeyId=given["targetKeyId"])
    target = call.ask("kms", "describe_key", KeyId=given["targetKeyId"])["KeyMetadata"]
    return Made(name, {"name": name, "arn": call.arn("kms", name), "targetKeyArn": target["Arn"]})


def _tags(call: Call) -> list[dict[str, str]]:
    return [{"TagKey": name, "TagValue": value} for name, value in call.tags.items()]
