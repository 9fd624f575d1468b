"""Keys of each region's own: deployed, and asked by boto3."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region, policy_statements

ROTATION = 180


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The platform with an independent key in every region."""
    project = with_settings(encryption={"keys": "per-region", "rotationDays": ROTATION})
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=DEV_SETTINGS.regions)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region."""
    return platform.region(request.param)


def test_every_regions_key_is_its_own(platform: Deployment) -> None:
    keys = {name: platform.region(name).key for name in DEV_SETTINGS.regions}
    assert len({key["KeyId"] for key in keys.values()}) == len(keys)
    for name, key in keys.items():
        assert key["Arn"].split(":")[3] == name
        assert (key["MultiRegion"], key["KeyState"]) == (False, "Enabled")
        assert key["Description"] == f"Encrypts what tap-dev stores in {name}"
    assert not made_by(platform.graph, "ReplicaKey")


def test_every_key_is_rotated_after_the_settings_days(region: Region) -> None:
    client = region.aws.client("kms", region.name)
    status = client.get_key_rotation_status(KeyId=region.key["KeyId"])
    assert (status["KeyRotationEnabled"], status["RotationPeriodInDays"]) == (True, ROTATION)


def test_every_key_has_its_alias(region: Region) -> None:
    names = {
        alias["AliasName"]: alias["TargetKeyId"]
        for alias in region.ask("kms.list_aliases", "Aliases")
        if not alias["AliasName"].startswith("alias/aws/")
    }
    assert names == {f"alias/tap-dev-encryption-{region.name}": region.key["KeyId"]}


def test_no_region_opens_what_another_has_sealed(platform: Deployment) -> None:
    first, second = (platform.region(name) for name in DEV_SETTINGS.regions[:2])
    here, there = (each.aws.client("kms", each.name) for each in (first, second))
    sealed = here.encrypt(KeyId=first.key["KeyId"], Plaintext=b"plain")["CiphertextBlob"]
    assert here.decrypt(CiphertextBlob=sealed)["Plaintext"] == b"plain"
    with pytest.raises(there.exceptions.ClientError, match="AccessDenied"):
        there.decrypt(CiphertextBlob=sealed)


def test_what_a_region_stores_is_under_its_own_key(region: Region) -> None:
    own = region.key["Arn"]
    groups: list[dict[str, Any]] = region.ask("logs.describe_log_groups", "logGroups")
    volumes = region.ask("ec2.describe_volumes", "Volumes")
    assert {each["kmsKeyId"] for each in groups} == {own}
    assert {each["KmsKeyId"] for each in volumes} == {own}
    assert {each["KmsKeyId"] for each in region.databases} <= {own}
    (topic,) = region.ask("sns.list_topics", "Topics")
    attributes = region.ask("sns.get_topic_attributes", "Attributes", TopicArn=topic["TopicArn"])
    assert attributes["KmsMasterKeyId"] == own


def test_the_key_policy_names_its_own_region_and_no_more_than_it_serves(region: Region) -> None:
    policy = region.ask("kms.get_key_policy", "Policy", KeyId=region.key["KeyId"], PolicyName="default")
    others = [name for name in DEV_SETTINGS.regions if name != region.name]
    assert not any(name in policy for name in others)
    services = {
        each["Principal"]["Service"]
        for each in policy_statements(policy).values()
        if "Service" in each["Principal"]
    }
    assert services == {f"logs.{region.name}.amazonaws.com", "cloudwatch.amazonaws.com"}


def test_no_region_leans_on_another_for_its_key(platform: Deployment) -> None:
    keys = {each.urn: each for each in made_by(platform.graph, "kms/key:Key")}
    assert len(keys) == len(DEV_SETTINGS.regions)
    for each in platform.graph.cloud_resources:
        for urn in set(each.dependencies) & set(keys):
            assert each.region in (None, keys[urn].region), f"{each.name} leans on {keys[urn].name}"
