"""Trail, AWS Config, GuardDuty and budget: deployed, and asked by boto3.

The account has a recorder of AWS Config in one region before the stack comes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tapstack.cli.not_emulated import behaviours_in
from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import run_program
from tapstack.planning.config_rules import config_rules
from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, settings_of
from tests.embedded.outside import Outside, Region, policy_statements, tags_in

HOME, TAKEN, FREE = DEV_SETTINGS.regions
ACCOUNT = "123456789012"
TRAIL = f"tap-dev-trail-{HOME}"
THEIRS = {"name": "theirs", "roleARN": f"arn:aws:iam::{ACCOUNT}:role/theirs"}
COMPLIANCE = {
    "trail": True,
    "trailLockDays": 45,
    "config": True,
    "existingRecorders": [TAKEN],
    "guardDuty": True,
    "monthlyBudgetUsd": 1500,
}


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The platform with all of compliance, in an account that records one region already."""
    project = with_settings(compliance=COMPLIANCE)
    with EmbeddedAws() as aws:
        aws.client("config", TAKEN).put_configuration_recorder(ConfigurationRecorder=THEIRS)
        run = run_program(project, EmbeddedProvider(aws), "deploy")
        assert run.ok, [fault.message for fault in run.graph.faults]
        with aws.serve(0) as port:
            yield Deployment(run, Outside(port), aws, settings_of(project))


@pytest.fixture
def home(platform: Deployment) -> Region:
    """The primary region."""
    return platform.region(HOME)


@pytest.fixture(params=DEV_SETTINGS.regions)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region."""
    return platform.region(request.param)


@pytest.fixture(params=[HOME, FREE])
def ours(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region in which the stack makes the recorder."""
    return platform.region(request.param)


@pytest.fixture
def trail(home: Region) -> dict[str, Any]:
    """The one trail."""
    (trail,) = home.ask("cloudtrail.describe_trails", "trailList")
    return trail


def _key_named(region: Region, alias: str) -> dict[str, Any]:
    return region.ask("kms.describe_key", "KeyMetadata", KeyId=f"alias/{alias}")


def test_one_trail_of_all_regions_is_kept_in_the_first(platform: Deployment, trail: dict[str, Any]) -> None:
    assert (trail["Name"], trail["HomeRegion"]) == (TRAIL, HOME)
    assert (trail["IsMultiRegionTrail"], trail["IncludeGlobalServiceEvents"]) == (True, True)
    for name in DEV_SETTINGS.regions:
        seen = platform.region(name).ask("cloudtrail.describe_trails", "trailList")
        assert [each["TrailARN"] for each in seen] == [trail["TrailARN"]]


def test_the_trail_is_logging_and_its_files_are_validated(home: Region, trail: dict[str, Any]) -> None:
    assert home.ask("cloudtrail.get_trail_status", "IsLogging", Name=TRAIL) is True
    assert trail["LogFileValidationEnabled"] is True


def test_the_trail_is_encrypted_under_a_key_of_its_own(home: Region, trail: dict[str, Any]) -> None:
    key = _key_named(home, TRAIL)
    assert trail["KmsKeyId"] == key["Arn"]
    assert key["Arn"] != _key_named(home, f"tap-dev-encryption-{HOME}")["Arn"]
    assert home.ask("kms.get_key_rotation_status", "KeyRotationEnabled", KeyId=key["KeyId"]) is True
    policy = home.ask("kms.get_key_policy", "Policy", KeyId=key["KeyId"], PolicyName="default")
    of_trail = [
        each
        for each in policy_statements(policy).values()
        if each["Principal"] == {"Service": "cloudtrail.amazonaws.com"}
    ]
    assert [each["Condition"]["StringEquals"]["aws:SourceArn"] for each in of_trail] == [
        trail["TrailARN"],
        trail["TrailARN"],
    ]


def test_the_trail_also_writes_to_a_log_group(home: Region, trail: dict[str, Any]) -> None:
    (group,) = home.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix=TRAIL)
    assert trail["CloudWatchLogsLogGroupArn"] == f"{group['arn'].removesuffix(':*')}:*"
    assert group["kmsKeyId"] == _key_named(home, f"tap-dev-encryption-{HOME}")["Arn"]
    role = home.ask("iam.get_role", "Role", RoleName=TRAIL)
    assert trail["CloudWatchLogsRoleArn"] == role["Arn"]
    trust = json.dumps(role["AssumeRolePolicyDocument"])
    assert "cloudtrail.amazonaws.com" in trust
    policy = home.ask("iam.get_role_policy", "PolicyDocument", RoleName=TRAIL, PolicyName=TRAIL)
    (writes,) = policy_statements(policy).values()
    assert writes["Resource"].startswith(f"{group['arn'].removesuffix(':*')}:log-stream:")


def test_the_trails_bucket_is_locked_and_versioned(home: Region, trail: dict[str, Any]) -> None:
    bucket = trail["S3BucketName"]
    lock = home.ask("s3.get_object_lock_configuration", "ObjectLockConfiguration", Bucket=bucket)
    assert lock["ObjectLockEnabled"] == "Enabled"
    assert lock["Rule"]["DefaultRetention"]["Mode"] == "GOVERNANCE"
    assert lock["Rule"]["DefaultRetention"]["Days"] == COMPLIANCE["trailLockDays"]
    assert home.ask("s3.get_bucket_versioning", "Status", Bucket=bucket) == "Enabled"


def _records(region: Region) -> list[str]:
    """The buckets for records: the trail's, and each recorder's."""
    names = [each["Name"] for each in region.ask("s3.list_buckets", "Buckets")]
    return [name for name in names if "-trail-" in name or "-config-" in name]


def test_records_are_private_tls_only_and_encrypted_under_a_key_of_their_region(home: Region) -> None:
    buckets = _records(home)
    assert sorted(buckets) == sorted(
        f"tap-dev-{service}-{name}-{ACCOUNT}"
        for service, name in (("trail", HOME), ("config", HOME), ("config", FREE))
    )
    for bucket in buckets:
        blocked = home.ask("s3.get_public_access_block", "PublicAccessBlockConfiguration", Bucket=bucket)
        assert set(blocked.values()) == {True}
        owned = home.ask("s3.get_bucket_ownership_controls", "OwnershipControls", Bucket=bucket)
        assert owned["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
        assert home.ask("s3.get_bucket_versioning", "Status", Bucket=bucket) == "Enabled"
        refusal = policy_statements(home.ask("s3.get_bucket_policy", "Policy", Bucket=bucket))[
            "RefusePlainHttp"
        ]
        assert refusal["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_each_bucket_of_records_is_under_a_key_of_its_region(platform: Deployment) -> None:
    for service, name in (("trail", HOME), ("config", HOME), ("config", FREE)):
        place = platform.region(name)
        bucket = f"tap-dev-{service}-{name}-{ACCOUNT}"
        asked = place.ask("s3.get_bucket_encryption", "ServerSideEncryptionConfiguration", Bucket=bucket)
        (rule,) = asked["Rules"]
        alias = TRAIL if service == "trail" else f"tap-dev-encryption-{name}"
        assert rule["ApplyServerSideEncryptionByDefault"] == {
            "SSEAlgorithm": "aws:kms",
            "KMSMasterKeyID": _key_named(place, alias)["Arn"],
        }


def test_a_recorder_records_in_each_region(ours: Region) -> None:
    name = f"tap-dev-config-{ours.name}"
    (recorder,) = ours.ask("config.describe_configuration_recorders", "ConfigurationRecorders")
    (status,) = ours.ask("config.describe_configuration_recorder_status", "ConfigurationRecordersStatus")
    assert (recorder["name"], status["name"], status["recording"]) == (name, name, True)
    assert recorder["recordingGroup"]["allSupported"] is True
    assert recorder["recordingGroup"]["includeGlobalResourceTypes"] is (ours.name == HOME)


def test_a_recorder_delivers_to_a_bucket_of_its_region(ours: Region) -> None:
    (channel,) = ours.ask("config.describe_delivery_channels", "DeliveryChannels")
    bucket = f"tap-dev-config-{ours.name}-{ACCOUNT}"
    assert channel["s3BucketName"] == bucket
    assert channel["s3KmsKeyArn"] == _key_named(ours, f"tap-dev-encryption-{ours.name}")["Arn"]
    place = ours.aws.client("s3", ours.name).get_bucket_location(Bucket=bucket)["LocationConstraint"]
    assert place == (None if ours.name == "us-east-1" else ours.name)


def test_a_recorder_has_a_role_of_its_region(ours: Region) -> None:
    name = f"tap-dev-config-{ours.name}"
    role = ours.ask("iam.get_role", "Role", RoleName=name)
    (recorder,) = ours.ask("config.describe_configuration_recorders", "ConfigurationRecorders")
    assert recorder["roleARN"] == role["Arn"]
    (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trust["Condition"]["ArnLike"] == {"aws:SourceArn": f"arn:aws:config:{ours.name}:{ACCOUNT}:*"}
    attached = ours.ask("iam.list_attached_role_policies", "AttachedPolicies", RoleName=name)
    assert [each["PolicyName"] for each in attached] == ["AWS_ConfigRole"]
    policy = ours.ask("iam.get_role_policy", "PolicyDocument", RoleName=name, PolicyName=name)
    assert not any(each["Resource"] == "*" for each in policy_statements(policy).values())


def test_an_existing_recorder_is_left_alone(platform: Deployment) -> None:
    place = platform.region(TAKEN)
    (recorder,) = place.ask("config.describe_configuration_recorders", "ConfigurationRecorders")
    (status,) = place.ask("config.describe_configuration_recorder_status", "ConfigurationRecordersStatus")
    assert (recorder["name"], recorder["roleARN"]) == (THEIRS["name"], THEIRS["roleARN"])
    assert status["recording"] is False
    assert not place.ask("config.describe_delivery_channels", "DeliveryChannels")
    assert not [name for name in _records(place) if TAKEN in name]


def test_every_region_is_held_against_its_rules(platform: Deployment, region: Region) -> None:
    assert platform.settings is not None
    found = {
        rule["ConfigRuleName"]: rule for rule in region.ask("config.describe_config_rules", "ConfigRules")
    }
    wanted = config_rules(platform.settings, region.name)
    assert {name: rule["Source"]["SourceIdentifier"] for name, rule in found.items()} == {
        f"tap-dev-{rule.service}-{region.name}": rule.identifier for rule in wanted
    }
    assert {rule["Source"]["Owner"] for rule in found.values()} == {"AWS"}
    for rule in wanted:
        taken = found[f"tap-dev-{rule.service}-{region.name}"].get("InputParameters")
        assert json.loads(taken or "{}") == rule.parameters


def test_one_aggregator_covers_all_regions(platform: Deployment, home: Region) -> None:
    (aggregator,) = home.ask("config.describe_configuration_aggregators", "ConfigurationAggregators")
    (source,) = aggregator["AccountAggregationSources"]
    assert source["AccountIds"] == [ACCOUNT]
    assert source["AwsRegions"] == list(DEV_SETTINGS.regions)
    for name in (TAKEN, FREE):
        elsewhere = platform.region(name)
        assert not elsewhere.ask("config.describe_configuration_aggregators", "ConfigurationAggregators")


def test_every_region_lets_the_aggregator_collect(region: Region) -> None:
    (allowed,) = region.ask("config.describe_aggregation_authorizations", "AggregationAuthorizations")
    assert (allowed["AuthorizedAccountId"], allowed["AuthorizedAwsRegion"]) == (ACCOUNT, HOME)


def test_guard_duty_is_on_in_every_region(region: Region) -> None:
    (detector,) = region.ask("guardduty.list_detectors", "DetectorIds")
    found = region.aws.client("guardduty", region.name).get_detector(DetectorId=detector)
    assert (found["Status"], found["FindingPublishingFrequency"]) == ("ENABLED", "FIFTEEN_MINUTES")


def test_the_budget_tells_the_topic_of_the_first_region(home: Region) -> None:
    (budget,) = home.ask("budgets.describe_budgets", "Budgets", AccountId=ACCOUNT)
    assert (budget["BudgetName"], budget["TimeUnit"], budget["BudgetType"]) == (
        "tap-dev-monthly",
        "MONTHLY",
        "COST",
    )
    assert budget["BudgetLimit"] == {"Amount": "1500", "Unit": "USD"}
    which = {"AccountId": ACCOUNT, "BudgetName": budget["BudgetName"]}
    (topic,) = home.ask("sns.list_topics", "Topics")
    told = {
        (each["NotificationType"], each["Threshold"]): home.ask(
            "budgets.describe_subscribers_for_notification", "Subscribers", **which, Notification=each
        )
        for each in home.ask("budgets.describe_notifications_for_budget", "Notifications", **which)
    }
    reader = [{"SubscriptionType": "SNS", "Address": topic["TopicArn"]}]
    assert told == {("ACTUAL", 80.0): reader, ("FORECASTED", 100.0): reader}


def test_budgets_may_publish_to_the_encrypted_topic_of_the_first_region(platform: Deployment) -> None:
    for name in DEV_SETTINGS.regions:
        place = platform.region(name)
        (topic,) = place.ask("sns.list_topics", "Topics")
        attributes = place.ask("sns.get_topic_attributes", "Attributes", TopicArn=topic["TopicArn"])
        key = _key_named(place, f"tap-dev-encryption-{name}")["KeyId"]
        of_key = place.ask("kms.get_key_policy", "Policy", KeyId=key, PolicyName="default")
        admitted = ["budgets.amazonaws.com" in policy for policy in (attributes["Policy"], of_key)]
        assert admitted == [name == HOME] * 2


def test_what_compliance_makes_is_tagged(home: Region, trail: dict[str, Any]) -> None:
    (listed,) = home.ask("cloudtrail.list_tags", "ResourceTagList", ResourceIdList=[trail["TrailARN"]])
    (aggregator,) = home.ask("config.describe_configuration_aggregators", "ConfigurationAggregators")
    of_aggregator = home.ask(
        "config.list_tags_for_resource",
        "Tags",
        ResourceArn=aggregator["ConfigurationAggregatorArn"],
    )
    arn = f"arn:aws:budgets::{ACCOUNT}:budget/tap-dev-monthly"
    of_budget = home.ask("budgets.list_tags_for_resource", "ResourceTags", ResourceARN=arn)
    (detector,) = home.ask("guardduty.list_detectors", "DetectorIds")
    of_detector = home.ask("guardduty.get_detector", "Tags", DetectorId=detector)
    for tags in (listed["TagsList"], of_aggregator, of_budget, of_detector):
        assert tags_in(tags)["Owner"] == "tap"


def test_the_run_says_what_compliance_does_only_on_aws(platform: Deployment) -> None:
    said = {what: each.types for each in behaviours_in(platform.graph) for what in [each.what]}
    of = {kind: what for what, kinds in said.items() for kind in kinds}
    assert "evaluate nothing" in of["aws:cfg/rule:Rule"]
    assert "no configuration is recorded" in of["aws:cfg/recorder:Recorder"]
    assert "no API call is recorded" in of["aws:cloudtrail/trail:Trail"]
    assert "no findings" in of["aws:guardduty/detector:Detector"]
    assert "no cost is counted" in of["aws:budgets/budget:Budget"]
