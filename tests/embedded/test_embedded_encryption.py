"""What is encrypted, and under which key: each region's own, never another's."""

from __future__ import annotations

import json
from typing import Any

from tests.embedded.deploying import DEV_SETTINGS, Deployment
from tests.embedded.outside import Region, policy_statements

LOG_PREFIX = "tap-dev-*"


def test_one_key_in_the_first_region_and_a_replica_in_each_other(platform: Deployment, first: Region) -> None:
    family = first.key["MultiRegionConfiguration"]
    others = [name for name in DEV_SETTINGS.regions if name != first.name]
    assert family["MultiRegionKeyType"] == "PRIMARY"
    assert sorted(each["Region"] for each in family["ReplicaKeys"]) == sorted(others)
    for name in others:
        replica = platform.region(name).key
        assert replica["MultiRegionConfiguration"]["MultiRegionKeyType"] == "REPLICA"
        assert replica["MultiRegionConfiguration"]["PrimaryKey"] == {
            "Arn": first.key["Arn"],
            "Region": first.name,
        }
        assert replica["KeyId"] == first.key["KeyId"]


def test_the_key_is_of_the_region_enabled_rotated_and_named(region: Region) -> None:
    key = region.key
    assert key["Arn"].split(":")[3] == region.name
    assert (key["KeyState"], key["KeySpec"]) == ("Enabled", "SYMMETRIC_DEFAULT")
    assert key["KeyId"].startswith("mrk-")
    assert len(key["KeyId"]) == len("mrk-") + 32
    assert region.ask("kms.get_key_rotation_status", "KeyRotationEnabled", KeyId=key["KeyId"]) is True
    names = {
        alias["AliasName"]: alias["TargetKeyId"]
        for alias in region.ask("kms.list_aliases", "Aliases")
        if not alias["AliasName"].startswith("alias/aws/")
    }
    assert names == {f"alias/tap-dev-encryption-{region.name}": key["KeyId"]}


def _key_statements(region: Region) -> dict[str, dict[str, Any]]:
    return policy_statements(
        region.ask("kms.get_key_policy", "Policy", KeyId=region.key["KeyId"], PolicyName="default")
    )


def test_the_key_policy_names_cloudwatch_logs_of_the_region(region: Region) -> None:
    account = region.ask("sts.get_caller_identity", "Account")
    (logs,) = [
        each
        for each in _key_statements(region).values()
        if each["Principal"] == {"Service": f"logs.{region.name}.amazonaws.com"}
    ]
    wanted = ("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt", "kms:GenerateDataKey", "kms:Describe")
    assert {action.rstrip("*") for action in logs["Action"]} == set(wanted)
    (patterns,) = [each["kms:EncryptionContext:aws:logs:arn"] for each in logs["Condition"].values()]
    start = f"arn:aws:logs:{region.name}:{account}:log-group:"
    assert set(patterns) == {f"{start}{LOG_PREFIX}", f"{start}/aws/rds/instance/{LOG_PREFIX}/*"}


def test_the_key_policy_lets_auto_scalings_role_use_and_grant_the_key(region: Region) -> None:
    role = region.group["ServiceLinkedRoleARN"]
    name = role.rpartition("/")[2]
    assert region.ask("iam.get_role", "Role", RoleName=name)["Arn"] == role
    assert name.startswith("AWSServiceRoleForAutoScaling")
    of_role = [each for each in _key_statements(region).values() if each["Principal"] == {"AWS": role}]
    actions = {action for each in of_role for action in _listed(each["Action"])}
    assert actions >= {"kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*", "kms:CreateGrant"}
    (grants,) = [each for each in of_role if "kms:CreateGrant" in _listed(each["Action"])]
    assert grants["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_the_key_policy_keeps_the_account_in_and_names_no_other_region(region: Region) -> None:
    statements = _key_statements(region)
    account = region.ask("sts.get_caller_identity", "Account")
    (root,) = [
        each for each in statements.values() if each["Principal"] == {"AWS": f"arn:aws:iam::{account}:root"}
    ]
    assert root["Action"] == "kms:*"
    assert not any(each["Principal"] in ("*", {"AWS": "*"}) for each in statements.values())
    others = [name for name in DEV_SETTINGS.regions if name != region.name]
    assert not any(name in json.dumps(statements) for name in others)


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_every_volume_is_encrypted_under_the_regions_key(region: Region) -> None:
    for mapping in region.template["BlockDeviceMappings"]:
        assert mapping["Ebs"]["Encrypted"] is True
        assert mapping["Ebs"]["KmsKeyId"] == region.key["Arn"]
    volumes = region.ask("ec2.describe_volumes", "Volumes")
    attached = {volume["Attachments"][0]["InstanceId"] for volume in volumes}
    assert attached == {instance["InstanceId"] for instance in region.instances}
    assert {(volume["Encrypted"], volume["KmsKeyId"]) for volume in volumes} == {(True, region.key["Arn"])}
    assert {volume["Size"] for volume in volumes} == {DEV_SETTINGS.compute.volume_gib}
    assert len(volumes) == len(attached)


def test_every_log_group_is_encrypted_under_the_regions_key_and_expires(region: Region) -> None:
    groups = {each["logGroupName"]: each for each in region.ask("logs.describe_log_groups", "logGroups")}
    names = {f"tap-dev-web-{region.name}"}
    if region.name == DEV_SETTINGS.primary_region:
        names |= {f"/aws/rds/instance/tap-dev-database-{region.name}/{log}" for log in ("error", "slowquery")}
    assert set(groups) == names
    assert {each["kmsKeyId"] for each in groups.values()} == {region.key["Arn"]}
    days = DEV_SETTINGS.observability.log_retention_days
    assert {each["retentionInDays"] for each in groups.values()} == {days}


def test_the_topic_is_encrypted_under_the_regions_key(region: Region) -> None:
    (topic,) = region.ask("sns.list_topics", "Topics")
    attributes = region.ask("sns.get_topic_attributes", "Attributes", TopicArn=topic["TopicArn"])
    assert attributes["KmsMasterKeyId"] == region.key["Arn"]
    statements = policy_statements(attributes["Policy"])
    (publish,) = [each for each in statements.values() if each["Effect"] == "Allow"]
    assert publish["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert publish["Resource"] == topic["TopicArn"]
    alarms = {alarm["AlarmArn"] for alarm in region.alarms}
    pattern = publish["Condition"]["ArnLike"]["aws:SourceArn"]
    assert pattern.endswith("*")
    assert all(arn.startswith(pattern[:-1]) for arn in alarms)


def test_the_database_and_its_secret_are_encrypted_under_the_regions_key(first: Region) -> None:
    (database,) = first.databases
    assert (database["StorageEncrypted"], database["KmsKeyId"]) == (True, first.key["Arn"])
    secret = database["MasterUserSecret"]
    assert secret["KmsKeyId"] == first.key["Arn"]
    assert secret["SecretArn"].split(":")[3] == first.name
    found = first.ask("secretsmanager.describe_secret", "KmsKeyId", SecretId=secret["SecretArn"])
    assert found == first.key["Arn"]
