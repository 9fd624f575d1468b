"""Policies around keys, trail, recorders and budgets: what AWS wants of them, and no more."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from tapstack.planning.policies import keys, recorder, topics, trail
from tests.planning.conftest import MakeSettings

ACCOUNT, REGION = "123456789012", "eu-west-1"
TRAIL = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/tap-dev-trail"
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/own"
BUDGETS = {
    "StringEquals": {"aws:SourceAccount": ACCOUNT},
    "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"},
}


def key_policy(**uses: bool) -> str:
    return keys.key_policy(
        account=ACCOUNT,
        region=REGION,
        prefix="tap-dev",
        autoscaling_role_arn="arn:aws:iam::123456789012:role/own",
        uses=keys.KeyUses(**uses),
    )


def trail_key_policy() -> str:
    return keys.trail_key_policy(account=ACCOUNT, region=REGION, trail="tap-dev-trail")


def trail_bucket_policy() -> str:
    return trail.trail_bucket_policy(bucket="own", account=ACCOUNT, region=REGION, trail="tap-dev-trail")


def trail_logs_policy() -> str:
    return trail.trail_logs_policy(account=ACCOUNT, region=REGION, log_group="tap-dev-trail")


def recorder_trust_policy() -> str:
    return recorder.recorder_trust_policy(account=ACCOUNT, region=REGION)


def recorder_policy() -> str:
    return recorder.recorder_policy(account=ACCOUNT, bucket="own", key_arn=KEY)


def recorder_bucket_policy() -> str:
    return recorder.recorder_bucket_policy(bucket="own")


OF_BUCKETS_AND_ROLES = [
    trail_bucket_policy,
    trail_logs_policy,
    recorder_trust_policy,
    recorder_policy,
    recorder_bucket_policy,
]


def statements(text: str) -> dict[str, dict[str, Any]]:
    document = json.loads(text)
    assert document["Version"] == "2012-10-17"
    return {each.get("Sid", ""): each for each in document["Statement"]}


@pytest.mark.parametrize("make", [key_policy, trail_key_policy, *OF_BUCKETS_AND_ROLES])
def test_nothing_is_allowed_to_everybody_and_the_text_is_stable(make: Callable[[], str]) -> None:
    assert make() == make()
    for each in json.loads(make())["Statement"]:
        assert each["Effect"] == "Deny" or each.get("Principal") not in ("*", {"AWS": "*"})


@pytest.mark.parametrize("make", OF_BUCKETS_AND_ROLES)
def test_no_resource_is_everything(make: Callable[[], str]) -> None:
    assert all(each.get("Resource") != "*" for each in json.loads(make())["Statement"])


@pytest.mark.parametrize("make", [trail_key_policy, trail_bucket_policy, recorder_trust_policy])
def test_a_service_comes_only_for_this_account(make: Callable[[], str]) -> None:
    of_services = [each for each in json.loads(make())["Statement"] if "Service" in each.get("Principal", {})]
    assert of_services
    for each in of_services:
        tested = {name: value for test in each["Condition"].values() for name, value in test.items()}
        assert ACCOUNT in tested["aws:SourceArn"]


def test_a_regions_key_has_only_the_users_that_the_settings_want() -> None:
    plain = statements(key_policy())
    assert set(plain) == {
        "AccountAdministersKey",
        "CloudWatchLogsOfThisRegion",
        "AutoScalingUsesKey",
        "AutoScalingGrantsKeyToVolumes",
        "AlarmsPublishToEncryptedTopic",
    }
    assert "budgets" not in key_policy()
    assert "waf" not in key_policy()
    assert set(statements(key_policy(budget_alarms=True))) - set(plain) == {"BudgetsPublishToEncryptedTopic"}


def test_a_regions_key_admits_the_log_group_of_the_web_acl() -> None:
    groups = statements(key_policy(web_acl_logs=True))["CloudWatchLogsOfThisRegion"]["Condition"]["ArnLike"]
    added = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-tap-dev-*"
    assert groups["kms:EncryptionContext:aws:logs:arn"][2:] == [added]


def test_budgets_use_the_key_for_this_account_alone() -> None:
    budgets = statements(key_policy(budget_alarms=True))["BudgetsPublishToEncryptedTopic"]
    assert budgets["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert budgets["Action"] == ["kms:Decrypt", "kms:GenerateDataKey*"]
    assert budgets["Condition"] == BUDGETS


def test_budgets_publish_where_they_are_told_to() -> None:
    plain = partial(
        topics.topic_policy, topic_arn="arn:topic", account=ACCOUNT, region=REGION, prefix="tap-dev"
    )
    assert set(statements(plain())) == {"AlarmsPublish", "RefusePlainHttp"}
    budgets = statements(plain(budget_alarms=True))["BudgetsPublish"]
    assert (budgets["Action"], budgets["Resource"]) == ("sns:Publish", "arn:topic")
    assert budgets["Principal"] == {"Service": "budgets.amazonaws.com"}
    assert budgets["Condition"] == BUDGETS


@pytest.mark.parametrize(
    ("settings", "region", "uses"),
    [
        ({}, "us-east-1", keys.KeyUses()),
        ({"edge": {"waf": True}}, "eu-west-1", keys.KeyUses(web_acl_logs=True)),
        ({"compliance": {"monthlyBudgetUsd": 100}}, "us-east-1", keys.KeyUses(budget_alarms=True)),
        ({"compliance": {"monthlyBudgetUsd": 100}}, "eu-west-1", keys.KeyUses()),
    ],
)
def test_uses_follow_from_the_settings(
    make_settings: MakeSettings, settings: dict[str, Any], region: str, uses: keys.KeyUses
) -> None:
    assert keys.key_uses(make_settings(**settings), region) == uses


def test_the_trails_key_serves_the_trail_alone() -> None:
    found = statements(trail_key_policy())
    assert set(found) == {"AccountAdministersKey", "CloudTrailEncryptsFiles", "CloudTrailLooksAtKey"}
    encrypts = found["CloudTrailEncryptsFiles"]
    assert encrypts["Action"] == "kms:GenerateDataKey*"
    assert encrypts["Condition"] == {
        "StringEquals": {"aws:SourceArn": TRAIL},
        "StringLike": {"kms:EncryptionContext:aws:cloudtrail:arn": TRAIL.replace(REGION, "*")},
    }
    looks = found["CloudTrailLooksAtKey"]
    assert looks["Action"] == "kms:DescribeKey"
    assert looks["Condition"] == {"StringEquals": {"aws:SourceArn": TRAIL}}


def test_the_trail_writes_into_this_accounts_folder_of_its_bucket() -> None:
    writes = statements(trail_bucket_policy())["TrailWritesFiles"]
    assert (writes["Action"], writes["Resource"]) == ("s3:PutObject", f"arn:aws:s3:::own/AWSLogs/{ACCOUNT}/*")
    assert writes["Condition"] == {
        "StringEquals": {"aws:SourceArn": TRAIL, "s3:x-amz-acl": "bucket-owner-full-control"}
    }
    checks = statements(trail_bucket_policy())["TrailChecksBucket"]
    assert (checks["Action"], checks["Resource"]) == ("s3:GetBucketAcl", "arn:aws:s3:::own")


def test_the_trail_writes_to_its_own_streams() -> None:
    (writes,) = statements(trail_logs_policy()).values()
    assert writes["Action"] == ["logs:CreateLogStream", "logs:PutLogEvents"]
    group = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:tap-dev-trail"
    assert writes["Resource"] == f"{group}:log-stream:{ACCOUNT}_CloudTrail_*"


def test_the_recorders_role_is_for_config_of_this_region() -> None:
    (trust,) = statements(recorder_trust_policy()).values()
    assert trust["Principal"] == {"Service": "config.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:config:{REGION}:{ACCOUNT}:*"},
    }


def test_the_recorder_delivers_to_its_folder_under_the_regions_key() -> None:
    found = statements(recorder_policy())
    assert found["Deliver"]["Resource"] == f"arn:aws:s3:::own/AWSLogs/{ACCOUNT}/Config/*"
    assert found["EncryptDeliveries"]["Resource"] == KEY
    assert found["EncryptDeliveries"]["Action"] == ["kms:Decrypt", "kms:GenerateDataKey"]
    assert found["CheckBucket"]["Resource"] == "arn:aws:s3:::own"


@pytest.mark.parametrize("make", [trail_bucket_policy, recorder_bucket_policy])
def test_plain_http_is_refused(make: Callable[[], str]) -> None:
    refusal = statements(make())["RefusePlainHttp"]
    assert (refusal["Effect"], refusal["Principal"], refusal["Action"]) == ("Deny", "*", "s3:*")
    assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert refusal["Resource"] == ["arn:aws:s3:::own", "arn:aws:s3:::own/*"]
