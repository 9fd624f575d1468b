"""What policy documents are made of: statements, ARNs, and the text that AWS is given."""

from __future__ import annotations

import json
from collections.abc import Sequence

PARTITION = "aws"
"""The settings know the regions of the commercial partition only."""

Statement = dict[str, object]


def document(*statements: Statement) -> str:
    """Return the document as JSON text with sorted keys: the same plan gives the same text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, sort_keys=True)


def arn(service: str, region: str, account: str, resource: str) -> str:
    """Return an ARN; global services have an empty region, S3 an empty account, too."""
    return f"arn:{PARTITION}:{service}:{region}:{account}:{resource}"


def tls_only(action: str, resources: Sequence[str]) -> Statement:
    """Return the statement that refuses whatever does not come over TLS."""
    return {
        "Sid": "RefusePlainHttp",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": list(resources),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def from_our_alarms(account: str, region: str, prefix: str) -> Statement:
    """Return the condition that only this platform's alarms of one region fulfil."""
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": arn("cloudwatch", region, account, f"alarm:{prefix}-*")},
    }


def from_budgets(account: str) -> Statement:
    """Return the condition that only AWS Budgets fulfils, for this account."""
    return {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": arn("budgets", "", account, "*")},
    }


def service_trust_policy(service: str) -> str:
    """Return who may take a role: one AWS service, such as `ec2.amazonaws.com`."""
    return document({"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"})
