"""VPCs' and subnets' address ranges and zones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from ipaddress import IPv4Network, ip_network
from itertools import combinations

from tapstack.checks.data.regions import EDGE_ZONE, ZONE
from tapstack.checks.facts.references import at, said, text_of
from tapstack.checks.facts.topology import SUBNET, VPC, Identity, vpc_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import Json, Resource

_MORE_RANGES = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
_PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
_API = "Amazon EC2 API Reference"
_GUIDE = "Amazon VPC User Guide"


def network(value: Json) -> IPv4Network | None:
    """An IPv4 range, or None for what isn't one."""
    try:
        found = ip_network(value, strict=False) if isinstance(value, str) and "/" in value else None
    except ValueError:
        return None
    return found if isinstance(found, IPv4Network) else None


def _range(resource: Resource) -> IPv4Network | None:
    return network(resource.inputs.get("cidrBlock")) or network(resource.outputs.get("cidrBlock"))


def _vpc_ranges(view: View, vpc: Resource) -> list[IPv4Network]:
    """All ranges of a VPC; empty when one is not known."""
    own = [_range(vpc), *(_range(one) for one in view.of(_MORE_RANGES) if _is_of(view, one, vpc))]
    return [one for one in own if one] if None not in own else []


def _is_of(view: View, one: Resource, vpc: Resource) -> bool:
    return vpc_of(view, one) in (None, ("urn", vpc.urn))


@rule(
    "vpc-cidr",
    "refused",
    title="VPCs and subnets have an IPv4 range from /16 to /28 whose address is its first",
    why="EC2 answers InvalidVpc.Range or InvalidSubnet.Range; the provider refuses an address within the "
    "range.",
    source=f"{_GUIDE}, VPC CIDR blocks and Subnet CIDR blocks; {_API}, CreateVpc and CreateSubnet, CidrBlock",
)
def cidr(view: View) -> Iterator[Wrong]:
    """Ranges that are none, too large, too small, or with host bits."""
    for resource in view.of(VPC, SUBNET, _MORE_RANGES):
        text = text_of(view, resource, "cidrBlock")
        found = network(text)
        if text is None or (found and 16 <= found.prefixlen <= 28 and str(found) == text):
            continue
        sized = found is None or not 16 <= found.prefixlen <= 28
        yield Wrong(
            f"{said(resource)} has the range {text}",
            "use a range from /16 to /28" if sized else f"write {found}",
            (at(resource, "cidrBlock"),),
        )


def _subnets_by_vpc(view: View) -> dict[Identity, list[Resource]]:
    found: dict[Identity, list[Resource]] = defaultdict(list)
    for subnet in view.of(SUBNET):
        vpc = vpc_of(view, subnet)
        if vpc is not None:
            found[vpc].append(subnet)
    return found


@rule(
    "subnet-in-vpc",
    "refused",
    title="A subnet lies in its VPC's address range",
    why="EC2 answers InvalidSubnet.Range.",
    source=f"{_API}, CreateSubnet, CidrBlock, and Error codes, InvalidSubnet.Range",
)
def subnet_in_vpc(view: View) -> Iterator[Wrong]:
    """Subnets in none of the known ranges of their VPC."""
    for (kind, urn), subnets in _subnets_by_vpc(view).items():
        vpc = view.graph.by_urn.get(urn) if kind == "urn" else None
        ranges = _vpc_ranges(view, vpc) if vpc and vpc.type == VPC else []
        for subnet in subnets if ranges and vpc else ():
            own = _range(subnet)
            if own and not any(own.subnet_of(one) for one in ranges):
                shown = ", ".join(str(one) for one in ranges)
                yield Wrong(
                    f"subnet {said(subnet)} has {own}, outside {shown} of VPC {vpc.name if vpc else ''}",
                    f"use a part of {shown}",
                    (at(subnet, "cidrBlock"), at(vpc or subnet, "cidrBlock")),
                )


@rule(
    "subnet-overlap",
    "refused",
    title="The subnets of a VPC do not overlap",
    why="EC2 answers InvalidSubnet.Conflict.",
    source=f"{_API}, CreateSubnet, and Error codes, InvalidSubnet.Conflict",
)
def subnet_overlap(view: View) -> Iterator[Wrong]:
    """Pairs of subnets with addresses in common."""
    for subnets in _subnets_by_vpc(view).values():
        for one, other in combinations(subnets, 2):
            first, second = _range(one), _range(other)
            twice_read = one.id is not None and one.id == other.id
            if first and second and first.overlaps(second) and not twice_read:
                yield Wrong(
                    f"subnets {one.name} ({first}) and {said(other)} ({second}) overlap",
                    "give each subnet of a VPC addresses of its own",
                    (at(other, "cidrBlock"), at(one, "cidrBlock")),
                )


@rule(
    "zone-region",
    "refused",
    title="A zone is of the resource's own region",
    why="EC2 answers InvalidParameterValue: the zone is invalid, and lists those of the region.",
    source=f"{_API}, CreateSubnet, AvailabilityZone; Regions and Availability Zones",
)
def zone_region(view: View) -> Iterator[Wrong]:
    """Zones of another region, by their name."""
    zoned = (SUBNET, "aws:ec2/instance:Instance", "aws:ebs/volume:Volume", "aws:rds/instance:Instance")
    for resource in view.of(*zoned, "aws:ec2/defaultSubnet:DefaultSubnet"):
        zone = text_of(view, resource, "availabilityZone")
        match = zone and (ZONE.fullmatch(zone) or EDGE_ZONE.fullmatch(zone))
        if zone and resource.region and (not match or match["region"] != resource.region):
            yield Wrong(
                f"{said(resource)} names the zone {zone}",
                f"name a zone of {resource.region}, as getAvailabilityZones lists them there",
                (at(resource, "availabilityZone"),),
            )


@rule(
    "subnet-local-zone",
    "advice",
    title="Subnets stand in Availability Zones, not in Local or Wavelength Zones",
    why="Those zones need an opt-in and lack many services, load balancers and databases among them. A "
    "list of "
    "all zones may gain one at any time.",
    source="AWS Regions and Availability Zones User Guide, Local Zones; Amazon EC2 API Reference, "
    "DescribeAvailabilityZones, zone-type and opt-in-status",
    aliases=("R4",),
)
def local_zone(view: View) -> Iterator[Wrong]:
    """Subnets in a zone whose name is a Local Zone's or Wavelength Zone's."""
    for subnet in view.of(SUBNET):
        zone = text_of(view, subnet, "availabilityZone")
        if zone and EDGE_ZONE.fullmatch(zone):
            yield Wrong(
                f"subnet {said(subnet)} stands in {zone}, which is no Availability Zone",
                "filter the zones by zone-type availability-zone and opt-in-status opt-in-not-required",
                (at(subnet, "availabilityZone"),),
            )


def _peers(view: View, peering: Resource) -> list[Resource]:
    """The two VPCs of a peering, as far as the program makes them."""
    found: list[Resource] = []
    for name in ("vpcId", "peerVpcId"):
        value = Value(peering, f"/{name}", peering.inputs.get(name))
        meant = view.referred(value, VPC)
        found.extend(meant if len(meant) == 1 else [])
    return found


@rule(
    "peering-overlap",
    "refused",
    title="Peered VPCs have no addresses in common",
    why="The peering connection fails at once: 'the VPCs have matching or overlapping CIDR blocks'.",
    source="Amazon VPC Peering Guide, VPC peering limitations; Overlapping IPv4 CIDR blocks",
)
def peering_overlap(view: View) -> Iterator[Wrong]:
    """Peerings of overlapping VPCs, and of a VPC with itself."""
    for peering in view.of(_PEERING):
        vpcs = _peers(view, peering)
        if len(vpcs) != 2:
            continue
        pairs = [(a, b) for a in _vpc_ranges(view, vpcs[0]) for b in _vpc_ranges(view, vpcs[1])]
        common = next(((a, b) for a, b in pairs if a.overlaps(b)), None)
        if vpcs[0].urn == vpcs[1].urn or common:
            shown = f"{common[0]} and {common[1]}" if common else "one and the same"
            yield Wrong(
                f"peering {said(peering)} joins VPCs {vpcs[0].name} and {vpcs[1].name}, whose addresses "
                f"are {shown}",
                "give each VPC a range of its own",
                (at(peering, "peerVpcId"), *(at(vpc, "cidrBlock") for vpc in vpcs)),
            )


@rule(
    "vpc-ranges-overlap",
    "advice",
    title="The VPCs of a program have different address ranges",
    why="VPCs with addresses in common can never be peered, nor joined by a transit gateway.",
    source=f"{_GUIDE}, VPC CIDR blocks; Amazon VPC Peering Guide, VPC peering limitations",
)
def ranges_overlap(view: View) -> Iterator[Wrong]:
    """One finding for each range that several VPCs share."""
    shared: dict[str, dict[str, Resource]] = defaultdict(dict)
    for one, other in combinations([vpc for vpc in view.of(VPC) if vpc.status != "read"], 2):
        first, second = _range(one), _range(other)
        if first and second and first.overlaps(second):
            wider = str(min(first, second, key=lambda item: item.prefixlen))
            shared[wider].update({one.urn: one, other.urn: other})
    for wider, vpcs in shared.items():
        yield Wrong(
            f"VPCs {', '.join(said(one) for one in vpcs.values())} share addresses of {wider}",
            "give each VPC a range of its own",
            tuple(at(one, "cidrBlock") for one in vpcs.values()),
        )
