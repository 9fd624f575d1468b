"""The network's parts that are chosen by settings: the VPC itself, endpoints, flow logs."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.stack.conftest import ACCOUNT, REGIONS
from tests.stack.vpcs import DEFAULT_CIDR, Subnet, Vpc, Vpcs, default_subnets, default_vpc, others

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed

FULL = "eu-west-1"
DEFAULT = f"vpc-default-{FULL}"
FALLBACK = {"vpcFallback": "default-vpc"}
VPC = "ec2/vpc:Vpc"
SUBNET = "ec2/subnet:Subnet"
ENDPOINT = "ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "ec2/flowLog:FlowLog"
FRESH = Vpcs(
    [default_vpc(region) for region in REGIONS],
    [each for region in REGIONS for each in default_subnets(region)],
)
OWN = Vpc("vpc-own", FULL, name=f"tap-dev-vpc-{FULL}")
PRIVATE = Subnet(
    "subnet-own", default_vpc(FULL), f"{FULL}a", "172.31.128.0/20", name=f"tap-dev-private-{FULL}a"
)


def with_others(count: int, vpcs: Vpcs = FRESH) -> Vpcs:
    """An account with VPCs of others in one region, besides its default VPC."""
    return replace(vpcs, vpcs=[*vpcs.vpcs, *others(FULL, count)])


def alone(deploy: Deploy, vpcs: Vpcs, network: dict[str, str] = FALLBACK) -> Deployed:
    """Deploy the one region."""
    return deploy(vpcs=vpcs, network=network, regions=[FULL], minimumRegions=1)


@pytest.fixture(scope="module")
def plain(deploy: Deploy) -> Deployed:
    """The baseline in the one region."""
    return alone(deploy, FRESH, {})


def regions_with_a_vpc(deployed: Deployed) -> set[str]:
    return {made.inputs["region"] for made in deployed.all(VPC)}


def names(deployed: Deployed) -> set[tuple[str, str]]:
    return {(made.type, made.name) for made in deployed.made}


@pytest.fixture(scope="module")
def full(deploy: Deploy) -> Deployed:
    """The baseline where one region's quota is used up."""
    deployed = deploy(
        vpcs=with_others(4), network={**FALLBACK, "flowLogs": True, "interfaceEndpoints": ["ssm"]}
    )
    assert deployed.error is None
    return deployed


@pytest.fixture(scope="module")
def watched(deploy: Deploy) -> Deployed:
    """The baseline with flow logs and endpoints."""
    services = ["ssm", "ecr.api"]
    return deploy(
        network={"flowLogs": True, "gatewayEndpoints": True, "interfaceEndpoints": services},
        identity={"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/boundary"},
    )


def test_without_the_setting_nothing_is_asked_of_vpcs(baseline: Deployed) -> None:
    assert not [
        token for token, _ in baseline.asked if "Vpc" in token or "Subnet" in token or "Quota" in token
    ]


def test_with_room_a_vpc_of_its_own_has_the_names_of_the_baseline(deploy: Deploy, plain: Deployed) -> None:
    deployed = alone(deploy, with_others(3))
    assert names(deployed) == names(plain)
    assert "notes" not in deployed.outputs or not deployed.outputs["notes"]


def test_every_look_up_of_vpcs_says_its_region(full: Deployed) -> None:
    asked = [(token, args) for token, args in full.asked if not token.endswith("getCallerIdentity")]
    assert {args["region"] for _, args in asked} == set(REGIONS)
    assert {token.rpartition(":")[2] for token, _ in asked} >= {"getVpcs", "getSubnets", "getServiceQuota"}


def test_a_region_with_no_room_goes_into_its_default_vpc_and_no_other_does(full: Deployed) -> None:
    assert regions_with_a_vpc(full) == set(REGIONS) - {FULL}
    there = {made.name: made for made in full.all(SUBNET) if made.inputs["region"] == FULL}
    assert {name: made.inputs["cidrBlock"] for name, made in there.items()} == {
        f"tap-dev-private-{FULL}a": "172.31.128.0/20",
        f"tap-dev-private-{FULL}b": "172.31.144.0/20",
    }
    in_vpc = [made for made in full.made if made.inputs.get("vpcId") and made.inputs.get("region") == FULL]
    assert {made.inputs["vpcId"] for made in in_vpc} == {DEFAULT}
    assert "aws:lb/targetGroup:TargetGroup" in {made.type for made in in_vpc}


def test_in_a_default_vpc_the_default_subnets_are_the_public_ones(full: Deployed) -> None:
    public = [f"subnet-{FULL}a", f"subnet-{FULL}b"]
    (balancer,) = [each for each in full.all("LoadBalancer") if each.inputs["region"] == FULL]
    assert balancer.inputs["subnets"] == public
    gateways = [each.inputs for each in full.all("NatGateway") if each.inputs["region"] == FULL]
    assert sorted(each["subnetId"] for each in gateways) == public


@pytest.mark.parametrize("kind", ["DefaultSecurityGroup", "InternetGateway"])
def test_what_others_use_of_a_default_vpc_is_not_touched(full: Deployed, kind: str) -> None:
    assert {made.inputs["region"] for made in full.all(kind)} == set(REGIONS) - {FULL}
    tables = [made.name for made in full.all("ec2/routeTable:RouteTable") if made.inputs["region"] == FULL]
    assert sorted(tables) == [f"tap-dev-private-{FULL}a", f"tap-dev-private-{FULL}b"]


def test_in_a_default_vpc_only_the_private_subnets_are_logged(full: Deployed) -> None:
    logs = {made.name: made.inputs for made in full.all(FLOW_LOG) if made.inputs["region"] == FULL}
    assert {name: log["subnetId"] for name, log in logs.items()} == {
        f"tap-dev-flow-{FULL}{letter}": f"tap-dev-private-{FULL}{letter}-id" for letter in "ab"
    }
    assert not any("vpcId" in log for log in logs.values())


def test_in_a_default_vpc_interface_endpoints_are_open_to_all_who_find_them_by_name(full: Deployed) -> None:
    rule = full.one("SecurityGroupIngressRule", f"tap-dev-endpoints-https-{FULL}")
    assert rule.inputs["cidrIpv4"] == DEFAULT_CIDR


def test_who_deploys_is_told_of_a_default_vpc_and_why(full: Deployed) -> None:
    (note,) = full.outputs["notes"]
    assert note.startswith(f"{FULL} is in its default VPC {DEFAULT}: 5 of 5 VPCs are in use.")
    assert "default security group is left as it is" in note


@pytest.mark.parametrize("count", [0, 4])
def test_a_region_that_was_put_into_its_default_vpc_stays_there(deploy: Deploy, count: int) -> None:
    later = with_others(count, replace(FRESH, subnets=[*FRESH.subnets, PRIVATE]))
    deployed = alone(deploy, later)
    assert not regions_with_a_vpc(deployed)
    (note,) = deployed.outputs["notes"]
    assert "it was put there when the region's quota of VPCs was used up, and stays" in note


@pytest.mark.parametrize("count", [3, 9])
def test_a_region_with_a_vpc_of_its_own_keeps_it(deploy: Deploy, plain: Deployed, count: int) -> None:
    later = with_others(count, replace(FRESH, vpcs=[*FRESH.vpcs, OWN]))
    assert names(alone(deploy, later)) == names(plain)


@pytest.mark.parametrize(
    "look_alike",
    [
        replace(OWN, name=f"tap-stg-vpc-{FULL}"),
        replace(OWN, name="tap-dev-vpc-us-east-1"),
        replace(OWN, region="us-east-1"),
    ],
)
def test_a_vpc_of_another_stack_or_region_is_not_taken_for_its_own(deploy: Deploy, look_alike: Vpc) -> None:
    later = with_others(4, replace(FRESH, vpcs=[*FRESH.vpcs, look_alike]))
    assert not regions_with_a_vpc(alone(deploy, later))


def test_vpcs_that_another_account_shares_do_not_count(deploy: Deploy) -> None:
    shared = replace(FRESH, vpcs=[*FRESH.vpcs, *others(FULL, 9, owner="210987654321")])
    assert regions_with_a_vpc(alone(deploy, shared)) == {FULL}


def without_default(region: str) -> Vpcs:
    return replace(FRESH, vpcs=[each for each in FRESH.vpcs if each.region != region])


def test_a_default_vpc_with_no_place_stops_its_region_alone(deploy: Deploy) -> None:
    deployed = deploy(vpcs=with_others(5, without_default(FULL)), network=FALLBACK)
    assert deployed.error is not None
    assert set(deployed.error.failures) == {FULL}
    assert "no default VPC to go into" in str(deployed.error.failures[FULL])
    assert regions_with_a_vpc(deployed) == set(REGIONS) - {FULL}
    assert len(deployed.all("LoadBalancer")) == 2
    there = {made.type for made in deployed.made if made.inputs.get("region") == FULL}
    assert not {kind for kind in there if "ec2" in kind or "lb/" in kind}


@pytest.mark.parametrize(
    ("vpcs", "words"),
    [
        (with_others(4, replace(FRESH, subnets=default_subnets(FULL, "ac"))), "lacks a default subnet"),
        (
            with_others(4, replace(FRESH, subnets=[*FRESH.subnets, replace(PRIVATE, name="theirs")])),
            "no room for private subnets: subnet-own has 172.31.128.0/20",
        ),
    ],
)
def test_what_is_wrong_with_a_default_vpc_is_told(deploy: Deploy, vpcs: Vpcs, words: str) -> None:
    deployed = alone(deploy, vpcs)
    assert deployed.error is not None
    assert words in str(deployed.error.failures[FULL])


@pytest.mark.parametrize("token", ["getVpcs", "getSubnets", "getServiceQuota", "getVpc", "getSubnet"])
def test_a_refused_look_up_is_told_with_what_to_allow(deploy: Deploy, token: str) -> None:
    deployed = alone(deploy, replace(with_others(4), denied=frozenset({token})))
    assert deployed.error is not None
    why = deployed.error.failures[FULL]
    assert "no answer" in why.value
    assert "servicequotas:GetServiceQuota" in why.mend


def test_the_quota_is_asked_for_only_where_nothing_stands(deploy: Deploy) -> None:
    later = replace(FRESH, vpcs=[*FRESH.vpcs, OWN], denied=frozenset({"getServiceQuota"}))
    deployed = deploy(vpcs=later, network=FALLBACK)
    assert deployed.error is not None
    assert set(deployed.error.failures) == set(REGIONS) - {FULL}


def endpoints(deployed: Deployed, region: str) -> dict[str, dict[str, Any]]:
    """A region's endpoints by their service."""
    prefix = f"com.amazonaws.{region}."
    found = [made.inputs for made in deployed.all(ENDPOINT) if made.inputs["region"] == region]
    assert all(each["serviceName"].startswith(prefix) for each in found)
    return {each["serviceName"].removeprefix(prefix): each for each in found}


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_gateway_endpoints_are_on_the_private_tables_with_a_policy(
    watched: Deployed, region: str, service: str
) -> None:
    endpoint = endpoints(watched, region)[service]
    assert endpoint["vpcEndpointType"] == "Gateway"
    assert endpoint["routeTableIds"] == [f"tap-dev-private-{region}{letter}-id" for letter in "ab"]
    assert ACCOUNT in endpoint["policy"]
    assert json.loads(endpoint["policy"])["Statement"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("service", ["ssm", "ecr.api"])
def test_interface_endpoints_stand_in_the_private_subnets_by_the_services_names(
    watched: Deployed, region: str, service: str
) -> None:
    endpoint = endpoints(watched, region)[service]
    assert (endpoint["vpcEndpointType"], endpoint["privateDnsEnabled"]) == ("Interface", True)
    assert endpoint["subnetIds"] == [f"tap-dev-private-{region}{letter}-id" for letter in "ab"]
    assert endpoint["securityGroupIds"] == [f"tap-dev-endpoints-{region}-id"]


def test_interface_endpoints_admit_https_from_their_vpc_alone(watched: Deployed) -> None:
    for vpc in watched.all(VPC):
        region = vpc.inputs["region"]
        group = f"tap-dev-endpoints-{region}-id"
        rules = [
            made.inputs for made in watched.all("IngressRule") if made.inputs["securityGroupId"] == group
        ]
        assert [(rule["fromPort"], rule["toPort"], rule["cidrIpv4"]) for rule in rules] == [
            (443, 443, vpc.inputs["cidrBlock"])
        ]


@pytest.mark.parametrize("region", REGIONS)
def test_flow_logs_take_all_traffic_of_the_vpc_into_a_group_under_the_key(
    watched: Deployed, region: str
) -> None:
    name = f"tap-dev-flow-{region}"
    log = watched.one(FLOW_LOG, name).inputs
    assert (log["vpcId"], log["trafficType"]) == (f"tap-dev-vpc-{region}-id", "ALL")
    assert log["logDestination"] == f"arn:aws:cloudwatch/logGroup:LogGroup:{name}"
    assert log["iamRoleArn"] == f"arn:aws:iam/role:Role:{name}"
    group = watched.one("logGroup:LogGroup", name).inputs
    assert group["name"] == name
    assert group["retentionInDays"] == 30
    assert group["kmsKeyId"].endswith(f"tap-dev-encryption-{region}")


@pytest.mark.parametrize("region", REGIONS)
def test_the_role_of_flow_logs_writes_to_that_regions_group_alone(watched: Deployed, region: str) -> None:
    name = f"tap-dev-flow-{region}"
    role = watched.one("iam/role:Role", name).inputs
    assert role["name"] == name
    assert role["permissionsBoundary"] == f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    assert f"arn:aws:ec2:{region}:{ACCOUNT}:vpc-flow-log/*" in role["assumeRolePolicy"]
    policy = watched.one("rolePolicy:RolePolicy", name).inputs["policy"]
    written = {each["Sid"]: each["Resource"] for each in json.loads(policy)["Statement"]}["WriteFlowLogs"]
    assert all(f"arn:aws:logs:{region}:{ACCOUNT}:log-group:{name}" in each for each in written)


def test_none_of_it_is_in_the_baseline(baseline: Deployed) -> None:
    assert not baseline.all(ENDPOINT)
    assert not baseline.all(FLOW_LOG)
