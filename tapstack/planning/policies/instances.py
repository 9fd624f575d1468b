"""What a region's instances may do."""

from __future__ import annotations

from collections.abc import Sequence

from tapstack.planning.policies.document import Statement, arn, document


def instance_policy(*, account: str, region: str, log_group: str, data: Sequence[Statement] = ()) -> str:
    """Return what an instance may do: be reached by Session Manager, and write to its region's log group.

    `data` are the statements that let it use the platform's data, if there is any.

    The Session Manager part is the smallest that works (Systems Manager User Guide, "Create a custom IAM role
    for Session Manager"). The managed policy AmazonSSMManagedInstanceCore would also let it read every
    parameter of the account.
    """
    return document(
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
                arn("logs", region, account, f"log-group:{log_group}"),
                arn("logs", region, account, f"log-group:{log_group}:log-stream:*"),
            ],
        },
        *data,
    )
