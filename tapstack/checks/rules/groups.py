"""Security groups: protocols, ports, peers, and what is open to the world."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.facts.openings import (
    EGRESS_RULE,
    INGRESS_RULE,
    OLD_RULE,
    Opening,
    openings,
    protocol_number,
)
from tapstack.checks.facts.references import at, known, said
from tapstack.checks.facts.topology import SECURITY_GROUPS, Identity, given, identity
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import UNKNOWN, Resource

_API = "Amazon EC2 API Reference"
_PEERS = ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId")
_WORLD = ("0.0.0.0/0", "::/0")
_ADMIN_PORTS = {22: "SSH", 3389: "RDP"}


@rule(
    "sg-protocol-ports",
    "refused",
    title="A security group rule for all protocols names no ports",
    why="The provider refuses ports other than 0 beside protocol -1 in a group; for a rule of its own EC2 "
    "ignores them at first and refuses the next change: 'You may not specify all protocols and specific "
    "ports'.",
    source="Pulumi Registry, aws.ec2.SecurityGroup, ingress protocol, and aws.vpc.SecurityGroupIngressRule, "
    "ipProtocol; hashicorp/terraform-provider-aws, issues 34640 and 30035",
)
def protocol_ports(view: View) -> Iterator[Wrong]:
    """Rules with protocol -1 and a port."""
    for one in openings(view):
        ports = [port for port in (one.first, one.last) if port is not None]
        if (
            one.protocol == -1
            and one.resource.type != OLD_RULE
            and any(port not in (0, -1) for port in ports)
        ):
            shown = "-".join(str(port) for port in ports)
            yield Wrong(
                f"a rule of {said(one.resource)} names ports {shown} beside protocol -1, which means all",
                "name the protocol, tcp or udp, or leave the ports out (0 and 0 within a group)",
                one.places,
            )


@rule(
    "sg-ports",
    "refused",
    title="A security group rule for TCP or UDP names ports from 0 to 65535, in order",
    why="EC2 answers InvalidParameterValue, 'Invalid TCP port range'; ICMP takes types and codes up to 255.",
    source=f"{_API}, IpPermission, FromPort and ToPort",
)
def ports(view: View) -> Iterator[Wrong]:
    """Ports out of range, missing, or the wrong way round."""
    for one in openings(view):
        fault = _port_fault(one)
        if fault:
            yield Wrong(
                f"a rule of {said(one.resource)} names {fault}",
                "name fromPort and toPort, 0 to 65535, the lower first",
                one.places,
            )


def _port_fault(one: Opening) -> str:
    first, last = one.first, one.last
    if one.protocol in (1, 58):
        beyond = [code for code in (first, last) if code is not None and not -1 <= code <= 255]
        return f"the ICMP type or code {beyond[0]}" if beyond else ""
    if one.protocol not in (6, 17):
        return ""
    beyond = [port for port in (first, last) if port is not None and not 0 <= port <= 65535]
    if beyond:
        return f"port {beyond[0]}"
    if first is not None and last is not None and first > last:
        return f"the ports {first}-{last}, the higher first"
    inputs = one.resource.inputs
    missing = [] if one.pointer else [name for name in ("fromPort", "toPort") if inputs.get(name) is None]
    return f"no {' and no '.join(missing)} beside its protocol" if missing else ""


@rule(
    "sg-protocol",
    "refused",
    title="A security group rule names a protocol that exists",
    why="EC2 answers InvalidParameterValue for an unknown protocol.",
    source=f"{_API}, IpPermission, IpProtocol: tcp, udp, icmp, icmpv6, a number, or -1",
)
def protocol(view: View) -> Iterator[Wrong]:
    """Protocols such as http, and numbers above 255."""
    for one in openings(view):
        inputs = one.inputs
        raw = inputs.get("ipProtocol", inputs.get("protocol"))
        unknown_name = isinstance(raw, str) and known(raw) and one.protocol is None and raw not in _IANA
        if unknown_name or (one.protocol is not None and not -1 <= one.protocol <= 255):
            yield Wrong(
                f"a rule of {said(one.resource)} names the protocol {raw}",
                "use tcp, udp, icmp, icmpv6, a number of IANA's list, or -1 for all",
                one.places,
            )


_IANA = frozenset(
    [
        "ah",
        "dccp",
        "egp",
        "eigrp",
        "esp",
        "ggp",
        "gre",
        "hopopt",
        "idp",
        "igmp",
        "igp",
        "ip",
        "ipcomp",
        "ipencap",
        "iplt",
        "ipv4",
        "ipv6",
        "ipv6-frag",
        "ipv6-icmp",
        "ipv6-nonxt",
        "ipv6-opts",
        "ipv6-route",
        "isis",
        "iso-tp4",
        "l2tp",
        "ospf",
        "pim",
        "pup",
        "rdp",
        "rspf",
        "rsvp",
        "sctp",
        "st",
        "tp++",
        "udplite",
        "vmtp",
        "vrrp",
        "vrrp",
        "wesp",
        "xns-idp",
        "xtp",
    ]
)
"""Other protocols that the provider knows by name."""


@rule(
    "sg-peer",
    "refused",
    title="A security group rule has one kind of peer",
    why="The provider refuses a rule with several of CIDR, prefix list and group, and one with none.",
    source="Pulumi Registry, aws.vpc.SecurityGroupIngressRule: exactly one of cidrIpv4, cidrIpv6, "
    "prefixListId, "
    "referencedSecurityGroupId; aws.ec2.SecurityGroupRule: sourceSecurityGroupId and self conflict with "
    "CIDRs",
)
def peer(view: View) -> Iterator[Wrong]:
    """Rules with both a CIDR and a group, or with no peer."""
    for one in view.of(INGRESS_RULE, EGRESS_RULE):
        named = [name for name in _PEERS if given(one, name)]
        if len(named) > 1 or not any(one.inputs.get(name) for name in _PEERS):
            yield _peers(one, named, _PEERS)
    for one in view.of(OLD_RULE):
        cidrs = [name for name in ("cidrBlocks", "ipv6CidrBlocks") if given(one, name)]
        groups = [name for name in ("sourceSecurityGroupId", "self") if given(one, name)]
        every = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "sourceSecurityGroupId", "self")
        if (cidrs and groups) or len(groups) > 1 or not any(one.inputs.get(name) for name in every):
            yield _peers(one, [*cidrs, *groups], every)


def _peers(one: Resource, named: list[str], every: tuple[str, ...]) -> Wrong:
    shown = " and ".join(named) if named else "no peer"
    return Wrong(
        f"rule {said(one)} has {shown}",
        f"make one rule for each: one of {', '.join(every)}",
        tuple(at(one, name) for name in named) or (at(one),),
    )


@rule(
    "sg-rule-twice",
    "refused",
    title="A security group has each rule once",
    why="EC2 answers InvalidPermission.Duplicate for a second rule of the same protocol, ports and peer.",
    source=f"{_API}, AuthorizeSecurityGroupIngress and Error codes, InvalidPermission.Duplicate",
)
def rule_twice(view: View) -> Iterator[Wrong]:
    """Rules of one group that are equal; their descriptions don't count."""
    same: dict[str, list[Resource]] = defaultdict(list)
    for one in view.of(INGRESS_RULE, EGRESS_RULE):
        key = _rule_key(view, one)
        if key is not None:
            same[key].append(one)
    for rules in same.values():
        if len(rules) > 1:
            yield Wrong(
                f"rules {' and '.join(one.name for one in rules)} of one security group are the same",
                "keep one of them",
                tuple(at(one) for one in rules),
            )


def _rule_key(view: View, one: Resource) -> str | None:
    group = _identity(view, one, "securityGroupId", *SECURITY_GROUPS)
    peers = [_identity(view, one, name, *SECURITY_GROUPS) for name in _PEERS if one.inputs.get(name)]
    ports = tuple(one.inputs.get(name) for name in ("fromPort", "toPort"))
    protocol = protocol_number(one.inputs.get("ipProtocol"))
    if group is None or None in peers or protocol is None or UNKNOWN in ports:
        return None
    return repr((one.type, group, peers, protocol, None if protocol == -1 else ports))


def _identity(view: View, one: Resource, name: str, *types: str) -> Identity | None:
    return identity(view, Value(one, f"/{name}", one.inputs.get(name)), *types)


@rule(
    "sg-world-admin",
    "advice",
    title="SSH and RDP are not open to the world",
    why="Anybody on the internet can try passwords and flaws. Session Manager needs no open port.",
    source="AWS Security Hub User Guide, EC2.53 and EC2.54; AWS Systems Manager User Guide, Session Manager",
    aliases=("R20",),
)
def world_admin(view: View) -> Iterator[Wrong]:
    """Inbound rules that take port 22 or 3389 from anywhere."""
    for one in openings(view):
        world = [cidr for cidr in one.cidrs if cidr in _WORLD]
        if not one.inbound or not world or one.protocol not in (-1, 6):
            continue
        every = one.protocol == -1
        low, high = (0, 65535) if every or one.first is None or one.last is None else (one.first, one.last)
        open_ports = [f"{name} (port {port})" for port, name in _ADMIN_PORTS.items() if low <= port <= high]
        if open_ports:
            yield Wrong(
                f"{said(one.resource)} opens {' and '.join(open_ports)} to {', '.join(world)}",
                "admit your own addresses only, or close it and use Session Manager",
                one.places,
            )


@rule(
    "vpc-default-group",
    "advice",
    title="The default security group of a VPC has no rules",
    why="Whatever is made without a group lands in it, and AWS fills it with rules that let its members "
    "talk. "
    "Emptied, it opens nothing by mistake.",
    source="AWS Security Hub User Guide, EC2.2; Pulumi Registry, aws.ec2.DefaultSecurityGroup",
    aliases=("R20",),
)
def default_group(view: View) -> Iterator[Wrong]:
    """Default groups that are given rules, and VPCs whose default group is left as AWS fills it."""
    kept: set[object] = set()
    for group in view.of("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"):
        kept.add(_identity(view, group, "vpcId", "aws:ec2/vpc:Vpc"))
        filled = [name for name in ("ingress", "egress") if given(group, name)]
        if filled:
            yield Wrong(
                f"default security group {said(group)} has {' and '.join(filled)} rules",
                "leave ingress and egress out, and use groups of your own",
                tuple(at(group, name) for name in filled),
            )
    for vpc in view.of("aws:ec2/vpc:Vpc"):
        if ("urn", vpc.urn) not in kept and None not in kept and vpc.status != "read":
            yield Wrong(
                f"VPC {said(vpc)} keeps the rules of its default security group",
                "add a DefaultSecurityGroup without rules for it",
                (at(vpc),),
            )
