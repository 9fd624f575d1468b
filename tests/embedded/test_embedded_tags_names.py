"""Tags, names and places: what every resource must have, and where none of ours may be."""

from __future__ import annotations

import base64
import difflib
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tapstack.emulator.schema import schema_of
from tapstack.graph import Resource
from tapstack.planning.regions import region_code
from tapstack.settings.regions import KNOWN_REGIONS
from tests.embedded.deploying import DEV_SETTINGS, Deployment
from tests.embedded.outside import Region, tags_in, texts_in

SNAPSHOT = Path(__file__).parent / "snapshots" / "urns-dev.txt"
FIVE = {
    "Owner": DEV_SETTINGS.team,
    "Purpose": DEV_SETTINGS.purpose,
    "Environment": DEV_SETTINGS.environment,
    "CostCenter": DEV_SETTINGS.cost_center,
    "ManagedBy": "pulumi",
}
PREFIX = f"{DEV_SETTINGS.team}-{DEV_SETTINGS.environment}"
ELSEWHERE = ("eu-central-1", "us-west-2", "sa-east-1")
HOME = DEV_SETTINGS.primary_region

# ---- tags


def _of_ec2(region: Region, made: Resource) -> Any:
    return region.ask(
        "ec2.describe_tags", "Tags", Filters=[{"Name": "resource-id", "Values": [str(made.id)]}]
    )


def _of_profile(region: Region, made: Resource) -> Any:
    return region.ask("iam.get_instance_profile", "InstanceProfile", InstanceProfileName=made.id)["Tags"]


def _by_arn(operation: str, member: str, argument: str) -> Callable[[Region, Resource], Any]:
    def ask(region: Region, made: Resource) -> Any:
        return region.ask(operation, member, **{argument: made.outputs["arn"]})

    return ask


def _of_balancing(region: Region, made: Resource) -> Any:
    return region.ask("elbv2.describe_tags", "TagDescriptions", ResourceArns=[made.id])[0]["Tags"]


TAGS_OF: dict[str, Callable[[Region, Resource], Any]] = {
    "aws:cloudwatch/logGroup:LogGroup": _by_arn("logs.list_tags_for_resource", "tags", "resourceArn"),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _by_arn(
        "cloudwatch.list_tags_for_resource", "Tags", "ResourceARN"
    ),
    "aws:iam/instanceProfile:InstanceProfile": _of_profile,
    "aws:iam/role:Role": lambda region, made: region.ask("iam.list_role_tags", "Tags", RoleName=made.id),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": lambda region, made: region.ask(
        "iam.list_role_tags", "Tags", RoleName=made.outputs["name"]
    ),
    "aws:kms/key:Key": lambda region, made: region.ask("kms.list_resource_tags", "Tags", KeyId=made.id),
    "aws:kms/replicaKey:ReplicaKey": lambda region, made: region.ask(
        "kms.list_resource_tags", "Tags", KeyId=made.id
    ),
    "aws:lb/listener:Listener": _of_balancing,
    "aws:lb/loadBalancer:LoadBalancer": _of_balancing,
    "aws:lb/targetGroup:TargetGroup": _of_balancing,
    "aws:rds/instance:Instance": _by_arn("rds.list_tags_for_resource", "TagList", "ResourceName"),
    "aws:rds/parameterGroup:ParameterGroup": _by_arn("rds.list_tags_for_resource", "TagList", "ResourceName"),
    "aws:rds/subnetGroup:SubnetGroup": _by_arn("rds.list_tags_for_resource", "TagList", "ResourceName"),
    "aws:s3/bucket:Bucket": lambda region, made: region.ask(
        "s3.get_bucket_tagging", "TagSet", Bucket=made.id
    ),
    "aws:sns/topic:Topic": _by_arn("sns.list_tags_for_resource", "Tags", "ResourceArn"),
}


def _taggable(platform: Deployment) -> list[Resource]:
    """Every resource that pulumi_aws can tag, the group aside, which takes its tags otherwise."""
    found = [
        each for each in platform.graph.cloud_resources if (schema := schema_of(each.type)) and schema.tagged
    ]
    assert len(found) > 100
    return found


def test_everything_taggable_has_the_five_tags(platform: Deployment) -> None:
    without: list[str] = []
    for made in _taggable(platform):
        ask = _of_ec2 if made.type.startswith(("aws:ec2/", "aws:vpc/")) else TAGS_OF[made.type]
        tags = tags_in(ask(platform.region(made.region or HOME), made))
        if not tags.items() >= FIVE.items():
            without.append(f"{made.type} {made.name}: {tags}")
    assert not without


def test_the_groups_instances_and_volumes_have_the_five_tags(region: Region) -> None:
    group = region.group
    assert tags_in(group["Tags"]).items() >= FIVE.items()
    assert all(tag["PropagateAtLaunch"] for tag in group["Tags"])
    volumes = region.ask("ec2.describe_volumes", "Volumes")
    tagged = [*region.instances, *volumes]
    assert len(tagged) == 2
    for each in tagged:
        tags = tags_in(each["Tags"])
        assert tags.items() >= FIVE.items()
        assert tags["Name"] == f"{PREFIX}-web-{region.name}"


# ---- names

LISTED = (
    ("elbv2.describe_load_balancers", "LoadBalancers", "LoadBalancerName"),
    ("elbv2.describe_target_groups", "TargetGroups", "TargetGroupName"),
    ("autoscaling.describe_auto_scaling_groups", "AutoScalingGroups", "AutoScalingGroupName"),
    ("autoscaling.describe_policies", "ScalingPolicies", "PolicyName"),
    ("ec2.describe_launch_templates", "LaunchTemplates", "LaunchTemplateName"),
    ("ec2.describe_security_groups", "SecurityGroups", "GroupName"),
    ("rds.describe_db_instances", "DBInstances", "DBInstanceIdentifier"),
    ("rds.describe_db_subnet_groups", "DBSubnetGroups", "DBSubnetGroupName"),
    ("rds.describe_db_parameter_groups", "DBParameterGroups", "DBParameterGroupName"),
    ("cloudwatch.describe_alarms", "MetricAlarms", "AlarmName"),
    ("cloudwatch.list_dashboards", "DashboardEntries", "DashboardName"),
    ("logs.describe_log_groups", "logGroups", "logGroupName"),
    ("kms.list_aliases", "Aliases", "AliasName"),
)
NOT_OURS = re.compile(r"default|default\..*|alias/aws/.*")


def _names(region: Region) -> list[str]:
    names = [str(each[key]) for operation, member, key in LISTED for each in region.ask(operation, member)]
    names += [each["TopicArn"].rpartition(":")[2] for each in region.ask("sns.list_topics", "Topics")]
    return [name for name in names if not NOT_OURS.fullmatch(name)]


def _stem(name: str) -> str:
    """The part that is ours of a name that AWS wants in a form of its own."""
    return name.removeprefix("alias/").removeprefix("/aws/rds/instance/").partition("/")[0]


def test_every_name_in_a_region_follows_the_pattern(region: Region) -> None:
    place = rf"({region.name}[a-z]?|{region_code(region.name)})"
    pattern = re.compile(rf"{PREFIX}(-[a-z0-9]+)+-{place}(-[0-9a-f]{{7}})?")
    names = _names(region)
    assert len(names) >= 17
    assert [name for name in names if not pattern.fullmatch(_stem(name))] == []


def test_aws_lists_the_names_of_the_graph_and_no_others(platform: Deployment, region: Region) -> None:
    made = [each for each in platform.graph.cloud_resources if each.region == region.name]
    named = [
        str(each.outputs[key])
        for each in made
        for key in ("name", "identifier", "dashboardName")
        if key in each.outputs and not each.type.endswith(":DefaultSecurityGroup")
    ]
    assert sorted(_names(region)) == sorted(named)


def test_every_name_tag_follows_the_pattern(region: Region) -> None:
    listed = region.ask("ec2.describe_tags", "Tags", Filters=[{"Name": "key", "Values": ["Name"]}])
    names = {each["Value"] for each in listed}
    assert len(names) >= 18
    pattern = re.compile(rf"{PREFIX}(-[a-z0-9]+)+-{region.name}[a-z]?")
    assert [name for name in names if not pattern.fullmatch(name)] == []


def test_every_name_of_a_global_thing_follows_the_pattern(platform: Deployment, first: Region) -> None:
    account = first.ask("sts.get_caller_identity", "Account")
    roles = {each["RoleName"] for each in first.ask("iam.list_roles", "Roles")}
    per_region = {f"{PREFIX}-instance-{name}" for name in DEV_SETTINGS.regions}
    assert roles == per_region | {f"AWSServiceRoleForAutoScaling_{PREFIX}-autoscaling"}
    profiles = first.ask("iam.list_instance_profiles", "InstanceProfiles")
    assert {each["InstanceProfileName"] for each in profiles} == per_region
    for role in per_region:
        assert first.ask("iam.list_role_policies", "PolicyNames", RoleName=role) == [role]
    buckets = {each["Name"] for each in first.ask("s3.list_buckets", "Buckets")}
    assert buckets == {f"{PREFIX}-lb-logs-{name}-{account}" for name in DEV_SETTINGS.regions}


def test_balancers_and_target_groups_have_at_most_32_characters(region: Region) -> None:
    assert len(region.balancer["LoadBalancerName"]) <= 32
    assert len(region.target_group["TargetGroupName"]) <= 32


def test_logical_names_follow_the_pattern(platform: Deployment) -> None:
    pattern = re.compile(rf"{PREFIX}(-[a-z0-9]+)+")
    named = [each.name for each in platform.graph.resources if each.type != "pulumi:pulumi:Stack"]
    assert named
    assert [name for name in named if not pattern.fullmatch(name)] == []


def test_the_urns_are_those_on_record(platform: Deployment) -> None:
    urns = sorted(platform.graph.by_urn)
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text("\n".join(urns) + "\n", encoding="utf-8")
    recorded = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    if urns != recorded:
        changes = "\n".join(difflib.unified_diff(recorded, urns, "on record", "deployed", lineterm="", n=0))
        pytest.fail(
            f"a changed URN is a replaced resource:\n{changes}\n"
            "If that is meant: UPDATE_SNAPSHOTS=1 .venv/bin/python -m pytest -k urns tests/embedded",
            pytrace=False,
        )


# ---- places


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nothing_of_ours_is_in_any_other_region(platform: Deployment, elsewhere: str) -> None:
    region = platform.region(elsewhere)
    assert elsewhere not in DEV_SETTINGS.regions
    assert _names(region) == []
    tagged = region.ask("ec2.describe_tags", "Tags", Filters=[{"Name": "key", "Values": list(FIVE)}])
    assert tagged == []
    keys = [
        region.ask("kms.describe_key", "KeyMetadata", KeyId=each["KeyId"])["KeyManager"]
        for each in region.ask("kms.list_keys", "Keys")
    ]
    assert "CUSTOMER" not in keys


def test_every_resource_is_in_its_regions(platform: Deployment) -> None:
    regions = {each.region for each in platform.graph.cloud_resources}
    assert regions == {*DEV_SETTINGS.regions, None}
    unplaced = {each.type for each in platform.graph.cloud_resources if each.region is None}
    assert {each.split("/")[0] for each in unplaced} == {"aws:iam"}


def _mentioned(made: Resource) -> Iterator[tuple[str, str]]:
    """Every region that an input or output names, with the name of that property."""
    anywhere = re.compile("|".join(rf"\b{name}(?=\b|[a-z]\b)" for name in KNOWN_REGIONS))
    for side in (made.inputs, made.outputs):
        for key, value in side.items():
            texts = [base64.b64decode(str(value)).decode()] if key == "userData" else texts_in(value)
            for text in texts:
                yield from ((key, found) for found in anywhere.findall(text))


def _home_of(made: Resource) -> str | None:
    """The region of a resource; a global one's is in its name."""
    if made.region:
        return made.region
    return next((name for name in DEV_SETTINGS.regions if made.name.endswith(f"-{name}")), None)


def test_no_resource_names_another_region_than_its_own(platform: Deployment) -> None:
    allowed = {
        ("aws:kms/replicaKey:ReplicaKey", "primaryKeyArn", HOME),
        *(("aws:cloudwatch/dashboard:Dashboard", "dashboardBody", name) for name in DEV_SETTINGS.regions),
    }
    strays = [
        f"{made.type} {made.name}: `{key}` names {mentioned}"
        for made in platform.graph.cloud_resources
        for key, mentioned in _mentioned(made)
        if mentioned != _home_of(made) and (made.type, key, mentioned) not in allowed
    ]
    assert strays == []


def test_no_region_depends_on_another_save_replicas_on_the_primary_key(platform: Deployment) -> None:
    across: set[tuple[str, str]] = set()
    for made in platform.graph.cloud_resources:
        needed = {*made.dependencies, *(urn for urns in made.property_dependencies.values() for urn in urns)}
        for other in (platform.graph.by_urn[urn] for urn in needed):
            if _home_of(made) and _home_of(other) and _home_of(made) != _home_of(other):
                across.add((made.type, other.type))
    assert across == {("aws:kms/replicaKey:ReplicaKey", "aws:kms/key:Key")}
