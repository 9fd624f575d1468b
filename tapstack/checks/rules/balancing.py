"""Load balancers and where they stand: zones, VPCs, security groups, target groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tapstack.checks.data.regions import EDGE_ZONE
from tapstack.checks.facts.references import at, first, known, place, said
from tapstack.checks.facts.topology import (
    BALANCERS,
    LISTENER_RULES,
    LISTENERS,
    SCALING_GROUP,
    SECURITY_GROUPS,
    SUBNET,
    TARGET_GROUPS,
    Identity,
    differ,
    given,
    identity,
    members,
    the_vpc,
    vpc_of,
    zone_of,
    zones_of,
)
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_CREATE = "Elastic Load Balancing API Reference, CreateLoadBalancer"


def _application(view: View) -> Iterator[Resource]:
    """The application load balancers; it is the default type."""
    for balancer in view.of(*BALANCERS):
        if balancer.inputs.get("loadBalancerType", "application") == "application":
            yield balancer


def _subnets(view: View, balancer: Resource) -> list[Resource] | None:
    """The subnets of a load balancer, if all are known."""
    path = "subnets.*" if balancer.inputs.get("subnets") else "subnetMappings.*.subnetId"
    return members(view, balancer, path, SUBNET)


def _input(balancer: Resource) -> str:
    return "subnets" if balancer.inputs.get("subnets") else "subnetMappings"


def _count(balancer: Resource) -> int | None:
    """How many subnets a load balancer names; None when that is not known."""
    whole = balancer.inputs.get(_input(balancer))
    return len(whole) if isinstance(whole, list) else None


@rule(
    "alb-zones",
    "refused",
    title="An Application Load Balancer covers two Availability Zones",
    why="Elastic Load Balancing refuses one in a single zone.",
    source=f"{_CREATE}, Subnets: for Application Load Balancers, subnets from at least two zones",
    aliases=("R10",),
)
def alb_zones(view: View) -> Iterator[Wrong]:
    """Balancers whose subnets are in one zone, or that name a single subnet."""
    for balancer in _application(view):
        subnets = _subnets(view, balancer)
        zones = set(zones_of(subnets) or ()) if subnets else set[str]()
        if (_count(balancer) == 1 or len(zones) == 1) and not _at_the_edge(balancer, subnets or []):
            shown = f"one zone, {zones.pop()}" if zones else "one zone, that of its single subnet"
            yield Wrong(
                f"load balancer {said(balancer)} lies in {shown}",
                "add a subnet of another Availability Zone",
                (at(balancer, _input(balancer)), *(at(one, "availabilityZone") for one in subnets or ())),
            )


def _at_the_edge(balancer: Resource, subnets: list[Resource]) -> bool:
    """Whether a balancer stands on an Outpost or in a Local Zone, where one subnet will do."""
    edge = any(EDGE_ZONE.fullmatch(zone_of(one) or "") or given(one, "outpostArn") for one in subnets)
    return edge or given(balancer, "customerOwnedIpv4Pool")


@rule(
    "lb-zone-twice",
    "refused",
    title="A load balancer names one subnet for each zone",
    why="Elastic Load Balancing refuses two subnets of one zone: 'A load balancer cannot be attached to "
    "multiple subnets in the same Availability Zone'.",
    source=f"{_CREATE}, Subnets: one subnet per Availability Zone",
)
def zone_twice(view: View) -> Iterator[Wrong]:
    """Balancers with several subnets of a zone; one zone for all is the other rule's."""
    for balancer in view.of(*BALANCERS):
        subnets = _subnets(view, balancer)
        zones = zones_of(subnets) if subnets else None
        if not subnets or not zones or len(set(zones)) == 1:
            continue
        twice = sorted(zone for zone, count in Counter(zones).items() if count > 1)
        if twice:
            same = [one for one, zone in zip(subnets, zones, strict=True) if zone in twice]
            yield Wrong(
                f"load balancer {said(balancer)} has several subnets in {', '.join(twice)}",
                "name one subnet for each Availability Zone",
                (at(balancer, _input(balancer)), *(at(one, "availabilityZone") for one in same)),
            )


def _vpc_of_balancer(view: View, balancer: Resource) -> Identity | None:
    subnets = _subnets(view, balancer)
    return the_vpc(view, subnets) if subnets else vpc_of(view, balancer)


@rule(
    "lb-subnets-vpc",
    "refused",
    title="The subnets of a load balancer are of one VPC",
    why="A load balancer stands in one VPC; Elastic Load Balancing refuses subnets of several.",
    source=f"{_CREATE}, InvalidSubnet and InvalidConfigurationRequest",
)
def subnets_of_one_vpc(view: View) -> Iterator[Wrong]:
    """Balancers whose subnets are of several VPCs."""
    for balancer in view.of(*BALANCERS):
        subnets = _subnets(view, balancer) or []
        vpcs = {vpc_of(view, one) for one in subnets}
        if any(differ(one, other) for one in vpcs for other in vpcs):
            yield Wrong(
                f"the subnets of load balancer {said(balancer)} are of {len(vpcs)} VPCs",
                "name subnets of one VPC",
                (at(balancer, _input(balancer)), *(at(one, "vpcId") for one in subnets)),
            )


@rule(
    "lb-security-group-vpc",
    "refused",
    title="A load balancer's security groups are of its own VPC",
    why="Elastic Load Balancing refuses a security group of another VPC: 'One or more security groups are "
    "invalid'.",
    source=f"{_CREATE}, SecurityGroups and InvalidSecurityGroup",
)
def security_group_vpc(view: View) -> Iterator[Wrong]:
    """Balancers with a security group of another VPC than their subnets'."""
    for balancer in view.of(*BALANCERS):
        vpc = _vpc_of_balancer(view, balancer)
        groups = members(view, balancer, "securityGroups.*", *SECURITY_GROUPS) or []
        strays = [group for group in groups if differ(vpc_of(view, group), vpc)]
        if strays:
            names = ", ".join(group.name for group in strays)
            yield Wrong(
                f"security group {names} of load balancer {said(balancer)} is of another VPC than its "
                "subnets",
                "use a security group of the subnets' VPC",
                (at(balancer, "securityGroups"), *(at(group, "vpcId") for group in strays)),
            )


@rule(
    "alb-security-group-set",
    "advice",
    title="An Application Load Balancer names its security groups",
    why="Without one it gets the VPC's default group, which takes traffic from its own members only, or "
    "from nobody when it is emptied: no client reaches the load balancer.",
    source="User Guide for Application Load Balancers, Security groups for your Application Load Balancer",
)
def security_group_set(view: View) -> Iterator[Wrong]:
    """Application load balancers without a security group."""
    for balancer in _application(view):
        if not balancer.inputs.get("securityGroups"):
            yield Wrong(
                f"load balancer {said(balancer)} names no security group",
                "give it a security group that admits its clients",
                (at(balancer, "securityGroups"),),
            )


def _targets(view: View) -> Iterator[tuple[Resource, Resource, Place]]:
    """Which listener or rule forwards to which target group, and where it says so."""
    for types, name in ((LISTENERS, "defaultActions"), (LISTENER_RULES, "actions")):
        for source in view.of(*types):
            for path in (f"{name}.*.targetGroupArn", f"{name}.*.forward.targetGroups.*.arn"):
                for value in view.values(source, path):
                    for group in view.referred(value, *TARGET_GROUPS):
                        yield source, group, place(value)


def _balancer(view: View, source: Resource) -> Resource | None:
    """The load balancer of a listener or of a rule's listener."""
    listener = first(view, source, "listenerArn", *LISTENERS) if source.type in LISTENER_RULES else source
    return first(view, listener, "loadBalancerArn", *BALANCERS) if listener else None


@rule(
    "listener-target-vpc",
    "refused",
    title="A listener forwards to target groups of its load balancer's VPC",
    why="Elastic Load Balancing refuses the listener: 'Target group is in a different VPC than load "
    "balancer'.",
    source="Elastic Load Balancing API Reference, CreateListener and CreateRule, InvalidConfigurationRequest",
)
def target_vpc(view: View) -> Iterator[Wrong]:
    """Listeners and rules with a target group of another VPC."""
    for source, group, where in _targets(view):
        balancer = _balancer(view, source)
        if balancer and differ(vpc_of(view, group), _vpc_of_balancer(view, balancer)):
            yield Wrong(
                f"{said(source)} forwards to target group {group.name}, which is of another VPC than load "
                f"balancer {balancer.name}",
                "make the target group in the load balancer's VPC",
                (where, at(group, "vpcId")),
            )


@rule(
    "asg-target-vpc",
    "refused",
    title="An Auto Scaling group's instances are in the VPC of its target groups",
    why="A target group takes instances of its own VPC only: none ever registers, and the deployment waits "
    "for healthy instances until it fails.",
    source="Elastic Load Balancing API Reference, RegisterTargets, InvalidTarget; CreateTargetGroup, VpcId",
)
def group_vpc(view: View) -> Iterator[Wrong]:
    """Auto Scaling groups with subnets of one VPC and a target group of another."""
    for group in view.of(SCALING_GROUP):
        subnets = members(view, group, "vpcZoneIdentifiers.*", SUBNET)
        vpc = the_vpc(view, subnets) if subnets else None
        for target in members(view, group, "targetGroupArns.*", *TARGET_GROUPS) or ():
            if differ(vpc_of(view, target), vpc):
                yield Wrong(
                    f"Auto Scaling group {said(group)} registers with target group {target.name}, which is "
                    "of "
                    "another VPC than its subnets",
                    "make the target group in the VPC of the subnets",
                    (at(group, "targetGroupArns"), at(target, "vpcId")),
                )


@rule(
    "target-group-vpc-set",
    "refused",
    title="A target group of instances or addresses names its VPC",
    why="Elastic Load Balancing refuses it: 'A VPC ID must be specified'. Only Lambda needs none.",
    source="Elastic Load Balancing API Reference, CreateTargetGroup, VpcId, Port and Protocol",
)
def target_group_set(view: View) -> Iterator[Wrong]:
    """Target groups without VPC, port or protocol."""
    for group in view.of(*TARGET_GROUPS):
        kind = group.inputs.get("targetType", "instance")
        if kind not in ("instance", "ip", "alb") or group.status == "read":
            continue
        missing = [name for name in ("port", "protocol", "vpcId") if group.inputs.get(name) is None]
        if missing:
            yield Wrong(
                f"target group {said(group)} of type {kind} has no {', '.join(missing)}",
                f"give {', '.join(missing)}",
                (at(group, missing[0]),),
            )


@rule(
    "listener-port-twice",
    "refused",
    title="A load balancer has one listener for each port",
    why="Elastic Load Balancing answers DuplicateListener.",
    source="Elastic Load Balancing API Reference, CreateListener, DuplicateListener",
)
def port_twice(view: View) -> Iterator[Wrong]:
    """Listeners of one load balancer on one port, save UDP beside TCP."""
    seen: dict[tuple[object, ...], Resource] = {}
    for listener in view.of(*LISTENERS):
        port = listener.inputs.get("port")
        owner = next(
            (identity(view, value, *BALANCERS) for value in view.values(listener, "loadBalancerArn")), None
        )
        if owner is None or not known(port) or not given(listener, "port"):
            continue
        layer = "udp" if listener.inputs.get("protocol") in ("UDP", "QUIC") else "tcp"
        other = seen.setdefault((owner, str(port), layer), listener)
        if other is not listener:
            yield Wrong(
                f"listener {said(listener)} takes port {port}, which listener {other.name} has",
                "use another port, or a rule of the one listener",
                (at(listener, "port"), at(other, "port")),
            )
