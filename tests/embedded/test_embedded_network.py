"""Each region's network, as a client outside finds it."""

from __future__ import annotations

import os
import subprocess
import sys
from ipaddress import IPv4Network
from itertools import combinations

from tests.embedded.deploying import DEV_SETTINGS, Deployment
from tests.embedded.outside import ANYWHERE, Region

_ASK = """
import boto3
client = boto3.client("ec2", endpoint_url={url!r}, region_name={region!r})
print(client.describe_vpcs(VpcIds=[{vpc!r}])["Vpcs"][0]["CidrBlock"])
"""


def test_the_client_asks_over_http(platform: Deployment, first: Region) -> None:
    before, inside = platform.aws.answers, platform.embedded.api_calls
    assert first.ask("sts.get_caller_identity", "Account") == "123456789012"
    assert platform.aws.answers == before + 1
    assert platform.embedded.api_calls == inside


def test_another_process_finds_the_same_account(platform: Deployment, first: Region) -> None:
    program = _ASK.format(url=platform.aws.url, region=first.name, vpc=first.vpc["VpcId"])
    credentials = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "not-a-real-key"}
    asked = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **credentials},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert asked.stdout.strip() == first.vpc["CidrBlock"], asked.stderr


def test_one_vpc_of_ours_with_a_16(region: Region) -> None:
    network = IPv4Network(region.vpc["CidrBlock"])
    assert network.prefixlen == 16
    assert network.subnet_of(IPv4Network(DEV_SETTINGS.network.supernet))
    for attribute in ("enableDnsSupport", "enableDnsHostnames"):
        answer = region.ask(
            "ec2.describe_vpc_attribute",
            attribute[:1].upper() + attribute[1:],
            VpcId=region.vpc["VpcId"],
            Attribute=attribute,
        )
        assert answer == {"Value": True}


def test_no_two_regions_overlap(platform: Deployment) -> None:
    networks = [IPv4Network(platform.region(name).vpc["CidrBlock"]) for name in DEV_SETTINGS.regions]
    assert len(networks) == 3
    assert not any(one.overlaps(other) for one, other in combinations(networks, 2))


def test_two_public_and_two_private_subnets_in_two_zones(region: Region) -> None:
    for tier in (region.public, region.private):
        assert len(tier) == 2
        assert len({subnet["AvailabilityZone"] for subnet in tier.values()}) == 2
    zones = {subnet["AvailabilityZone"] for subnet in region.subnets.values()}
    assert len(zones) == 2
    assert all(zone.startswith(region.name) for zone in zones)
    networks = [IPv4Network(subnet["CidrBlock"]) for subnet in region.subnets.values()]
    assert all(network.subnet_of(IPv4Network(region.vpc["CidrBlock"])) for network in networks)
    assert not any(one.overlaps(other) for one, other in combinations(networks, 2))
    assert not any(subnet["MapPublicIpOnLaunch"] for subnet in region.subnets.values())


def test_public_subnets_route_to_the_internet_gateway(region: Region) -> None:
    (gateway,) = region.ours("ec2.describe_internet_gateways", "InternetGateways")
    assert [each["VpcId"] for each in gateway["Attachments"]] == [region.vpc["VpcId"]]
    targets = {subnet["route"]["GatewayId"] for subnet in region.public.values()}
    assert targets == {gateway["InternetGatewayId"]}


def test_two_nat_gateways_in_different_zones(region: Region) -> None:
    gateways = region.ours("ec2.describe_nat_gateways", "NatGateways")
    assert len(gateways) == 2
    assert all(gateway["State"] == "available" for gateway in gateways)
    assert {gateway["SubnetId"] for gateway in gateways} == set(region.public)
    addresses = region.ours("ec2.describe_addresses", "Addresses")
    allocated = {gateway["NatGatewayAddresses"][0]["AllocationId"] for gateway in gateways}
    assert allocated == {address["AllocationId"] for address in addresses}
    assert len(allocated) == 2


def test_private_subnets_route_to_the_nat_gateway_of_their_own_zone(region: Region) -> None:
    zone_of_gateway = {
        gateway["NatGatewayId"]: region.public[gateway["SubnetId"]]["AvailabilityZone"]
        for gateway in region.ours("ec2.describe_nat_gateways", "NatGateways")
    }
    assert len(region.private) == 2
    for subnet in region.private.values():
        assert zone_of_gateway[subnet["route"]["NatGatewayId"]] == subnet["AvailabilityZone"]


def test_the_default_security_group_is_emptied(region: Region) -> None:
    default = region.ours(
        "ec2.describe_security_groups", "SecurityGroups", group_name="default", vpc_id=region.vpc["VpcId"]
    )
    assert [(each["IpPermissions"], each["IpPermissionsEgress"]) for each in default] == [([], [])]


def test_ssh_only_from_the_allowed_addresses(region: Region) -> None:
    rules = region.ours("ec2.describe_security_group_rules", "SecurityGroupRules")
    ssh = [
        rule
        for rule in rules
        if not rule["IsEgress"] and (rule["IpProtocol"] == "-1" or rule["FromPort"] <= 22 <= rule["ToPort"])
    ]
    assert [rule.get("CidrIpv4") for rule in ssh] == [DEV_SETTINGS.allowed_ssh_cidr]


def test_the_world_reaches_the_load_balancer_alone(region: Region) -> None:
    rules = region.ours("ec2.describe_security_group_rules", "SecurityGroupRules")
    open_to_all = [rule for rule in rules if not rule["IsEgress"] and rule.get("CidrIpv4") == ANYWHERE]
    assert [(rule["GroupId"], rule["FromPort"], rule["ToPort"]) for rule in open_to_all] == [
        (region.balancer["SecurityGroups"][0], 80, 80)
    ]
    port = DEV_SETTINGS.compute.app_port
    to_app = [rule for rule in rules if not rule["IsEgress"] and rule["FromPort"] <= port <= rule["ToPort"]]
    assert [rule["ReferencedGroupInfo"]["GroupId"] for rule in to_app] == region.balancer["SecurityGroups"]
    assert [rule["GroupId"] for rule in to_app] == region.template["NetworkInterfaces"][0]["Groups"]
