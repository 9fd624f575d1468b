"""EC2 networking: VPCs, subnets, gateways, addresses, routes."""

from __future__ import annotations

import zlib
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, reads, realises
from tapstack.emulator.table import Row, enter, make
from tapstack.engine import Properties

_VPC = Row(
    "ec2.create_vpc",
    id="VpcId",
    result="Vpc",
    unsent=frozenset({"enableDnsSupport", "enableDnsHostnames"}),
    arn="ec2:vpc/{id}",
    tag_type="vpc",
)
_SUBNET = Row(
    "ec2.create_subnet",
    id="SubnetId",
    result="Subnet",
    unsent=frozenset({"mapPublicIpOnLaunch"}),
    arn="ec2:subnet/{id}",
    tag_type="subnet",
)

enter(
    {
        "aws:ec2/eip:Eip": Row(
            "ec2.allocate_address", id="AllocationId", arn="ec2:elastic-ip/{id}", tag_type="elastic-ip"
        ),
        "aws:ec2/natGateway:NatGateway": Row(
            "ec2.create_nat_gateway",
            id="NatGatewayId",
            result="NatGateway",
            outputs={
                "publicIp": "NatGatewayAddresses[0].PublicIp",
                "privateIp": "NatGatewayAddresses[0].PrivateIp",
                "networkInterfaceId": "NatGatewayAddresses[0].NetworkInterfaceId",
            },
            tag_type="natgateway",
        ),
        "aws:ec2/routeTable:RouteTable": Row(
            "ec2.create_route_table",
            id="RouteTableId",
            result="RouteTable",
            arn="ec2:route-table/{id}",
            tag_type="route-table",
        ),
        "aws:ec2/routeTableAssociation:RouteTableAssociation": Row(
            "ec2.associate_route_table", id="AssociationId"
        ),
    }
)


@realises("aws:ec2/vpc:Vpc")
def vpc(call: Call) -> Made:
    """A VPC, with its DNS attributes and the ids of what AWS makes along with it."""
    made = make(call, _VPC)
    for given, attribute in (
        ("enableDnsSupport", "EnableDnsSupport"),
        ("enableDnsHostnames", "EnableDnsHostnames"),
    ):
        if given in call.inputs:
            call.ask(
                "ec2", "modify_vpc_attribute", VpcId=made.id, **{attribute: {"Value": call.inputs[given]}}
            )
    return Made(made.id, made.outputs | _defaults_of(call, made.id))


@reads("aws:ec2/vpc:Vpc")
def read_vpc(call: Call, vpc_id: str) -> Made:
    """A VPC that stands already."""
    found = call.ask("ec2", "describe_vpcs", VpcIds=[vpc_id])["Vpcs"][0]
    return Made(
        vpc_id,
        {"cidrBlock": found["CidrBlock"], "arn": call.arn("ec2", f"vpc/{vpc_id}")}
        | _defaults_of(call, vpc_id),
    )


def _defaults_of(call: Call, vpc_id: str) -> Properties:
    in_vpc = [{"Name": "vpc-id", "Values": [vpc_id]}]
    groups = call.ask(
        "ec2", "describe_security_groups", Filters=[*in_vpc, {"Name": "group-name", "Values": ["default"]}]
    )
    tables = call.ask(
        "ec2", "describe_route_tables", Filters=[*in_vpc, {"Name": "association.main", "Values": ["true"]}]
    )
    acls = call.ask(
        "ec2", "describe_network_acls", Filters=[*in_vpc, {"Name": "default", "Values": ["true"]}]
    )
    main = tables["RouteTables"][0]["RouteTableId"]
    return {
        "defaultNetworkAclId": acls["NetworkAcls"][0]["NetworkAclId"],
        "defaultSecurityGroupId": groups["SecurityGroups"][0]["GroupId"],
        "mainRouteTableId": main,
        "defaultRouteTableId": main,
    }


@realises("aws:ec2/subnet:Subnet")
def subnet(call: Call) -> Made:
    """A subnet, with or without public addresses on launch."""
    made = make(call, _SUBNET)
    if call.inputs.get("mapPublicIpOnLaunch"):
        call.ask("ec2", "modify_subnet_attribute", SubnetId=made.id, MapPublicIpOnLaunch={"Value": True})
    return made


@realises("aws:ec2/internetGateway:InternetGateway")
def internet_gateway(call: Call) -> Made:
    """An internet gateway, attached when a VPC is given."""
    made = call.ask(
        "ec2", "create_internet_gateway", TagSpecifications=call.tag_specifications("internet-gateway")
    )["InternetGateway"]
    gateway = made["InternetGatewayId"]
    if call.inputs.get("vpcId"):
        call.ask("ec2", "attach_internet_gateway", InternetGatewayId=gateway, VpcId=call.inputs["vpcId"])
    return Made(gateway, {"arn": call.arn("ec2", f"internet-gateway/{gateway}"), "ownerId": call.account})


@realises("aws:ec2/route:Route")
def route(call: Call) -> Made:
    """A route; its id ends in the destination's CRC (terraform-provider-aws, `routeCreateID`)."""
    members = {
        "routeTableId": "RouteTableId",
        "destinationCidrBlock": "DestinationCidrBlock",
        "destinationIpv6CidrBlock": "DestinationIpv6CidrBlock",
        "gatewayId": "GatewayId",
        "natGatewayId": "NatGatewayId",
    }
    given: dict[str, Any] = {
        member: call.inputs[name] for name, member in members.items() if name in call.inputs
    }
    if "NatGatewayId" in given:
        call.ask("ec2", "describe_nat_gateways", NatGatewayIds=[given["NatGatewayId"]])
    call.ask("ec2", "create_route", **given)
    destination = str(given.get("DestinationCidrBlock") or given.get("DestinationIpv6CidrBlock"))
    route_id = f"r-{given['RouteTableId']}{zlib.crc32(destination.encode())}"
    return Made(route_id, {"origin": "CreateRoute", "state": "active"})
