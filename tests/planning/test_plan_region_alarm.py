"""The rule of a region's alarm rings when the region can't serve, and only then."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning import alarms, region_alarm
from tapstack.planning.names import Names

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

NAMES = Names("tap", "dev")
REGION = "eu-west-1"
GROUPS = {"targetGroups": [{"name": "api", "paths": ["/api/*"]}, {"name": "admin", "paths": ["/admin/*"]}]}
SIGNS = ("no-healthy-hosts", "balancer-5xx", "unhealthy-hosts", "target-5xx")


def rings(rule: str, ringing: set[str]) -> bool:
    """Whether a rule rings while these alarms of the region do; a rule reads as Python does."""
    names = {NAMES.regional(sign, REGION) for sign in ringing}
    python = re.sub(r'ALARM\("([^"]+)"\)', lambda found: str(found[1] in names), rule)
    assert set(re.findall(r"\w+", python)) <= {"True", "False", "AND", "OR", "NOT"}
    return bool(eval(python.replace("AND", "and").replace("OR", "or").replace("NOT", "not")))


@pytest.mark.parametrize(
    ("ringing", "unhealthy"),
    [
        (set[str](), False),
        ({"no-healthy-hosts"}, True),
        ({"no-healthy-hosts", "unhealthy-hosts"}, True),
        ({"unhealthy-hosts"}, False),
        ({"target-5xx"}, False),
        ({"unhealthy-hosts", "target-5xx"}, False),
        ({"balancer-5xx"}, False),
        ({"balancer-5xx", "unhealthy-hosts"}, True),
        ({"balancer-5xx", "target-5xx"}, True),
    ],
)
def test_a_region_is_unhealthy_when_it_can_not_serve(
    make_settings: MakeSettings, ringing: set[str], unhealthy: bool
) -> None:
    assert rings(region_alarm.rule(make_settings(), NAMES, REGION), ringing) == unhealthy


@pytest.mark.parametrize("sign", ["unhealthy-hosts-api", "target-5xx-admin"])
def test_a_further_target_group_is_a_second_sign_and_not_one_alone(
    make_settings: MakeSettings, sign: str
) -> None:
    rule = region_alarm.rule(make_settings(web=GROUPS), NAMES, REGION)
    assert not rings(rule, {sign})
    assert rings(rule, {"balancer-5xx", sign})


def test_more_that_rings_never_makes_it_healthy(make_settings: MakeSettings) -> None:
    rule = region_alarm.rule(make_settings(), NAMES, REGION)
    states = [
        {sign for sign, on in zip(SIGNS, chosen, strict=True) if on}
        for chosen in product([False, True], repeat=len(SIGNS))
    ]
    for state in states:
        if rings(rule, state):
            assert all(rings(rule, more) for more in states if more >= state)


def test_the_rule_goes_by_alarms_that_are_planned(make_settings: MakeSettings) -> None:
    planned = {alarm.service for alarm in (*alarms.web_alarms(), alarms.no_healthy_hosts())}
    assert set(region_alarm.children(make_settings())) == set(SIGNS) <= planned
    assert region_alarm.SERVICE not in planned


@given(
    team=st.from_regex(r"[a-z][a-z0-9]{0,10}[a-z0-9]", fullmatch=True),
    region=st.sampled_from(["us-east-1", "ap-southeast-2"]),
    groups=st.lists(st.from_regex(r"[a-z][a-z0-9]{0,15}", fullmatch=True), unique=True, max_size=20),
)
def test_the_rule_and_the_arns_name_the_same_alarms(
    make_settings: MakeSettings, team: str, region: str, groups: list[str]
) -> None:
    names = Names(team, "prod")
    settings = make_settings(web={"targetGroups": [{"name": each, "paths": ["/x"]} for each in groups]})
    rule = region_alarm.rule(settings, names, region)
    own, *children = region_alarm.arns(settings, names, region, "123456789012")
    assert len(rule) <= 10_240
    assert 4 <= len(children) <= 100
    assert own == f"arn:aws:cloudwatch:{region}:123456789012:alarm:{team}-prod-unhealthy-{region}"
    named = re.findall('"([^"]+)"', rule)
    assert sorted(children) == sorted(
        f"arn:aws:cloudwatch:{region}:123456789012:alarm:{each}" for each in named
    )


def test_nowhere_to_send_a_request_is_told_after_three_minutes_and_no_data_counts_as_nowhere() -> None:
    alarm = alarms.no_healthy_hosts()
    assert (alarm.metric, alarm.comparison, alarm.threshold) == ("HealthyHostCount", "LessThanThreshold", 1)
    assert alarm.statistic == "Maximum"
    assert alarm.period * alarm.evaluations == 180
    assert alarm.missing == "breaching"
