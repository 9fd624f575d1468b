"""Target groups and their rules: what is left out has its default, and no deployment's step collides."""

from __future__ import annotations

from itertools import pairwise, permutations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.routing import MAIN, Target, routes, targets
from tapstack.settings import SettingsError, parse_settings
from tests.planning.conftest import REQUIRED

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

HIGHEST = 50_000
"""The highest priority that a rule can have (CreateRule, Priority)."""

BLOCK = 2000

names = st.from_regex(r"[a-z][a-z0-9]{0,9}", fullmatch=True).filter(lambda name: name != MAIN)
few = st.sampled_from("abcdefghijklmnop")
lists = st.lists(names, min_size=1, max_size=20, unique=True)


def priorities(listed: list[str]) -> dict[str, int]:
    """The priority of each rule of target groups with these names, in this order."""
    groups = [{"name": name, "paths": ["/"]} for name in listed]
    settings = parse_settings(
        {**REQUIRED, "web": {"targetGroups": groups}, "compute": {"userData": "#!/bin/sh"}}
    )
    return {route.target: route.priority for route in routes(settings)}


def test_without_settings_there_is_one_target_group_and_no_rule(make_settings: MakeSettings) -> None:
    settings = make_settings(compute={"appPort": 9000, "healthPath": "/up"})
    assert targets(settings) == (Target(MAIN, 9000, "/up", "200"),)
    assert routes(settings) == ()


def test_a_target_group_has_what_it_is_given_and_else_what_the_first_has(make_settings: MakeSettings) -> None:
    api: dict[str, Any] = {
        "name": "api",
        "paths": ["/api/*"],
        "port": 9090,
        "healthPath": "/api/up",
        "healthCodes": "204",
    }
    static = {"name": "static", "headers": {"X-Kind": ["a", "b"]}}
    settings = make_settings(
        web={"targetGroups": [api, static], "healthCodes": "200-299"}, compute={"userData": "#!/bin/sh"}
    )
    assert targets(settings) == (
        Target(MAIN, 8080, "/healthz", "200-299"),
        Target("api", 9090, "/api/up", "204"),
        Target("static", 8080, "/healthz", "200-299"),
    )
    first, second = routes(settings)
    assert (first.target, first.paths, dict(first.headers)) == ("api", ("/api/*",), {})
    assert (second.target, second.paths, dict(second.headers)) == ("static", (), {"X-Kind": ("a", "b")})


def test_the_first_target_groups_name_is_taken(make_settings: MakeSettings) -> None:
    with pytest.raises(SettingsError, match="is the name of the first target group"):
        make_settings(web={"targetGroups": [{"name": MAIN, "paths": ["/"]}]})


def test_priorities_do_not_change_by_themselves() -> None:
    # Changed numbers would renumber every rule that stands.
    assert priorities(["api", "static"]) == {"api": 3325, "static": 5260}


@given(lists)
def test_rules_are_tried_in_the_order_of_the_settings(listed: list[str]) -> None:
    numbers = list(priorities(listed).values())
    assert all(one < other for one, other in pairwise(numbers))
    assert 1 <= numbers[0] <= numbers[-1] <= HIGHEST


@given(lists)
def test_a_rule_has_the_same_number_in_whichever_block(listed: list[str]) -> None:
    alone = {name: priorities([name])[name] for name in listed}
    for position, (name, number) in enumerate(priorities(listed).items()):
        assert number == alone[name] + position * BLOCK


@given(st.lists(few, max_size=12, unique=True), st.lists(few, max_size=12, unique=True))
def test_no_step_of_a_deployment_takes_a_number_that_a_rule_still_has(
    before: list[str], after: list[str]
) -> None:
    """Steps come in any order, and what goes is deleted last."""
    old, new = priorities(before), priorities(after)
    for one, other in permutations({*before, *after}, 2):
        assert new.get(one, -1) != old.get(other)


def test_names_that_stand_for_the_same_number_are_rare() -> None:
    numbers = [number % BLOCK for number in priorities([f"group-{n}" for n in range(20)]).values()]
    assert len(set(numbers)) >= 19


def test_a_target_group_in_the_middle_renumbers_no_rule_before_it() -> None:
    before, after = priorities(["a", "c"]), priorities(["a", "b", "c"])
    assert after["a"] == before["a"]
    assert after["c"] == before["c"] + BLOCK
