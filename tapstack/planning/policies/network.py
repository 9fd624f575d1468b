"""What may pass a region's gateway endpoints, and who writes its flow logs.

The principal of a gateway endpoint's policy must be `*` (AWS PrivateLink Guide, "Control access to VPC
endpoints using endpoint policies", principals for gateway endpoints). That opens nothing: such a policy
grants no access, it only limits what may go through the endpoint. Whoever asks still needs permissions of
their own.
"""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document


def s3_endpoint_policy(*, account: str) -> str:
    """Return what instances may do in S3 through the endpoint: read everywhere, write to this account alone.

    Packages, container layers and agents come from buckets of AWS and of others, some of them without
    credentials (AWS PrivateLink Guide, "Gateway endpoints for Amazon S3": services that need a bucket), so
    reading stays open, as it is on the way through a NAT gateway. Nothing can be carried into a bucket of
    another account.
    """
    everything = arn("s3", "", "", "*")
    return document(
        {
            "Sid": "ReadPackages",
            "Effect": "Allow",
            "Principal": "*",
            "Action": ["s3:GetObject", "s3:ListBucket"],
            "Resource": everything,
        },
        {
            "Sid": "UseOwnBuckets",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:*",
            "Resource": everything,
            "Condition": {"StringEquals": {"aws:ResourceAccount": account}},
        },
    )


def dynamodb_endpoint_policy(*, account: str, region: str, prefix: str) -> str:
    """Return what instances may do in DynamoDB through the endpoint: use this platform's tables alone."""
    return document(
        {
            "Sid": "UseOwnTables",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "dynamodb:*",
            "Resource": arn("dynamodb", region, account, f"table/{prefix}-*"),
        }
    )


def flow_log_trust_policy(*, account: str, region: str) -> str:
    """Return who may take the role of a region's flow logs: that service, for this account's flow logs there.

    Source: VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
    """
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "vpc-flow-logs.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": arn("ec2", region, account, "vpc-flow-log/*")},
            },
        }
    )


def flow_log_policy(*, account: str, region: str, log_group: str) -> str:
    """Return what flow logs may do: write to their own log group; listing groups knows no smaller resource.

    Source: as of `flow_log_trust_policy`. Its `logs:CreateLogGroup` is left out: the group stands, encrypted,
    and one that the service made in its place would not be.
    """
    return document(
        {
            "Sid": "WriteFlowLogs",
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            "Resource": [
                arn("logs", region, account, f"log-group:{log_group}"),
                arn("logs", region, account, f"log-group:{log_group}:log-stream:*"),
            ],
        },
        {
            "Sid": "FindLogGroup",
            "Effect": "Allow",
            "Action": "logs:DescribeLogGroups",
            "Resource": arn("logs", region, account, "log-group:*"),
        },
    )
