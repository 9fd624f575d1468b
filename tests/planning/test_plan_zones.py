"""Zones are plain, in a stable order, and enough."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.errors import PlanError
from tapstack.planning.zones import choose_zones

offers = st.sets(st.sampled_from([f"us-west-2{letter}" for letter in "abcdef"]), min_size=2)


def test_local_and_wavelength_zones_and_other_regions_are_left_out() -> None:
    offered = [
        "us-west-2-lax-1a",
        "us-west-2b",
        "us-west-2-wl1-den-wlz-1",
        "us-west-2a",
        "us-west-1a",
        "us-west-2z",
    ]
    assert choose_zones("us-west-2", offered, 2) == ("us-west-2a", "us-west-2b")


@given(offers, st.randoms())
def test_the_answers_order_does_not_matter(offered: set[str], random: Random) -> None:
    shuffled = random.sample(sorted(offered), len(offered))
    assert choose_zones("us-west-2", shuffled, 2) == tuple(sorted(offered)[:2])


@given(offers)
def test_a_new_zone_at_the_end_and_a_greater_count_keep_the_zones_in_use(offered: set[str]) -> None:
    before = choose_zones("us-west-2", offered, 2)
    assert choose_zones("us-west-2", {*offered, "us-west-2h"}, 2) == before
    assert choose_zones("us-west-2", {*offered, "us-west-2h"}, 3)[:2] == before


def test_too_few_zones_are_told_with_what_there_is() -> None:
    with pytest.raises(PlanError) as caught:
        choose_zones("us-west-1", ["us-west-1a", "us-west-1c"], 3)
    error = caught.value
    assert error.value == "3 wanted, 2 offered (us-west-1a, us-west-1c)"
    assert "azCount" in error.mend
    assert all(part in str(error) for part in (error.problem, error.value, error.allowed, error.mend))
