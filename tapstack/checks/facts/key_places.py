"""Where resources name a KMS key, and the region that the key must be of: data for the rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tapstack.checks.facts.references import bucket_at, first
from tapstack.checks.view import Value, View
from tapstack.graph import Resource

KEYS = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)
ALIAS = "aws:kms/alias:Alias"
_DATABASE = ("kmsKeyId", "performanceInsightsKmsKeyId", "masterUserSecretKmsKeyId")
_BUCKET_KEY = "applyServerSideEncryptionByDefault.kmsMasterKeyId"

KEY_PATHS: dict[str, tuple[str, ...]] = {
    "aws:autoscaling/launchConfiguration:LaunchConfiguration": ("ebsBlockDevices.*.kmsKeyId",),
    "aws:backup/vault:Vault": ("kmsKeyArn",),
    "aws:cfg/deliveryChannel:DeliveryChannel": ("s3KmsKeyArn",),
    "aws:cloudtrail/trail:Trail": ("kmsKeyId",),
    "aws:cloudwatch/logGroup:LogGroup": ("kmsKeyId",),
    "aws:docdb/cluster:Cluster": ("kmsKeyId",),
    "aws:dynamodb/table:Table": ("serverSideEncryption.kmsKeyArn",),
    "aws:dynamodb/tableReplica:TableReplica": ("kmsKeyArn",),
    "aws:ebs/defaultKmsKey:DefaultKmsKey": ("keyArn",),
    "aws:ebs/snapshotCopy:SnapshotCopy": ("kmsKeyId",),
    "aws:ebs/volume:Volume": ("kmsKeyId",),
    "aws:ec2/amiCopy:AmiCopy": ("kmsKeyId",),
    "aws:ec2/instance:Instance": ("rootBlockDevice.kmsKeyId", "ebsBlockDevices.*.kmsKeyId"),
    "aws:ec2/launchTemplate:LaunchTemplate": ("blockDeviceMappings.*.ebs.kmsKeyId",),
    "aws:ecr/repository:Repository": ("encryptionConfigurations.*.kmsKey",),
    "aws:efs/fileSystem:FileSystem": ("kmsKeyId",),
    "aws:eks/cluster:Cluster": ("encryptionConfig.provider.keyArn",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("kmsKeyId",),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": ("serverSideEncryption.keyArn",),
    "aws:kinesis/stream:Stream": ("kmsKeyId",),
    "aws:lambda/function:Function": ("kmsKeyArn",),
    "aws:neptune/cluster:Cluster": ("kmsKeyArn",),
    "aws:opensearch/domain:Domain": ("encryptAtRest.kmsKeyId",),
    "aws:rds/cluster:Cluster": _DATABASE,
    "aws:rds/clusterInstance:ClusterInstance": ("performanceInsightsKmsKeyId",),
    "aws:rds/instance:Instance": _DATABASE,
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": ("kmsKeyId",),
    "aws:redshift/cluster:Cluster": ("kmsKeyId",),
    "aws:s3/bucket:Bucket": (f"serverSideEncryptionConfiguration.rule.{_BUCKET_KEY}",),
    "aws:s3/bucketObject:BucketObject": ("kmsKeyId",),
    "aws:s3/bucketObjectv2:BucketObjectv2": ("kmsKeyId",),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        f"rules.*.{_BUCKET_KEY}",
    ),
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": (
        f"rules.*.{_BUCKET_KEY}",
    ),
    "aws:secretsmanager/secret:Secret": ("kmsKeyId",),
    "aws:sns/topic:Topic": ("kmsMasterKeyId",),
    "aws:sqs/queue:Queue": ("kmsMasterKeyId",),
    "aws:ssm/parameter:Parameter": ("keyId",),
    ALIAS: ("targetKeyId",),
}
"""By type: where it names the key that it is encrypted under (Pulumi Registry, AWS package, inputs)."""

_OF_A_REPLICA = {
    "aws:secretsmanager/secret:Secret": ("replicas", "region", "kmsKeyId"),
    "aws:dynamodb/table:Table": ("replicas", "regionName", "kmsKeyArn"),
}
"""Replicas written inside a resource: the list, what names their region, what names their key."""

_FILES_IN = {
    "aws:cloudtrail/trail:Trail": "s3BucketName",
    "aws:cfg/deliveryChannel:DeliveryChannel": "s3BucketName",
}
"""These write files: the key must be of the bucket's region (CloudTrail User Guide, "Encrypting CloudTrail
log files ... with AWS KMS keys": key and bucket in the same Region)."""


@dataclass(frozen=True, slots=True)
class KeyUse:
    """A place where a key is named, and the region that it must be of."""

    value: Value
    region: str | None


def key_uses(view: View) -> Iterator[KeyUse]:
    """Every place where a resource names a key."""
    for type_token, paths in KEY_PATHS.items():
        for resource in view.of(type_token):
            region = _region_of_data(view, resource)
            for path in paths:
                yield from (KeyUse(value, region) for value in view.values(resource, path))
            yield from _replicas(view, resource)


def _region_of_data(view: View, resource: Resource) -> str | None:
    bucket_input = _FILES_IN.get(resource.type)
    if bucket_input is None:
        return resource.region
    bucket = bucket_at(view, resource, bucket_input)
    return bucket.region if bucket else None


def _replicas(view: View, resource: Resource) -> Iterator[KeyUse]:
    listed, region_name, key_name = _OF_A_REPLICA.get(resource.type, ("", "", ""))
    replicas = resource.inputs.get(listed)
    for at in range(len(replicas) if isinstance(replicas, list) else 0):
        region = _item(view, resource, f"{listed}.*.{region_name}", at)
        key = _item(view, resource, f"{listed}.*.{key_name}", at)
        if key and region and isinstance(region.value, str) and not region.unknown:
            yield KeyUse(key, region.value)


def _item(view: View, resource: Resource, path: str, at: int) -> Value | None:
    start = f"/{path.split('.', 1)[0]}/{at}/"
    return next((one for one in view.values(resource, path) if one.pointer.startswith(start)), None)


def keys_named(view: View, value: Value) -> list[Resource]:
    """The keys that a value may mean: by text or origin, and through an alias the key behind it."""
    named: list[Resource] = []
    for found in view.referred(value, *KEYS, ALIAS):
        behind = first(view, found, "targetKeyId", *KEYS) if found.type == ALIAS else found
        named.append(behind or found)
    return named


def key_named(view: View, use: KeyUse) -> Resource | None:
    """The one key that a use means: of several with the same id, that of the use's region."""
    several = [key for key in keys_named(view, use.value) if key.type in KEYS]
    here = [key for key in several if key.region == use.region]
    return several[0] if len(several) == 1 else here[0] if len(here) == 1 else None
