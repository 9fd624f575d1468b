"""Policy documents say what AWS wants, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tapstack.planning.policies import buckets, instances, keys, topics
from tapstack.planning.policies.document import service_trust_policy

ACCOUNT = "123456789012"
REGION = "eu-west-1"
ROLE = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_x"
)
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:tap-dev-alarms-{REGION}"

Document = dict[str, Any]


def key_policy(region: str = REGION) -> str:
    return keys.key_policy(account=ACCOUNT, region=region, prefix="tap-dev", autoscaling_role_arn=ROLE)


def instance_policy() -> str:
    return instances.instance_policy(account=ACCOUNT, region=REGION, log_group="tap-dev-web-eu-west-1")


def bucket_policy() -> str:
    return buckets.log_bucket_policy(bucket="logs", account=ACCOUNT)


def topic_policy() -> str:
    return topics.topic_policy(topic_arn=TOPIC, account=ACCOUNT, region=REGION, prefix="tap-dev")


def trust_policy() -> str:
    return service_trust_policy("ec2.amazonaws.com")


ALL = [key_policy, trust_policy, instance_policy, bucket_policy, topic_policy]


def statements(text: str) -> list[Document]:
    document: Document = json.loads(text)
    assert document["Version"] == "2012-10-17"
    return document["Statement"]


def statement(text: str, sid: str) -> Document:
    (found,) = [one for one in statements(text) if one.get("Sid") == sid]
    return found


@pytest.mark.parametrize("make", ALL)
def test_nothing_is_allowed_to_everybody(make: Callable[[], str]) -> None:
    for one in statements(make()):
        if one["Effect"] == "Allow":
            assert one.get("Principal") not in ("*", {"AWS": "*"})


@pytest.mark.parametrize("make", ALL)
def test_sids_are_unique_and_the_text_is_stable(make: Callable[[], str]) -> None:
    sids = [one["Sid"] for one in statements(make()) if "Sid" in one]
    assert len(set(sids)) == len(sids)
    assert make() == make()


@pytest.mark.parametrize("make", [trust_policy, bucket_policy, topic_policy])
def test_no_resource_is_everything(make: Callable[[], str]) -> None:
    assert all(one.get("Resource") != "*" for one in statements(make()))


def test_instances_reach_everything_only_where_actions_know_no_resource() -> None:
    (wide,) = [one for one in statements(instance_policy()) if one["Resource"] == "*"]
    assert {action.split(":")[0] for action in wide["Action"]} == {"ssm", "ssmmessages"}
    assert wide["Condition"] == {"StringEquals": {"aws:RequestedRegion": REGION}}


def test_instances_write_to_their_own_log_group_alone() -> None:
    logs = statement(instance_policy(), "WriteOwnLogs")
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:tap-dev-web-eu-west-1"
    assert logs["Resource"] == [group, f"{group}:log-stream:*"]
    assert not any("CreateLogGroup" in action or "*" in action for action in logs["Action"])


def test_the_account_can_always_mend_the_key() -> None:
    admin = statement(key_policy(), "AccountAdministersKey")
    assert admin["Principal"] == {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
    assert admin["Action"] == "kms:*"


def test_the_key_admits_log_groups_of_this_platform_in_this_region() -> None:
    logs = statement(key_policy(), "CloudWatchLogsOfThisRegion")
    assert logs["Principal"] == {"Service": f"logs.{REGION}.amazonaws.com"}
    assert logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"] == [
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:tap-dev-*",
        f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:/aws/rds/instance/tap-dev-*/*",
    ]


def test_auto_scaling_uses_the_key_and_grants_it_to_aws_alone() -> None:
    use = statement(key_policy(), "AutoScalingUsesKey")
    assert use["Principal"] == {"AWS": ROLE}
    assert use["Action"] == [
        "kms:Encrypt",
        "kms:Decrypt",
        "kms:ReEncrypt*",
        "kms:GenerateDataKey*",
        "kms:DescribeKey",
    ]
    grant = statement(key_policy(), "AutoScalingGrantsKeyToVolumes")
    assert (grant["Principal"], grant["Action"]) == ({"AWS": ROLE}, "kms:CreateGrant")
    assert grant["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_alarms_of_this_account_and_region_reach_the_encrypted_topic() -> None:
    source = {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:tap-dev-*"},
    }
    key = statement(key_policy(), "AlarmsPublishToEncryptedTopic")
    assert key["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    topic = statement(topic_policy(), "AlarmsPublish")
    assert (topic["Action"], topic["Resource"]) == ("sns:Publish", TOPIC)
    for one in (key, topic):
        assert one["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert one["Condition"] == source


def test_a_key_policy_names_no_other_region() -> None:
    assert "us-east-1" in key_policy("us-east-1")
    assert "us-east-1" not in key_policy("eu-west-1")


def test_log_delivery_writes_into_this_accounts_folder() -> None:
    delivery = statement(bucket_policy(), "DeliverAccessLogs")
    assert delivery["Principal"] == {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
    assert delivery["Action"] == "s3:PutObject"
    assert delivery["Resource"] == f"arn:aws:s3:::logs/AWSLogs/{ACCOUNT}/*"


@pytest.mark.parametrize(
    ("make", "resources"),
    [(bucket_policy, ["arn:aws:s3:::logs", "arn:aws:s3:::logs/*"]), (topic_policy, [TOPIC])],
)
def test_plain_http_is_refused(make: Callable[[], str], resources: list[str]) -> None:
    refusal = statement(make(), "RefusePlainHttp")
    assert (refusal["Effect"], refusal["Principal"]) == ("Deny", "*")
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert refusal["Resource"] == resources
