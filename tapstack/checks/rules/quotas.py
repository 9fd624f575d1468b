"""AWS's quotas over all that a program makes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tapstack.checks.data.quotas import (
    GROUPS_PER_INTERFACE,
    NAT_GATEWAYS_PER_ZONE,
    QUOTAS,
    RULES_PER_GROUP,
    Quota,
)
from tapstack.checks.facts.openings import openings
from tapstack.checks.facts.references import at, first, only_target, said
from tapstack.checks.facts.topology import (
    BALANCERS,
    SECURITY_GROUPS,
    SUBNET,
    account_of,
    made,
    zone_of,
)
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import Resource

_RAISE = "make fewer, or ask AWS for more (Service Quotas) and except this rule where it is granted"


def _over(view: View, adjustable: bool) -> Iterator[Wrong]:
    for quota in QUOTAS:
        for shown, several in _groups(view, quota).items() if quota.adjustable == adjustable else ():
            if len(several) > quota.default:
                yield Wrong(
                    f"{shown[-1]} gets {len(several)} of at most {quota.default} ({quota.name})",
                    _RAISE if adjustable else "make fewer: AWS does not raise this quota",
                    tuple(at(one) for one in several[quota.default :] + several[: quota.default]),
                )


def _groups(view: View, quota: Quota) -> dict[tuple[str, ...], list[Resource]]:
    """What counts together against a quota, by account and by region or owner."""
    found: dict[tuple[str, ...], list[Resource]] = defaultdict(list)
    for resource in made(view, *quota.types):
        where = _where(view, quota, resource)
        if where and (
            quota.only is None or resource.inputs.get(quota.only[0], quota.only[1]) == quota.only[1]
        ):
            found[account_of(view, resource), *where].append(resource)
    return found


def _where(view: View, quota: Quota, resource: Resource) -> tuple[str, ...]:
    if quota.scope == "account":
        return ("the account",)
    if quota.owner is None:
        return (resource.region,) if resource.region else ()
    owner = only_target(view, Value(resource, f"/{quota.owner}", resource.inputs.get(quota.owner)))
    return (owner.urn, said(owner)) if owner else ()


_SOURCES = "; ".join(dict.fromkeys(one.source for one in QUOTAS))


@rule(
    "quota",
    "refused",
    title="A program keeps within AWS's quotas as every account has them at first",
    why="AWS answers VpcLimitExceeded, AddressLimitExceeded, TooManyLoadBalancers and the like. What the "
    "account "
    "has besides, such as a default VPC, counts too.",
    source=_SOURCES,
)
def quota_default(view: View) -> Iterator[Wrong]:
    """More of a kind than the default value of a quota that AWS raises on request."""
    yield from _over(view, adjustable=True)


@rule(
    "quota-fixed",
    "refused",
    title="A program keeps within the quotas that AWS never raises",
    why="AWS refuses the resource that is one too many.",
    source=_SOURCES,
)
def quota_fixed(view: View) -> Iterator[Wrong]:
    """More of a kind than a fixed quota."""
    yield from _over(view, adjustable=False)


@rule(
    "quota-nat-gateways",
    "refused",
    title=f"An Availability Zone has {NAT_GATEWAYS_PER_ZONE} NAT gateways at the most",
    why="EC2 answers NatGatewayLimitExceeded, as long as the quota is not raised.",
    source="Amazon VPC User Guide, Amazon VPC quotas, Gateways: NAT gateways per Availability Zone",
)
def nat_gateways(view: View) -> Iterator[Wrong]:
    """Zones with more NAT gateways."""
    zones: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for gateway in made(view, "aws:ec2/natGateway:NatGateway"):
        subnet = first(view, gateway, "subnetId", SUBNET)
        zone = zone_of(subnet) if subnet else None
        if zone:
            zones[account_of(view, gateway), zone].append(gateway)
    for (_, zone), several in zones.items():
        if len(several) > NAT_GATEWAYS_PER_ZONE:
            yield Wrong(
                f"{zone} gets {len(several)} NAT gateways of at most {NAT_GATEWAYS_PER_ZONE}",
                _RAISE,
                tuple(at(one) for one in reversed(several)),
            )


@rule(
    "quota-group-rules",
    "refused",
    title=f"A security group has {RULES_PER_GROUP} inbound and {RULES_PER_GROUP} outbound rules at the most",
    why="EC2 answers RulesPerSecurityGroupLimitExceeded, as long as the quota is not raised. Each range, "
    "list and "
    "group that a rule names counts as one.",
    source="Amazon VPC User Guide, Amazon VPC quotas, Security groups: inbound or outbound rules per "
    "security group",
)
def group_rules(view: View) -> Iterator[Wrong]:
    """Groups with more rules in one direction, in themselves or as resources."""
    counts: Counter[tuple[str, bool]] = Counter()
    for one in openings(view):
        owner = _owner(view, one.resource)
        if owner and one.inbound is not None:
            counts[owner.urn, one.inbound] += max(1, len(one.cidrs))
    for (urn, inbound), count in counts.items():
        if count > RULES_PER_GROUP:
            word = "inbound" if inbound else "outbound"
            yield Wrong(
                f"security group {said(view.graph.by_urn[urn])} gets {count} {word} rules of at most "
                f"{RULES_PER_GROUP}",
                "merge ranges, use a prefix list or a second group; or ask AWS for more and except this rule",
                (Place(urn),),
            )


def _owner(view: View, resource: Resource) -> Resource | None:
    return (
        resource
        if resource.type in SECURITY_GROUPS
        else first(view, resource, "securityGroupId", *SECURITY_GROUPS)
    )


@rule(
    "quota-interface-groups",
    "refused",
    title=f"A network interface has {GROUPS_PER_INTERFACE} security groups at the most",
    why="EC2 answers SecurityGroupsPerInterfaceLimitExceeded, as long as the quota is not raised (16 at "
    "the most).",
    source="Amazon VPC User Guide, Amazon VPC quotas, Security groups: security groups per network interface",
)
def interface_groups(view: View) -> Iterator[Wrong]:
    """Load balancers, instances, templates and databases with more groups."""
    named = (
        (BALANCERS, "securityGroups"),
        (("aws:ec2/instance:Instance", "aws:ec2/launchTemplate:LaunchTemplate"), "vpcSecurityGroupIds"),
        (("aws:rds/instance:Instance", "aws:rds/cluster:Cluster"), "vpcSecurityGroupIds"),
    )
    for types, name in named:
        for resource in view.of(*types):
            groups = resource.inputs.get(name)
            if isinstance(groups, list) and len(groups) > GROUPS_PER_INTERFACE:
                yield Wrong(
                    f"{said(resource)} has {len(groups)} security groups of at most {GROUPS_PER_INTERFACE}",
                    "merge them, or ask AWS for more (Service Quotas) and except this rule",
                    (at(resource, name),),
                )
