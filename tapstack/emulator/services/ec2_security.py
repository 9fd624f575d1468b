"""EC2 security groups and their rules."""

from __future__ import annotations

from typing import Any, cast

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_SOURCES = {
    "cidrIpv4": ("IpRanges", "CidrIp"),
    "cidrIpv6": ("Ipv6Ranges", "CidrIpv6"),
    "prefixListId": ("PrefixListIds", "PrefixListId"),
    "referencedSecurityGroupId": ("UserIdGroupPairs", "GroupId"),
}
_DESCRIPTION_OF_PROVIDER = "Managed by Pulumi"


@realises("aws:ec2/securityGroup:SecurityGroup")
def security_group(call: Call) -> Made:
    """A security group with its inline rules. The provider removes AWS's default rule for all egress."""
    call.ignore("revokeRulesOnDelete")
    name = call.physical_name()
    group = call.ask(
        "ec2",
        "create_security_group",
        GroupName=name,
        Description=call.inputs.get("description") or _DESCRIPTION_OF_PROVIDER,
        VpcId=call.inputs.get("vpcId"),
        TagSpecifications=call.tag_specifications("security-group"),
    )["GroupId"]
    _empty(call, group)
    _authorise_inline(call, group)
    return Made(
        group, {"name": name, "arn": call.arn("ec2", f"security-group/{group}"), "ownerId": call.account}
    )


@realises("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
def default_security_group(call: Call) -> Made:
    """Adopt a VPC's default group: its rules become those given, none by default."""
    filters = [
        {"Name": "vpc-id", "Values": [call.inputs["vpcId"]]},
        {"Name": "group-name", "Values": ["default"]},
    ]
    found = call.ask("ec2", "describe_security_groups", Filters=filters)["SecurityGroups"][0]
    group = found["GroupId"]
    _empty(call, group)
    _authorise_inline(call, group)
    if call.tags:
        call.ask("ec2", "create_tags", Resources=[group], Tags=call.tag_list())
    return Made(
        group, {"name": "default", "arn": call.arn("ec2", f"security-group/{group}"), "ownerId": call.account}
    )


@realises("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule")
def ingress_rule(call: Call) -> Made:
    """One rule for traffic that comes in."""
    return _single(call, "ingress")


@realises("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
def egress_rule(call: Call) -> Made:
    """One rule for traffic that goes out."""
    return _single(call, "egress")


def _single(call: Call, direction: str) -> Made:
    given = call.inputs
    permission = _ports(str(given["ipProtocol"]), given.get("fromPort"), given.get("toPort"))
    described = {"Description": given["description"]} if given.get("description") else {}
    for source, (member, key) in _SOURCES.items():
        if given.get(source):
            permission[member] = [{key: given[source], **described}]
    made = call.ask(
        "ec2",
        f"authorize_security_group_{direction}",
        GroupId=given["securityGroupId"],
        IpPermissions=[permission],
        TagSpecifications=call.tag_specifications("security-group-rule"),
    )["SecurityGroupRules"][0]["SecurityGroupRuleId"]
    return Made(made, {"securityGroupRuleId": made, "arn": call.arn("ec2", f"security-group-rule/{made}")})


def _inline(rule: dict[str, Any], group: str) -> dict[str, Any]:
    permission = _ports(str(rule["protocol"]), rule.get("fromPort"), rule.get("toPort"))
    groups = [*rule.get("securityGroups", []), *([group] if rule.get("self") else [])]
    described = {"Description": rule["description"]} if rule.get("description") else {}
    for member, key, sources in (
        ("IpRanges", "CidrIp", rule.get("cidrBlocks", [])),
        ("Ipv6Ranges", "CidrIpv6", rule.get("ipv6CidrBlocks", [])),
        ("PrefixListIds", "PrefixListId", rule.get("prefixListIds", [])),
        ("UserIdGroupPairs", "GroupId", groups),
    ):
        permission[member] = [{key: source, **described} for source in sources]
    return permission


def _ports(protocol: str, from_port: Any, to_port: Any) -> dict[str, Any]:
    permission: dict[str, Any] = {"IpProtocol": "-1" if protocol == "all" else protocol}
    if permission["IpProtocol"] != "-1":
        permission |= {"FromPort": from_port, "ToPort": to_port}
    return permission


def _authorise_inline(call: Call, group: str) -> None:
    for direction in ("ingress", "egress"):
        rules: list[dict[str, Any]] = call.inputs.get(direction) or []
        permissions = [_inline(rule, group) for rule in rules]
        if not permissions:
            continue
        call.ask("ec2", f"authorize_security_group_{direction}", GroupId=group, IpPermissions=permissions)


def _empty(call: Call, group: str) -> None:
    found = call.ask("ec2", "describe_security_groups", GroupIds=[group])["SecurityGroups"][0]
    for direction, key in (("ingress", "IpPermissions"), ("egress", "IpPermissionsEgress")):
        permissions = cast("list[dict[str, Any]]", found[key])
        if permissions:
            call.ask("ec2", f"revoke_security_group_{direction}", GroupId=group, IpPermissions=permissions)
