"""Advice on encryption, public access and deletion."""

from __future__ import annotations

from typing import Any

import pytest

from tapstack.graph import UNKNOWN, Options
from tests.checks.graphs import EAST, WEST, clean, key, refused, resource

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
INSTANCE = "aws:rds/instance:Instance"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TABLE = "aws:dynamodb/table:Table"
PROD = {"tags": {"Environment": "prod"}}

BAD_AND_GOOD: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    ("encryption-at-rest", INSTANCE, {}, {"storageEncrypted": True}),
    ("encryption-at-rest", INSTANCE, {"storageEncrypted": False}, {"replicateSourceDb": "main"}),
    ("encryption-at-rest", "aws:ebs/volume:Volume", {}, {"encrypted": UNKNOWN}),
    ("encryption-at-rest", "aws:opensearch/domain:Domain", {}, {"encryptAtRest": {"enabled": True}}),
    (
        "volume-encryption",
        TEMPLATE,
        {"blockDeviceMappings": [{"ebs": {"encrypted": "true"}}, {"ebs": {"volumeSize": 8}}]},
        {"blockDeviceMappings": [{"ebs": {"encrypted": "true"}}, {"virtualName": "ephemeral0"}]},
    ),
    (
        "volume-encryption",
        "aws:ec2/instance:Instance",
        {"rootBlockDevice": {"volumeSize": 8}},
        {"rootBlockDevice": {"encrypted": True}},
    ),
    ("public-database", INSTANCE, {"publiclyAccessible": True}, {"publiclyAccessible": False}),
    ("deletion-protection", INSTANCE, PROD, {**PROD, "deletionProtection": True}),
    (
        "deletion-protection",
        INSTANCE,
        {**PROD, "deletionProtection": False},
        {"tags": {"Environment": "dev"}},
    ),
    ("deletion-protection", TABLE, PROD, {**PROD, "deletionProtectionEnabled": UNKNOWN}),
    ("final-snapshot", INSTANCE, {**PROD, "skipFinalSnapshot": True}, {"skipFinalSnapshot": True}),
    ("final-snapshot", INSTANCE, PROD, {**PROD, "finalSnapshotIdentifier": "last"}),
    (
        "final-snapshot",
        INSTANCE,
        {**PROD, "skipFinalSnapshot": True, "finalSnapshotIdentifier": "last"},
        {**PROD, "replicateSourceDb": "main", "skipFinalSnapshot": True},
    ),
    (
        "force-destroy",
        "aws:s3/bucket:Bucket",
        {**PROD, "forceDestroy": True},
        {**PROD, "forceDestroy": False},
    ),
    (
        "force-destroy",
        "aws:s3/bucket:Bucket",
        {"tags": {"env": "Production"}, "forceDestroy": True},
        {"tags": {"env": "stg"}, "forceDestroy": True},
    ),
]


@BOTH
@pytest.mark.parametrize(("rule_id", "type_token", "bad", "good"), BAD_AND_GOOD)
def test_one_resource_by_itself(
    rule_id: str, type_token: str, bad: dict[str, Any], good: dict[str, Any], plan: bool
) -> None:
    made = None if plan else "id-1"
    wrong = resource(type_token, "one", EAST, bad, id=made)
    refused(rule_id, wrong, at=wrong)
    clean(rule_id, resource(type_token, "one", EAST, good, id=made))


def test_production_is_known_by_the_tags_of_the_provider_too() -> None:
    tags = {"tags": {"Environment": "prod"}}
    provider = resource("pulumi:providers:aws", "aws", None, {"defaultTags": tags}, id="1")
    mine = resource(INSTANCE, "main", EAST, {}).model_copy(update={"provider": f"{provider.urn}::1"})
    refused("deletion-protection", provider, mine, at=mine)
    clean("deletion-protection", mine)
    all_tags = resource(INSTANCE, "main", EAST, {}, outputs={"tagsAll": tags["tags"]})
    refused("deletion-protection", all_tags, at=all_tags)


def test_a_resource_that_pulumi_protects_is_protected() -> None:
    mine = resource(INSTANCE, "main", EAST, PROD)
    clean("deletion-protection", mine.model_copy(update={"options": Options(protect=True)}))


def test_a_region_that_encrypts_by_default_needs_no_word_in_the_template() -> None:
    plain = resource(TEMPLATE, "web", EAST, {"blockDeviceMappings": [{"ebs": {"volumeSize": 8}}]})
    token = "aws:ebs/encryptionByDefault:EncryptionByDefault"
    clean("volume-encryption", plain, resource(token, "default", EAST, {"enabled": True}))
    refused("volume-encryption", plain, resource(token, "default", WEST, {"enabled": True}), at=plain)


@BOTH
def test_a_database_under_awss_key_beside_a_key_of_the_stack_is_advice(plan: bool) -> None:
    mine = key("main", EAST, plan=plan)
    plain = resource(INSTANCE, "main", EAST, {"storageEncrypted": True})
    refused("own-key", mine, plain, at=plain)
    clean("own-key", mine, resource(INSTANCE, "main", EAST, {"storageEncrypted": True, "kmsKeyId": UNKNOWN}))
    clean("own-key", mine, resource(INSTANCE, "main", WEST, {"storageEncrypted": True}))
