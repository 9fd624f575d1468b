"""What takes a production stack down when one zone or one instance fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.facts.references import at, first, known, said
from tapstack.checks.facts.topology import (
    SCALING_GROUP,
    SUBNET,
    given,
    is_production,
    members,
    truth,
    whole_number,
    zone_of,
    zones_of,
)
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_NAT = "aws:ec2/natGateway:NatGateway"
_ROUTE = "aws:ec2/route:Route"
_TABLE = "aws:ec2/routeTable:RouteTable"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"


def _users(view: View) -> dict[str, dict[str, Resource]]:
    """By NAT gateway's URN: the subnets whose route table leads to it, by zone."""
    by_table: dict[str, list[Resource]] = defaultdict(list)
    for one in view.of(_ASSOCIATION):
        table, subnet = first(view, one, "routeTableId", _TABLE), first(view, one, "subnetId", SUBNET)
        if table and subnet:
            by_table[table.urn].append(subnet)
    found: dict[str, dict[str, Resource]] = defaultdict(dict)
    for route in view.of(_ROUTE):
        table, gateway = first(view, route, "routeTableId", _TABLE), first(view, route, "natGatewayId", _NAT)
        for subnet in by_table[table.urn] if table and gateway else ():
            zone = zone_of(subnet)
            if zone and gateway:
                found[gateway.urn][zone] = subnet
    return found


@rule(
    "nat-per-zone",
    "advice",
    title="In production each zone has a NAT gateway of its own",
    why="A NAT gateway stands in one zone. When that fails, the instances of the other zones lose the "
    "internet too, "
    "and traffic across zones is charged.",
    source="Amazon VPC User Guide, NAT gateway basics: create a NAT gateway in each Availability Zone",
)
def nat_per_zone(view: View) -> Iterator[Wrong]:
    """Zonal NAT gateways that serve subnets of several zones."""
    for urn, subnets in _users(view).items():
        gateway = view.graph.by_urn[urn]
        zonal = gateway.inputs.get("availabilityMode") in (None, "zonal")
        if len(subnets) > 1 and zonal and is_production(view, gateway):
            yield Wrong(
                f"NAT gateway {said(gateway)} alone serves {', '.join(sorted(subnets))}",
                "make a NAT gateway and a private route table for each zone",
                (at(gateway), *(at(one) for one in subnets.values())),
            )


@rule(
    "rds-multi-az",
    "advice",
    title="A production database has a standby in another zone",
    why="When its zone fails, a single instance is gone until it is restored by hand.",
    source="Amazon RDS User Guide, Multi-AZ DB instance deployments; AWS Security Hub User Guide, RDS.5",
)
def multi_az(view: View) -> Iterator[Wrong]:
    """Primary instances without `multiAz`."""
    for database in view.of("aws:rds/instance:Instance"):
        value = database.inputs.get("multiAz")
        primary = not given(database, "replicateSourceDb")
        single = truth(value) is not True and (value is None or known(value))
        if primary and single and database.status != "read" and is_production(view, database):
            yield Wrong(
                f"database {said(database)} stands in one zone",
                "set multiAz",
                (at(database, "multiAz"),),
            )


@rule(
    "asg-several",
    "advice",
    title="A production Auto Scaling group keeps two instances in two zones",
    why="With one instance, or one zone, a single failure takes the service down.",
    source="Amazon EC2 Auto Scaling User Guide, Auto Scaling benefits; AWS Security Hub User Guide, "
    "AutoScaling.2",
)
def several(view: View) -> Iterator[Wrong]:
    """Groups with a minimum of one, or in one zone; a group that may be empty is left alone."""
    for group in view.of(SCALING_GROUP):
        least = whole_number(group.inputs.get("minSize"))
        subnets = members(view, group, "vpcZoneIdentifiers.*", SUBNET)
        zones = set(zones_of(subnets) or ()) if subnets else set[str]()
        if group.status == "read" or not is_production(view, group) or (least != 1 and len(zones) != 1):
            continue
        shown = "keeps one instance" if least == 1 else f"stands in one zone, {zones.pop()}"
        yield Wrong(
            f"Auto Scaling group {said(group)} {shown}",
            "set minSize to 2 or more, and name subnets of two zones",
            (at(group, "minSize" if least == 1 else "vpcZoneIdentifiers"),),
        )
