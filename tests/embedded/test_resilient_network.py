"""The network's parts that settings add, as a client outside finds them, and the regions' default VPCs.

One deployment on an account that had VPCs before: the first region has room for one more, the second for
none.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Project, run_program
from tapstack.graph import ResourceGraph
from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, made_by, settings_of
from tests.embedded.outside import ANYWHERE, Outside, Region

FIFTH, FULL, FREE = DEV_SETTINGS.regions
OWN = (FIFTH, FREE)
QUOTA = 5
SERVICES = ["ssm", "logs"]
OTHERS = "192.168.0.0/16"
DEFAULT_RANGE = "172.31.0.0/16"
NETWORK = {
    "nat": "single",
    "flowLogs": True,
    "gatewayEndpoints": True,
    "interfaceEndpoints": SERVICES,
    "vpcFallback": "default-vpc",
}
Listed = list[dict[str, Any]]


def make_vpcs(aws: EmbeddedAws, region: str, until: int) -> None:
    """Make VPCs of others until the region has so many in all."""
    ec2 = aws.client("ec2", region)
    for _ in range(until - len(ec2.describe_vpcs()["Vpcs"])):
        ec2.create_vpc(CidrBlock=OTHERS)


@pytest.fixture(scope="module")
def project(with_settings: ProjectWith) -> Project:
    """The development stack with every part of the network on."""
    return with_settings(network=NETWORK)


@pytest.fixture(scope="module")
def platform(project: Project) -> Iterator[Deployment]:
    """It, deployed on an account with VPCs of others."""
    with EmbeddedAws() as aws:
        make_vpcs(aws, FULL, QUOTA)
        make_vpcs(aws, FIFTH, QUOTA - 1)
        run = run_program(project, EmbeddedProvider(aws), "deploy")
        assert run.ok, [fault.message for fault in run.graph.faults]
        with aws.serve(0) as port:
            yield Deployment(run, Outside(port), aws, settings_of(project))


@pytest.fixture
def full(platform: Deployment) -> Region:
    """The region whose quota was used up."""
    return platform.region(FULL)


@pytest.fixture(params=OWN)
def own(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region with a VPC of its own."""
    return platform.region(request.param)


def default_vpc(region: Region) -> str:
    is_default = [{"Name": "is-default", "Values": ["true"]}]
    (vpc,) = region.ask("ec2.describe_vpcs", "Vpcs", Filters=is_default)
    return vpc["VpcId"]


def vpc_of(region: Region) -> str:
    return default_vpc(region) if region.name == FULL else region.vpc["VpcId"]


def private(region: Region) -> dict[str, dict[str, Any]]:
    """The region's private subnets by id."""
    found = region.ours("ec2.describe_subnets", "Subnets", vpc_id=vpc_of(region))
    return {each["SubnetId"]: each for each in found if f"-private-{region.name}" in name_of(each)}


def name_of(found: dict[str, Any]) -> str:
    return {tag["Key"]: tag["Value"] for tag in found["Tags"]}["Name"]


def private_tables(region: Region) -> Listed:
    tables = region.ours("ec2.describe_route_tables", "RouteTables", vpc_id=vpc_of(region))
    joined = [
        table
        for table in tables
        if {each.get("SubnetId") for each in table["Associations"]} & set(private(region))
    ]
    assert len(joined) == len(private(region)) == 2
    return joined


def ways_out(table: dict[str, Any]) -> Listed:
    return [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]


def endpoints(region: Region) -> dict[str, dict[str, Any]]:
    """The region's endpoints by their service."""
    found = region.ours("ec2.describe_vpc_endpoints", "VpcEndpoints")
    assert {each["VpcId"] for each in found} <= {vpc_of(region)}
    return {each["ServiceName"].removeprefix(f"com.amazonaws.{region.name}."): each for each in found}


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
@pytest.mark.parametrize("service", ["s3", "dynamodb"])
def test_gateway_endpoints_are_in_the_private_tables_and_in_no_other(
    platform: Deployment, name: str, service: str
) -> None:
    region = platform.region(name)
    endpoint = endpoints(region)[service]
    private = {table["RouteTableId"] for table in private_tables(region)}
    assert (endpoint["VpcEndpointType"], endpoint["State"]) == ("Gateway", "available")
    assert set(endpoint["RouteTableIds"]) == private
    tables: Listed = region.ask("ec2.describe_route_tables", "RouteTables")
    routed = {
        table["RouteTableId"]
        for table in tables
        if any(route.get("GatewayId") == endpoint["VpcEndpointId"] for route in table["Routes"])
    }
    assert routed == private


def test_gateway_endpoints_keep_writes_in_this_account_and_to_our_tables(own: Region) -> None:
    found = {name: json.loads(endpoints(own)[name]["PolicyDocument"]) for name in ("s3", "dynamodb")}
    s3, tables = found["s3"]["Statement"], found["dynamodb"]["Statement"]
    assert [each["Action"] for each in s3 if "Condition" not in each] == [["s3:GetObject", "s3:ListBucket"]]
    assert {
        each["Condition"]["StringEquals"]["aws:ResourceAccount"] for each in s3 if "Condition" in each
    } == {"123456789012"}
    assert [each["Resource"] for each in tables] == [
        f"arn:aws:dynamodb:{own.name}:123456789012:table/tap-dev-*"
    ]


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
@pytest.mark.parametrize("service", SERVICES)
def test_interface_endpoints_are_in_each_private_subnet_under_the_services_name(
    platform: Deployment, name: str, service: str
) -> None:
    region = platform.region(name)
    endpoint = endpoints(region)[service]
    assert (endpoint["VpcEndpointType"], endpoint["PrivateDnsEnabled"]) == ("Interface", True)
    assert set(endpoint["SubnetIds"]) == set(private(region))
    assert f"{service}.{name}.amazonaws.com" in {each["DnsName"] for each in endpoint["DnsEntries"]}
    interfaces = region.ask(
        "ec2.describe_network_interfaces",
        "NetworkInterfaces",
        NetworkInterfaceIds=endpoint["NetworkInterfaceIds"],
    )
    (group,) = endpoint["Groups"]
    assert [[one["GroupId"] for one in each["Groups"]] for each in interfaces] == [[group["GroupId"]]] * 2


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
def test_interface_endpoints_admit_https_from_their_vpc_alone(platform: Deployment, name: str) -> None:
    region = platform.region(name)
    (group,) = endpoints(region)["ssm"]["Groups"]
    rules = region.ask(
        "ec2.describe_security_group_rules",
        "SecurityGroupRules",
        Filters=[{"Name": "group-id", "Values": [group["GroupId"]]}],
    )
    (vpc,) = region.ask("ec2.describe_vpcs", "Vpcs", VpcIds=[vpc_of(region)])
    assert [(rule["IsEgress"], rule["FromPort"], rule["ToPort"], rule["CidrIpv4"]) for rule in rules] == [
        (False, 443, 443, vpc["CidrBlock"])
    ]


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
def test_flow_logs_are_active_into_a_group_under_the_regions_key(platform: Deployment, name: str) -> None:
    region = platform.region(name)
    logs: Listed = region.ask("ec2.describe_flow_logs", "FlowLogs")
    logged = set(private(region)) if name == FULL else {vpc_of(region)}
    assert {log["ResourceId"] for log in logs} == logged
    for log in logs:
        assert (log["FlowLogStatus"], log["DeliverLogsStatus"]) == ("ACTIVE", "SUCCESS")
        assert (log["TrafficType"], log["LogGroupName"]) == ("ALL", f"tap-dev-flow-{name}")
    (group,) = region.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix=f"tap-dev-flow-{name}")
    assert group["kmsKeyId"] == region.key["Arn"]
    assert group["retentionInDays"] == DEV_SETTINGS.observability.log_retention_days


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
def test_flow_logs_have_a_role_for_that_regions_group_alone(platform: Deployment, name: str) -> None:
    region = platform.region(name)
    (arn,) = {log["DeliverLogsPermissionArn"] for log in region.ask("ec2.describe_flow_logs", "FlowLogs")}
    role = arn.rpartition("/")[2]
    assert role == f"tap-dev-flow-{name}"
    trust = region.ask("iam.get_role", "Role", RoleName=role)["AssumeRolePolicyDocument"]["Statement"]
    assert [each["Principal"] for each in trust] == [{"Service": "vpc-flow-logs.amazonaws.com"}]
    assert region.ask("iam.list_attached_role_policies", "AttachedPolicies", RoleName=role) == []
    assert region.ask("iam.list_role_policies", "PolicyNames", RoleName=role) == [role]
    policy = region.ask("iam.get_role_policy", "PolicyDocument", RoleName=role, PolicyName=role)
    written = {each["Sid"]: each["Resource"] for each in policy["Statement"]}["WriteFlowLogs"]
    group = f"arn:aws:logs:{name}:123456789012:log-group:{role}"
    assert written == [group, f"{group}:log-stream:*"]


def test_the_default_security_group_of_its_own_vpc_is_emptied(own: Region) -> None:
    (group,) = own.ours(
        "ec2.describe_security_groups", "SecurityGroups", group_name="default", vpc_id=own.vpc["VpcId"]
    )
    assert (group["IpPermissions"], group["IpPermissionsEgress"]) == ([], [])


@pytest.mark.parametrize("name", DEV_SETTINGS.regions)
def test_nat_single_leads_all_private_subnets_through_one_gateway(platform: Deployment, name: str) -> None:
    region = platform.region(name)
    (gateway,) = region.ours("ec2.describe_nat_gateways", "NatGateways")
    targets = [[route["NatGatewayId"] for route in ways_out(each)] for each in private_tables(region)]
    assert targets == [[gateway["NatGatewayId"]]] * 2
    assert gateway["SubnetId"] not in private(region)


def test_the_fifth_vpc_of_five_is_its_own(platform: Deployment) -> None:
    region = platform.region(FIFTH)
    assert len(region.ask("ec2.describe_vpcs", "Vpcs")) == QUOTA
    assert region.vpc["IsDefault"] is False


def test_a_region_with_no_room_is_in_its_default_vpc(full: Region) -> None:
    assert full.ours("ec2.describe_vpcs", "Vpcs") == []
    assert len(full.ask("ec2.describe_vpcs", "Vpcs")) == QUOTA
    assert {each["CidrBlock"] for each in private(full).values()} == {"172.31.128.0/20", "172.31.144.0/20"}
    assert {each["SubnetId"] for each in full.instances} <= set(private(full))
    assert full.balancer["VpcId"] == full.target_group["VpcId"] == default_vpc(full)
    assert not any(each.get("PublicIpAddress") for each in full.instances)


def test_in_a_default_vpc_the_load_balancer_is_in_default_subnets_that_lead_out(full: Region) -> None:
    ids = [each["SubnetId"] for each in full.balancer["AvailabilityZones"]]
    subnets: Listed = full.ask("ec2.describe_subnets", "Subnets", SubnetIds=ids)
    assert [each["DefaultForAz"] for each in subnets] == [True, True]
    assert {each["AvailabilityZone"] for each in subnets} == {
        each["AvailabilityZone"] for each in private(full).values()
    }
    main = [
        {"Name": "vpc-id", "Values": [default_vpc(full)]},
        {"Name": "association.main", "Values": ["true"]},
    ]
    (table,) = full.ask("ec2.describe_route_tables", "RouteTables", Filters=main)
    assert [route["GatewayId"].partition("-")[0] for route in ways_out(table)] == ["igw"]


def test_what_others_may_use_of_a_default_vpc_is_as_it_was(full: Region) -> None:
    in_vpc = [{"Name": "vpc-id", "Values": [default_vpc(full)]}]
    default = [*in_vpc, {"Name": "group-name", "Values": ["default"]}]
    (group,) = full.ask("ec2.describe_security_groups", "SecurityGroups", Filters=default)
    assert len(group["IpPermissions"]) == len(group["IpPermissionsEgress"]) == 1
    assert not group.get("Tags")
    (vpc,) = full.ask("ec2.describe_vpcs", "Vpcs", VpcIds=[default_vpc(full)])
    assert not vpc.get("Tags")
    assert len(full.ask("ec2.describe_internet_gateways", "InternetGateways")) == 1


def test_the_run_says_which_region_is_in_its_default_vpc_and_why(platform: Deployment, full: Region) -> None:
    (note,) = cast("list[str]", platform.graph.outputs["notes"])
    assert note.startswith(f"{FULL} is in its default VPC {default_vpc(full)}: 5 of 5 VPCs are in use.")


def planned_again(platform: Deployment, project: Project) -> ResourceGraph:
    """The next run's plan, on the account as it is."""
    run = run_program(project, EmbeddedProvider(platform.embedded), "plan")
    assert run.ok, [fault.message for fault in run.graph.faults]
    return run.graph


def test_every_later_run_decides_the_same_whatever_became_of_the_quota(
    platform: Deployment, project: Project, full: Region
) -> None:
    ec2 = platform.embedded.client("ec2", FULL)
    others = [each for each in ec2.describe_vpcs()["Vpcs"] if each["CidrBlock"] == OTHERS]
    made = {each.urn for each in platform.graph.resources}
    for _ in range(3):  # as it was left, after freeing a VPC, and with all but the default one gone
        again = planned_again(platform, project)
        assert {each.urn for each in again.resources} == made
        in_vpc = [each.inputs.get("vpcId") for each in made_by(again, "targetGroup:TargetGroup")]
        assert default_vpc(full) in in_vpc
        (note,) = cast("list[str]", again.outputs["notes"])
        assert "it was put there when the region's quota of VPCs was used up, and stays" in note
        gone, others = others[:1], others[1:]
        for each in gone:
            ec2.delete_vpc(VpcId=each["VpcId"])
    make_vpcs(platform.embedded, FIFTH, QUOTA + 1)
    assert {each.urn for each in planned_again(platform, project).resources} == made
