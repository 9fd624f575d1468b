"""Advice: encryption at rest, what is public, and what a deletion would take along."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.checks.facts.references import BUCKETS, at, place, said
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import UNKNOWN, Json, Resource

_DATABASES = ("aws:rds/instance:Instance", "aws:rds/cluster:Cluster")
_PRODUCTION = frozenset({"prod", "production", "prd", "live"})
_ENCRYPTED_BY: dict[str, str] = {
    "aws:docdb/cluster:Cluster": "storageEncrypted",
    "aws:ebs/volume:Volume": "encrypted",
    "aws:efs/fileSystem:FileSystem": "encrypted",
    "aws:elasticache/replicationGroup:ReplicationGroup": "atRestEncryptionEnabled",
    "aws:neptune/cluster:Cluster": "storageEncrypted",
    "aws:opensearch/domain:Domain": "encryptAtRest.enabled",
    "aws:rds/cluster:Cluster": "storageEncrypted",
    "aws:rds/instance:Instance": "storageEncrypted",
    "aws:redshift/cluster:Cluster": "encrypted",
}
"""Types that encrypt nothing unless they are told to, and what tells them."""

_VOLUMES: dict[str, tuple[str, ...]] = {
    "aws:ec2/launchTemplate:LaunchTemplate": ("blockDeviceMappings.*.ebs",),
    "aws:ec2/instance:Instance": ("rootBlockDevice", "ebsBlockDevices.*"),
}
_DELETION: dict[str, str] = {
    "aws:rds/instance:Instance": "deletionProtection",
    "aws:rds/cluster:Cluster": "deletionProtection",
    "aws:dynamodb/table:Table": "deletionProtectionEnabled",
    "aws:docdb/cluster:Cluster": "deletionProtection",
    "aws:neptune/cluster:Cluster": "deletionProtection",
}


def _yes(value: Json) -> bool:
    """Whether something is switched on, or can't be known."""
    return value is True or value == UNKNOWN or (isinstance(value, str) and value.lower() == "true")


def in_production(view: View, resource: Resource) -> bool:
    """Whether a resource is tagged with a production environment, by itself or by its provider."""
    tags = [resource.outputs.get("tagsAll"), resource.inputs.get("tagsAll"), resource.inputs.get("tags")]
    provider = view.graph.by_urn.get((resource.provider or "").rpartition("::")[0])
    provider = provider or view.graph.by_urn.get(resource.provider or "")
    if provider is not None:
        tags.append(view.value(provider, "defaultTags.tags"))
    return any(_production(one) for one in tags if isinstance(one, dict))


def _production(tags: dict[str, Json]) -> bool:
    keys = {"environment", "env", "stage"}
    return any(key.lower() in keys and str(value).lower() in _PRODUCTION for key, value in tags.items())


def _copied(resource: Resource) -> bool:
    """Whether a database takes its encryption from what it is a copy of."""
    return any(resource.inputs.get(one) is not None for one in ("replicateSourceDb", "snapshotIdentifier"))


@rule(
    "encryption-at-rest",
    "advice",
    title="Data at rest is encrypted",
    why="Most services can't encrypt later what was made plain: the resource must be made again.",
    source="RDS User Guide, Encrypting Amazon RDS resources; EBS User Guide, Amazon EBS encryption; and "
    "those of the other services",
)
def at_rest(view: View) -> Iterator[Wrong]:
    """Storage that isn't encrypted."""
    for type_token, path in _ENCRYPTED_BY.items():
        for resource in view.of(type_token):
            if not _yes(view.value(resource, path)) and not _copied(resource):
                yield Wrong(
                    f"{said(resource)} stores its data unencrypted",
                    f"set {path}: true",
                    (at(resource, path.replace(".", "/")),),
                )


@rule(
    "volume-encryption",
    "advice",
    title="Volumes of instances are encrypted",
    why="A copy of a plain volume, or of its snapshot, can be read by whoever gets it.",
    source="EBS User Guide, Amazon EBS encryption; CIS AWS Foundations Benchmark, 2.2.1",
)
def volumes(view: View) -> Iterator[Wrong]:
    """Volumes in launch templates and instances that don't say that they are encrypted."""
    by_default = {
        one.region
        for one in view.of("aws:ebs/encryptionByDefault:EncryptionByDefault")
        if view.value(one, "enabled") is not False
    }
    for type_token, paths in _VOLUMES.items():
        for resource in view.of(type_token):
            plain = [
                place(volume)
                for path in paths
                for volume in view.values(resource, path)
                if isinstance(volume.value, dict) and not _yes(volume.value.get("encrypted"))
            ]
            if plain and resource.region not in by_default:
                yield Wrong(
                    f"{said(resource)} has {len(plain)} volumes that are not encrypted",
                    "set encrypted: true on each",
                    tuple(plain),
                )


@rule(
    "public-database",
    "advice",
    title="A database has no public address",
    why="A database that the internet can reach is tried by everybody who scans it.",
    source="RDS User Guide, Hiding a DB instance in a VPC from the internet; CIS AWS Foundations "
    "Benchmark, 2.3.3",
    aliases=("R20",),
)
def public_database(view: View) -> Iterator[Wrong]:
    """Databases with publiclyAccessible."""
    for database in view.of(
        "aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance", "aws:redshift/cluster:Cluster"
    ):
        if view.value(database, "publiclyAccessible") is True:
            yield Wrong(
                f"{said(database)} is publicly accessible",
                "set publiclyAccessible: false and reach it from inside the VPC",
                (at(database, "publiclyAccessible"),),
            )


@rule(
    "deletion-protection",
    "advice",
    title="A production database is protected against deletion",
    why="Without it a mistaken destroy or replacement takes the data along.",
    source="RDS User Guide, Deleting a DB instance: prerequisites; DynamoDB Developer Guide, Using "
    "deletion protection",
    aliases=("R17",),
)
def deletion_protection(view: View) -> Iterator[Wrong]:
    """Databases and tables of production without deletion protection."""
    for type_token, name in _DELETION.items():
        for resource in view.of(type_token):
            protected = _yes(view.value(resource, name)) or resource.options.protect
            if in_production(view, resource) and not protected:
                yield Wrong(
                    f"{said(resource)} is tagged as production and can be deleted",
                    f"set {name}: true",
                    (at(resource, name),),
                )


@rule(
    "final-snapshot",
    "advice",
    title="A production database leaves a final snapshot",
    why="Without one a deleted database is gone with its automated backups; without a name for it, "
    "deletion fails.",
    source="RDS User Guide, Deleting a DB instance: considerations; Pulumi Registry, aws.rds.Instance, "
    "finalSnapshotIdentifier",
    aliases=("R17",),
)
def final_snapshot(view: View) -> Iterator[Wrong]:
    """Databases of production that skip their final snapshot, or don't name it."""
    for database in view.of(*_DATABASES):
        if not in_production(view, database) or database.inputs.get("replicateSourceDb") is not None:
            continue
        skips = view.value(database, "skipFinalSnapshot") is True
        how = "skips" if skips else "does not name"
        if skips or view.value(database, "finalSnapshotIdentifier") is None:
            yield Wrong(
                f"{said(database)} is production and {how} its final snapshot",
                "set skipFinalSnapshot: false and a finalSnapshotIdentifier",
                (at(database, "skipFinalSnapshot" if skips else "finalSnapshotIdentifier"),),
            )


@rule(
    "force-destroy",
    "advice",
    title="A production bucket is not destroyed with what it holds",
    why="With forceDestroy, deleting the bucket from the program deletes every object first.",
    source="Pulumi Registry, aws.s3.Bucket, forceDestroy",
    aliases=("R17",),
)
def force_destroy(view: View) -> Iterator[Wrong]:
    """Buckets of production with forceDestroy."""
    for bucket in view.of(*BUCKETS):
        if view.value(bucket, "forceDestroy") is True and in_production(view, bucket):
            yield Wrong(
                f"bucket {said(bucket)} is tagged as production and is destroyed with its objects",
                "set forceDestroy: false",
                (at(bucket, "forceDestroy"),),
            )


@rule(
    "own-key",
    "advice",
    title="Where the stack has keys of its own, its databases are encrypted under them",
    why="The AWS managed key can't be shared, restricted or used for a copy in another account.",
    source="RDS User Guide, AWS KMS key management",
)
def own_key(view: View) -> Iterator[Wrong]:
    """Encrypted databases under AWS's key, in regions where the stack makes a key."""
    homes = {key.region for key in view.of("aws:kms/key:Key", "aws:kms/replicaKey:ReplicaKey")}
    for database in view.of(*_DATABASES):
        mine = view.value(database, "kmsKeyId")
        if database.region in homes and mine is None and _yes(view.value(database, "storageEncrypted")):
            yield Wrong(
                f"{said(database)} is encrypted under AWS's key, not under one of {database.region} in "
                "this stack",
                "set kmsKeyId to the ARN of the stack's key",
                (at(database, "kmsKeyId"),),
            )
