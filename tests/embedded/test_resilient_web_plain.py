"""Further target groups behind a load balancer without a certificate, scaled by steps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.embedded.balancing import alarm_names, attributes, groups, listeners, rules
from tests.embedded.deploying import ProjectWith, deployed
from tests.embedded.outside import Region

REGION = "eu-west-1"
BETA = {"name": "beta", "paths": ["/"], "headers": {"X-Beta": ["on"]}}


@pytest.fixture(scope="module")
def plain(with_settings: ProjectWith) -> Iterator[Region]:
    """The region that all tests here ask."""
    with deployed(
        with_settings(regions=[REGION], minimumRegions=1, web={"targetGroups": [BETA]})
    ) as deployment:
        yield deployment.region(REGION)


def test_without_a_certificate_port_80_serves_by_the_rules(plain: Region) -> None:
    assert sorted(listeners(plain)) == [80]
    (action,) = listeners(plain)[80]["DefaultActions"]
    assert action["TargetGroupArn"] == groups(plain)["web"]["TargetGroupArn"]
    (rule,) = rules(plain, 80)
    assert [each["TargetGroupArn"] for each in rule["Actions"]] == [groups(plain)["beta"]["TargetGroupArn"]]
    assert [each["Field"] for each in rule["Conditions"]] == ["path-pattern", "http-header"]


def test_without_a_certificate_only_port_80_is_open_to_the_world(plain: Region) -> None:
    (group,) = plain.balancer["SecurityGroups"]
    found = plain.ours("ec2.describe_security_group_rules", "SecurityGroupRules", group_id=group)
    assert [each["FromPort"] for each in found if not each["IsEgress"]] == [80]


def test_without_a_setting_no_client_stays_with_an_instance(plain: Region) -> None:
    for group in groups(plain):
        assert attributes(plain, group)["stickiness.enabled"] == "false"


def test_steps_scale_by_the_cpu_alarms(plain: Region) -> None:
    policies = plain.ask("autoscaling.describe_policies", "ScalingPolicies")
    assert {each["PolicyType"] for each in policies} == {"StepScaling"}
    acting = {action for each in plain.alarms for action in each["AlarmActions"]}
    assert {each["PolicyARN"] for each in policies} <= acting
    assert alarm_names(plain) >= {"cpu-high", "cpu-low", "unhealthy-hosts", "unhealthy-hosts-beta"}
