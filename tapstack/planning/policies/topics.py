"""Who may publish to a region's topic."""

from __future__ import annotations

from tapstack.planning.policies.document import document, from_our_alarms, tls_only


def topic_policy(*, topic_arn: str, account: str, region: str, prefix: str) -> str:
    """Return the policy of a region's topic: this platform's alarms of that region publish, over TLS only.

    The account itself publishes and subscribes by its IAM policies, which need no statement here.
    """
    return document(
        {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {"Service": "cloudwatch.amazonaws.com"},
            "Action": "sns:Publish",
            "Resource": topic_arn,
            "Condition": from_our_alarms(account, region, prefix),
        },
        tls_only("sns:Publish", [topic_arn]),
    )
