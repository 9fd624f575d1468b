"""A region's VPC is chosen once: whatever happens later to the account, the choice stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.cidrs import subnet_cidr
from tapstack.planning.errors import PlanError
from tapstack.planning.names import Names
from tapstack.planning.vpc_choice import (
    Choice,
    DefaultVpc,
    FoundVpc,
    Subnet,
    first_choice,
    private_subnet_names,
    standing_choice,
    use_default_vpc,
)

REGION = "eu-west-1"
ZONES = (f"{REGION}a", f"{REGION}b")
OURS = private_subnet_names(Names("tap", "dev"), REGION)
CIDR = "172.31.0.0/16"


@dataclass(frozen=True)
class Account:
    """A region of an account: its quota, the VPCs of others, and what stands of the stack."""

    quota: int
    others: int
    own: bool = False
    settled: bool = False


def choose(account: Account) -> Choice:
    standing = standing_choice(own=account.own, settled=account.settled)
    return standing or first_choice(in_use=account.others + account.own, quota=account.quota)


def deploy(account: Account) -> Account:
    """What the account is after a run: the stack stands where it chose."""
    own = choose(account) == "own"
    return replace(account, own=own, settled=account.settled or not own)


Event = Callable[[Account], Account]


def others_become(count: int) -> Event:
    return lambda account: replace(account, others=count)


def quota_becomes(quota: int) -> Event:
    return lambda account: replace(account, quota=quota)


counts = st.integers(0, 8)
accounts = st.builds(Account, quota=counts, others=counts)
events = st.lists(
    st.one_of(counts.map(others_become), counts.map(quota_becomes), st.just(deploy)), max_size=8
)


@given(accounts, events)
def test_a_choice_stays_whatever_becomes_of_the_quota_and_of_others(
    account: Account, later: list[Event]
) -> None:
    chosen = choose(account)
    account = deploy(account)
    for event in later:
        account = event(account)
        assert choose(account) == chosen


@given(accounts)
def test_a_first_choice_is_the_default_vpc_only_when_the_quota_is_used_up(account: Account) -> None:
    assert (choose(account) == "default") == (account.others >= account.quota)


def test_the_fifth_of_five_is_a_vpc_of_its_own_and_stays() -> None:
    account = deploy(Account(quota=5, others=4))
    assert account.own
    assert choose(account) == "own"


def test_a_vpc_of_its_own_wins_where_both_stand() -> None:
    assert standing_choice(own=True, settled=True) == "own"


def test_the_names_to_be_found_by_are_those_of_every_zone_there_can_be() -> None:
    assert ",".join(OURS) == ",".join(f"tap-dev-private-{REGION}{letter}" for letter in "abcdefgh")


def default_vpc(*more: Subnet, cidr: str = CIDR, zones: str = "abc") -> FoundVpc:
    """A default VPC as AWS makes it, and further subnets."""
    blocks = IPv4Network(cidr).subnets(new_prefix=20)
    subnets = [
        Subnet(f"subnet-{letter}", str(next(blocks)), f"{REGION}{letter}", "", default=True)
        for letter in zones
    ]
    return FoundVpc("vpc-1", cidr, [*subnets, *more])


def use(found: FoundVpc | None, zones: tuple[str, ...] = ZONES) -> DefaultVpc:
    return use_default_vpc(REGION, found, zones, OURS)


def test_the_default_subnets_of_the_regions_zones_are_the_public_ones() -> None:
    assert use(default_vpc()) == DefaultVpc("vpc-1", CIDR, {ZONES[0]: "subnet-a", ZONES[1]: "subnet-b"})


@given(st.sets(st.sampled_from("abcdef"), min_size=2))
def test_private_subnets_never_meet_the_default_ones(letters: set[str]) -> None:
    zones = tuple(f"{REGION}{letter}" for letter in sorted(letters))
    found = default_vpc(zones="abcdef")
    assert set(use(found, zones).public_subnets) == set(zones)
    private = [IPv4Network(subnet_cidr(CIDR, "private", zone)) for zone in zones]
    ranges = [*private, *(IPv4Network(subnet.cidr) for subnet in found.subnets)]
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))


private_a = subnet_cidr(CIDR, "private", ZONES[0])


@given(
    st.integers(16, 28), st.integers(0, (1 << 12) - 1), st.sampled_from(["", "theirs", "tap-stg-private-x"])
)
def test_subnets_of_others_are_in_the_way_exactly_where_private_ones_belong(
    prefix: int, place: int, name: str
) -> None:
    start = (place << 4) & ~((1 << (32 - prefix)) - 1)
    other = IPv4Network((int(IPv4Network(CIDR).network_address) + start, prefix))
    found = default_vpc(Subnet("subnet-x", str(other), f"{REGION}c", name, default=False))
    wanted = [IPv4Network(subnet_cidr(CIDR, "private", zone)) for zone in ZONES]
    if any(other.overlaps(each) for each in wanted):
        with pytest.raises(PlanError, match=f"subnet-x has {other}"):
            use(found)
    else:
        assert use(found).id == "vpc-1"


@given(st.sets(st.sampled_from("abcdefgh")), st.sets(st.sampled_from("abc"), min_size=1))
def test_subnets_of_the_stack_are_never_in_its_own_way(standing: set[str], wanted: set[str]) -> None:
    ours = [
        Subnet(
            f"subnet-{letter}1",
            subnet_cidr(CIDR, "private", f"{REGION}{letter}"),
            f"{REGION}{letter}",
            f"tap-dev-private-{REGION}{letter}",
            default=False,
        )
        for letter in standing
    ]
    zones = tuple(f"{REGION}{letter}" for letter in sorted(wanted))
    assert use(default_vpc(*ours), zones) == use(default_vpc(), zones)


def test_a_subnet_for_ipv6_alone_is_in_nobodys_way() -> None:
    assert use(default_vpc(Subnet("subnet-6", "", ZONES[0], "", default=False))).id == "vpc-1"


@pytest.mark.parametrize(
    ("found", "problem", "value", "allowed", "mend"),
    [
        (
            None,
            "no default VPC to go into",
            "no default VPC",
            "room in its quota",
            "raise the region's quota",
        ),
        (
            default_vpc(cidr="172.31.0.0/17"),
            "has not the size of one",
            "vpc-1 is 172.31.0.0/17",
            "a /16",
            "raise the region's quota",
        ),
        (
            default_vpc(zones="ac"),
            "lacks a default subnet",
            f"vpc-1 has none in {ZONES[1]}",
            f"in each of {ZONES[0]}, {ZONES[1]}",
            f"create-default-subnet --region {REGION} --availability-zone {ZONES[1]}",
        ),
        (
            default_vpc(Subnet("subnet-x", "172.31.128.0/24", ZONES[0], "theirs", default=False)),
            "no room for private subnets",
            "subnet-x has 172.31.128.0/24",
            "172.31.128.0/20, 172.31.144.0/20 free",
            "Take the subnets out of vpc-1",
        ),
    ],
)
def test_a_default_vpc_with_no_place_for_the_region_is_told(
    found: FoundVpc | None, problem: str, value: str, allowed: str, mend: str
) -> None:
    with pytest.raises(PlanError) as told:
        use(found)
    assert problem in told.value.problem
    assert REGION in told.value.problem
    assert told.value.value == value
    assert allowed in told.value.allowed
    assert mend in told.value.mend


def test_a_default_subnet_that_is_none_does_not_count() -> None:
    plain = replace(
        default_vpc(zones="ab"), subnets=[replace(each, default=False) for each in default_vpc().subnets]
    )
    with pytest.raises(PlanError, match=f"vpc-1 has none in {ZONES[0]}, {ZONES[1]}"):
        use(plain)
