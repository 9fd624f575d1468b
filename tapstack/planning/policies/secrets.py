"""What it takes to read a secret."""

from __future__ import annotations

from tapstack.planning.policies.document import Statement


def read_secret(*, secret_arn: str, key_arn: str, region: str) -> list[Statement]:
    """Return what lets a role read one region's copy of a secret, and nothing else of that region's key.

    Secrets Manager decrypts in the reader's name, so the reader needs the key, too: through Secrets Manager
    of this region only (Secrets Manager User Guide, "Secret encryption and decryption in AWS Secrets
    Manager"). Clients that cache describe the secret to learn of a new version.
    """
    return [
        {
            "Sid": "ReadDatabaseSecret",
            "Effect": "Allow",
            "Action": ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
            "Resource": secret_arn,
        },
        {
            "Sid": "DecryptDatabaseSecret",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            "Condition": {"StringEquals": {"kms:ViaService": f"secretsmanager.{region}.amazonaws.com"}},
        },
    ]
