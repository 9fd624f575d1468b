"""One region with no way out: three zones, Graviton, a script of the user's, no dashboard."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.embedded.deploying import Deployment, ProjectWith, deployed
from tests.embedded.outside import Region

REGION = "eu-west-1"
SCRIPT = "#!/bin/bash\necho from the settings\n"


@pytest.fixture(scope="module")
def isolated(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The deployment that all tests here ask."""
    project = with_settings(
        regions=[REGION],
        minimumRegions=1,
        network={"nat": "none", "azCount": 3, "supernet": "172.16.0.0/12"},
        compute={"instanceType": "t4g.small", "userData": SCRIPT, "volumeGib": 33},
        database={"storageGib": 50, "maxStorageGib": 50, "instanceClass": "db.r7g.large"},
        observability={"dashboards": "none"},
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture
def alone(isolated: Deployment) -> Region:
    return isolated.region(REGION)


def test_without_nat_nothing_private_has_a_way_out(alone: Region) -> None:
    assert alone.ours("ec2.describe_nat_gateways", "NatGateways") == []
    assert alone.ours("ec2.describe_addresses", "Addresses") == []
    assert [subnet["route"] for subnet in alone.private.values()] == [None, None, None]


def test_three_zones_have_a_subnet_of_each_tier(alone: Region) -> None:
    for tier in (alone.public, alone.private):
        assert len(tier) == len({subnet["AvailabilityZone"] for subnet in tier.values()}) == 3
    assert len(alone.balancer["AvailabilityZones"]) == 3
    assert alone.vpc["CidrBlock"].startswith("172.")


def test_a_graviton_type_gets_an_arm64_image(alone: Region) -> None:
    (image,) = alone.ask("ec2.describe_images", "Images", ImageIds=[alone.template["ImageId"]])
    assert image["Architecture"] == "arm64"
    (instance,) = alone.instances
    assert (instance["InstanceType"], instance["Architecture"]) == ("t4g.small", "arm64")
    (volume,) = alone.ask("ec2.describe_volumes", "Volumes")
    assert volume["Size"] == 33


def test_the_users_own_script_is_the_whole_first_boot(alone: Region) -> None:
    assert base64.b64decode(alone.template["UserData"]).decode() == SCRIPT


def test_equal_sizes_mean_no_growth(isolated: Deployment, alone: Region) -> None:
    (database,) = alone.databases
    assert database["AllocatedStorage"] == 50
    (made,) = isolated.graph.of_type("aws:rds/instance:Instance")
    assert "maxAllocatedStorage" not in made.inputs


def test_without_a_dashboard_there_is_none(alone: Region) -> None:
    assert alone.ask("cloudwatch.list_dashboards", "DashboardEntries") == []
