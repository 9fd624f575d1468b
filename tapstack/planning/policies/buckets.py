"""Who may do what in the platform's buckets."""

from __future__ import annotations

from tapstack.planning.policies.document import arn, document, tls_only


def log_bucket_policy(*, bucket: str, account: str) -> str:
    """Return the policy of a bucket for one region's access logs.

    Admits the log delivery of Elastic Load Balancing, into this account's own folder, and refuses whatever
    doesn't come over TLS. The service principal is the one for every region; the older policies, with an
    account number for each region, are legacy and don't work in regions opened since August 2022 (Elastic
    Load Balancing User Guide, "Enable access logs for your Application Load Balancer").
    """
    return document(
        {
            "Sid": "DeliverAccessLogs",
            "Effect": "Allow",
            "Principal": {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": arn("s3", "", "", f"{bucket}/AWSLogs/{account}/*"),
        },
        tls_only("s3:*", [arn("s3", "", "", bucket), arn("s3", "", "", f"{bucket}/*")]),
    )
