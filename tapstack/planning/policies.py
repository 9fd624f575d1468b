"""Policy documents: the keys', the instances', the log bucket's, the topic's.

Every document is JSON text with sorted keys, so that the same plan gives the same text. No statement allows
the bare principal `*`; the resource `*` stands only where it means "this key" (a key policy) or where the
service's actions know no resource (Session Manager's channels).
"""

from __future__ import annotations

import json
from collections.abc import Sequence

PARTITION = "aws"
"""The settings know the regions of the commercial partition only."""

Statement = dict[str, object]

_USE_KEY = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


def key_policy(*, account: str, region: str, prefix: str, autoscaling_role_arn: str) -> str:
    """Return the key policy of one region's key or replica.

    A replica has a policy of its own (KMS Developer Guide, "Multi-Region keys in AWS KMS": the key policy is
    not a shared property), so each names the principals of its own region only:

    * the account, which can always mend the policy and lets IAM policies grant use of the key: that is what
      RDS and Secrets Manager need, as they act with the deployer's permissions;
    * CloudWatch Logs of the region, for this platform's log groups only (CloudWatch Logs User Guide, "Encrypt
      log data in CloudWatch Logs using AWS KMS");
    * Auto Scaling's service-linked role, to use the key and to grant it to EC2 for the volumes of new
      instances (EC2 Auto Scaling User Guide, "Required AWS KMS key policy for use with encrypted volumes");
    * CloudWatch, to publish this platform's alarms to the encrypted topic (SNS Developer Guide, "Enable
      compatibility between event sources from AWS services and encrypted topics").
    """
    return _document(
        {
            "Sid": "AccountAdministersKey",
            "Effect": "Allow",
            "Principal": {"AWS": _arn("iam", "", account, "root")},
            "Action": "kms:*",
            "Resource": "*",
        },
        {
            "Sid": "CloudWatchLogsOfThisRegion",
            "Effect": "Allow",
            "Principal": {"Service": f"logs.{region}.amazonaws.com"},
            "Action": [
                "kms:Encrypt*",
                "kms:Decrypt*",
                "kms:ReEncrypt*",
                "kms:GenerateDataKey*",
                "kms:Describe*",
            ],
            "Resource": "*",
            "Condition": {
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        _arn("logs", region, account, f"log-group:{prefix}-*"),
                        _arn("logs", region, account, f"log-group:{database_log_group(prefix + '-*', '*')}"),
                    ]
                }
            },
        },
        {
            "Sid": "AutoScalingUsesKey",
            "Effect": "Allow",
            "Principal": {"AWS": autoscaling_role_arn},
            "Action": _USE_KEY,
            "Resource": "*",
        },
        {
            "Sid": "AutoScalingGrantsKeyToVolumes",
            "Effect": "Allow",
            "Principal": {"AWS": autoscaling_role_arn},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
        {
            "Sid": "AlarmsPublishToEncryptedTopic",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": _from_our_alarms(account, region, prefix),
        },
    )


def database_log_group(identifier: str, log: str) -> str:
    """Return the log group to which RDS exports one of an instance's logs: the name is RDS's choice."""
    return f"/aws/rds/instance/{identifier}/{log}"


def instance_trust_policy() -> str:
    """Return who may take the instances' role: EC2."""
    return _document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "ec2.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    )


def instance_policy(*, account: str, region: str, log_group: str) -> str:
    """Return what an instance may do: be reached by Session Manager, and write to its region's log group.

    The Session Manager part is the smallest that works (Systems Manager User Guide, "Create a custom IAM role
    for Session Manager"). The managed policy AmazonSSMManagedInstanceCore would also let it read every
    parameter of the account.
    """
    return _document(
        {
            "Sid": "SessionManager",
            "Effect": "Allow",
            "Action": [
                "ssm:UpdateInstanceInformation",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:RequestedRegion": region}},
        },
        {
            "Sid": "WriteOwnLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [
                _arn("logs", region, account, f"log-group:{log_group}"),
                _arn("logs", region, account, f"log-group:{log_group}:log-stream:*"),
            ],
        },
    )


def log_bucket_policy(*, bucket: str, account: str) -> str:
    """Return the policy of a bucket for one region's access logs.

    Admits the log delivery of Elastic Load Balancing, into this account's own folder, and refuses whatever
    doesn't come over TLS. The service principal is the one for every region; the older policies, with an
    account number for each region, are legacy and don't work in regions opened since August 2022 (Elastic
    Load Balancing User Guide, "Enable access logs for your Application Load Balancer").
    """
    return _document(
        {
            "Sid": "DeliverAccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": _arn("s3", "", "", f"{bucket}/AWSLogs/{account}/*"),
        },
        _tls_only("s3:*", [_arn("s3", "", "", bucket), _arn("s3", "", "", f"{bucket}/*")]),
    )


def topic_policy(*, topic_arn: str, account: str, region: str, prefix: str) -> str:
    """Return the policy of a region's topic: this platform's alarms of that region publish, over TLS only.

    The account itself publishes and subscribes by its IAM policies, which need no statement here.
    """
    return _document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": _from_our_alarms(account, region, prefix),
        },
        _tls_only("sns:Publish", [topic_arn]),
    )


def _from_our_alarms(account: str, region: str, prefix: str) -> Statement:
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": _arn("cloudwatch", region, account, f"alarm:{prefix}-*")},
    }


def _tls_only(action: str, resources: Sequence[str]) -> Statement:
    return {
        "Sid": "RefusePlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def _arn(service: str, region: str, account: str, resource: str) -> str:
    return f"arn:{PARTITION}:{service}:{region}:{account}:{resource}"


def _document(*statements: Statement) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)
