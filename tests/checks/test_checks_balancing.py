"""Load balancers, listeners and target groups: mistakes that AWS refuses, and what looks like them."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import clean, refused, resource
from tests.checks.networks import (
    BALANCER,
    LISTENER,
    LISTENER_RULE,
    SCALING,
    TARGETS,
    balancer,
    both,
    group,
    listener,
    make,
    scaling,
    subnet,
    targets,
    two_subnets,
    vpc,
)


@both
def test_a_load_balancer_in_one_zone(plan: bool) -> None:
    home = vpc(plan)
    alone = subnet(plan, home, "us-east-1a")
    web = balancer(plan, [alone])
    refused("alb-zones", home, alone, web, at=web, says="us-east-1a")
    pair = two_subnets(plan, home)
    clean("alb-zones", home, *pair, balancer(plan, pair))


@both
def test_two_subnets_in_one_zone(plan: bool) -> None:
    home = vpc(plan)
    pair = [subnet(plan, home, "us-east-1a"), subnet(plan, home, "us-east-1a", "10.0.1.0/24")]
    web = balancer(plan, pair)
    finding = refused("alb-zones", home, *pair, web, at=web)
    assert len(finding.places) == 3
    third = subnet(plan, home, "us-east-1b", "10.0.2.0/24")
    wide = balancer(plan, [*pair, third])
    refused("lb-zone-twice", home, *pair, third, wide, at=wide, says="us-east-1a")
    clean("lb-zone-twice", home, pair[0], third, balancer(plan, [pair[0], third]))


def test_a_network_load_balancer_may_stand_in_one_zone() -> None:
    home = vpc(plan=False)
    alone = subnet(False, home, "us-east-1a")
    net = make(False, BALANCER, "net", refs={"subnets": [alone]}, loadBalancerType="network")
    clean("alb-zones", home, alone, net)


def test_one_subnet_is_enough_in_a_local_zone_or_on_an_outpost() -> None:
    home = vpc(plan=True, region="us-west-2")
    local = subnet(True, home, "us-west-2-lax-1a")
    clean("alb-zones", home, local, balancer(True, [local]))
    rack = subnet(True, home, "us-west-2a", outpostArn="arn:aws:outposts:us-west-2:123456789012:outpost/op-1")
    clean("alb-zones", home, rack, balancer(True, [rack]))


def test_subnets_that_are_not_known_are_no_fault() -> None:
    unknown = resource(BALANCER, "web", "us-east-1", {"subnets": UNKNOWN})
    clean("alb-zones", unknown)
    outside = resource(BALANCER, "web", "us-east-1", {"subnets": ["subnet-0aaaaaaa", "subnet-0bbbbbbb"]})
    clean("alb-zones", outside)
    # One of the two comes from a look-up that waited for the VPC.
    home = vpc(plan=True)
    one = subnet(True, home, "us-east-1a")
    mixed = resource(
        BALANCER, "web", "us-east-1", {"subnets": [UNKNOWN, UNKNOWN]}, needs={"subnets": [home, one]}
    )
    clean("alb-zones", home, one, mixed)


@both
def test_subnets_of_two_vpcs(plan: bool) -> None:
    one, other = vpc(plan, "one"), vpc(plan, "other")
    pair = [subnet(plan, one, "us-east-1a"), subnet(plan, other, "us-east-1b")]
    web = balancer(plan, pair)
    refused("lb-subnets-vpc", one, other, *pair, web, at=web, says="2 VPCs")
    same = two_subnets(plan, one)
    clean("lb-subnets-vpc", one, other, *same, balancer(plan, same))


@both
def test_a_security_group_of_another_vpc(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    pair = two_subnets(plan, home)
    near, far = group(plan, home), group(plan, away, "far")
    refs = {"subnets": pair, "securityGroups": [far]}
    web = make(plan, BALANCER, "web", refs=refs)
    refused("lb-security-group-vpc", home, away, *pair, far, web, at=web, says="far")
    right = make(plan, BALANCER, "web", refs={"subnets": pair, "securityGroups": [near]})
    clean("lb-security-group-vpc", home, away, *pair, near, right)
    clean("alb-security-group-set", right)
    bare = balancer(plan, pair)
    refused("alb-security-group-set", *pair, bare, at=bare)


@both
def test_a_listener_to_a_target_group_of_another_vpc(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    pair = two_subnets(plan, home)
    web, near, far = balancer(plan, pair), targets(plan, home), targets(plan, away, "far")

    def forwarding(to: Resource) -> Resource:
        return make(
            plan,
            LISTENER,
            "http",
            refs={"loadBalancerArn": web, "defaultActions.0.targetGroupArn": to},
            port=80,
            protocol="HTTP",
        )

    wrong, right = forwarding(far), forwarding(near)
    refused("listener-target-vpc", home, away, *pair, web, far, wrong, at=wrong, says="far")
    clean("listener-target-vpc", home, away, *pair, web, near, right)


@both
def test_a_rule_to_a_target_group_of_another_vpc(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    pair = two_subnets(plan, home)
    web, far = balancer(plan, pair), targets(plan, away, "far")
    http = listener(plan, web)
    rule = make(plan, LISTENER_RULE, "rule", refs={"listenerArn": http, "actions.0.targetGroupArn": far})
    refused("listener-target-vpc", home, away, *pair, web, far, http, rule, at=rule)


@both
def test_instances_of_another_vpc_than_their_target_group(plan: bool) -> None:
    home, away = vpc(plan), vpc(plan, "away")
    pair = two_subnets(plan, home)
    near, far = targets(plan, home), targets(plan, away, "far")
    wrong = make(plan, SCALING, "asg", refs={"vpcZoneIdentifiers": pair, "targetGroupArns": [far]})
    refused("asg-target-vpc", home, away, *pair, far, wrong, at=wrong, says="far")
    right = make(plan, SCALING, "asg", refs={"vpcZoneIdentifiers": pair, "targetGroupArns": [near]})
    clean("asg-target-vpc", home, *pair, near, right)
    clean("asg-target-vpc", scaling(plan))


@both
def test_a_target_group_without_its_vpc(plan: bool) -> None:
    bare = make(plan, TARGETS, "bare", port=80, protocol="HTTP")
    refused("target-group-vpc-set", bare, at=bare, says="vpcId")
    clean("target-group-vpc-set", make(plan, TARGETS, "function", targetType="lambda"))
    home = vpc(plan)
    clean("target-group-vpc-set", home, targets(plan, home))


@both
def test_two_listeners_on_one_port(plan: bool) -> None:
    web = balancer(plan, [])
    one, other = listener(plan, web, "one"), listener(plan, web, "other")
    refused("listener-port-twice", web, one, other, at=other, says="port 80")
    clean("listener-port-twice", web, one, listener(plan, web, "other", port=443))
    clean("listener-port-twice", web, one, listener(plan, web, "udp", protocol="UDP"))
    second = balancer(plan, [], "second")
    clean("listener-port-twice", web, second, one, listener(plan, second, "other"))


@both
def test_https_without_certificate(plan: bool) -> None:
    web = balancer(plan, [])
    bare = listener(plan, web, port=443, protocol="HTTPS")
    refused("listener-certificate", web, bare, at=bare, says="HTTPS")
    clean("listener-certificate", listener(plan, web, protocol="HTTPS", certificateArn=UNKNOWN))
    clean("listener-certificate", listener(plan, web))


@both
def test_a_certificate_on_a_plain_listener(plan: bool) -> None:
    web = balancer(plan, [])
    wrong = listener(plan, web, certificateArn="arn:aws:acm:us-east-1:123456789012:certificate/1")
    refused("listener-plain-certificate", web, wrong, at=wrong)
    clean("listener-plain-certificate", listener(plan, web))


@pytest.mark.parametrize(
    "policy", ["ELBSecurityPolicy-TLS13-1-2-2021", "TLS-1-2", "ELBSecurityPolicy-2017-08"]
)
def test_unknown_security_policies(policy: str) -> None:
    wrong = listener(True, balancer(True, []), protocol="HTTPS", sslPolicy=policy)
    refused("listener-tls-policy", wrong, at=wrong, says=policy)


@pytest.mark.parametrize(
    "policy",
    [
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "ELBSecurityPolicy-2016-08",
        UNKNOWN,
    ],
)
def test_known_security_policies(policy: str) -> None:
    clean("listener-tls-policy", listener(True, balancer(True, []), protocol="HTTPS", sslPolicy=policy))


@pytest.mark.parametrize(
    "policy", [None, "ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-TLS13-1-0-2021-06"]
)
def test_old_tls_is_advised_against(policy: str | None) -> None:
    old = listener(True, balancer(True, []), protocol="HTTPS", sslPolicy=policy)
    assert refused("listener-old-tls", old, at=old).severity == "advice"
    new = listener(
        True, balancer(True, []), protocol="HTTPS", sslPolicy="ELBSecurityPolicy-TLS13-1-2-2021-06"
    )
    clean("listener-old-tls", new, listener(True, balancer(True, [])))


@pytest.mark.parametrize(
    ("type_token", "inputs", "says"),
    [
        (BALANCER, {"idleTimeout": 5000}, "5000"),
        (BALANCER, {"idleTimeout": 0}, "idleTimeout"),
        (BALANCER, {"clientKeepAlive": 10}, "10"),
        (TARGETS, {"deregistrationDelay": 4000}, "4000"),
        (TARGETS, {"deregistrationDelay": "4000"}, "4000"),
        (TARGETS, {"slowStart": 10}, "10"),
        (TARGETS, {"port": 70000}, "70000"),
        (TARGETS, {"healthCheck": {"interval": 1}}, "healthCheck.interval"),
        (TARGETS, {"healthCheck": {"healthyThreshold": 1}}, "healthyThreshold"),
        (LISTENER, {"port": 0}, "port"),
        (LISTENER_RULE, {"priority": 50001}, "50001"),
    ],
)
def test_numbers_out_of_range(type_token: str, inputs: dict[str, object], says: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", inputs)
    refused("lb-ranges", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (BALANCER, {"idleTimeout": 4000, "clientKeepAlive": 60}),
        (TARGETS, {"deregistrationDelay": 0, "slowStart": 0, "port": 65535}),
        (TARGETS, {"deregistrationDelay": UNKNOWN, "healthCheck": UNKNOWN}),
        (LISTENER_RULE, {"priority": 1}),
    ],
)
def test_numbers_at_the_edge_of_their_range(type_token: str, inputs: dict[str, object]) -> None:
    clean("lb-ranges", resource(type_token, "right", "us-east-1", inputs))


@both
def test_a_health_check_that_times_out_too_late(plan: bool) -> None:
    home = vpc(plan)
    slow = targets(plan, home, healthCheck={"interval": 10, "timeout": 10})
    refused("target-check-timeout", home, slow, at=slow, says="10 s")
    clean("target-check-timeout", home, targets(plan, home, healthCheck={"interval": 10, "timeout": 5}))


@both
def test_a_health_check_of_a_relative_path(plan: bool) -> None:
    home = vpc(plan)
    wrong = targets(plan, home, healthCheck={"path": "healthz"})
    refused("target-check-path", home, wrong, at=wrong, says="healthz")
    clean("target-check-path", home, targets(plan, home, healthCheck={"path": "/healthz?deep=1"}))


@both
def test_two_rules_with_one_priority(plan: bool) -> None:
    web = balancer(plan, [])
    http, https = listener(plan, web, "http"), listener(plan, web, "https")
    one = make(plan, LISTENER_RULE, "one", refs={"listenerArn": http}, priority=10)
    other = make(plan, LISTENER_RULE, "other", refs={"listenerArn": http}, priority=10)
    refused("listener-rule-priority", web, http, one, other, at=other, says="priority 10")
    elsewhere = make(plan, LISTENER_RULE, "other", refs={"listenerArn": https}, priority=10)
    clean("listener-rule-priority", web, http, https, one, elsewhere)
    clean("listener-rule-priority", make(plan, LISTENER_RULE, "one"), make(plan, LISTENER_RULE, "two"))


def test_six_condition_values_in_a_rule() -> None:
    paths = {"pathPattern": {"values": ["/a", "/b", "/c", "/d"]}}
    hosts = {"hostHeader": {"values": ["a.example", "b.example"]}}
    wrong = resource(LISTENER_RULE, "rule", "us-east-1", {"conditions": [paths, hosts]})
    refused("listener-rule-conditions", wrong, at=wrong, says="6")
    hosts = {"hostHeader": {"values": [UNKNOWN]}}
    clean(
        "listener-rule-conditions",
        resource(LISTENER_RULE, "rule", "us-east-1", {"conditions": [paths, hosts]}),
    )
    clean(
        "listener-rule-conditions",
        resource(LISTENER_RULE, "rule", "us-east-1", {"conditions": [UNKNOWN] * 6}),
    )
