"""A bucket for records of the account: what the trail and the recorders of AWS Config write."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.stack.region import RegionContext

Policy = Callable[[str, str], str]
"""The bucket's policy from its name and the account."""


@dataclass(frozen=True)
class RecordBucket:
    """A bucket that is ready to be written to once `ready` stands."""

    name: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...]


def make_record_bucket(
    ctx: RegionContext,
    service: str,
    key_arn: pulumi.Output[str],
    policy: Policy,
    *,
    lock_days: int | None = None,
) -> RecordBucket:
    """Make a region's bucket: private, TLS only, versioned, encrypted under a key, and locked if so wanted.

    In production it stays with its records when the stack goes, as a bucket that isn't empty can't be
    deleted. Elsewhere it goes with all that is in it, locked or not: the lock is of governance mode, and the
    provider bypasses it when it empties a bucket that was made with a lock (pulumi-aws, `aws.s3.Bucket`,
    `force_destroy`). That takes `s3:BypassGovernanceRetention`, which whoever writes or reads records should
    not have.
    """
    locked = lock_days is not None
    bucket = aws.s3.Bucket(
        ctx.name(service),
        bucket=ctx.stack.account.apply(lambda account: ctx.stack.names.bucket(service, ctx.region, account)),
        object_lock_enabled=locked or None,
        force_destroy=not ctx.settings.production,
        region=ctx.region,
        opts=ctx.options(protect=True),
    )
    private = make_private(ctx, service, bucket)
    versioned = _keep_versions(ctx, service, bucket)
    ready: list[pulumi.Resource] = [
        _encrypt(ctx, service, bucket, key_arn),
        _set_policy(ctx, service, bucket, policy, after=private),
    ]
    if lock_days is not None:
        ready.append(_lock(ctx, service, bucket, lock_days, after=[versioned]))
    return RecordBucket(bucket.bucket, (*ready, *private, versioned))


def make_private(ctx: RegionContext, service: str, bucket: aws.s3.Bucket) -> tuple[pulumi.Resource, ...]:
    """Block public access to a bucket, and have the account own all in it."""
    blocked = aws.s3.BucketPublicAccessBlock(
        ctx.name(service),
        bucket=bucket.bucket,
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
        region=ctx.region,
        opts=ctx.options(),
    )
    owned = aws.s3.BucketOwnershipControls(
        ctx.name(service),
        bucket=bucket.bucket,
        rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
        region=ctx.region,
        opts=ctx.options(),
    )
    return blocked, owned


def _keep_versions(ctx: RegionContext, service: str, bucket: aws.s3.Bucket) -> aws.s3.BucketVersioning:
    return aws.s3.BucketVersioning(
        ctx.name(service),
        bucket=bucket.bucket,
        versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
        region=ctx.region,
        opts=ctx.options(),
    )


def _encrypt(
    ctx: RegionContext, service: str, bucket: aws.s3.Bucket, key_arn: pulumi.Output[str]
) -> pulumi.Resource:
    """Encrypt under the key, file by file: no bucket key, which would take more rights to the key."""
    default = aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
        sse_algorithm="aws:kms", kms_master_key_id=key_arn
    )
    return aws.s3.BucketServerSideEncryptionConfiguration(
        ctx.name(service),
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=default
            )
        ],
        region=ctx.region,
        opts=ctx.options(),
    )


def _set_policy(
    ctx: RegionContext,
    service: str,
    bucket: aws.s3.Bucket,
    policy: Policy,
    after: Sequence[pulumi.Resource],
) -> pulumi.Resource:
    return aws.s3.BucketPolicy(
        ctx.name(service),
        bucket=bucket.bucket,
        policy=pulumi.Output.all(bucket.bucket, ctx.stack.account).apply(lambda known: policy(*known)),
        region=ctx.region,
        opts=ctx.options(depends_on=after),
    )


def _lock(
    ctx: RegionContext, service: str, bucket: aws.s3.Bucket, days: int, after: Sequence[pulumi.Resource]
) -> pulumi.Resource:
    retention = aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(mode="GOVERNANCE", days=days)
    return aws.s3.BucketObjectLockConfiguration(
        ctx.name(service),
        bucket=bucket.bucket,
        rule=aws.s3.BucketObjectLockConfigurationRuleArgs(default_retention=retention),
        region=ctx.region,
        opts=ctx.options(depends_on=after),
    )
