"""A region without NAT gateways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedded.deploying import Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region

REGION = "eu-west-1"
ENDPOINTS = {f"tap-dev-endpoint-{service}-{REGION}" for service in ("s3", "dynamodb")}


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """One region of the development stack, with gateway endpoints and no NAT gateways."""
    network = {"nat": "none", "gatewayEndpoints": True}
    with deployed(with_settings(regions=[REGION], minimumRegions=1, network=network)) as deployment:
        yield deployment


@pytest.fixture
def region(platform: Deployment) -> Region:
    """The region."""
    return platform.region(REGION)


def test_nat_none_makes_neither_gateways_nor_addresses(region: Region) -> None:
    assert region.ours("ec2.describe_nat_gateways", "NatGateways") == []
    assert region.ours("ec2.describe_addresses", "Addresses") == []


def test_nat_none_leaves_gateway_endpoints_as_the_only_way_out(region: Region) -> None:
    assert [subnet["route"] for subnet in region.private.values()] == [None, None]
    endpoints = region.ours("ec2.describe_vpc_endpoints", "VpcEndpoints")
    ids = {each["VpcEndpointId"] for each in endpoints}
    (one, other) = [
        {route["GatewayId"] for route in table["Routes"]} - {"local"}
        for table in region.ours("ec2.describe_route_tables", "RouteTables")
        if {each["SubnetId"] for each in table["Associations"]} <= set(region.private)
    ]
    assert one == other == ids
    assert len(ids) == 2


def test_instances_wait_for_the_endpoints_that_they_start_by(platform: Deployment) -> None:
    (group,) = made_by(platform.graph, "autoscaling/group:Group")
    assert {urn.rpartition("::")[2] for urn in group.dependencies} >= ENDPOINTS
