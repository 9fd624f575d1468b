"""What it takes to use the table of sessions."""

from __future__ import annotations

from tapstack.planning.policies.document import Statement


def use_sessions(*, table_arn: str, key_arn: str, region: str) -> list[Statement]:
    """Return what lets a role read and write single items of one region's replica, by their keys.

    It can't list the table, nor change or delete it. DynamoDB uses the table's key in the caller's name, so
    the caller needs the key, too: through DynamoDB of this region only (DynamoDB Developer Guide, "DynamoDB
    encryption at rest: How it works"). The grants with which DynamoDB looks after the table in the background
    are made by who makes the table.
    """
    return [
        {
            "Sid": "UseSessions",
            "Effect": "Allow",
            "Action": [
                "dynamodb:BatchGetItem",
                "dynamodb:BatchWriteItem",
                "dynamodb:ConditionCheckItem",
                "dynamodb:DeleteItem",
                "dynamodb:GetItem",
                "dynamodb:PutItem",
                "dynamodb:UpdateItem",
            ],
            "Resource": table_arn,
        },
        {
            "Sid": "UseKeyOfSessions",
            "Effect": "Allow",
            "Action": [
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:Encrypt",
                "kms:GenerateDataKey*",
                "kms:ReEncrypt*",
            ],
            "Resource": key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"dynamodb.{region}.amazonaws.com"}},
        },
    ]
