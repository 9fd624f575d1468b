"""Who may do what around the trail: in its bucket, and in the log group that it also writes to."""

from __future__ import annotations

from tapstack.planning.policies.document import Statement, arn, document, tls_only

_SERVICE = {"Service": "cloudtrail.amazonaws.com"}


def trail_bucket_policy(*, bucket: str, account: str, region: str, trail: str) -> str:
    """Return the policy of the bucket of one trail: that trail writes, over TLS only.

    CloudTrail looks at the bucket's access list before it writes into the account's own folder; both for this
    trail alone (CloudTrail User Guide, "Amazon S3 bucket policy for CloudTrail").
    """
    ours: Statement = {"aws:SourceArn": arn("cloudtrail", region, account, f"trail/{trail}")}
    bucket_arn = arn("s3", "", "", bucket)
    return document(
        {
            "Sid": "TrailChecksBucket",
            "Effect": "Allow",
            "Principal": _SERVICE,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket_arn,
            "Condition": {"StringEquals": ours},
        },
        {
            "Sid": "TrailWritesFiles",
            "Effect": "Allow",
            "Principal": _SERVICE,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{account}/*",
            "Condition": {"StringEquals": {**ours, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
        tls_only("s3:*", [bucket_arn, f"{bucket_arn}/*"]),
    )


def trail_logs_policy(*, account: str, region: str, log_group: str) -> str:
    """Return what the trail may do in CloudWatch Logs: write to its own streams of its own group.

    CloudTrail names a stream by account and region, and takes no condition on the source there (CloudTrail
    User Guide, "Role policy document for CloudTrail to use CloudWatch Logs for monitoring").
    """
    streams = f"log-group:{log_group}:log-stream:{account}_CloudTrail_*"
    return document(
        {
            "Sid": "WriteTrail",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": arn("logs", region, account, streams),
        }
    )
