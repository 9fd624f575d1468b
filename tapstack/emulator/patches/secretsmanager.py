"""Replicas of secrets (seen in moto 5.2.5).

- a replica's ARN has its region wherever the primary's has the primary's, in the secret's name, too;
- a replica forgets the key that it was asked to be under, and says the primary's;
- a replica refuses to tell its resource policy, which is the primary's (Secrets Manager User Guide,
  "Replicate AWS Secrets Manager secrets across Regions").
"""

from __future__ import annotations

import json
from typing import Any

from moto.secretsmanager.models import FakeSecret, ReplicaSecret, SecretsManagerBackend


def apply() -> None:
    """Give each replica its own ARN and key, and let the policy be read."""
    _keep_names()
    _keep_keys()
    _tell_policies()


def _keep_names() -> None:
    make = ReplicaSecret.__init__

    def init(
        self: ReplicaSecret,
        source: FakeSecret,
        region: str,
        status: str | None = None,
        message: str | None = None,
    ) -> None:
        make(self, source, region, status, message)
        self.arn = source.arn.replace(f":{source.region}:", f":{region}:")

    ReplicaSecret.__init__ = init


def _keep_keys() -> None:
    create, describe = FakeSecret.create_replicas, ReplicaSecret.to_dict

    def create_replicas(
        self: FakeSecret, replica_regions: list[dict[str, str]], force_overwrite: bool
    ) -> list[ReplicaSecret]:
        replicas = create(self, replica_regions, force_overwrite)
        for replica, asked in zip(replicas, replica_regions, strict=True):
            replica.config["KmsKeyId"] = asked.get("KmsKeyId", SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS)
        return replicas

    def to_dict(self: ReplicaSecret) -> dict[str, Any]:
        described = {key: value for key, value in describe(self).items() if key != "KmsKeyId"}
        key = self.config["KmsKeyId"]
        return (
            described
            if key == SecretsManagerBackend.DEFAULT_KMS_KEY_ALIAS
            else {**described, "KmsKeyId": key}
        )

    FakeSecret.create_replicas = create_replicas
    ReplicaSecret.to_dict = to_dict


def _tell_policies() -> None:
    read = SecretsManagerBackend.get_resource_policy

    def get_resource_policy(self: SecretsManagerBackend, secret_id: str) -> str:
        secret = self.secrets.get(secret_id)
        if not isinstance(secret, ReplicaSecret):
            return read(self, secret_id)
        answer = {"ARN": secret.arn, "Name": secret.name, "ResourcePolicy": secret.source.policy}
        return json.dumps({key: value for key, value in answer.items() if value is not None})

    SecretsManagerBackend.get_resource_policy = get_resource_policy
