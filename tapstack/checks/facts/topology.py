"""Where resources lie: account, VPC, zone.

Things are told apart by an identity: the URN of what the program makes, or the text that names something
else. Only identities of one kind can be told to differ: the text might be the id of a planned resource.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias, cast

from tapstack.checks.facts.references import known, only_target, targets
from tapstack.checks.view import Value, View
from tapstack.graph import UNKNOWN, Json, Resource

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")
TARGET_GROUPS = ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup")
SECURITY_GROUPS = (
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
)
SCALING_GROUP = "aws:autoscaling/group:Group"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"

_VPCS = (VPC, "aws:ec2/defaultVpc:DefaultVpc")
_ACCOUNT_INPUTS = ("accessKey", "profile", "assumeRole", "assumeRoles", "allowedAccountIds")

Identity: TypeAlias = tuple[str, str]
"""`("urn", ...)` or `("text", ...)`."""


def given(resource: Resource, name: str) -> bool:
    """Whether the program sets an input: to something that is not empty, false, or the engine's default.

    A value that a plan doesn't know counts when it came from a resource.
    """
    value = resource.inputs.get(name)
    if value is None or value is False or value in ("", [], {}):
        return False
    if value == UNKNOWN:
        return bool(resource.property_dependencies.get(name))
    return not defaulted(resource, name)


def defaulted(resource: Resource, name: str) -> bool:
    """Whether the provider filled an input in, as an exported state says."""
    filled = resource.inputs.get("__defaults")
    return isinstance(filled, list) and name in filled


def identity(view: View, value: Value, *types: str) -> Identity | None:
    """What a value means: a resource of these types, or something outside the program."""
    found = only_target(view, value, *types)
    if found is not None:
        return "urn", found.urn
    return ("text", value.value) if isinstance(value.value, str) and known(value.value) else None


def differ(one: Identity | None, other: Identity | None) -> bool:
    """Whether two identities surely mean different things."""
    return one is not None and other is not None and one[0] == other[0] and one != other


def vpc_of(view: View, resource: Resource) -> Identity | None:
    """The VPC that a resource names by `vpcId`, or that AWS put it in."""
    for where in (resource.inputs, resource.outputs):
        if where.get("vpcId") is not None:
            found = identity(view, Value(resource, "/vpcId", where["vpcId"]), *_VPCS)
            if found is not None:
                return found
    return None


def the_vpc(view: View, resources: Iterable[Resource]) -> Identity | None:
    """The one VPC of several resources; None when one's is not known, or they differ."""
    found = {vpc_of(view, one) for one in resources}
    return found.pop() if len(found) == 1 else None


def members(view: View, resource: Resource, path: str, *types: str) -> list[Resource] | None:
    """The resources that a list names, such as `subnets.*`; None unless every one of them is known.

    In a plan the list's origins answer, if nothing but such resources went into it.
    """
    values = list(view.values(resource, path))
    whole = resource.inputs.get(path.split(".", maxsplit=1)[0])
    if not values or whole == UNKNOWN:
        return None
    found: dict[str, Resource] = {}
    for value in values:
        meant = targets(view, value, *types)
        if not meant or (value.unknown and not _only(resource, value.input, meant)):
            return None
        found.update((one.urn, one) for one in meant)
    return list(found.values()) if len(found) <= len(values) else None


def _only(resource: Resource, name: str, meant: list[Resource]) -> bool:
    """Whether an input came from these resources and nothing else."""
    return set(resource.property_dependencies.get(name, ())) == {one.urn for one in meant}


def zone_of(subnet: Resource) -> str | None:
    """The zone of a subnet, by its name or else its id."""
    for name in ("availabilityZone", "availabilityZoneId"):
        for where in (subnet.inputs, subnet.outputs):
            zone = where.get(name)
            if isinstance(zone, str) and zone and known(zone):
                return zone
    return None


def zones_of(subnets: Iterable[Resource]) -> list[str] | None:
    """The zones of subnets, one each; None when one's is not known, or names and ids are mixed."""
    zones = [zone_of(subnet) for subnet in subnets]
    found = [zone for zone in zones if zone]
    kinds = {"-az" in zone for zone in found}
    return found if len(found) == len(zones) and len(kinds) <= 1 else None


def made(view: View, *types: str) -> list[Resource]:
    """The resources of these types that the program makes: not those that it looked up."""
    return [one for one in view.of(*types) if one.status != "read"]


def provider_of(view: View, resource: Resource) -> Resource | None:
    """The explicit provider of a resource; the graph names it by URN, some states with `::id` behind."""
    named = resource.provider or ""
    return view.graph.by_urn.get(named) or view.graph.by_urn.get(named.rpartition("::")[0])


def account_of(view: View, resource: Resource) -> str:
    """A text that differs for resources of providers that work in different accounts."""
    provider = provider_of(view, resource)
    if provider is None:
        return ""
    return json.dumps({name: provider.inputs.get(name) for name in _ACCOUNT_INPUTS}, sort_keys=True)


def _tags(view: View, resource: Resource) -> Iterator[dict[str, Json]]:
    """The tags of a resource: all, its own, its provider's default ones."""
    provider = provider_of(view, resource)
    defaults = provider.inputs.get("defaultTags") if provider else None
    try:
        defaults = json.loads(defaults) if isinstance(defaults, str) and known(defaults) else defaults
    except ValueError:
        defaults = None
    inner = cast("dict[str, Json]", defaults).get("tags") if isinstance(defaults, dict) else None
    for where in (resource.outputs.get("tagsAll"), resource.inputs.get("tags"), inner):
        if isinstance(where, dict):
            yield where


def is_production(view: View, resource: Resource) -> bool:
    """Whether a resource serves production: by its tags, or else by the stack's name."""
    for tags in _tags(view, resource):
        told = tags.get("Environment", tags.get("environment"))
        if isinstance(told, str) and known(told):
            return told.lower() in ("prod", "production")
    return view.graph.stack.rsplit("/", 1)[-1].lower() in ("prod", "production")


def whole_number(value: Json) -> int | None:
    """A whole number, also one written as a text, as Terraform's schemas allow."""
    if isinstance(value, bool):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.lstrip("-").isdigit() and value.isascii():
        return int(value) if len(value) < 20 else None
    return value if isinstance(value, int) else None


def truth(value: Json) -> bool | None:
    """A yes or no, also one written as a text."""
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def texts(value: Json) -> list[str]:
    """The known texts in a list."""
    several = cast("list[Json]", value) if isinstance(value, list) else []
    return [one for one in several if isinstance(one, str) and known(one)]
