"""The policy of a region's key."""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document, from_our_alarms

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
    return document(
        {
            "Sid": "AccountAdministersKey",
            "Effect": "Allow",
            "Principal": {"AWS": arn("iam", "", account, "root")},
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
                        arn("logs", region, account, f"log-group:{prefix}-*"),
                        arn("logs", region, account, f"log-group:{database_log_group(prefix + '-*', '*')}"),
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
            "Condition": from_our_alarms(account, region, prefix),
        },
    )


def database_log_group(identifier: str, log: str) -> str:
    """Return the log group to which RDS exports one of an instance's logs: the name is RDS's choice."""
    return f"/aws/rds/instance/{identifier}/{log}"
