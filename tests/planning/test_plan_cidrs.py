"""Address ranges contain each other, never overlap, and never move."""

from __future__ import annotations

from ipaddress import IPv4Network
from itertools import combinations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.cidrs import Tier, region_cidrs, subnet_cidr
from tapstack.planning.errors import PlanError
from tapstack.planning.regions import REGION_NUMBERS

DEFAULT = "10.0.0.0/8"
region_lists = st.lists(st.sampled_from(sorted(REGION_NUMBERS)), min_size=1, max_size=16, unique=True)
supernets = st.sampled_from([DEFAULT, "10.64.0.0/10", "10.16.0.0/12", "172.16.0.0/12"])
letters = st.sampled_from("abcdefgh")
tiers = st.sampled_from(["public", "private"])


def nets(cidrs: list[str]) -> list[IPv4Network]:
    return [IPv4Network(cidr) for cidr in cidrs]


@given(supernets, region_lists)
def test_regions_have_a_16_each_inside_the_supernet_and_apart(supernet: str, regions: list[str]) -> None:
    plan = region_cidrs(supernet, regions)
    assert set(plan) == set(regions)
    networks = nets(list(plan.values()))
    assert all(net.prefixlen == 16 and net.subnet_of(IPv4Network(supernet)) for net in networks)
    assert not any(one.overlaps(other) for one, other in combinations(networks, 2))


@given(supernets, region_lists, st.integers(1, 15))
def test_a_region_added_at_the_end_moves_nothing(supernet: str, regions: list[str], kept: int) -> None:
    before = region_cidrs(supernet, regions[:kept])
    after = region_cidrs(supernet, regions)
    assert {region: after[region] for region in before} == before


@given(region_lists, st.randoms())
def test_in_the_default_supernet_neither_order_nor_company_moves_a_region(
    regions: list[str], random: Random
) -> None:
    shuffled = random.sample(regions, len(regions))
    assert region_cidrs(DEFAULT, shuffled) == region_cidrs(DEFAULT, regions)
    assert region_cidrs(DEFAULT, regions)[regions[0]] == region_cidrs(DEFAULT, [regions[0]])[regions[0]]


def test_a_full_supernet_still_has_a_place_for_each() -> None:
    regions = list(REGION_NUMBERS)[:16]
    assert len(set(region_cidrs("172.16.0.0/12", regions).values())) == 16


@pytest.mark.parametrize(
    ("supernet", "count"), [("192.168.0.0/16", 2), ("10.0.0.0/15", 3), ("10.0.0.0/20", 1)]
)
def test_a_supernet_that_is_too_small_is_told(supernet: str, count: int) -> None:
    with pytest.raises(PlanError, match=f"the supernet is too small: {supernet} for {count} regions"):
        region_cidrs(supernet, list(REGION_NUMBERS)[:count])


def test_the_smallest_supernet_holds_one_region() -> None:
    assert region_cidrs("192.168.0.0/16", ["eu-west-1"]) == {"eu-west-1": "192.168.0.0/16"}


def test_an_unknown_region_is_told() -> None:
    with pytest.raises(PlanError, match="moon-base-1"):
        region_cidrs(DEFAULT, ["moon-base-1"])


def test_subnets_fill_the_region_without_overlap() -> None:
    plan = [subnet_cidr("10.3.0.0/16", tier, f"x-1{zone}") for tier in TIERS for zone in "abcdefgh"]
    networks = nets(plan)
    assert all(net.subnet_of(IPv4Network("10.3.0.0/16")) for net in networks)
    assert not any(one.overlaps(other) for one, other in combinations(networks, 2))
    assert sum(net.num_addresses for net in networks) == 1 << 16


@given(letters, tiers)
def test_a_subnets_range_depends_on_its_zone_alone(letter: str, tier: Tier) -> None:
    here = IPv4Network(subnet_cidr("10.0.0.0/16", tier, f"us-east-1{letter}"))
    there = IPv4Network(subnet_cidr("10.9.0.0/16", tier, f"eu-west-1{letter}"))
    assert int(there.network_address) - int(here.network_address) == 9 << 16


TIERS: tuple[Tier, ...] = ("public", "private")
