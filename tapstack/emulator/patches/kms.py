"""Multi-Region keys (seen in moto 5.2.5).

- their ids are `mrk-` and a UUID with its hyphens, where AWS has 32 hex digits;
- `ReplicateKey` copies the primary but shares its aliases and its description of the key family, so that the
  primary turns into a replica and an alias of one region is taken in all;
- it crashes on a key ARN, which AWS takes;
- it drops the policy, description and tags given for the replica.
"""

from __future__ import annotations

import json
from copy import copy
from typing import Any

from moto.kms import models
from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse


def apply() -> None:
    """Give multi-Region keys AWS's ids, and replicas a life of their own."""
    _mend_ids()
    KmsBackend.replicate_key = _replicate_key
    KmsBackend.describe_key = _describe_key
    original = KmsResponse.replicate_key

    def replicate_key(self: KmsResponse) -> str:
        asked = json.loads(self.body)
        asked["KeyId"] = self.kms_backend.get_key_id(asked["KeyId"])
        self.body = json.dumps(asked)
        answer = original(self)
        _take_arguments(self.kms_backend, asked)
        return answer

    KmsResponse.replicate_key = replicate_key


def _mend_ids() -> None:
    module: Any = models  # a name that the module imports is there to be replaced in it
    generate, validate = module.generate_key_id, KmsResponse._validate_cmk_id  # pyright: ignore[reportPrivateUsage]

    def generate_key_id(multi_region: bool = False) -> str:
        return f"mrk-{generate().replace('-', '')}" if multi_region else generate()

    def validate_key_id(self: KmsResponse, key_id: str) -> None:
        if key_id not in self.kms_backend.keys:  # AWS's form is unknown to moto's own check
            validate(self, key_id)

    module.generate_key_id = generate_key_id
    KmsResponse._validate_cmk_id = validate_key_id  # pyright: ignore[reportPrivateUsage]


def _replicate_key(self: KmsBackend, key_id: str, replica_region: str) -> Key:
    primary = self.keys[key_id]
    replica = copy(primary)
    replica.region = replica_region
    replica.arn = primary.arn.replace(self.region_name, replica_region)
    replica.aliases, replica.grants = {}, {}
    family = primary.multi_region_configuration
    if all(known["Region"] != replica_region for known in family["ReplicaKeys"]):
        family["ReplicaKeys"].append({"Arn": replica.arn, "Region": replica_region})
    replica.multi_region_configuration = {**family, "MultiRegionKeyType": "REPLICA"}
    _backend_in(self, replica_region).keys[key_id] = replica
    return replica


def _describe_key(self: KmsBackend, key_id: str) -> Key:
    return self.keys[self.any_id_to_key_id(key_id)]


def _take_arguments(backend: KmsBackend, asked: dict[str, Any]) -> None:
    there = _backend_in(backend, asked["ReplicaRegion"])
    replica = there.keys[asked["KeyId"]]
    replica.policy = asked.get("Policy") or replica.generate_default_policy()
    replica.description = asked.get("Description", replica.description)
    if asked.get("Tags"):
        there.tagger.tag_resource(replica.id, asked["Tags"])


def _backend_in(backend: KmsBackend, region: str) -> KmsBackend:
    return kms_backends[backend.account_id][region]
