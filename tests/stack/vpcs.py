"""The VPCs of an account, as AWS lists them to a program under mocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network
from typing import Any

ACCOUNT = "123456789012"
DEFAULT_CIDR = "172.31.0.0/16"


@dataclass(frozen=True)
class Vpc:
    """A VPC."""

    id: str
    region: str
    name: str = ""
    cidr: str = "10.200.0.0/16"
    default: bool = False
    owner: str = ACCOUNT


@dataclass(frozen=True)
class Subnet:
    """A subnet."""

    id: str
    vpc: Vpc
    zone: str
    cidr: str
    name: str = ""
    default: bool = False


def default_vpc(region: str) -> Vpc:
    """Return a region's default VPC."""
    return Vpc(f"vpc-default-{region}", region, cidr=DEFAULT_CIDR, default=True)


def default_subnets(region: str, zones: str = "abc") -> list[Subnet]:
    """Return the default VPC's default subnets."""
    blocks = IPv4Network(DEFAULT_CIDR).subnets(new_prefix=20)
    return [
        Subnet(
            f"subnet-{region}{zone}", default_vpc(region), f"{region}{zone}", str(next(blocks)), default=True
        )
        for zone in zones
    ]


def others(region: str, count: int, owner: str = ACCOUNT) -> list[Vpc]:
    """Return VPCs that are not the stack's."""
    return [Vpc(f"vpc-{owner}-{number}", region, owner=owner) for number in range(count)]


@dataclass(frozen=True)
class Vpcs:
    """What stands before the program runs, and the quota in every region."""

    vpcs: Sequence[Vpc] = ()
    subnets: Sequence[Subnet] = ()
    quota: int = 5
    denied: frozenset[str] = field(default_factory=frozenset[str])
    """Look-ups that are refused, by the end of their token."""

    def denies(self, token: str) -> bool:
        """Whether a look-up is refused."""
        return token.rpartition(":")[2] in self.denied

    def answer(self, token: str, wanted: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return what AWS would say to a look-up of VPCs, subnets or the quota; None to any other."""
        asked = token.rpartition(":")[2]
        if asked == "getServiceQuota":
            assert (wanted["serviceCode"], wanted["quotaCode"]) == ("vpc", "L-F678F1CE")
            return {"value": float(self.quota)}
        region = wanted.get("region")
        vpcs = [each for each in self.vpcs if each.region == region]
        subnets = [each for each in self.subnets if each.vpc.region == region]
        if asked == "getVpcs":
            return {"ids": [each.id for each in vpcs if _passes(_of_vpc(each), wanted)]}
        if asked == "getSubnets":
            return {"ids": [each.id for each in subnets if _passes(_of_subnet(each), wanted)]}
        if asked == "getVpc":
            (vpc,) = [each for each in vpcs if each.id == wanted["id"]]
            return {"id": vpc.id, "cidrBlock": vpc.cidr}
        if asked == "getSubnet":
            (subnet,) = [each for each in subnets if each.id == wanted["id"]]
            return _told(subnet)
        return None


def _passes(values: Mapping[str, str], wanted: Mapping[str, Any]) -> bool:
    return all(values[each["name"]] in each["values"] for each in wanted["filters"])


def _of_vpc(vpc: Vpc) -> dict[str, str]:
    return {"is-default": str(vpc.default).lower(), "tag:Name": vpc.name, "owner-id": vpc.owner}


def _of_subnet(subnet: Subnet) -> dict[str, str]:
    return {"vpc-id": subnet.vpc.id, "tag:Name": subnet.name}


def _told(subnet: Subnet) -> dict[str, Any]:
    return {
        "id": subnet.id,
        "cidrBlock": subnet.cidr,
        "availabilityZone": subnet.zone,
        "defaultForAz": subnet.default,
        "tags": {"Name": subnet.name} if subnet.name else {},
    }
