"""The provider: which region and tags a resource gets, and what it says of what it doesn't know."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import InvokeRequest, NotEmulatedError, ProviderConfig, RealisationError, Unknown
from tests.emulator.conftest import HOME, Ask, Make, request

TOPIC = "aws:sns/topic:Topic"
ROLE = "aws:iam/role:Role"
TRUST = '{"Version": "2012-10-17", "Statement": []}'


def _tags(aws: EmbeddedAws, arn: Any, region: str = HOME) -> dict[str, str]:
    found = aws.client("sns", region).list_tags_for_resource(ResourceArn=arn)["Tags"]
    return {tag["Key"]: tag["Value"] for tag in found}


@pytest.mark.parametrize(
    ("provider", "own", "region"),
    [
        ({"region": "eu-west-1"}, {}, "eu-west-1"),
        ({"region": "eu-west-1"}, {"region": "sa-east-1"}, "sa-east-1"),
        ({}, {"region": "sa-east-1"}, "sa-east-1"),
    ],
)
def test_a_resources_own_region_comes_before_its_providers(
    make: Make, aws: EmbeddedAws, provider: dict[str, Any], own: dict[str, Any], region: str
) -> None:
    made = make(TOPIC, "topic", provider, **own)
    assert made.outputs["region"] == region
    assert str(made.outputs["arn"]).split(":")[3] == region
    assert [each["TopicArn"] for each in aws.client("sns", region).list_topics()["Topics"]] == [made.id]


def test_without_any_region_a_regional_resource_is_refused(make: Make, ask: Ask) -> None:
    with pytest.raises(RealisationError, match="no AWS region is configured") as refused:
        make(TOPIC, "topic", {})
    assert "aws:region" in str(refused.value.mend)
    with pytest.raises(RealisationError, match="no AWS region is configured"):
        ask("aws:index/getRegion:getRegion", {})


def test_a_global_resource_needs_no_region_and_has_none(make: Make) -> None:
    made = make(ROLE, "role", {}, assumeRolePolicy=TRUST)
    assert "region" not in made.outputs
    assert made.outputs["arn"] == f"arn:aws:iam::123456789012:role/{made.id}"


def test_a_function_is_asked_in_its_own_region(ask: Ask) -> None:
    assert ask("aws:index/getRegion:getRegion", region="sa-east-1")["name"] == "sa-east-1"
    assert ask("aws:index/getRegion:getRegion", {"region": "eu-west-1"})["name"] == "eu-west-1"


@pytest.mark.parametrize("encoded", [True, False])
def test_default_tags_reach_the_resource_and_its_own_win(
    make: Make, aws: EmbeddedAws, *, encoded: bool
) -> None:
    default: Any = {"tags": {"Owner": "provider", "Purpose": "provider"}}
    provider = {"region": HOME, "defaultTags": json.dumps(default) if encoded else default}
    made = make(TOPIC, "topic", provider, tags={"Owner": "resource", "Name": "topic"})
    merged = {"Owner": "resource", "Purpose": "provider", "Name": "topic"}
    assert made.outputs["tagsAll"] == merged
    assert _tags(aws, made.id) == merged


def test_default_tags_reach_objects_in_a_bucket(make: Make, aws: EmbeddedAws) -> None:
    provider = {"region": HOME, "defaultTags": {"tags": {"Owner": "a team + more"}}}
    bucket = make("aws:s3/bucket:Bucket", "bucket", provider)
    make("aws:s3/bucketObject:BucketObject", "page", provider, bucket=bucket.id, content="text")
    tagged = aws.client("s3", HOME).get_object_tagging(Bucket=bucket.id, Key="page")["TagSet"]
    assert tagged == [{"Key": "Owner", "Value": "a team + more"}]


def test_default_tags_do_not_reach_what_takes_none(make: Make, aws: EmbeddedAws) -> None:
    provider = {"region": HOME, "defaultTags": {"tags": {"Owner": "us"}}}
    key = make("aws:kms/key:Key", "key", provider)
    alias = make("aws:kms/alias:Alias", "alias", provider, targetKeyId=key.id)
    assert "tagsAll" not in alias.outputs
    assert key.outputs["tagsAll"] == {"Owner": "us"}


def test_a_plan_knows_region_and_tags_and_asks_nothing(aws: EmbeddedAws) -> None:
    provider, before = EmbeddedProvider(aws), aws.api_calls
    asked = request(
        TOPIC, "topic", {"tags": {"Name": "t"}}, {"region": HOME, "defaultTags": {"tags": {"Owner": "us"}}}
    )
    assert provider.plan(asked) == {"region": HOME, "tagsAll": {"Owner": "us", "Name": "t"}}
    assert provider.plan(request(ROLE, "role", {}, {})) == {"tagsAll": {}}
    assert provider.plan(request("aws:nothing/at:All", "odd", {}, {"region": HOME})) == {}
    assert aws.api_calls == before


def _create(provider: EmbeddedProvider, token: str) -> object:
    return provider.create(request(token, "odd", {}))


def _read(provider: EmbeddedProvider, token: str) -> object:
    return provider.read(request(token, "odd", {}), "an-id")


def _invoke(provider: EmbeddedProvider, token: str) -> object:
    return provider.invoke(InvokeRequest(token, {}, ProviderConfig("aws", {"region": HOME})))


@pytest.mark.parametrize(
    ("attempt", "token"),
    [
        (_create, "aws:sqs/queue:Queue"),
        (_read, "aws:ec2/subnet:Subnet"),
        (_invoke, "aws:sqs/getQueue:getQueue"),
    ],
)
def test_what_is_not_emulated_is_named_with_what_can_be_done(
    aws: EmbeddedAws, attempt: Callable[[EmbeddedProvider, str], object], token: str
) -> None:
    before = aws.api_calls
    with pytest.raises(NotEmulatedError) as refused:
        attempt(EmbeddedProvider(aws), token)
    assert token in refused.value.message
    mend = str(refused.value.mend)
    assert "docs/extending.md" in mend
    assert "leave it out" in mend
    assert "--allow-not-emulated" in mend
    assert aws.api_calls == before


def test_a_refusal_is_in_awss_words(make: Make) -> None:
    with pytest.raises(RealisationError, match=r"^CreateVpc: InvalidVpc\.Range"):
        make("aws:ec2/vpc:Vpc", "vpc", cidrBlock="10.0.0.0/8")


def test_a_group_whose_template_cannot_be_launched_is_refused_and_not_left_behind(
    make: Make, aws: EmbeddedAws
) -> None:
    template = make("aws:ec2/launchTemplate:LaunchTemplate", "t", imageId="ami-0", instanceType="t3.micro")
    subnet = aws.client("ec2", HOME).describe_subnets()["Subnets"][0]["SubnetId"]
    with pytest.raises(RealisationError, match=r"ValidationError: You must use a valid .* launch template"):
        make(
            "aws:autoscaling/group:Group",
            "group",
            minSize=1,
            maxSize=1,
            vpcZoneIdentifiers=[subnet],
            launchTemplate={"id": template.id, "version": "1"},
        )
    assert aws.client("autoscaling", HOME).describe_auto_scaling_groups()["AutoScalingGroups"] == []


def test_a_plan_leaves_unknown_what_it_does_not_know(aws: EmbeddedAws) -> None:
    inputs = {"region": Unknown(), "tags": {"Vpc": Unknown(), "Name": "web"}}
    known = EmbeddedProvider(aws).plan(request("aws:sns/topic:Topic", "alerts", inputs))
    assert known == {"tagsAll": {"Vpc": Unknown(), "Name": "web"}}
