"""Who may do what around a region's recorder of AWS Config."""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document, tls_only

READ_EVERYTHING = "arn:aws:iam::aws:policy/service-role/AWS_ConfigRole"
"""The managed policy with what a recorder needs to read: AWS adds to it with every type that can be recorded
(AWS Config Developer Guide, "Permissions for the IAM Role Assigned to AWS Config")."""


def recorder_trust_policy(*, account: str, region: str) -> str:
    """Return who may take the recorder's role: AWS Config, for this account and region."""
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "config.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": arn("config", region, account, "*")},
            },
        }
    )


def recorder_policy(*, account: str, bucket: str, key_arn: str) -> str:
    """Return what the recorder may do beyond reading: deliver to its bucket, under the region's key.

    Source: AWS Config Developer Guide, "Permissions for the IAM Role Assigned to AWS Config".
    """
    bucket_arn = arn("s3", "", "", bucket)
    return document(
        {
            "Sid": "CheckBucket",
            "Effect": "Allow",
            "Action": ["s3:GetBucketAcl", "s3:ListBucket"],
            "Resource": bucket_arn,
        },
        {
            "Sid": "Deliver",
            "Effect": "Allow",
            "Action": ["s3:PutObject", "s3:PutObjectAcl"],
            "Resource": f"{bucket_arn}/AWSLogs/{account}/Config/*",
            "Condition": {"StringLike": {"s3:x-amz-acl": "bucket-owner-full-control"}},
        },
        {
            "Sid": "EncryptDeliveries",
            "Effect": "Allow",
            "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
            "Resource": key_arn,
        },
    )


def recorder_bucket_policy(*, bucket: str) -> str:
    """Return the policy of a recorder's bucket: over TLS only. Who writes there does so with its role."""
    bucket_arn = arn("s3", "", "", bucket)
    return document(tls_only("s3:*", [bucket_arn, f"{bucket_arn}/*"]))
