"""EC2 networking: look-ups of VPCs and subnets that stand already."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import answers
from tapstack.engine import Properties

_VPC_FILTERS = {"cidrBlock": "cidr", "dhcpOptionsId": "dhcp-options-id", "id": "vpc-id", "state": "state"}
_SUBNET_FILTERS = {
    "availabilityZone": "availability-zone",
    "availabilityZoneId": "availability-zone-id",
    "cidrBlock": "cidr-block",
    "id": "subnet-id",
    "ipv6CidrBlock": "ipv6-cidr-block-association.ipv6-cidr-block",
    "state": "state",
    "vpcId": "vpc-id",
}


@answers("aws:ec2/getVpcs:getVpcs")
def vpcs(call: Call) -> Properties:
    """The ids of the VPCs that pass, in their order; none is an answer, too."""
    found = call.ask("ec2", "describe_vpcs", Filters=_filters(call, {}))["Vpcs"]
    return {"ids": sorted(each["VpcId"] for each in found)}


@answers("aws:ec2/getVpc:getVpc")
def vpc(call: Call) -> Properties:
    """The one VPC that passes."""
    filters = _filters(call, _VPC_FILTERS, ("default", "is-default"))
    found = _only(call, "VPC", call.ask("ec2", "describe_vpcs", Filters=filters)["Vpcs"])
    vpc_id = found["VpcId"]
    main = [
        {"Name": "vpc-id", "Values": [vpc_id]},
        {"Name": "association.main", "Values": ["true"]},
    ]
    return {
        "id": vpc_id,
        "arn": call.arn("ec2", f"vpc/{vpc_id}"),
        "cidrBlock": found["CidrBlock"],
        "default": found["IsDefault"],
        "dhcpOptionsId": found.get("DhcpOptionsId", "default"),
        "enableDnsHostnames": _attribute(call, vpc_id, "EnableDnsHostnames"),
        "enableDnsSupport": _attribute(call, vpc_id, "EnableDnsSupport"),
        "instanceTenancy": found["InstanceTenancy"],
        "mainRouteTableId": call.ask("ec2", "describe_route_tables", Filters=main)["RouteTables"][0][
            "RouteTableId"
        ],
        "ownerId": found["OwnerId"],
        "state": found["State"],
        "tags": _tags(found),
    }


@answers("aws:ec2/getSubnets:getSubnets")
def subnets(call: Call) -> Properties:
    """The ids of the subnets that pass, in their order; none is an answer, too."""
    found = call.ask("ec2", "describe_subnets", Filters=_filters(call, {}))["Subnets"]
    return {"ids": sorted(each["SubnetId"] for each in found)}


@answers("aws:ec2/getSubnet:getSubnet")
def subnet(call: Call) -> Properties:
    """The one subnet that passes."""
    filters = _filters(call, _SUBNET_FILTERS, ("defaultForAz", "default-for-az"))
    found = _only(call, "subnet", call.ask("ec2", "describe_subnets", Filters=filters)["Subnets"])
    return {
        "id": found["SubnetId"],
        "arn": call.arn("ec2", f"subnet/{found['SubnetId']}"),
        "availabilityZone": found["AvailabilityZone"],
        "availabilityZoneId": found["AvailabilityZoneId"],
        "availableIpAddressCount": found["AvailableIpAddressCount"],
        "cidrBlock": found["CidrBlock"],
        "defaultForAz": found["DefaultForAz"],
        "mapPublicIpOnLaunch": found["MapPublicIpOnLaunch"],
        "ownerId": found["OwnerId"],
        "state": found["State"],
        "tags": _tags(found),
        "vpcId": found["VpcId"],
    }


def _filters(call: Call, names: dict[str, str], flag: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """The arguments as EC2's filters. A flag that is false filters nothing, as in the provider."""
    given = call.inputs
    wanted = {name: [given[argument]] for argument, name in names.items() if given.get(argument)}
    if flag and given.get(flag[0]):
        wanted[flag[1]] = ["true"]
    tags: dict[str, str] = given.get("tags") or {}
    wanted |= {f"tag:{key}": [value] for key, value in tags.items()}
    own: list[dict[str, Any]] = given.get("filters") or []
    wanted |= {each["name"]: each["values"] for each in own}
    return [{"Name": name, "Values": values} for name, values in wanted.items()]


def _only(call: Call, what: str, found: list[dict[str, Any]]) -> dict[str, Any]:
    if not found:
        call.refuse(f"no matching EC2 {what} found")
    if len(found) > 1:
        call.refuse(f"multiple EC2 {what}s matched; use additional constraints to reduce matches to one")
    return found[0]


def _attribute(call: Call, vpc_id: str, attribute: str) -> bool:
    name = attribute[:1].lower() + attribute[1:]
    return bool(
        call.ask("ec2", "describe_vpc_attribute", VpcId=vpc_id, Attribute=name)[attribute].get("Value")
    )


def _tags(found: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in found.get("Tags", [])}
