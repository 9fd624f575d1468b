"""Which VPC a region uses: one of its own, or the region's default VPC when the quota of VPCs is used up.

The choice must be the same on every later run, whatever has become of the quota, as another VPC replaces
everything in it. So what stands of the stack decides first, and the quota only where nothing stands:

* a VPC of the stack stands: it stays, though it is now itself one of those that use the quota up;
* private subnets of the stack stand in the default VPC: it stays there, though there may be room again. They
  hold whatever keeps data, so where they never came to be, nothing is lost by another choice.

Sources: Amazon VPC User Guide, "Amazon VPC quotas" (5 VPCs in a region unless raised; the default VPC is one
of them) and "Default VPC components" (a /16 with a default subnet of /20 in each zone, and an internet
gateway that the main route table leads to).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal

from tapstack.planning.cidrs import REGION_PREFIX, subnet_cidr
from tapstack.planning.errors import PlanError
from tapstack.planning.names import Names
from tapstack.planning.zones import LETTERS

Choice = Literal["own", "default"]

_OTHERWISE = "or raise the region's quota of VPCs (Service Quotas, VPCs per Region)."


@dataclass(frozen=True)
class Subnet:
    """A subnet that stands in the default VPC."""

    id: str
    cidr: str
    """Empty if it has IPv6 addresses alone."""
    zone: str
    name: str
    """Its tag Name; empty if it has none."""
    default: bool
    """Whether it is its zone's default subnet."""


@dataclass(frozen=True)
class FoundVpc:
    """The default VPC as it stands."""

    id: str
    cidr: str
    subnets: Sequence[Subnet]


@dataclass(frozen=True)
class DefaultVpc:
    """What a region that goes into its default VPC uses of it."""

    id: str
    cidr: str
    public_subnets: Mapping[str, str]
    """The id of the default subnet in each of the region's zones."""


def standing_choice(*, own: bool, settled: bool) -> Choice | None:
    """Return what was chosen before, as what stands tells; None where nothing stands.

    `own`: whether a VPC of the stack stands. `settled`: whether private subnets of the stack stand in the
    default VPC. A VPC of its own wins over both: with it, the quota is no reason to be elsewhere.
    """
    if own:
        return "own"
    return "default" if settled else None


def first_choice(*, in_use: int, quota: int) -> Choice:
    """Return the choice for a region where nothing stands yet."""
    return "own" if in_use < quota else "default"


def private_subnet_names(names: Names, region: str) -> tuple[str, ...]:
    """Return the names that the stack's private subnets can have, by which they are found again."""
    return tuple(names.zonal("private", f"{region}{letter}") for letter in LETTERS)


def use_default_vpc(
    region: str, found: FoundVpc | None, zones: Sequence[str], ours: Iterable[str]
) -> DefaultVpc:
    """Return what the region uses of its default VPC; `ours` are the names of the stack's own subnets.

    The stack's private subnets go where the address plan puts them: into the upper half of the /16, as AWS
    fills the lower half with default subnets.

    Raises:
        PlanError: there is no default VPC, or it is no /16, has no default subnet in a zone, or has subnets
            of others where the private ones belong.
    """
    if found is None:
        raise PlanError(
            f"{region} has no room for another VPC and no default VPC to go into",
            value="no default VPC",
            allowed="a region with room in its quota of VPCs, or with its default VPC",
            mend=f"Delete a VPC that nobody needs, {_OTHERWISE}",
        )
    if IPv4Network(found.cidr).prefixlen != REGION_PREFIX:
        raise PlanError(
            f"the default VPC of {region} has not the size of one",
            value=f"{found.id} is {found.cidr}",
            allowed=f"a /{REGION_PREFIX}, as AWS makes default VPCs",
            mend=f"Delete a VPC that nobody needs, {_OTHERWISE}",
        )
    _refuse_taken(region, found, zones, frozenset(ours))
    return DefaultVpc(found.id, found.cidr, _public_subnets(region, found, zones))


def _public_subnets(region: str, found: FoundVpc, zones: Sequence[str]) -> dict[str, str]:
    by_zone = {subnet.zone: subnet.id for subnet in found.subnets if subnet.default}
    missing = [zone for zone in zones if zone not in by_zone]
    if missing:
        make = f"aws ec2 create-default-subnet --region {region} --availability-zone {missing[0]}"
        raise PlanError(
            f"the default VPC of {region} lacks a default subnet",
            value=f"{found.id} has none in {', '.join(missing)}",
            allowed=f"a default subnet in each of {', '.join(zones)}",
            mend=f"Make it ({make}), {_OTHERWISE}",
        )
    return {zone: by_zone[zone] for zone in zones}


def _refuse_taken(region: str, found: FoundVpc, zones: Sequence[str], ours: frozenset[str]) -> None:
    wanted = [IPv4Network(subnet_cidr(found.cidr, "private", zone)) for zone in zones]
    taken = [subnet for subnet in found.subnets if subnet.name not in ours and _overlaps(subnet, wanted)]
    if taken:
        raise PlanError(
            f"the default VPC of {region} has no room for private subnets",
            value=", ".join(f"{subnet.id} has {subnet.cidr}" for subnet in taken),
            allowed=f"{', '.join(map(str, wanted))} free",
            mend=f"Take the subnets out of {found.id} if nobody needs them, {_OTHERWISE}",
        )


def _overlaps(subnet: Subnet, wanted: Iterable[IPv4Network]) -> bool:
    """Whether a subnet takes of the ranges; one for IPv6 alone has no range that could."""
    return bool(subnet.cidr) and any(IPv4Network(subnet.cidr).overlaps(each) for each in wanted)
