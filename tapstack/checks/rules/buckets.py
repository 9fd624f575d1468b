"""S3 buckets: names, who may see them, replication."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import (
    BUCKETS,
    at,
    bucket_at,
    bucket_named,
    of_bucket,
    place,
    said,
    text_of,
)
from tapstack.checks.policy_document import Document, Statement, read_document
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import UNKNOWN, Json, Resource

POLICIES = ("aws:s3/bucketPolicy:BucketPolicy",)
_BLOCKS = ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",)
_OWNERSHIP = ("aws:s3/bucketOwnershipControls:BucketOwnershipControls",)
_ACLS = ("aws:s3/bucketAcl:BucketAcl", "aws:s3/bucketAclV2:BucketAclV2", *BUCKETS)
_VERSIONING = ("aws:s3/bucketVersioning:BucketVersioning", "aws:s3/bucketVersioningV2:BucketVersioningV2")
_REPLICATION = ("aws:s3/bucketReplicationConfig:BucketReplicationConfig",)
_PUBLIC_ACLS = frozenset({"public-read", "public-read-write", "authenticated-read"})
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]")
_ADDRESS = re.compile(r"\d+(\.\d+){3}")
_RESERVED = (("xn--", "sthree-", "amzn-s3-demo-"), ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"))


def policies_of(view: View, bucket: Resource) -> list[tuple[Resource, Json]]:
    """The policies of a bucket, each with the resource that holds it."""
    found = [(one, one.inputs.get("policy")) for one in of_bucket(view, bucket, *POLICIES)]
    own = bucket.inputs.get("policy")
    return found + ([(bucket, own)] if own is not None else [])


def known_policies(view: View, bucket: Resource) -> list[Document] | None:
    """The policies of a bucket as documents; None when one of them can't be read."""
    read = [read_document(value) for _, value in policies_of(view, bucket)]
    documents = [document for document in read if document is not None]
    return documents if len(documents) == len(read) else None


@rule(
    "bucket-name",
    "refused",
    title="A bucket's name keeps S3's rules",
    why="S3 refuses a name with capitals or underscores, of fewer than 3 or more than 63 characters, "
    "that looks like an address, or with a beginning or end that is reserved.",
    source="Amazon S3 User Guide, General purpose bucket naming rules",
)
def bucket_name(view: View) -> Iterator[Wrong]:
    """Names that S3 refuses."""
    for bucket in view.of(*BUCKETS):
        name, prefix = text_of(view, bucket, "bucket"), text_of(view, bucket, "bucketPrefix")
        if name and not _allowed(name):
            yield Wrong(
                f"{name} can't be a bucket's name",
                "use 3 to 63 lower-case letters, digits, hyphens and dots, with a letter or digit at "
                "both ends",
                (at(bucket, "bucket"),),
            )
        elif prefix and (len(prefix) > 37 or not _allowed(f"{prefix}0000")):
            yield Wrong(
                f"{prefix} can't be the beginning of a bucket's name",
                "use at most 37 lower-case letters, digits, hyphens and dots",
                (at(bucket, "bucketPrefix"),),
            )


def _allowed(name: str) -> bool:
    reserved = name.startswith(_RESERVED[0]) or name.endswith(_RESERVED[1])
    return bool(_NAME.fullmatch(name)) and not _ADDRESS.fullmatch(name) and not reserved


def is_public(statement: Statement) -> bool:
    """Whether a statement allows everybody something without any condition."""
    return statement.allows and statement.anybody and not statement.fields.get("Condition")


@rule(
    "bucket-public-policy",
    "refused",
    title="A public bucket policy goes with a public access block that lets it in",
    why="S3 refuses a public policy while blockPublicPolicy is on, and it is on for every new bucket "
    "unless it is switched off.",
    source="Amazon S3 User Guide, Blocking public access to your Amazon S3 storage; Default settings for "
    "new S3 buckets",
    aliases=("R20",),
)
def public_policy(view: View) -> Iterator[Wrong]:
    """Public policies of buckets of the graph that block them."""
    for bucket in view.of(*BUCKETS):
        if bucket.status == "read":
            continue
        for holder, value in policies_of(view, bucket):
            document = read_document(value)
            if document is None or not any(map(is_public, document.statements)):
                continue
            blocks = list(of_bucket(view, bucket, *_BLOCKS))
            if not any(_off(one, "blockPublicPolicy") for one in blocks):
                yield Wrong(
                    f"the policy of bucket {said(bucket)} is public, and its public access block refuses "
                    "that",
                    "name who may read, such as CloudFront by aws:SourceArn; or switch blockPublicPolicy off",
                    (at(holder, "policy"), *(at(one, "blockPublicPolicy") for one in blocks)),
                )


def _off(block: Resource, name: str) -> bool:
    """Whether a public access block leaves something open, which is its default, or can't be known."""
    return block.inputs.get(name) in (None, False, UNKNOWN)


@rule(
    "bucket-public-acl",
    "refused",
    title="A public ACL goes with object ownership and a public access block that let it in",
    why="New buckets have ACLs switched off and block public ones: S3 answers "
    "AccessControlListNotSupported or AccessDenied.",
    source="Amazon S3 User Guide, Controlling ownership of objects and disabling ACLs for your bucket; "
    "Default settings for new S3 buckets",
    aliases=("R20",),
)
def public_acl(view: View) -> Iterator[Wrong]:
    """Public ACLs of buckets that refuse them."""
    for holder in view.of(*_ACLS):
        acl = text_of(view, holder, "acl")
        bucket = holder if holder.type in BUCKETS else bucket_at(view, holder, "bucket")
        if acl not in _PUBLIC_ACLS or bucket is None or bucket.status == "read":
            continue
        owners = [view.value(one, "rule.objectOwnership") for one in of_bucket(view, bucket, *_OWNERSHIP)]
        blocks = list(of_bucket(view, bucket, *_BLOCKS))
        open_to_acls = any(owner != "BucketOwnerEnforced" for owner in owners)
        if not (open_to_acls and any(_off(one, "blockPublicAcls") for one in blocks)):
            yield Wrong(
                f"bucket {said(bucket)} has the ACL {acl}, which its ownership controls or its public "
                "access block refuse",
                "leave the ACL out and say by a bucket policy who may read",
                (at(holder, "acl"), *(at(one, "blockPublicAcls") for one in blocks)),
            )


@rule(
    "bucket-replication-versioning",
    "refused",
    title="Both buckets of a replication are versioned",
    why="S3 refuses a replication configuration unless versioning is on for the source and for the "
    "destination.",
    source="Amazon S3 User Guide, Requirements and considerations for replication",
)
def replication_versioning(view: View) -> Iterator[Wrong]:
    """Replications from or to a bucket of the graph that isn't versioned."""
    for replication in view.of(*_REPLICATION):
        for path in ("bucket", "rules.*.destination.bucket"):
            for value in view.values(replication, path):
                bucket = bucket_named(view, value)
                if bucket is not None and not _versioned(view, bucket):
                    yield Wrong(
                        f"{replication.name} replicates {'from' if path == 'bucket' else 'to'} bucket "
                        f"{said(bucket)}, which is not versioned",
                        "add a BucketVersioning with status Enabled for it, and let the replication "
                        "depend on it",
                        (place(value), at(bucket)),
                    )


def _versioned(view: View, bucket: Resource) -> bool:
    own = view.value(bucket, "versioning.enabled")
    if own not in (None, False) or view.value(bucket, "objectLockEnabled") is True or bucket.status == "read":
        return True
    statuses = [
        view.value(one, "versioningConfiguration.status") for one in of_bucket(view, bucket, *_VERSIONING)
    ]
    return any(status in ("Enabled", UNKNOWN) for status in statuses)


@rule(
    "bucket-tls",
    "advice",
    title="A bucket refuses requests without TLS",
    why="Without such a statement S3 answers over plain HTTP too.",
    source="Amazon S3 User Guide, Security best practices: enforce encryption of data in transit; CIS "
    "AWS Foundations Benchmark, 2.1.1",
    aliases=("R20",),
)
def bucket_tls(view: View) -> Iterator[Wrong]:
    """Buckets whose policy doesn't refuse plain HTTP."""
    for bucket in view.of(*BUCKETS):
        documents = known_policies(view, bucket)
        if documents is not None and not any(map(_refuses_http, documents)):
            yield Wrong(
                f"bucket {said(bucket)} answers requests without TLS",
                "deny s3:* to everybody where aws:SecureTransport is false",
                (at(bucket),),
            )


def _refuses_http(document: Document) -> bool:
    return any(
        not statement.allows and "false" in [text.lower() for text in statement.asks("aws:SecureTransport")]
        for statement in document.statements
    )


@rule(
    "bucket-public-block",
    "advice",
    title="A bucket blocks public access in all four ways",
    why="Who reads the program sees that nothing in the bucket is public; a later mistake is refused.",
    source="Amazon S3 User Guide, Blocking public access to your Amazon S3 storage; CIS AWS Foundations "
    "Benchmark, 2.1.4",
    aliases=("R20",),
)
def public_block(view: View) -> Iterator[Wrong]:
    """Buckets without a public access block, or with one that leaves something open."""
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    for bucket in view.of(*BUCKETS):
        blocks = list(of_bucket(view, bucket, *_BLOCKS))
        left = [name for name in names if not any(view.value(one, name) in (True, UNKNOWN) for one in blocks)]
        if left:
            yield Wrong(
                f"bucket {said(bucket)} does not set {', '.join(left)}",
                "add a BucketPublicAccessBlock with all four set to true",
                (at(bucket), *(at(one, name) for one in blocks for name in left)),
            )
