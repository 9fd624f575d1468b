"""Endpoints, flow logs and look-ups of networks: made through the provider, and asked of boto3."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME, Ask, Make

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
ROLE = "arn:aws:iam::123456789012:role/flows"
LOG_GROUP = f"arn:aws:logs:{HOME}:123456789012:log-group:flows"
AWAY = "eu-west-1"


def described(aws: EmbeddedAws, endpoint: str) -> dict[str, Any]:
    (found,) = aws.client("ec2", HOME).describe_vpc_endpoints(VpcEndpointIds=[endpoint])["VpcEndpoints"]
    return found


def test_a_gateway_endpoint_is_routed_to_by_its_tables_alone(make: Make, aws: EmbeddedAws) -> None:
    vpc = make(VPC, "gateway", cidrBlock="10.1.0.0/16").id
    table, other = (make("aws:ec2/routeTable:RouteTable", name, vpcId=vpc).id for name in ("one", "two"))
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    made = make(
        ENDPOINT,
        "gateway",
        vpcId=vpc,
        serviceName=f"com.amazonaws.{HOME}.s3",
        routeTableIds=[table],
        policy=policy,
        tags={"Owner": "us"},
    )
    found = described(aws, made.id)
    assert (found["VpcEndpointType"], found["PrivateDnsEnabled"]) == ("Gateway", False)
    assert (found["RouteTableIds"], found["PolicyDocument"]) == ([table], policy)
    assert found["Tags"] == [{"Key": "Owner", "Value": "us"}]
    prefix_list = made.outputs["prefixListId"]
    tables = aws.client("ec2", HOME).describe_route_tables(RouteTableIds=[table, other])["RouteTables"]
    routed = {
        each["RouteTableId"]: [route for route in each["Routes"] if route.get("GatewayId") == made.id]
        for each in tables
    }
    assert [route["DestinationPrefixListId"] for route in routed[table]] == [prefix_list]
    assert routed[other] == []


def test_an_interface_endpoint_says_its_names_and_interfaces(make: Make, aws: EmbeddedAws) -> None:
    vpc = make(VPC, "interface", cidrBlock="10.2.0.0/16").id
    subnet = make(SUBNET, "interface", vpcId=vpc, cidrBlock="10.2.0.0/24", availabilityZone=f"{HOME}a").id
    made = make(
        ENDPOINT,
        "interface",
        vpcId=vpc,
        serviceName=f"com.amazonaws.{HOME}.logs",
        vpcEndpointType="Interface",
        subnetIds=[subnet],
        privateDnsEnabled=True,
    )
    found = described(aws, made.id)
    assert made.outputs["networkInterfaceIds"] == found["NetworkInterfaceIds"]
    assert [each["dnsName"] for each in made.outputs["dnsEntries"]] == [
        each["DnsName"] for each in found["DnsEntries"]
    ]
    assert made.outputs["dnsEntries"][-1]["dnsName"] == f"logs.{HOME}.amazonaws.com"
    assert "prefixListId" not in made.outputs


@pytest.mark.parametrize("kind", ["vpcId", "subnetId"])
def test_a_flow_log_delivers_into_its_group_with_its_role(make: Make, aws: EmbeddedAws, kind: str) -> None:
    logs = aws.client("logs", HOME)
    if not logs.describe_log_groups(logGroupNamePrefix="flows")["logGroups"]:
        logs.create_log_group(logGroupName="flows")
    vpc = make(VPC, kind, cidrBlock="10.3.0.0/16").id
    subnet = make(SUBNET, kind, vpcId=vpc, cidrBlock="10.3.0.0/24").id
    logged = {"vpcId": vpc, "subnetId": subnet}[kind]
    made = make(
        FLOW_LOG,
        kind,
        **{kind: logged},
        trafficType="ALL",
        logDestination=LOG_GROUP,
        iamRoleArn=ROLE,
        tags={"Owner": "us"},
    )
    (found,) = aws.client("ec2", HOME).describe_flow_logs(FlowLogIds=[made.id])["FlowLogs"]
    assert (found["ResourceId"], found["TrafficType"]) == (logged, "ALL")
    assert (found["FlowLogStatus"], found["DeliverLogsStatus"]) == ("ACTIVE", "SUCCESS")
    assert (found["LogGroupName"], found["DeliverLogsPermissionArn"]) == ("flows", ROLE)
    assert found["Tags"] == [{"Key": "Owner", "Value": "us"}]


def test_what_create_flow_logs_refuses_without_an_error_is_one(make: Make) -> None:
    vpc = make(VPC, "refused", cidrBlock="10.4.0.0/16").id
    with pytest.raises(RealisationError, match=r"CreateFlowLogs: 400: .*nobucket"):
        make(
            FLOW_LOG,
            "refused",
            vpcId=vpc,
            trafficType="ALL",
            logDestinationType="s3",
            logDestination="arn:aws:s3:::nobucket",
            destinationOptions={"fileFormat": "parquet"},
        )


def test_vpcs_are_listed_by_filters_and_tags(make: Make, ask: Ask) -> None:
    made = make(VPC, "listed", cidrBlock="10.5.0.0/16", tags={"Name": "listed", "Owner": "us"}).id
    listed = "aws:ec2/getVpcs:getVpcs"
    (default,) = ask(listed, filters=[{"name": "is-default", "values": ["true"]}])["ids"]
    every = ask(listed)["ids"]
    assert {made, default} < set(every)
    assert every == sorted(every)
    assert ask(listed, tags={"Name": "listed", "Owner": "us"})["ids"] == [made]
    assert ask(listed, filters=[{"name": "tag:Name", "values": ["x", "listed"]}])["ids"] == [made]
    assert ask(listed, tags={"Name": "listed", "Owner": "them"})["ids"] == []
    assert ask(listed, filters=[{"name": "owner-id", "values": ["210987654321"]}])["ids"] == []
    assert len(ask(listed, region=AWAY)["ids"]) == 1


def test_a_vpc_is_looked_up_with_what_aws_made_along_with_it(make: Make, ask: Ask) -> None:
    made = make(VPC, "own", cidrBlock="10.6.0.0/16", enableDnsHostnames=True, tags={"Name": "own"})
    found = ask("aws:ec2/getVpc:getVpc", cidrBlock="10.6.0.0/16")
    assert (found["id"], found["arn"]) == (made.id, made.outputs["arn"])
    assert found["mainRouteTableId"] == made.outputs["mainRouteTableId"]
    assert (found["default"], found["enableDnsHostnames"], found["enableDnsSupport"]) == (False, True, True)
    assert found["tags"] == {"Name": "own"}
    assert ask("aws:ec2/getVpc:getVpc", id=made.id)["cidrBlock"] == "10.6.0.0/16"
    default = ask("aws:ec2/getVpc:getVpc", default=True, region=AWAY)
    assert (default["default"], default["cidrBlock"]) == (True, "172.31.0.0/16")


def test_subnets_are_listed_and_looked_up(make: Make, ask: Ask) -> None:
    vpc = make(VPC, "subnets", cidrBlock="10.7.0.0/16").id
    first, second = (
        make(
            SUBNET, letter, vpcId=vpc, cidrBlock=f"10.7.{number}.0/24", availabilityZone=f"{HOME}{letter}"
        ).id
        for number, letter in enumerate("ab")
    )
    in_vpc = [{"name": "vpc-id", "values": [vpc]}]
    assert ask("aws:ec2/getSubnets:getSubnets", filters=in_vpc)["ids"] == sorted([first, second])
    found = ask("aws:ec2/getSubnet:getSubnet", vpcId=vpc, availabilityZone=f"{HOME}b")
    assert (found["id"], found["cidrBlock"], found["vpcId"]) == (second, "10.7.1.0/24", vpc)
    assert (found["defaultForAz"], found["tags"]) == (False, {})
    default = ask("aws:ec2/getSubnet:getSubnet", defaultForAz=True, availabilityZone=f"{HOME}b")
    assert (default["defaultForAz"], default["cidrBlock"]) == (True, "172.31.16.0/20")


@pytest.mark.parametrize(
    ("token", "arguments", "words"),
    [
        ("aws:ec2/getVpc:getVpc", {"cidrBlock": "10.99.0.0/16"}, "no matching EC2 VPC found"),
        ("aws:ec2/getSubnet:getSubnet", {"vpcId": "vpc-0"}, "no matching EC2 subnet found"),
        ("aws:ec2/getSubnet:getSubnet", {"defaultForAz": True}, "multiple EC2 subnets matched"),
    ],
)
def test_a_look_up_of_one_wants_exactly_one(
    ask: Ask, token: str, arguments: dict[str, Any], words: str
) -> None:
    with pytest.raises(RealisationError, match=words):
        ask(token, **arguments)


@pytest.mark.parametrize("by", [{"quotaCode": "L-F678F1CE"}, {"quotaName": "VPCs per Region"}])
def test_a_quota_is_found_by_its_code_or_name(ask: Ask, by: dict[str, str]) -> None:
    quota = ask("aws:servicequotas/getServiceQuota:getServiceQuota", serviceCode="vpc", **by)
    assert (quota["quotaCode"], quota["quotaName"]) == ("L-F678F1CE", "VPCs per Region")
    assert (quota["value"], quota["defaultValue"]) == (5.0, 5.0)
    assert quota["arn"] == f"arn:aws:servicequotas:{HOME}:123456789012:vpc/L-F678F1CE"


@pytest.mark.parametrize("by", [{"quotaCode": "L-00000000"}, {"quotaName": "VPCs per Planet"}])
def test_a_quota_that_is_none_is_told(ask: Ask, by: dict[str, str]) -> None:
    with pytest.raises(RealisationError):
        ask("aws:servicequotas/getServiceQuota:getServiceQuota", serviceCode="vpc", **by)
