"""RDS subnet groups."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.checks.facts.references import at, known, place, said, targets
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_GROUP = "aws:rds/subnetGroup:SubnetGroup"
_SUBNET = "aws:ec2/subnet:Subnet"


def _subnets(view: View, group: Resource) -> list[Resource] | None:
    """The subnets of a group; None when some can't be known."""
    values = list(view.values(group, "subnetIds.*"))
    found: dict[str, Resource] = {}
    for value in values:
        meant = targets(view, value, _SUBNET)
        if not meant:
            return None
        found.update((subnet.urn, subnet) for subnet in meant)
    whole = group.inputs.get("subnetIds")
    return list(found.values()) if isinstance(whole, list) and len(found) <= len(values) else None


def _each(subnets: list[Resource], *names: str) -> set[str] | None:
    """The different values of one of these inputs; None when a subnet's is not known."""
    found: set[str] = set()
    for subnet in subnets:
        value = next((subnet.inputs[name] for name in names if subnet.inputs.get(name) is not None), None)
        if not isinstance(value, str):
            return None
        if not known(value):
            origins = subnet.property_dependencies.get(names[0], ())
            if len(origins) != 1:
                return None
            value = origins[0]
        found.add(value)
    return found


@rule(
    "rds-subnet-group-zones",
    "refused",
    title="A DB subnet group covers two Availability Zones",
    why="RDS refuses a subnet group in one zone, as it could not move the database out of it.",
    source="RDS User Guide, Working with DB subnet groups; RDS API Reference, CreateDBSubnetGroup, "
    "DBSubnetGroupDoesNotCoverEnoughAZs",
    aliases=("R10",),
)
def zones(view: View) -> Iterator[Wrong]:
    """Groups whose subnets are known to be in one zone."""
    for group in view.of(_GROUP):
        subnets = _subnets(view, group)
        if not subnets or any(not known(one.inputs.get("availabilityZone")) for one in subnets):
            continue
        found = _each(subnets, "availabilityZone")
        if found and len(found) == 1:
            yield Wrong(
                f"subnet group {said(group)} lies in one zone, {found.pop()}",
                "add a subnet of another Availability Zone",
                (at(group, "subnetIds"), *(at(one, "availabilityZone") for one in subnets)),
            )


@rule(
    "rds-subnet-group-vpc",
    "refused",
    title="The subnets of a DB subnet group are of one VPC",
    why="RDS refuses a group whose subnets belong to different VPCs.",
    source="RDS API Reference, CreateDBSubnetGroup, InvalidSubnet",
)
def one_vpc(view: View) -> Iterator[Wrong]:
    """Groups whose subnets are known to be of several VPCs."""
    for group in view.of(_GROUP):
        subnets = _subnets(view, group)
        found = _each(subnets, "vpcId") if subnets else None
        if found and len(found) > 1:
            yield Wrong(
                f"the subnets of subnet group {said(group)} are of {len(found)} VPCs",
                "name subnets of one VPC",
                tuple(place(value) for value in view.values(group, "subnetIds.*")),
            )
