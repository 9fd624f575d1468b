"""Ids of the right kind: a subnet's where a subnet is wanted. Images and regions, too."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from tapstack.checks.data.regions import REGION_FORM, REGIONS
from tapstack.checks.facts.references import known, place, said
from tapstack.checks.facts.topology import BALANCERS, SCALING_GROUP, TEMPLATE
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import Resource

_API = "Amazon EC2 API Reference"

_PREFIXES: Mapping[str, tuple[str, ...]] = {
    "vpcId": ("vpc-",),
    "peerVpcId": ("vpc-",),
    "subnetId": ("subnet-",),
    "routeTableId": ("rtb-",),
    "natGatewayId": ("nat-",),
    "gatewayId": ("igw-", "vgw-", "vpce-", "local", "nat-"),
    "internetGatewayId": ("igw-",),
    "allocationId": ("eipalloc-",),
    "securityGroupId": ("sg-",),
    "egressOnlyGatewayId": ("eigw-",),
    "transitGatewayId": ("tgw-",),
    "networkAclId": ("acl-",),
}
_IN_LISTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "vpcZoneIdentifiers": ((SCALING_GROUP,), ("subnet-",)),
    "subnets": (BALANCERS, ("subnet-",)),
    "securityGroups": (BALANCERS, ("sg-",)),
    "subnetIds": (("aws:rds/subnetGroup:SubnetGroup",), ("subnet-",)),
    "vpcSecurityGroupIds": (
        (TEMPLATE, "aws:ec2/instance:Instance", "aws:rds/instance:Instance", "aws:rds/cluster:Cluster"),
        ("sg-",),
    ),
}
_NO_SOURCE: Mapping[str, frozenset[str]] = {
    "natGatewayId": frozenset({"internetGateway:InternetGateway", "eip:Eip", "vpc:Vpc"}),
    "gatewayId": frozenset({"eip:Eip", "vpc:Vpc", "subnet:Subnet"}),
    "subnetId": frozenset({"vpc:Vpc", "securityGroup:SecurityGroup", "eip:Eip"}),
    "allocationId": frozenset({"vpc:Vpc", "internetGateway:InternetGateway", "subnet:Subnet"}),
}
"""By input: EC2 types that have no such id among their outputs, so that a plan's origin tells.

EC2 takes a NAT gateway as `gatewayId`, too."""

_EC2 = re.compile(r"aws:(ec2|lb|alb|autoscaling|rds|vpc|efs)/")


def _wrong_text(value: Value, prefixes: tuple[str, ...]) -> bool:
    """Whether a value is an id of another kind; texts that are no ids are left alone."""
    text = value.value
    return (
        isinstance(text, str)
        and known(text)
        and re.fullmatch(r"[a-z]+-[0-9a-f]{8,17}", text) is not None
        and not text.startswith(prefixes)
    )


def _wrong_origin(view: View, value: Value) -> Resource | None:
    """The resource of another kind that an unknown value came from, if from nothing else."""
    urns = value.resource.property_dependencies.get(value.input, ()) if value.unknown else ()
    origins = [view.graph.by_urn.get(urn) for urn in urns]
    wrong = _NO_SOURCE.get(value.pointer.lstrip("/"), frozenset[str]())
    if origins and all(one and one.type.removeprefix("aws:ec2/") in wrong for one in origins):
        return origins[0]
    return None


@rule(
    "id-kind",
    "refused",
    title="An id is of the kind that its input wants",
    why="EC2 answers that there is no such subnet, gateway or group: InvalidSubnetID.NotFound and the like.",
    source=f"{_API}, Error codes: Invalid...ID.Malformed and NotFound; Amazon EC2 User Guide, Resource IDs",
)
def id_kind(view: View) -> Iterator[Wrong]:
    """Ids with another kind's prefix, and in a plan values that came from another kind."""
    for resource in view.graph.cloud_resources:
        if _EC2.match(resource.type):
            yield from _single_ids(view, resource)
            yield from _listed_ids(view, resource)


def _single_ids(view: View, resource: Resource) -> Iterator[Wrong]:
    for name, prefixes in _PREFIXES.items():
        for value in view.values(resource, name):
            origin = _wrong_origin(view, value)
            if origin or _wrong_text(value, prefixes):
                yield _wrong(value, origin.name if origin else str(value.value), prefixes)


def _listed_ids(view: View, resource: Resource) -> Iterator[Wrong]:
    for name, (types, prefixes) in _IN_LISTS.items():
        for value in view.values(resource, f"{name}.*") if resource.type in types else ():
            if _wrong_text(value, prefixes):
                yield _wrong(value, str(value.value), prefixes)


def _wrong(value: Value, shown: str, prefixes: tuple[str, ...]) -> Wrong:
    return Wrong(
        f"{value.pointer[1:]} of {said(value.resource)} is {shown}",
        f"give an id that begins with {' or '.join(prefixes)}",
        (place(value),),
    )


_IMAGES = (
    (TEMPLATE, "imageId"),
    ("aws:ec2/launchConfiguration:LaunchConfiguration", "imageId"),
    ("aws:ec2/instance:Instance", "ami"),
    ("aws:ec2/spotInstanceRequest:SpotInstanceRequest", "ami"),
)
_IMAGE = re.compile(r"ami-([0-9a-f]{8}|[0-9a-f]{17})|resolve:ssm:.+")


def _image_values(view: View) -> Iterator[Value]:
    for type_token, name in _IMAGES:
        for resource in view.of(type_token):
            yield from (one for one in view.values(resource, name) if known(one.value))


@rule(
    "image-id",
    "refused",
    title="An image id is ami- and 8 or 17 hexadecimal digits",
    why="EC2 answers InvalidAMIID.Malformed.",
    source=f"{_API}, Error codes, InvalidAMIID.Malformed; CreateLaunchTemplate, ImageId: or resolve:ssm:",
)
def image_id(view: View) -> Iterator[Wrong]:
    """Image ids of another form."""
    for value in _image_values(view):
        if not (isinstance(value.value, str) and _IMAGE.fullmatch(value.value)):
            yield Wrong(
                f"{said(value.resource)} names the image {value.value}",
                "give an AMI's id, best looked up for the region and architecture",
                (place(value),),
            )


@rule(
    "image-region",
    "refused",
    title="An image id is used in one region",
    why="An AMI exists in one region, and a copy elsewhere has another id: InvalidAMIID.NotFound.",
    source="Amazon EC2 User Guide, Copy an Amazon EC2 AMI; Amazon Machine Images: AMIs are Regional",
    aliases=("R3",),
)
def image_region(view: View) -> Iterator[Wrong]:
    """Image ids that stand in several regions."""
    uses: dict[str, list[Value]] = defaultdict(list)
    for value in _image_values(view):
        if value.resource.region and str(value.value).startswith("ami-"):
            uses[str(value.value)].append(value)
    for image, values in uses.items():
        regions = sorted({one.resource.region or "" for one in values})
        if len(regions) > 1:
            yield Wrong(
                f"the image {image} is used in {', '.join(regions)}",
                "look the image up in each region, by its public SSM parameter or its name",
                tuple(place(one) for one in values),
            )


def _regions_named(view: View) -> Iterator[tuple[str, Resource]]:
    for resource in view.graph.resources:
        region = resource.region or resource.inputs.get("region")
        aws = resource.type.startswith("aws:") or resource.type == "pulumi:providers:aws"
        if aws and isinstance(region, str) and known(region):
            yield region, resource


def _strange(view: View, form_fits: bool) -> Iterator[tuple[str, list[Resource]]]:
    strange: dict[str, list[Resource]] = defaultdict(list)
    for region, resource in _regions_named(view):
        if region not in REGIONS and bool(REGION_FORM.fullmatch(region)) == form_fits:
            strange[region].append(resource)
    yield from strange.items()


@rule(
    "region-form",
    "refused",
    title="A region is given by its code",
    why="The provider refuses what has not the form of a region's code, a zone's name among others.",
    source="Pulumi Registry, AWS provider, region; AWS Regions and Availability Zones User Guide, AWS "
    "Regions",
)
def region_form(view: View) -> Iterator[Wrong]:
    """Regions such as us-east-1a or us_east_1."""
    for region, resources in _strange(view, form_fits=False):
        yield Wrong(
            f"{region} is no region",
            "use a region's code, such as us-east-1",
            tuple(Place(one.urn, "/region" if "region" in one.inputs else "") for one in resources),
        )


@rule(
    "region-known",
    "advice",
    title="A region is one that AWS has",
    why="There is no endpoint in a region that AWS does not have: every call fails to find its host.",
    source="AWS Regions and Availability Zones User Guide, List of AWS Regions",
)
def region_known(view: View) -> Iterator[Wrong]:
    """Regions of the right form that are not in AWS's list; the list grows, so this is advice."""
    for region, resources in _strange(view, form_fits=True):
        yield Wrong(
            f"{region} is not in AWS's list of regions",
            "check the code; if the region is new, it is right",
            tuple(Place(one.urn, "/region" if "region" in one.inputs else "") for one in resources),
        )
