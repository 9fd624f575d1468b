"""Keys of each region's own, and compliance: each part by its setting, in its region, with what guards it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed, Made

HOME = "us-east-1"
REGIONS = (HOME, "eu-west-1", "ap-southeast-2")
ALL_ON = {"trail": True, "config": True, "guardDuty": True, "monthlyBudgetUsd": 1500}
PACKAGES = {"cloudtrail", "cfg", "guardduty", "budgets"}


@pytest.fixture(scope="session")
def compliant(deploy: Deploy) -> Deployed:
    """The program with all of compliance, keys of each region's own, and in production."""
    return deploy(
        environment="prod",
        compliance={**ALL_ON, "trailLockDays": 90, "existingRecorders": ["eu-west-1"]},
        encryption={"keys": "per-region", "rotationDays": 180},
        identity={"permissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
    )


def regions_of(made: list[Made]) -> list[str]:
    return sorted(one.inputs["region"] for one in made)


@pytest.fixture(scope="session")
def recorded(deploy: Deploy) -> Deployed:
    """The program with the trail and AWS Config, and no more."""
    return deploy(compliance={"trail": True, "config": True})


def packages(deployed: Deployed) -> set[str]:
    return {one.type.split(":")[1].split("/")[0] for one in deployed.made} & PACKAGES


def test_each_part_is_made_by_its_setting(baseline: Deployed, recorded: Deployed, deploy: Deploy) -> None:
    assert packages(baseline) == set()
    assert packages(recorded) == {"cloudtrail", "cfg"}
    assert packages(deploy(compliance={"guardDuty": True})) == {"guardduty"}


def test_every_region_has_a_key_of_its_own_that_is_rotated_and_kept(compliant: Deployed) -> None:
    keys = [one for one in compliant.all("kms/key:Key") if "encryption" in one.name]
    assert regions_of(keys) == sorted(REGIONS)
    assert not compliant.all("ReplicaKey")
    for key in compliant.all("kms/key:Key"):
        assert (key.inputs["enableKeyRotation"], key.inputs["rotationPeriodInDays"]) == (True, 180)
        assert not key.inputs.get("multiRegion")
    aliases = {one.inputs["name"]: one.inputs["targetKeyId"] for one in compliant.all("Alias")}
    assert aliases == {f"alias/{key.name}": f"key-{key.name}" for key in compliant.all("kms/key:Key")}


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_encrypted_in_a_region_is_under_a_key_of_that_region(
    compliant: Deployed, region: str
) -> None:
    here = [one for one in compliant.made if one.inputs.get("region") == region]
    used = {text for one in here for text in _texts(one.inputs) if text.startswith("arn:aws:kms/")}
    own = {f"arn:aws:kms/key:Key:tap-prod-encryption-{region}"}
    assert used == (own | {f"arn:aws:kms/key:Key:tap-prod-trail-{region}"} if region == HOME else own)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _texts(item)


def test_there_is_one_trail_of_all_regions_in_the_first(compliant: Deployed) -> None:
    (trail,) = compliant.all("Trail")
    assert trail.inputs["region"] == HOME
    assert trail.inputs["isMultiRegionTrail"] is True
    assert trail.inputs["includeGlobalServiceEvents"] is True
    assert trail.inputs["enableLogFileValidation"] is True
    assert trail.inputs["kmsKeyId"] == f"arn:aws:kms/key:Key:tap-prod-trail-{HOME}"
    assert trail.inputs["cloudWatchLogsGroupArn"].endswith(f":tap-prod-trail-{HOME}:*")
    assert trail.inputs["cloudWatchLogsRoleArn"].endswith(f":tap-prod-trail-{HOME}")


def test_the_trails_bucket_is_locked_and_no_other(compliant: Deployed) -> None:
    (lock,) = compliant.all("BucketObjectLockConfiguration")
    assert lock.inputs["bucket"] == f"tap-prod-trail-{HOME}-123456789012"
    assert lock.inputs["rule"] == {"defaultRetention": {"mode": "GOVERNANCE", "days": 90}}
    locked = {
        one.name for one in compliant.all("s3/bucket:Bucket") if one.inputs.get("objectLockEnabled") is True
    }
    assert locked == {f"tap-prod-trail-{HOME}"}


def test_records_stay_in_production_and_go_with_the_stack_elsewhere(
    compliant: Deployed, recorded: Deployed
) -> None:
    def kept(deployed: Deployed) -> set[bool]:
        buckets = deployed.all("s3/bucket:Bucket")
        return {one.inputs["forceDestroy"] for one in buckets if "lb-logs" not in one.name}

    assert kept(compliant) == {False}
    assert kept(recorded) == {True}


def test_a_recorder_in_every_region_but_where_there_is_one(compliant: Deployed) -> None:
    ours = sorted({*REGIONS} - {"eu-west-1"})
    for kind in ("cfg/recorder:Recorder", "DeliveryChannel", "RecorderStatus"):
        assert regions_of(compliant.all(kind)) == ours
    assert {one.inputs["region"] for one in compliant.all("cfg/rule:Rule")} == {*REGIONS}
    recorded = {
        one.inputs["region"]: one.inputs["recordingGroup"]["includeGlobalResourceTypes"]
        for one in compliant.all("cfg/recorder:Recorder")
    }
    assert recorded == {region: region == HOME for region in ours}


def test_a_recorder_delivers_within_its_region(compliant: Deployed) -> None:
    for channel in compliant.all("DeliveryChannel"):
        region = channel.inputs["region"]
        assert channel.inputs["s3BucketName"] == f"tap-prod-config-{region}-123456789012"
        assert channel.inputs["s3KmsKeyArn"] == f"arn:aws:kms/key:Key:tap-prod-encryption-{region}"
        policy = compliant.one("RolePolicy", f"tap-prod-config-{region}").inputs["policy"]
        encrypts = [each for each in json.loads(policy)["Statement"] if each["Sid"] == "EncryptDeliveries"]
        assert encrypts[0]["Resource"] == channel.inputs["s3KmsKeyArn"]


def test_one_aggregator_names_every_region(compliant: Deployed) -> None:
    (aggregator,) = compliant.all("ConfigurationAggregator")
    assert aggregator.inputs["region"] == HOME
    assert aggregator.inputs["accountAggregationSource"] == {
        "accountIds": ["123456789012"],
        "regions": list(REGIONS),
    }
    allowed = compliant.all("AggregateAuthorization")
    assert regions_of(allowed) == sorted(REGIONS)
    assert {one.inputs["authorizedAwsRegion"] for one in allowed} == {HOME}


def test_the_budget_tells_the_topic_of_the_first_region(compliant: Deployed) -> None:
    (budget,) = compliant.all("Budget")
    assert (budget.inputs["limitAmount"], budget.inputs["limitUnit"]) == ("1500", "USD")
    told = {
        (each["notificationType"], each["threshold"], *each["subscriberSnsTopicArns"])
        for each in budget.inputs["notifications"]
    }
    topic = f"arn:aws:sns/topic:Topic:tap-prod-alarms-{HOME}"
    assert told == {("ACTUAL", 80, topic), ("FORECASTED", 100, topic)}
    admitted = {
        policy.inputs["region"]
        for policy in compliant.all("TopicPolicy")
        if "budgets.amazonaws.com" in policy.inputs["policy"]
    }
    assert admitted == {HOME}


def test_every_role_is_bounded(compliant: Deployed) -> None:
    roles = [one for one in compliant.all("iam/role:Role") if "-config-" in one.name or "-trail-" in one.name]
    assert {one.inputs["permissionsBoundary"] for one in roles} == {
        "arn:aws:iam::123456789012:policy/boundary"
    }
    assert len(roles) == 3


def test_a_region_that_is_down_takes_no_other_with_it(deploy: Deploy) -> None:
    some = deploy(down=(HOME,), compliance=ALL_ON)
    assert regions_of(some.all("cfg/recorder:Recorder")) == sorted({*REGIONS} - {HOME})
    assert not some.all("Trail")
    assert not some.all("Budget")
