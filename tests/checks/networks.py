"""Networks made by hand, as a plan leaves them (ids unknown) or as a deployment does (ids and ARNs)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import pytest

from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import ACCOUNT, EAST, resource

both = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deployed"])

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
GATEWAY = "aws:ec2/internetGateway:InternetGateway"
NAT = "aws:ec2/natGateway:NatGateway"
EIP = "aws:ec2/eip:Eip"
TABLE = "aws:ec2/routeTable:RouteTable"
ROUTE = "aws:ec2/route:Route"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
TARGETS = "aws:lb/targetGroup:TargetGroup"
LISTENER = "aws:lb/listener:Listener"
LISTENER_RULE = "aws:lb/listenerRule:ListenerRule"
SCALING = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
INSTANCE = "aws:ec2/instance:Instance"
ROLE = "aws:iam/role:Role"
PROFILE = "aws:iam/instanceProfile:InstanceProfile"

Referred: TypeAlias = Resource | Sequence[Resource]

_IDS = {
    VPC: "vpc-",
    SUBNET: "subnet-",
    GATEWAY: "igw-",
    NAT: "nat-",
    EIP: "eipalloc-",
    TABLE: "rtb-",
    GROUP: "sg-",
    TEMPLATE: "lt-",
}
_ARNS = {
    BALANCER: "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/0123456789abcdef",
    TARGETS: "elasticloadbalancing:{region}:{account}:targetgroup/{name}/0123456789abcdef",
    LISTENER: "elasticloadbalancing:{region}:{account}:listener/app/{name}/0123456789abcdef/0123456789abcdef",
    "aws:wafv2/webAcl:WebAcl": "wafv2:{region}:{account}:regional/webacl/{name}/0123",
    "aws:wafv2/ruleGroup:RuleGroup": "wafv2:{region}:{account}:regional/rulegroup/{name}/0123",
}


def _id(type_token: str, name: str, region: str | None) -> str:
    if type_token in _ARNS:
        return "arn:aws:" + _ARNS[type_token].format(region=region, account=ACCOUNT, name=name)
    if type_token in _IDS:
        return _IDS[type_token] + hashlib.sha256(f"{type_token} {name}".encode()).hexdigest()[:17]
    return name


def make(
    plan: bool,
    type_token: str,
    name: str,
    region: str | None = EAST,
    /,
    *,
    refs: Mapping[str, Referred] | None = None,
    outputs: Mapping[str, object] | None = None,
    given: Mapping[str, object] | None = None,
    **inputs: object,
) -> Resource:
    """Return a resource; `refs` puts the ids of others at paths of its inputs, a list for several."""
    held: dict[str, object] = {**(given or {}), **inputs}
    for path, target in (refs or {}).items():
        _put(held, path.split("."), _reference(target))
    return resource(
        type_token,
        name,
        region,
        held,
        id=None if plan else _id(type_token, name, region),
        outputs=None if plan else outputs,
        needs={path.split(".")[0]: _several(target) for path, target in (refs or {}).items()},
    )


def _several(target: Referred) -> Sequence[Resource]:
    return [target] if isinstance(target, Resource) else target


def _reference(target: Referred) -> object:
    if isinstance(target, Resource):
        return target.id or UNKNOWN
    return [one.id or UNKNOWN for one in target]


def _put(held: dict[str, object], steps: list[str], value: object) -> None:
    step, *rest = steps
    if rest and rest[0] == "0":
        inner = cast("dict[str, object]", {})
        _put(inner, rest[1:], value)
        held[step] = [inner]
    elif rest:
        _put(cast("dict[str, object]", held.setdefault(step, {})), rest, value)
    else:
        held[step] = value


def vpc(plan: bool, name: str = "vpc", cidr: str = "10.0.0.0/16", region: str = EAST) -> Resource:
    """Return a VPC."""
    return make(plan, VPC, name, region, cidrBlock=cidr)


def subnet(plan: bool, home: Resource, zone: str, cidr: str = "10.0.0.0/24", **more: object) -> Resource:
    """Return a subnet, named after its VPC, zone and range."""
    name = f"{home.name}-{zone}-{cidr}"
    return make(
        plan,
        SUBNET,
        name,
        home.region,
        refs={"vpcId": home},
        availabilityZone=zone,
        cidrBlock=cidr,
        given=more,
    )


def two_subnets(plan: bool, home: Resource) -> list[Resource]:
    """Return subnets of a VPC in two zones."""
    return [
        subnet(plan, home, f"{home.region}a", "10.0.0.0/24"),
        subnet(plan, home, f"{home.region}b", "10.0.1.0/24"),
    ]


def group(plan: bool, home: Resource, name: str = "group", **inputs: object) -> Resource:
    """Return a security group."""
    return make(plan, GROUP, name, home.region, refs={"vpcId": home}, given=inputs)


def balancer(plan: bool, subnets: Sequence[Resource], name: str = "web", **more: object) -> Resource:
    """Return a load balancer."""
    return make(plan, BALANCER, name, refs={"subnets": subnets}, loadBalancerType="application", given=more)


def targets(plan: bool, home: Resource, name: str = "targets", **inputs: object) -> Resource:
    """Return a target group."""
    held = {"port": 80, "protocol": "HTTP", **inputs}
    return make(plan, TARGETS, name, home.region, refs={"vpcId": home}, given=held)


def scaling(plan: bool, name: str = "asg", region: str = EAST, /, **inputs: object) -> Resource:
    """Return an Auto Scaling group; its place is of no matter."""
    held = {"minSize": 2, "maxSize": 4, "vpcZoneIdentifiers": ["subnet-0123456789abcdef0"], **inputs}
    return make(plan, SCALING, name, region, given=held)


def listener(plan: bool, at: Resource, name: str = "https", **inputs: object) -> Resource:
    """Return a listener of a load balancer."""
    held = {"port": 80, "protocol": "HTTP", **inputs}
    return make(plan, LISTENER, name, at.region, refs={"loadBalancerArn": at}, given=held)
