"""Twelve regions at once."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations

from tests.embedded.deploying import ProjectWith, ran

TWELVE = [
    "us-east-1",
    "us-east-2",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-central-1",
    "eu-north-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-south-1",
]


def test_twelve_regions_deploy_without_a_fault(with_settings: ProjectWith) -> None:
    graph = ran(with_settings(regions=TWELVE), "deploy")
    assert {each.status for each in graph.resources} == {"created"}
    counts = graph.count_by_region()
    assert set(counts) == {*TWELVE, "global"}
    assert len({counts[name] for name in TWELVE[1:]}) == 1
    ranges = [IPv4Network(str(each.inputs["cidrBlock"])) for each in graph.of_type("aws:ec2/vpc:Vpc")]
    assert len(ranges) == 12
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))
    addresses = graph.outputs["load_balancer_dns"]
    assert isinstance(addresses, dict)
    assert set(addresses) == set(TWELVE)
    assert all(f".{name}.elb.amazonaws.com" in str(address) for name, address in addresses.items())
