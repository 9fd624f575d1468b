"""The bucket for one region's access logs of the load balancer."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies import buckets
from tapstack.stack.record_bucket import make_private
from tapstack.stack.region import RegionContext

SERVICE = "lb-logs"
_FOLDER = "AWSLogs/"
"""Where Elastic Load Balancing writes, in any bucket."""


@dataclass(frozen=True)
class LogBucket:
    """A bucket that is ready to be written to once `ready` stands."""

    name: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...]


def make_log_bucket(ctx: RegionContext) -> LogBucket:
    """Make the bucket: private, TLS only, expiring, encrypted under S3's own key.

    Not under the region's key: access logs can be delivered only to buckets with SSE-S3 (Elastic Load
    Balancing User Guide, "Enable access logs for your Application Load Balancer"). Outside production the
    bucket goes with the stack, logs and all.
    """
    bucket = aws.s3.Bucket(
        ctx.name(SERVICE),
        bucket=ctx.stack.account.apply(lambda account: ctx.stack.names.bucket(SERVICE, ctx.region, account)),
        force_destroy=not ctx.settings.production,
        region=ctx.region,
        opts=ctx.options(protect=True),
    )
    private = make_private(ctx, SERVICE, bucket)
    encrypted = aws.s3.BucketServerSideEncryptionConfiguration(
        ctx.name(SERVICE),
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                apply_server_side_encryption_by_default=(
                    aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                        sse_algorithm="AES256"
                    )
                )
            )
        ],
        region=ctx.region,
        opts=ctx.options(),
    )
    _expire(ctx, bucket)
    policy = aws.s3.BucketPolicy(
        ctx.name(SERVICE),
        bucket=bucket.bucket,
        policy=pulumi.Output.all(bucket.bucket, ctx.stack.account).apply(
            lambda known: buckets.log_bucket_policy(bucket=known[0], account=known[1])
        ),
        region=ctx.region,
        opts=ctx.options(depends_on=private),
    )
    return LogBucket(bucket.bucket, (policy, encrypted))


def _expire(ctx: RegionContext, bucket: aws.s3.Bucket) -> None:
    aws.s3.BucketLifecycleConfiguration(
        ctx.name(SERVICE),
        bucket=bucket.bucket,
        rules=[
            aws.s3.BucketLifecycleConfigurationRuleArgs(
                id="expire",
                status="Enabled",
                filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=_FOLDER),
                expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(
                    days=ctx.settings.observability.log_retention_days
                ),
                abort_incomplete_multipart_upload=(
                    aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                        days_after_initiation=1
                    )
                ),
            )
        ],
        region=ctx.region,
        opts=ctx.options(),
    )
