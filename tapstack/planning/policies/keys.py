"""The policies of the platform's keys: of each region's, and of the trail's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tapstack.planning.policies.document import (
    Statement,
    arn,
    document,
    from_budgets,
    from_our_alarms,
)

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

WEB_ACL_LOGS = "aws-waf-logs-"
"""How the log group of a web ACL must begin (WAF Developer Guide, "Sending web ACL traffic logs to an Amazon
CloudWatch Logs log group")."""

_USE_KEY = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


@dataclass(frozen=True)
class KeyUses:
    """What a region's key is used for beyond what every platform has."""

    web_acl_logs: bool = False
    budget_alarms: bool = False


_PLAIN = KeyUses()


def key_uses(settings: TapSettings, region: str) -> KeyUses:
    """Return what the settings have a region's key used for."""
    home = region == settings.primary_region
    return KeyUses(
        web_acl_logs=settings.edge.waf,
        budget_alarms=home and settings.compliance.monthly_budget_usd is not None,
    )


def key_policy(
    *, account: str, region: str, prefix: str, autoscaling_role_arn: str, uses: KeyUses = _PLAIN
) -> str:
    """Return the key policy of one region's key or replica.

    A replica has a policy of its own (KMS Developer Guide, "Multi-Region keys in AWS KMS": the key policy is
    not a shared property), so each names the principals of its own region only:

    * the account, which can always mend the policy and lets IAM policies grant use of the key;
    * CloudWatch Logs of the region, for this platform's log groups only (CloudWatch Logs User Guide, "Encrypt
      log data in CloudWatch Logs using AWS KMS");
    * Auto Scaling's service-linked role, to use the key and to grant it to EC2 for the volumes of new
      instances (EC2 Auto Scaling User Guide, "Required AWS KMS key policy for use with encrypted volumes");
    * CloudWatch, to publish this platform's alarms to the encrypted topic (SNS Developer Guide, "Enable
      compatibility between event sources from AWS services and encrypted topics");
    * Budgets, where this region's topic gets the budget's alarms (Cost Management User Guide, "Creating an
      Amazon SNS topic for budget notifications").

    Nobody else needs a statement. RDS, Secrets Manager, DynamoDB and S3 use the key with the permissions of
    who calls them, and for themselves by grants that they create in the caller's name: the deployer's IAM
    policies decide, or those of the instances' role (RDS User Guide, "AWS KMS key management"; Secrets
    Manager User Guide, "Secret encryption and decryption in AWS Secrets Manager"; DynamoDB Developer Guide,
    "DynamoDB encryption at rest: How it works"). AWS Config delivers with its role, whose policy grants the
    key (AWS Config Developer Guide, "Permissions for the IAM Role Assigned to AWS Config"). CloudTrail has a
    key of its own, and flow logs come through CloudWatch Logs.
    """
    return document(
        _account_administers(account),
        _log_groups(account, region, prefix, web_acl_logs=uses.web_acl_logs),
        *_autoscaling(autoscaling_role_arn),
        {
            "Sid": "AlarmsPublishToEncryptedTopic",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
            "Resource": "*",
            "Condition": from_our_alarms(account, region, prefix),
        },
        *([_budget_alarms(account)] if uses.budget_alarms else []),
    )


def trail_key_policy(*, account: str, region: str, trail: str) -> str:
    """Return the policy of the key that one trail's files are encrypted under.

    CloudTrail may make data keys for this trail alone, and look at the key. It needn't decrypt, as the bucket
    has no bucket key; who reads the files needs `kms:Decrypt` by an IAM policy (CloudTrail User Guide,
    "Configure AWS KMS key policies for CloudTrail").
    """
    trail_arn = arn("cloudtrail", region, account, f"trail/{trail}")
    return document(
        _account_administers(account),
        {
            "Sid": "CloudTrailEncryptsFiles",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "kms:GenerateDataKey*",
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:SourceArn": trail_arn},
                "StringLike": {
                    "kms:EncryptionContext:aws:cloudtrail:arn": arn(
                        "cloudtrail", "*", account, f"trail/{trail}"
                    )
                },
            },
        },
        {
            "Sid": "CloudTrailLooksAtKey",
            "Effect": "Allow",
            "Principal": {"Service": "cloudtrail.amazonaws.com"},
            "Action": "kms:DescribeKey",
            "Resource": "*",
            "Condition": {"StringEquals": {"aws:SourceArn": trail_arn}},
        },
    )


def database_log_group(identifier: str, log: str) -> str:
    """Return the log group to which RDS exports one of an instance's logs: the name is RDS's choice."""
    return f"/aws/rds/instance/{identifier}/{log}"


def _account_administers(account: str) -> Statement:
    return {
        "Sid": "AccountAdministersKey",
        "Effect": "Allow",
        "Principal": {"AWS": arn("iam", "", account, "root")},
        "Action": "kms:*",
        "Resource": "*",
    }


def _log_groups(account: str, region: str, prefix: str, *, web_acl_logs: bool) -> Statement:
    groups = [f"{prefix}-*", database_log_group(f"{prefix}-*", "*")]
    if web_acl_logs:
        groups.append(f"{WEB_ACL_LOGS}{prefix}-*")
    return {
        "Sid": "CloudWatchLogsOfThisRegion",
        "Effect": "Allow",
        "Principal": {"Service": f"logs.{region}.amazonaws.com"},
        "Action": ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
        "Resource": "*",
        "Condition": {
            "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": [
                    arn("logs", region, account, f"log-group:{group}") for group in groups
                ]
            }
        },
    }


def _autoscaling(role_arn: str) -> tuple[Statement, Statement]:
    return (
        {
            "Sid": "AutoScalingUsesKey",
            "Effect": "Allow",
            "Principal": {"AWS": role_arn},
            "Action": _USE_KEY,
            "Resource": "*",
        },
        {
            "Sid": "AutoScalingGrantsKeyToVolumes",
            "Effect": "Allow",
            "Principal": {"AWS": role_arn},
            "Action": "kms:CreateGrant",
            "Resource": "*",
            "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
        },
    )


def _budget_alarms(account: str) -> Statement:
    return {
        "Sid": "BudgetsPublishToEncryptedTopic",
        "Effect": "Allow",
        "Principal": {"Service": "budgets.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": from_budgets(account),
    }
