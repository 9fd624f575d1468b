"""A small stack as `pulumi stack export` and as `pulumi preview --json` would write it.

Made by hand after `ResourceV3`, `DeploymentV3` and `PreviewDigest` of pulumi/pulumi (`sdk/go/common/apitype`,
`pkg/display`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeAlias

Raw: TypeAlias = dict[str, Any]

SIGNATURE = "4dabf18193072939515e22adb298388d"
UNKNOWN_ON_THE_WIRE = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
ACCOUNT = "123456789012"
PASSWORD = "correct-horse-battery"


def urn(type_token: str, name: str, parents: str = "") -> str:
    return f"urn:pulumi:prod::shop::{parents}{type_token}::{name}"


STACK = urn("pulumi:pulumi:Stack", "shop-prod")
DEFAULT = urn("pulumi:providers:aws", "default_6_83_0")
WEST = urn("pulumi:providers:aws", "west")
HOME = urn("shop:index:Home", "home")
KEY = urn("aws:kms/key:Key", "data", "shop:index:Home$")
DATABASE = urn("aws:rds/instance:Instance", "database")
LOGS = urn("aws:cloudwatch/logGroup:LogGroup", "logs")


def encrypted(text: str = "AAABAKx8==") -> Raw:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": text}


def in_clear(value: object) -> Raw:
    return {SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": json.dumps(value)}


def asset(**fields: object) -> Raw:
    return {SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "hash": "9f86d0", **fields}


def archive(**fields: object) -> Raw:
    return {SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "hash": "60303a", **fields}


def reference(to: str, of: str) -> Raw:
    return {SIGNATURE: "5cf8f73096256a8f31e491e813e4eb8e", "urn": to, "id": of, "packageVersion": ""}


def state(to: str, *, provider: str = DEFAULT, **other: Any) -> Raw:
    """A custom resource under the stack, made by the provider."""
    type_token = to.split("::")[2].rpartition("$")[2]
    return {
        "urn": to,
        "custom": True,
        "type": type_token,
        "parent": STACK,
        "provider": f"{provider}::9a1bf2c5-1d2f-4a3b-8c6d-0e1f2a3b4c5d",
        "created": "2026-01-31T10:00:00Z",
        "modified": "2026-01-31T10:00:00Z",
        **other,
    }


def arn(service: str, rest: str, region: str = "us-east-1") -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


KEY_ARN = arn("kms", "key/c585fb42-fec3-48ea-8ea3-3ed63a163195")


def deployed() -> list[Raw]:
    """The resources as they stand."""
    config = {"region": "us-east-1", "version": "6.83.0"}
    return [
        {
            "urn": STACK,
            "custom": False,
            "type": "pulumi:pulumi:Stack",
            "outputs": {"endpoint": "db.example:3306", "password": encrypted(), "ports": [80, 443]},
        },
        {
            "urn": DEFAULT,
            "custom": True,
            "id": "9a1bf2c5-1d2f-4a3b-8c6d-0e1f2a3b4c5d",
            "type": "pulumi:providers:aws",
            "parent": STACK,
            "inputs": {"__internal": {}, **config},
            "outputs": config,
        },
        {
            "urn": WEST,
            "custom": True,
            "id": "1ab8f1d2-0000-4a3b-8c6d-0e1f2a3b4c5d",
            "type": "pulumi:providers:aws",
            "parent": STACK,
            "inputs": {"region": "us-west-2", "defaultTags": '{"tags":{"Owner":"shop"}}'},
            "outputs": {"region": "us-west-2"},
        },
        {"urn": HOME, "custom": False, "type": "shop:index:Home", "parent": STACK},
        state(
            KEY,
            id="c585fb42-fec3-48ea-8ea3-3ed63a163195",
            parent=HOME,
            protect=True,
            inputs={"__defaults": ["bypassPolicyLockoutSafetyCheck"], "enableKeyRotation": True},
            outputs={
                "__meta": '{"schema_version":"0"}',
                "__pulumi_raw_state_delta": {"obj": {}},
                "arn": KEY_ARN,
                "enableKeyRotation": True,
                "keyId": "c585fb42-fec3-48ea-8ea3-3ed63a163195",
            },
            sourcePosition="project:///infra/keys.py#14,9",
        ),
        state(
            DATABASE,
            id="db-G2XM7YO3OSSVX0ALK83PWI15VW",
            inputs={
                "__defaults": [],
                "allocatedStorage": 20,
                "engine": "mysql",
                "kmsKeyId": KEY_ARN,
                "password": encrypted(),
                "storageEncrypted": True,
            },
            outputs={
                "arn": arn("rds", "db:database"),
                "engine": "mysql",
                "kmsKeyId": KEY_ARN,
                "password": encrypted(),
                "masterUserSecrets": [],
                "token": "told-by-the-provider",
            },
            dependencies=[KEY],
            propertyDependencies={"kmsKeyId": [KEY], "engine": None, "password": []},
            additionalSecretOutputs=["token", "notThere"],
            ignoreChanges=["engineVersion"],
            aliases=[urn("aws:rds/instance:Instance", "db")],
            retainOnDelete=True,
            sourcePosition="project:///__main__.py#7",
        ),
        state(
            LOGS,
            provider=WEST,
            id="/shop/web",
            inputs={"name": "/shop/web", "retentionInDays": 30},
            outputs={"arn": arn("logs", "log-group:/shop/web", "us-west-2"), "name": "/shop/web"},
        ),
        state(
            urn("aws:lambda/function:Function", "worker"),
            id="worker",
            inputs={
                "code": archive(assets={"index.py": asset(text="print('hello')")}),
                "environment": {"variables": {"TOKEN": encrypted(), "TIMEOUT": "30"}},
                "layers": [reference(urn("aws:lambda/layerVersion:LayerVersion", "layer"), "layer:1")],
                "memorySize": {SIGNATURE: "7eb310220ed6211bd6f147f2a75bfbb6", "value": "128"},
            },
            outputs={"arn": arn("lambda", "function:worker")},
        ),
        state(
            urn("aws:iam/role:Role", "reader"),
            id="reader",
            inputs={"assumeRolePolicy": "{}"},
            outputs={"arn": f"arn:aws:iam::{ACCOUNT}:role/reader", "name": "reader"},
        ),
        state(
            urn("aws:ec2/vpc:Vpc", "shared"),
            id="vpc-0a1b2c3d4e5f60718",
            external=True,
            outputs={"cidrBlock": "10.0.0.0/16", "region": "eu-west-1"},
        ),
        state(LOGS, delete=True, id="/shop/old", inputs={"name": "/shop/old"}, outputs={}),
        state(urn("aws:sns/topic:Topic", "gone"), pendingReplacement=True, inputs={}, outputs={}),
        state(
            urn("random:index/randomId:RandomId", "suffix"),
            provider=urn("pulumi:providers:random", "default_4_18_0"),
            id="q83v",
            inputs={"byteLength": 2},
            outputs={"hex": "abcd"},
            initErrors=["it could not be read back"],
        ),
    ]


def export(*resources: Raw) -> Raw:
    """`pulumi stack export`."""
    return {
        "version": 3,
        "deployment": {
            "manifest": {"time": "2026-01-31T10:00:00Z", "magic": "f1c2", "version": "v3.150.0"},
            "secrets_providers": {"type": "passphrase", "state": {"salt": "v1:abc"}},
            "resources": list(resources) or deployed(),
            "metadata": {},
        },
    }


def planned() -> list[Raw]:
    """The new states that a preview of the same stack shows: ids and what comes of them are unknown."""
    unknown_config = {"region": "us-east-1", "version": "6.83.0"}
    to_be: list[Raw] = [
        {"urn": STACK, "custom": False, "type": "pulumi:pulumi:Stack", "outputs": {}},
        {"urn": DEFAULT, "custom": True, "type": "pulumi:providers:aws", "inputs": unknown_config},
        state(KEY, parent=HOME, inputs={"enableKeyRotation": True}, outputs={"arn": UNKNOWN_ON_THE_WIRE}),
        state(
            DATABASE,
            inputs={"engine": "mysql", "kmsKeyId": UNKNOWN_ON_THE_WIRE, "password": "[secret]"},
            outputs={"endpoint": UNKNOWN_ON_THE_WIRE, "engine": "mysql", "password": "[secret]"},
            dependencies=[KEY],
            propertyDependencies={"kmsKeyId": [KEY]},
        ),
        state(LOGS, inputs={"name": f"/shop/{UNKNOWN_ON_THE_WIRE}", "tags": [UNKNOWN_ON_THE_WIRE]}),
    ]
    for each in to_be:
        if "provider" in each:
            each["provider"] = f"{DEFAULT}::{UNKNOWN_ON_THE_WIRE}"
    return to_be


def step(op: str, new: Raw | None = None, old: Raw | None = None) -> Raw:
    states = {"newState": new, "oldState": old}
    told = {name: one for name, one in states.items() if one is not None}
    return {"op": op, "urn": next(iter(told.values()))["urn"], **told, "diffReasons": None}


def preview(*steps: Raw, **other: Any) -> Raw:
    """`pulumi preview --json`."""
    given = list(steps) or [step("create", new) for new in planned()]
    return {
        "config": {"aws:region": "us-east-1", "shop:password": "[secret]"},
        "steps": given,
        "duration": 2_000_000_000,
        "changeSummary": {"create": len(given)},
        **other,
    }


def written(document: object, path: Path) -> Path:
    """The document in a file; a text as it is."""
    text = document if isinstance(document, str) else json.dumps(document, indent=4)
    path.write_text(text, encoding="utf-8")
    return path
