"""What trails, recorders, rules, aggregators, budgets and locked buckets take beyond their samples."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME, Make

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/own"
RECORDER, RULE = "aws:cfg/recorder:Recorder", "aws:cfg/rule:Rule"
AGGREGATOR = "aws:cfg/configurationAggregator:ConfigurationAggregator"
LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"


@pytest.mark.parametrize(("period", "days"), [({"days": 3}, 3), ({"years": 2}, 730)])
def test_what_a_lock_holds_goes_only_for_who_may_bypass_it(
    make: Make, aws: EmbeddedAws, period: dict[str, int], days: int
) -> None:
    bucket = make("aws:s3/bucket:Bucket", f"locked-{days}", objectLockEnabled=True, forceDestroy=True).id
    make(LOCK, "lock", bucket=bucket, rule={"defaultRetention": {"mode": "GOVERNANCE", **period}})
    s3 = aws.client("s3", HOME)
    assert s3.get_bucket_versioning(Bucket=bucket)["Status"] == "Enabled"
    written = s3.put_object(Bucket=bucket, Key="file", Body=b"who did what")
    version = {"Bucket": bucket, "Key": "file", "VersionId": written["VersionId"]}
    until = s3.head_object(**version)["ObjectLockRetainUntilDate"]
    assert (until - datetime.now(UTC)).days in (days - 1, days)
    with pytest.raises(s3.exceptions.ClientError, match="AccessDenied"):
        s3.delete_object(**version)
    s3.delete_object(**version, BypassGovernanceRetention=True)
    with pytest.raises(s3.exceptions.NoSuchKey):
        s3.get_object(Bucket=bucket, Key="file")


def test_a_bucket_without_a_lock_has_none(make: Make, aws: EmbeddedAws) -> None:
    bucket = make("aws:s3/bucket:Bucket", "open").id
    s3 = aws.client("s3", HOME)
    assert "Status" not in s3.get_bucket_versioning(Bucket=bucket)
    with pytest.raises(s3.exceptions.ClientError, match="ObjectLockConfigurationNotFoundError"):
        s3.get_object_lock_configuration(Bucket=bucket)


def test_a_trail_logs_unless_told_not_to(make: Make, aws: EmbeddedAws) -> None:
    bucket = make("aws:s3/bucket:Bucket", "of-trails").id
    trails = aws.client("cloudtrail", HOME)
    for name, given in (("on", {}), ("off", {"enableLogging": False})):
        made = make("aws:cloudtrail/trail:Trail", name, s3BucketName=bucket, name=f"trail-{name}", **given)
        assert trails.get_trail_status(Name=made.id)["IsLogging"] is (name == "on")


def test_a_trail_takes_advanced_selectors(make: Make, aws: EmbeddedAws) -> None:
    bucket = make("aws:s3/bucket:Bucket", "of-selective-trails").id
    fields = [{"field": "eventCategory", "equals": ["Data"]}, {"field": "readOnly", "equals": ["false"]}]
    made = make(
        "aws:cloudtrail/trail:Trail",
        "selective",
        s3BucketName=bucket,
        advancedEventSelectors=[{"name": "writes", "fieldSelectors": fields}],
    )
    found = aws.client("cloudtrail", HOME).get_event_selectors(TrailName=made.id)
    assert found["AdvancedEventSelectors"] == [
        {
            "Name": "writes",
            "FieldSelectors": [
                {"Field": "eventCategory", "Equals": ["Data"]},
                {"Field": "readOnly", "Equals": ["false"]},
            ],
        }
    ]


@pytest.mark.parametrize(
    ("region", "group", "kept"),
    [
        ("us-west-1", {"allSupported": False, "resourceTypes": ["AWS::EC2::VPC"]}, "resourceTypes"),
        (
            "us-west-2",
            {
                "allSupported": False,
                "exclusionByResourceTypes": [{"resourceTypes": ["AWS::EC2::VPC"]}],
                "recordingStrategies": [{"useOnly": "EXCLUSION_BY_RESOURCE_TYPES"}],
            },
            "exclusionByResourceTypes",
        ),
    ],
)
def test_a_recorder_records_what_it_is_told_to(
    make: Make, aws: EmbeddedAws, region: str, group: dict[str, Any], kept: str
) -> None:
    make(RECORDER, "some", roleArn=ROLE, recordingGroup=group, region=region)
    (found,) = aws.client("config", region).describe_configuration_recorders()["ConfigurationRecorders"]
    assert "AWS::EC2::VPC" in str(found["recordingGroup"][kept])
    assert found["recordingGroup"]["allSupported"] is False


def test_a_recorder_rests_until_its_status_says_otherwise(make: Make, aws: EmbeddedAws) -> None:
    region = "eu-west-3"
    make(RECORDER, "resting", roleArn=ROLE, name="own", region=region)
    make("aws:cfg/deliveryChannel:DeliveryChannel", "own", s3BucketName="some", region=region)
    config = aws.client("config", region)

    def recording() -> bool:
        (status,) = config.describe_configuration_recorder_status()["ConfigurationRecordersStatus"]
        return status["recording"]

    seen = [recording()]
    for wanted in (True, False):
        make("aws:cfg/recorderStatus:RecorderStatus", "own", name="own", isEnabled=wanted, region=region)
        seen.append(recording())
    assert seen == [False, True, False]


def test_an_account_has_one_recorder_in_a_region(make: Make) -> None:
    make(RECORDER, "first", roleArn=ROLE, name="first", region="eu-north-1")
    with pytest.raises(RealisationError, match="MaxNumberOfConfigurationRecordersExceeded"):
        make(RECORDER, "second", roleArn=ROLE, name="second", region="eu-north-1")


def test_a_rule_that_aws_does_not_manage_is_refused(make: Make) -> None:
    with pytest.raises(RealisationError, match="The sourceIdentifier NO_SUCH_RULE is invalid"):
        make(RULE, "odd", source={"owner": "AWS", "sourceIdentifier": "NO_SUCH_RULE"})


def test_a_rule_with_a_policy_of_its_own_is_not_emulated(make: Make) -> None:
    details = {"policyRuntime": "guard-2.x.x", "policyText": "rule x {}"}
    with pytest.raises(RealisationError, match="a policy of their own are not emulated"):
        make(RULE, "odd", source={"owner": "CUSTOM_POLICY", "customPolicyDetails": details})


def test_a_rule_of_a_function_wants_the_function(make: Make) -> None:
    details = [{"eventSource": "aws.config", "messageType": "ScheduledNotification"}]
    function = f"arn:aws:lambda:{HOME}:{ACCOUNT}:function:none"
    source = {"owner": "CUSTOM_LAMBDA", "sourceIdentifier": function, "sourceDetails": details}
    with pytest.raises(RealisationError, match="cannot be invoked"):
        make(RULE, "odd", source=source)


@pytest.mark.parametrize(
    ("given", "member", "source"),
    [
        (
            {"accountAggregationSource": {"accountIds": [ACCOUNT], "allRegions": True}},
            "AccountAggregationSources",
            [{"AccountIds": [ACCOUNT], "AllAwsRegions": True}],
        ),
        (
            {"organizationAggregationSource": {"roleArn": ROLE, "regions": [HOME]}},
            "OrganizationAggregationSource",
            {"RoleArn": ROLE, "AwsRegions": [HOME], "AllAwsRegions": False},
        ),
    ],
)
def test_an_aggregator_takes_accounts_or_the_organization(
    make: Make, aws: EmbeddedAws, given: dict[str, Any], member: str, source: object
) -> None:
    name = make(AGGREGATOR, f"by-{member.lower()}", **given).id
    config = aws.client("config", HOME)
    found = config.describe_configuration_aggregators(ConfigurationAggregatorNames=[name])
    assert found["ConfigurationAggregators"][0][member] == source


def test_a_budget_runs_over_its_period(make: Make, aws: EmbeddedAws) -> None:
    made = make(
        "aws:budgets/budget:Budget",
        "yearly",
        budgetType="COST",
        limitAmount="12.5",
        limitUnit="USD",
        timeUnit="ANNUALLY",
        timePeriodStart="2026-01-01_00:00",
        timePeriodEnd="2027-01-01_00:00",
    )
    account, name = made.id.split(":")
    budget = aws.client("budgets", HOME).describe_budget(AccountId=account, BudgetName=name)["Budget"]
    assert budget["BudgetLimit"] == {"Amount": "12.5", "Unit": "USD"}
    assert budget["TimePeriod"] == {
        "Start": datetime(2026, 1, 1, tzinfo=UTC),
        "End": datetime(2027, 1, 1, tzinfo=UTC),
    }


def test_a_detector_can_be_off(make: Make, aws: EmbeddedAws) -> None:
    made = make("aws:guardduty/detector:Detector", "off", enable=False)
    assert aws.client("guardduty", HOME).get_detector(DetectorId=made.id)["Status"] == "DISABLED"
