"""Who may write the logs of a region's web ACL."""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document


def web_acl_log_policy(*, account: str, region: str, log_group: str) -> str:
    """Return the resource policy of CloudWatch Logs that admits the log delivery to one log group.

    Without a policy of ours WAF would write one for all web ACLs of the account, `AWSWAF-LOGS`, which
    outlives them and can get too long (WAF Developer Guide, "Sending web ACL traffic logs to an Amazon
    CloudWatch Logs log group"; terraform-provider-aws, `aws_wafv2_web_acl_logging_configuration`).
    """
    return document(
        {
            "Sid": "DeliverWebAclLogs",
            "Effect": "Allow",
            "Principal": {"Service": "delivery.logs.amazonaws.com"},
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": arn("logs", region, account, f"log-group:{log_group}:log-stream:*"),
            "Condition": {
                "StringEquals": {"aws:SourceAccount": account},
                "ArnLike": {"aws:SourceArn": arn("logs", region, account, "*")},
            },
        }
    )
