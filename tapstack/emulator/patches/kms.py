"""Multi-Region keys, key ARNs, and rotation (seen in moto 5.2.5).

- multi-Region keys' ids are `mrk-` and a UUID with its hyphens, where AWS has 32 hex digits;
- `ReplicateKey` copies the primary but shares its aliases and its description of the key family, so that the
  primary turns into a replica and an alias of one region is taken in all;
- it crashes on a key ARN, which AWS takes;
- it drops the policy, description and tags given for the replica;
- to schedule or cancel a deletion, enable or disable crashes on a key ARN, too;
- the period of a key's rotation is dropped, and its status says nothing but whether it is on.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import copy
from typing import Any

from moto.kms import models
from moto.kms.models import Key, KmsBackend, kms_backends
from moto.kms.responses import KmsResponse

_PERIOD = "rotation_period_in_days"
_YEAR = 365


def apply() -> None:
    """Give multi-Region keys AWS's ids, and replicas a life of their own."""
    _mend_ids()
    _mend_rotation()
    _take_arns()
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


def _take_arns() -> None:
    for operation in ("schedule_key_deletion", "cancel_key_deletion", "enable_key", "disable_key"):
        setattr(KmsBackend, operation, _by_id(getattr(KmsBackend, operation)))


def _by_id(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(self: KmsBackend, key_id: str, *args: Any, **kwargs: Any) -> Any:
        return method(self, self.get_key_id(key_id), *args, **kwargs)

    return call


def _mend_rotation() -> None:
    """Keep the period with the key, as a replica shares it (KMS API Reference, GetKeyRotationStatus)."""
    response: Any = KmsResponse
    enable, status = response.enable_key_rotation, response.get_key_rotation_status

    def enable_key_rotation(self: Any) -> str:
        answer: str = enable(self)
        key = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
        setattr(key, _PERIOD, self._get_param("RotationPeriodInDays") or _YEAR)
        return answer

    def get_key_rotation_status(self: Any) -> str:
        answer: dict[str, Any] = json.loads(status(self))
        key = self.kms_backend.keys[self.kms_backend.get_key_id(self._get_param("KeyId"))]
        answer["KeyId"] = key.id
        if answer["KeyRotationEnabled"]:
            answer["RotationPeriodInDays"] = getattr(key, _PERIOD, _YEAR)
        return json.dumps(answer)

    response.enable_key_rotation = enable_key_rotation
    response.get_key_rotation_status = get_key_rotation_status


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
