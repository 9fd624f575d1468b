"""VPCs, subnets, routes and gateways; ids of the wrong kind; images and regions."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN
from tests.checks.graphs import EUROPE, WEST, clean, found, refused, resource
from tests.checks.networks import (
    ASSOCIATION,
    BALANCER,
    EIP,
    GATEWAY,
    INSTANCE,
    NAT,
    ROUTE,
    SUBNET,
    TABLE,
    TEMPLATE,
    VPC,
    both,
    make,
    subnet,
    two_subnets,
    vpc,
)

PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"
ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
MORE = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"


@pytest.mark.parametrize(
    "cidr", ["10.0.0.0/8", "10.0.0.0/29", "10.0.0.1/16", "10.0.0.0", "nonsense", "10.0.0.0/99"]
)
@pytest.mark.parametrize("type_token", [VPC, SUBNET])
def test_ranges_that_ec2_refuses(type_token: str, cidr: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", {"cidrBlock": cidr})
    refused("vpc-cidr", wrong, at=wrong, says=cidr)


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/28", UNKNOWN, None])
def test_ranges_that_ec2_takes(cidr: str | None) -> None:
    clean("vpc-cidr", resource(VPC, "right", "us-east-1", {"cidrBlock": cidr}))


@both
def test_a_subnet_outside_its_vpc(plan: bool) -> None:
    home = vpc(plan)
    wrong = subnet(plan, home, "us-east-1a", "10.1.0.0/24")
    refused("subnet-in-vpc", home, wrong, at=wrong, says="10.1.0.0/24")
    clean("subnet-in-vpc", home, *two_subnets(plan, home))
    second = make(plan, MORE, "second", refs={"vpcId": home}, cidrBlock="10.1.0.0/16")
    clean("subnet-in-vpc", home, second, wrong)
    from_pool = make(plan, MORE, "pool", refs={"vpcId": home}, ipv4NetmaskLength=16)
    clean("subnet-in-vpc", home, from_pool, wrong)


@both
def test_overlapping_subnets(plan: bool) -> None:
    home, other = vpc(plan), vpc(plan, "other")
    one = subnet(plan, home, "us-east-1a", "10.0.0.0/20")
    within = subnet(plan, home, "us-east-1b", "10.0.8.0/24")
    refused("subnet-overlap", home, one, within, at=within, says="overlap")
    clean("subnet-overlap", home, one, subnet(plan, home, "us-east-1b", "10.0.16.0/20"))
    clean("subnet-overlap", home, other, one, subnet(plan, other, "us-east-1b", "10.0.8.0/24"))


@both
def test_a_zone_of_another_region(plan: bool) -> None:
    home = vpc(plan)
    wrong = subnet(plan, home, "us-west-2a")
    refused("zone-region", home, wrong, at=wrong, says="us-west-2a")
    number = subnet(plan, home, "us-east-1")
    refused("zone-region", home, number, at=number)
    clean("zone-region", home, *two_subnets(plan, home))
    clean("zone-region", make(plan, INSTANCE, "web", None, availabilityZone="us-west-2a"))


@both
@pytest.mark.parametrize("zone", ["us-west-2-lax-1a", "us-west-2-wl1-las-wlz-1"])
def test_local_zones_are_advised_against(plan: bool, zone: str) -> None:
    home = vpc(plan, region=WEST)
    local = subnet(plan, home, zone)
    assert refused("subnet-local-zone", home, local, at=local, says=zone).severity == "advice"
    clean("zone-region", home, local)
    clean("subnet-local-zone", home, *two_subnets(plan, home))


@both
def test_peering_of_overlapping_vpcs(plan: bool) -> None:
    one, same, apart = vpc(plan), vpc(plan, "same", "10.0.128.0/17"), vpc(plan, "apart", "10.1.0.0/16")
    wrong = make(plan, PEERING, "wrong", refs={"vpcId": one, "peerVpcId": same})
    refused("peering-overlap", one, same, wrong, at=wrong, says="10.0.128.0/17")
    itself = make(plan, PEERING, "itself", refs={"vpcId": one, "peerVpcId": one})
    refused("peering-overlap", one, itself, at=itself)
    clean(
        "peering-overlap", one, apart, make(plan, PEERING, "right", refs={"vpcId": one, "peerVpcId": apart})
    )


def test_vpcs_with_addresses_in_common() -> None:
    one, far = vpc(True), vpc(True, "far", region=EUROPE)
    finding = refused("vpc-ranges-overlap", one, far, at=one, says="10.0.0.0/16")
    assert len(finding.places) == 2
    assert finding.severity == "advice"
    clean("vpc-ranges-overlap", one, vpc(True, "apart", "10.1.0.0/16"))


@both
def test_a_second_internet_gateway(plan: bool) -> None:
    home, other = vpc(plan), vpc(plan, "other")
    one, two = (make(plan, GATEWAY, name, refs={"vpcId": home}) for name in ("one", "two"))
    refused("vpc-one-internet-gateway", home, one, two, at=two)
    clean("vpc-one-internet-gateway", home, other, one, make(plan, GATEWAY, "two", refs={"vpcId": other}))
    loose = make(plan, GATEWAY, "loose")
    attached = make(plan, ATTACHMENT, "loose", refs={"vpcId": home, "internetGatewayId": loose})
    refused("vpc-one-internet-gateway", home, one, loose, attached, at=attached)
    clean("vpc-one-internet-gateway", home, loose, attached)


@both
def test_a_route_with_two_targets(plan: bool) -> None:
    home = vpc(plan)
    table = make(plan, TABLE, "table", refs={"vpcId": home})
    gateway, nat = make(plan, GATEWAY, "gateway", refs={"vpcId": home}), make(plan, NAT, "nat")
    refs = {"routeTableId": table, "gatewayId": gateway, "natGatewayId": nat}
    wrong = make(plan, ROUTE, "wrong", refs=refs, destinationCidrBlock="0.0.0.0/0")
    refused("route-one-target", home, table, gateway, nat, wrong, at=wrong, says="gatewayId and natGatewayId")
    bare = make(plan, ROUTE, "bare", refs={"routeTableId": table}, destinationCidrBlock="0.0.0.0/0")
    refused("route-one-target", home, table, bare, at=bare, says="no target")
    refs = {"routeTableId": table, "gatewayId": gateway}
    twice = {"destinationCidrBlock": "0.0.0.0/0", "destinationIpv6CidrBlock": "::/0"}
    refused(
        "route-one-target",
        made := make(plan, ROUTE, "two", refs=refs, given=twice),
        at=made,
        says="destinations",
    )
    clean("route-one-target", make(plan, ROUTE, "right", refs=refs, destinationCidrBlock="0.0.0.0/0"))


def test_a_table_s_own_route_with_two_targets() -> None:
    routes = [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1", "natGatewayId": "nat-1"}]
    wrong = resource(TABLE, "wrong", "us-east-1", {"routes": routes})
    refused("route-one-target", wrong, at=wrong)
    routes = [{"cidrBlock": "0.0.0.0/0", "gatewayId": "igw-1", "natGatewayId": ""}]
    clean("route-one-target", resource(TABLE, "right", "us-east-1", {"routes": routes}))
    clean(
        "route-one-target",
        resource(TABLE, "right", "us-east-1", {"routes": [{"cidrBlock": "0.0.0.0/0", "gatewayId": UNKNOWN}]}),
    )


@both
def test_two_routes_to_one_destination(plan: bool) -> None:
    one_table, other_table = make(plan, TABLE, "one"), make(plan, TABLE, "other")
    everywhere = {"destinationCidrBlock": "0.0.0.0/0"}
    one = make(plan, ROUTE, "one", refs={"routeTableId": one_table}, given=everywhere)
    two = make(plan, ROUTE, "two", refs={"routeTableId": one_table}, given=everywhere)
    refused("route-destination-twice", one_table, one, two, at=two, says="0.0.0.0/0")
    elsewhere = make(plan, ROUTE, "two", refs={"routeTableId": other_table}, given=everywhere)
    clean("route-destination-twice", one_table, other_table, one, elsewhere)


@both
def test_a_route_to_another_vpc_s_gateway(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    table = make(plan, TABLE, "table", refs={"vpcId": home})
    near, far = (make(plan, GATEWAY, one.name, refs={"vpcId": one}) for one in (home, away))
    wrong = make(plan, ROUTE, "wrong", refs={"routeTableId": table, "gatewayId": far})
    refused("route-target-vpc", home, away, table, far, wrong, at=wrong)
    right = make(plan, ROUTE, "right", refs={"routeTableId": table, "gatewayId": near})
    clean("route-target-vpc", home, away, table, near, right)
    place = subnet(plan, away, "us-east-1a")
    nat = make(plan, NAT, "nat", refs={"subnetId": place})
    through = make(plan, ROUTE, "through", refs={"routeTableId": table, "natGatewayId": nat})
    refused("route-target-vpc", home, away, table, place, nat, through, at=through)


@both
def test_a_route_table_of_another_vpc(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    table, place = make(plan, TABLE, "table", refs={"vpcId": away}), subnet(plan, home, "us-east-1a")
    wrong = make(plan, ASSOCIATION, "wrong", refs={"routeTableId": table, "subnetId": place})
    refused("route-association-vpc", home, away, table, place, wrong, at=wrong, says="another VPC")
    own = make(plan, TABLE, "own", refs={"vpcId": home})
    right = make(plan, ASSOCIATION, "right", refs={"routeTableId": own, "subnetId": place})
    clean("route-association-vpc", home, own, place, right)
    refused("subnet-one-route-table", home, table, own, place, wrong, right, at=right)
    clean("subnet-one-route-table", home, own, place, right)


@both
def test_nat_gateways_and_their_addresses(plan: bool) -> None:
    bare = make(plan, NAT, "bare")
    refused("nat-address", bare, at=bare, says="no allocationId")
    address = make(plan, EIP, "address")
    private = make(plan, NAT, "private", refs={"allocationId": address}, connectivityType="private")
    refused("nat-address", address, private, at=private, says="an allocationId")
    one, two = (make(plan, NAT, name, refs={"allocationId": address}) for name in ("one", "two"))
    clean("nat-address", address, one, make(plan, NAT, "inner", connectivityType="private"))
    clean("nat-address", make(plan, NAT, "wide", availabilityMode="regional"))
    refused("address-twice", address, one, two, at=one, says="address")
    clean("address-twice", address, one)


@both
def test_ids_of_the_wrong_kind(plan: bool) -> None:
    gateway, nat, home = make(plan, GATEWAY, "gateway"), make(plan, NAT, "nat"), vpc(plan)
    for wrong in (
        make(plan, ROUTE, "wrong", refs={"natGatewayId": gateway}),
        make(plan, ROUTE, "wrong", refs={"gatewayId": home}),
        make(plan, NAT, "wrong", refs={"subnetId": home}),
        make(plan, NAT, "wrong", allocationId="eni-0123456789abcdef0"),
        make(plan, BALANCER, "wrong", subnets=["vpc-0123456789abcdef0"]),
    ):
        refused("id-kind", gateway, nat, home, wrong, at=wrong)
    for right in (
        make(plan, ROUTE, "right", refs={"natGatewayId": nat}),
        make(plan, ROUTE, "right", gatewayId="local"),
        make(plan, ROUTE, "right", refs={"gatewayId": nat}),
        make(plan, ROUTE, "right", gatewayId="vgw-0123456789abcdef0"),
        make(plan, BALANCER, "right", subnets=[UNKNOWN, "subnet-0123456789abcdef0"]),
        # A VPC has a main route table and a default security group.
        make(plan, ASSOCIATION, "right", routeTableId=UNKNOWN).model_copy(
            update={"property_dependencies": {"routeTableId": (home.urn,)}}
        ),
    ):
        clean("id-kind", gateway, nat, home, right)


@pytest.mark.parametrize("image", ["ami-123", "al2023", "ami-0123456789ABCDEF0", 7])
def test_image_ids_that_are_none(image: object) -> None:
    for type_token, name in ((TEMPLATE, "imageId"), (INSTANCE, "ami")):
        wrong = resource(type_token, "wrong", "us-east-1", {name: image})
        refused("image-id", wrong, at=wrong, says=str(image))


@pytest.mark.parametrize(
    "image", ["ami-01234567", "ami-0123456789abcdef0", "resolve:ssm:/aws/service/x", UNKNOWN]
)
def test_image_ids(image: str) -> None:
    clean("image-id", resource(TEMPLATE, "right", "us-east-1", {"imageId": image}))


@both
def test_one_image_in_two_regions(plan: bool) -> None:
    image = "ami-0123456789abcdef0"
    one = make(plan, TEMPLATE, "one", imageId=image)
    other = make(plan, TEMPLATE, "other", WEST, imageId=image)
    finding = refused("image-region", one, other, at=one, says="us-east-1, us-west-2")
    assert len(finding.places) == 2
    clean("image-region", one, make(plan, TEMPLATE, "two", imageId=image))
    clean(
        "image-region",
        make(plan, TEMPLATE, "a", imageId=UNKNOWN),
        make(plan, TEMPLATE, "b", WEST, imageId=UNKNOWN),
    )


def test_regions_that_are_none() -> None:
    wrong = resource(VPC, "wrong", "us-east-1a", {"region": "us-east-1a"})
    again = resource(SUBNET, "again", "us-east-1a")
    finding = refused("region-form", wrong, again, at=wrong, says="us-east-1a")
    assert len(finding.places) == 2
    provider = resource("pulumi:providers:aws", "aws", None, {"region": "Virginia"})
    refused("region-form", provider, at=provider, says="Virginia")
    right = [vpc(True), resource("pulumi:providers:aws", "aws", None, {"region": UNKNOWN})]
    assert not found("region-form", *right)
    assert not found("region-known", wrong, *right)
    unheard = resource(VPC, "new", "us-east-9")
    assert refused("region-known", unheard, at=unheard).severity == "advice"
    clean("region-form", unheard)
