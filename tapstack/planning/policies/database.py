"""Who reports on a region's database instance, and what that role may do."""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document

_LOG_GROUP = "RDSOSMetrics"
"""Where enhanced monitoring writes to, in every region: the name is RDS's choice."""


def instance_arn(*, account: str, region: str, identifier: str) -> str:
    """Return the ARN of a database instance: RDS makes it of nothing but its names."""
    return arn("rds", region, account, f"db:{identifier}")


def monitoring_trust_policy(*, account: str, region: str, identifier: str) -> str:
    """Return who may take the role: enhanced monitoring, on behalf of this one instance.

    Source: RDS User Guide, "Setting up and enabling Enhanced Monitoring", "Protecting against the confused
    deputy problem".
    """
    source = instance_arn(account=account, region=region, identifier=identifier)
    return document(
        {
            "Effect": "Allow",
            "Principal": {"Service": "monitoring.rds.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnEquals": {"aws:SourceArn": source},
            },
        }
    )


def monitoring_policy(*, account: str, region: str) -> str:
    """Return what enhanced monitoring may do: write its log group, in this account's region.

    The actions are those of the managed policy AmazonRDSEnhancedMonitoringRole (AWS Managed Policy
    Reference), which allows them for every log group of every region whose name begins with RDS.
    """
    return document(
        {
            "Sid": "KeepLogGroup",
            "Effect": "Allow",
            "Action": ["logs:CreateLogGroup", "logs:PutRetentionPolicy"],
            "Resource": [
                arn("logs", region, account, f"log-group:{_LOG_GROUP}"),
                arn("logs", region, account, f"log-group:{_LOG_GROUP}:*"),
            ],
        },
        {
            "Sid": "WriteMetrics",
            "Effect": "Allow",
            "Action": [
                "logs:CreateLogStream",
                "logs:DescribeLogStreams",
                "logs:GetLogEvents",
                "logs:PutLogEvents",
            ],
            "Resource": [
                arn("logs", region, account, f"log-group:{_LOG_GROUP}"),
                arn("logs", region, account, f"log-group:{_LOG_GROUP}:log-stream:*"),
            ],
        },
    )
