"""KMS: keys, multi-Region replicas, aliases."""

from __future__ import annotations

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises
from tapstack.emulator.table import Row, enter


@realises("aws:kms/key:Key")
def key(call: Call) -> Made:
    """A customer-managed key, with its rotation."""
    given = call.inputs
    made = call.ask(
        "kms",
        "create_key",
        Policy=given.get("policy"),
        Description=given.get("description"),
        MultiRegion=given.get("multiRegion"),
        KeyUsage=given.get("keyUsage"),
        KeySpec=given.get("customerMasterKeySpec"),
        Tags=[{"TagKey": name, "TagValue": value} for name, value in call.tags.items()],
    )["KeyMetadata"]
    if given.get("enableKeyRotation"):
        call.ask("kms", "enable_key_rotation", KeyId=made["KeyId"])
    return Made(made["KeyId"], {"arn": made["Arn"], "keyId": made["KeyId"]})


@realises("aws:kms/replicaKey:ReplicaKey")
def replica_key(call: Call) -> Made:
    """A multi-Region key's replica in another region: asked for where the primary is."""
    given = call.inputs
    home = str(given["primaryKeyArn"]).split(":")[3]
    made = call.aws.ask(
        "kms",
        home,
        "replicate_key",
        {
            "KeyId": given["primaryKeyArn"],
            "ReplicaRegion": call.region,
            "Description": given.get("description", ""),
            "Tags": [{"TagKey": name, "TagValue": value} for name, value in call.tags.items()],
            **({"Policy": given["policy"]} if given.get("policy") else {}),
        },
    )["ReplicaKeyMetadata"]
    return Made(made["KeyId"], {"arn": made["Arn"], "keyId": made["KeyId"]})


enter(
    {
        "aws:kms/alias:Alias": Row(
            "kms.create_alias",
            id="=name",
            renames={"name": "AliasName"},
            named=("name", 256),
            arn="kms:{id}",
        ),
    }
)
