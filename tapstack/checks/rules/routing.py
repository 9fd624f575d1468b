"""Gateways, routes and elastic addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import cast

from tapstack.checks.facts.references import at, first, known, only_target, said
from tapstack.checks.facts.topology import SUBNET, VPC, Identity, differ, given, identity, vpc_of
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import UNKNOWN, Json, Resource

_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
_ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
_NAT = "aws:ec2/natGateway:NatGateway"
_TABLE = "aws:ec2/routeTable:RouteTable"
_ROUTE = "aws:ec2/route:Route"
_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
_API = "Amazon EC2 API Reference"

_TARGETS = (
    "carrierGatewayId",
    "coreNetworkArn",
    "egressOnlyGatewayId",
    "gatewayId",
    "localGatewayId",
    "natGatewayId",
    "networkInterfaceId",
    "odbNetworkArn",
    "transitGatewayId",
    "vpcEndpointId",
    "vpcPeeringConnectionId",
)
_DESTINATIONS = ("destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId")
_INLINE_DESTINATIONS = ("cidrBlock", "ipv6CidrBlock", "destinationPrefixListId")


def _at_input(view: View, resource: Resource, name: str, *types: str) -> Identity | None:
    return identity(view, Value(resource, f"/{name}", resource.inputs.get(name)), *types)


@rule(
    "vpc-one-internet-gateway",
    "refused",
    title="A VPC has one internet gateway, and a gateway one VPC",
    why="EC2 answers Resource.AlreadyAssociated for the second.",
    source=f"{_API}, AttachInternetGateway, and Error codes, Resource.AlreadyAssociated",
)
def one_gateway(view: View) -> Iterator[Wrong]:
    """VPCs with several gateways."""
    attached: dict[Identity, dict[str, Resource]] = defaultdict(dict)
    for gateway in view.of(_GATEWAY, _ATTACHMENT):
        vpc = _at_input(view, gateway, "vpcId", VPC)
        if vpc is not None:
            other = (
                gateway if gateway.type == _GATEWAY else first(view, gateway, "internetGatewayId", _GATEWAY)
            )
            attached[vpc][(other or gateway).urn] = gateway
    for gateways in attached.values():
        if len(gateways) > 1:
            several = list(gateways.values())
            yield Wrong(
                f"internet gateways {' and '.join(one.name for one in several)} are attached to one VPC",
                "keep one: all public subnets of a VPC share it",
                tuple(at(one, "vpcId") for one in reversed(several)),
            )


def _routes(view: View) -> Iterator[tuple[Resource, str, Mapping[str, Json], tuple[str, ...]]]:
    """Every route: the resource it is written in, its pointer there, its inputs, its destinations' names."""
    for route in view.of(_ROUTE):
        yield route, "", route.inputs, _DESTINATIONS
    for table in view.of(_TABLE):
        for value in view.values(table, "routes.*"):
            if isinstance(value.value, dict):
                inputs = cast("dict[str, Json]", value.value)
                yield table, value.pointer, inputs, _INLINE_DESTINATIONS


def _set(resource: Resource, pointer: str, inputs: Mapping[str, Json], name: str) -> bool:
    """Whether an input of a route is given; in a table, all routes share the origins of `routes`."""
    if not pointer:
        return given(resource, name)
    return inputs.get(name) not in (None, "", UNKNOWN)


@rule(
    "route-one-target",
    "refused",
    title="A route has one target and one destination",
    why="The provider refuses a route with two targets or two destinations, and one with none.",
    source="Pulumi Registry, aws.ec2.Route: one of the destination and one of the target arguments must be "
    f"supplied; {_API}, CreateRoute",
)
def one_target(view: View) -> Iterator[Wrong]:
    """Routes with several targets or destinations, or with none."""
    for resource, pointer, inputs, destinations in _routes(view):
        for word, names in (("target", _TARGETS), ("destination", destinations)):
            named = [name for name in names if _set(resource, pointer, inputs, name)]
            none = not any(inputs.get(name) for name in names) and resource.status != "read"
            if len(named) > 1 or none:
                shown = f"several {word}s, {' and '.join(named)}" if named else f"no {word}"
                yield Wrong(
                    f"a route of {said(resource)} has {shown}",
                    f"give it one of {', '.join(names)}",
                    tuple(Place(resource.urn, f"{pointer}/{name}") for name in named)
                    or (Place(resource.urn, pointer),),
                )


@rule(
    "route-destination-twice",
    "refused",
    title="A route table has one route for each destination",
    why="EC2 answers RouteAlreadyExists for the second.",
    source=f"{_API}, CreateRoute, and Error codes, RouteAlreadyExists",
)
def destination_twice(view: View) -> Iterator[Wrong]:
    """Routes of one table to one destination."""
    seen: dict[tuple[object, ...], Resource] = {}
    for route in view.of(_ROUTE):
        table = _at_input(view, route, "routeTableId", _TABLE)
        where = [route.inputs.get(name) for name in _DESTINATIONS if known(route.inputs.get(name))]
        if table is None or len(where) != 1 or not where[0]:
            continue
        other = seen.setdefault((table, str(where[0])), route)
        if other is not route:
            yield Wrong(
                f"routes {other.name} and {said(route)} of one table both lead to {where[0]}",
                "keep one of them, or use a table for each zone",
                (at(route), at(other)),
            )


@rule(
    "route-target-vpc",
    "refused",
    title="A route's gateway is in the VPC of its table",
    why="EC2 refuses it: the route table and the gateway belong to different networks.",
    source=f"{_API}, CreateRoute, InvalidParameterValue and InvalidGatewayID.NotFound",
)
def target_vpc(view: View) -> Iterator[Wrong]:
    """Routes to an internet or NAT gateway of another VPC."""
    for route in view.of(_ROUTE):
        table = first(view, route, "routeTableId", _TABLE)
        vpc = vpc_of(view, table) if table else None
        for name, kind in (("gatewayId", _GATEWAY), ("natGatewayId", _NAT)):
            gateway = first(view, route, name, kind)
            if gateway and table and differ(_gateway_vpc(view, gateway), vpc):
                yield Wrong(
                    f"route {said(route)} leads from table {table.name} to {gateway.name} of another VPC",
                    "use the gateway of the table's own VPC",
                    (at(route, name), at(table, "vpcId")),
                )


def _gateway_vpc(view: View, gateway: Resource) -> Identity | None:
    if gateway.type == _GATEWAY:
        return _at_input(view, gateway, "vpcId", VPC)
    subnet = first(view, gateway, "subnetId", SUBNET)
    return vpc_of(view, subnet) if subnet else None


@rule(
    "route-association-vpc",
    "refused",
    title="A subnet's route table is of its own VPC",
    why="EC2 refuses it: the route table and the subnet belong to different networks.",
    source=f"{_API}, AssociateRouteTable, InvalidParameterValue",
)
def association_vpc(view: View) -> Iterator[Wrong]:
    """Associations across VPCs."""
    for one in view.of(_ASSOCIATION):
        table, subnet = first(view, one, "routeTableId", _TABLE), first(view, one, "subnetId", SUBNET)
        if table and subnet and differ(vpc_of(view, table), vpc_of(view, subnet)):
            yield Wrong(
                f"{said(one)} joins subnet {subnet.name} with route table {table.name} of another VPC",
                "use a route table of the subnet's VPC",
                (at(one, "routeTableId"), at(table, "vpcId"), at(subnet, "vpcId")),
            )


@rule(
    "subnet-one-route-table",
    "refused",
    title="A subnet has one route table",
    why="EC2 answers Resource.AlreadyAssociated for the second.",
    source=f"{_API}, AssociateRouteTable, and Error codes, Resource.AlreadyAssociated",
)
def one_table(view: View) -> Iterator[Wrong]:
    """Subnets with several associations."""
    seen: dict[Identity, Resource] = {}
    for one in view.of(_ASSOCIATION):
        subnet = _at_input(view, one, "subnetId", SUBNET)
        other = seen.setdefault(subnet, one) if subnet else one
        if other is not one:
            yield Wrong(
                f"{other.name} and {said(one)} give one subnet two route tables",
                "keep one association for each subnet",
                (at(one, "subnetId"), at(other, "subnetId")),
            )


@rule(
    "nat-address",
    "refused",
    title="A public NAT gateway has an elastic address, and a private one has none",
    why="EC2 answers MissingParameter for a public gateway without, and refuses one for a private gateway.",
    source=f"{_API}, CreateNatGateway, AllocationId and ConnectivityType",
)
def nat_address(view: View) -> Iterator[Wrong]:
    """NAT gateways without an address, or with one too many."""
    for gateway in view.of(_NAT):
        if gateway.status == "read" or gateway.inputs.get("availabilityMode") not in (None, "zonal"):
            continue
        private = gateway.inputs.get("connectivityType") == "private"
        bare = gateway.inputs.get("allocationId") in (None, "")
        if private == bare:
            continue
        yield Wrong(
            f"{'private' if private else 'public'} NAT gateway {said(gateway)} has "
            + ("an allocationId" if private else "no allocationId"),
            "leave allocationId out" if private else "give the allocationId of an Eip, or make it private",
            (at(gateway, "allocationId"),),
        )


@rule(
    "address-twice",
    "refused",
    title="An elastic address serves one NAT gateway",
    why="EC2 answers Resource.AlreadyAssociated for the second NAT gateway.",
    source=f"{_API}, CreateNatGateway, AllocationId: an address that is in use must be disassociated first",
)
def address_twice(view: View) -> Iterator[Wrong]:
    """Addresses that several gateways take."""
    users: dict[str, list[Resource]] = defaultdict(list)
    for user in view.of(_NAT):
        for value in view.values(user, "allocationId"):
            address = only_target(view, value, "aws:ec2/eip:Eip")
            if address:
                users[address.urn].append(user)
    for urn, several in users.items():
        if len(several) > 1:
            yield Wrong(
                f"{' and '.join(said(one) for one in several)} take one elastic address, "
                f"{view.graph.by_urn[urn].name}",
                "make an Eip for each",
                tuple(at(one, "allocationId") for one in several),
            )
