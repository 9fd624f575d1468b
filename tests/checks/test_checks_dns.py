"""Route 53 records and web ACLs."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import WEST, clean, refused, resource
from tests.checks.networks import balancer, both, make

RECORD = "aws:route53/record:Record"
ZONE = "aws:route53/zone:Zone"
CHECK = "aws:route53/healthCheck:HealthCheck"
ACL = "aws:wafv2/webAcl:WebAcl"
RULES = "aws:wafv2/ruleGroup:RuleGroup"
GUARD = "aws:wafv2/webAclAssociation:WebAclAssociation"
CHECK_ID = "0123abcd-0123-0123-0123-0123456789ab"


def zone(plan: bool, name: str = "example.com") -> Resource:
    """Return a hosted zone."""
    return make(plan, ZONE, name, None, name=name)


def record(plan: bool, home: Resource, label: str, **inputs: object) -> Resource:
    """Return a record of a zone; by itself it is right."""
    held = {"name": "www", "type": "A", "ttl": 60, "records": ["192.0.2.1"], **inputs}
    return make(plan, RECORD, label, None, refs={"zoneId": home}, given=held)


def policy(kind: str, identifier: str, **settings: object) -> dict[str, object]:
    """Return the inputs of a routing policy."""
    return {f"{kind}RoutingPolicies": [settings], "setIdentifier": identifier}


@both
@pytest.mark.parametrize("name", ["example.com", "example.com.", "EXAMPLE.com", ""])
def test_a_cname_at_the_apex(plan: bool, name: str) -> None:
    home = zone(plan)
    wrong = record(plan, home, "apex", name=name, type="CNAME")
    refused("dns-apex-cname", home, wrong, at=wrong, says="example.com")


@both
def test_a_cname_below_the_apex(plan: bool) -> None:
    home = zone(plan)
    for name in ("www", "www.example.com", "myexample.com", "a.b"):
        clean("dns-apex-cname", home, record(plan, home, "sub", name=name, type="CNAME"))
    clean("dns-apex-cname", home, record(plan, home, "apex", name="example.com"))
    clean("dns-apex-cname", home, record(plan, home, "unknown", name=UNKNOWN, type="CNAME"))


@both
def test_a_cname_beside_another_type(plan: bool) -> None:
    home = zone(plan)
    cname, address = (
        record(plan, home, "cname", type="CNAME"),
        record(plan, home, "a", name="www.example.com"),
    )
    refused("dns-cname-alone", home, address, cname, at=cname, says="www.example.com")
    clean("dns-cname-alone", home, cname, record(plan, home, "a", name="api"))
    other = zone(plan, "example.org")
    clean("dns-cname-alone", home, other, cname, record(plan, other, "a"))


@both
def test_mixed_routing_policies(plan: bool) -> None:
    home = zone(plan)
    weighted = record(plan, home, "w", **policy("weighted", "w", weight=1))
    latency = record(plan, home, "l", **policy("latency", "l", region="us-east-1"))
    refused("dns-mixed-policies", home, weighted, latency, at=weighted, says="latency and weighted")
    refused(
        "dns-mixed-policies", home, weighted, simple := record(plan, home, "s"), at=weighted, says="simple"
    )
    clean("dns-mixed-policies", home, weighted, record(plan, home, "v", **policy("weighted", "v", weight=0)))
    clean(
        "dns-mixed-policies",
        home,
        simple,
        record(plan, home, "six", type="AAAA", **policy("weighted", "x", weight=1)),
    )


@both
def test_two_primary_records(plan: bool) -> None:
    home = zone(plan)
    one = record(plan, home, "one", **policy("failover", "one", type="PRIMARY"))
    two = record(plan, home, "two", **policy("failover", "two", type="PRIMARY"))
    refused("dns-failover-pair", home, one, two, at=one, says="2 PRIMARY")
    second = record(plan, home, "two", **policy("failover", "two", type="SECONDARY"))
    clean("dns-failover-pair", home, one, second)
    elsewhere = record(plan, home, "two", name="api", **policy("failover", "two", type="PRIMARY"))
    clean("dns-failover-pair", home, one, elsewhere)


@both
def test_the_same_record_twice(plan: bool) -> None:
    home = zone(plan)
    one = record(plan, home, "one")
    refused("dns-record-twice", home, one, record(plan, home, "two", name="www.example.com."), at=one)
    clean("dns-record-twice", home, one, record(plan, home, "two", type="AAAA"))
    clean("dns-record-twice", home, one, record(plan, home, "two", allowOverwrite=True))
    same = [record(plan, home, name, **policy("weighted", "same", weight=1)) for name in ("a", "b")]
    refused("dns-record-twice", home, *same, at=same[0], says="identifier same")


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"aliases": [{"name": "x"}]}, "is an alias and has ttl and records"),
        ({"ttl": None}, "no ttl"),
        ({"records": None, "ttl": None}, "no ttl and no records"),
        ({"weightedRoutingPolicies": [{"weight": 1}]}, "no setIdentifier"),
        (
            {**policy("weighted", "w", weight=1), "latencyRoutingPolicies": [{"region": "us-east-1"}]},
            "weighted and latency",
        ),
    ],
)
def test_records_that_contradict_themselves(inputs: dict[str, object], says: str) -> None:
    wrong = record(True, zone(True), "wrong", **inputs)
    refused("dns-record-form", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    "inputs",
    [
        {},
        {"aliases": [{"name": "x"}], "ttl": None, "records": None},
        {"ttl": 0, "records": UNKNOWN},
        policy("weighted", "w", weight=0),
    ],
)
def test_records_that_do_not(inputs: dict[str, object]) -> None:
    clean("dns-record-form", record(True, zone(True), "right", **inputs))


@both
def test_health_checks(plan: bool) -> None:
    home = zone(plan)
    wrong = record(plan, home, "wrong", healthCheckId="my-check")
    refused("dns-health-check", home, wrong, at=wrong, says="my-check")
    confused = make(plan, RECORD, "confused", None, refs={"healthCheckId": home})
    refused("dns-health-check", home, confused, at=confused, says="example.com")
    watch = resource(CHECK, "watch", None, id=None if plan else CHECK_ID)
    right = make(plan, RECORD, "right", None, refs={"healthCheckId": watch})
    clean("dns-health-check", home, watch, right, record(plan, home, "outside", healthCheckId=CHECK_ID))


@both
def test_a_primary_record_without_health_check(plan: bool) -> None:
    home = zone(plan)
    primary = policy("failover", "one", type="PRIMARY")
    wrong = record(plan, home, "one", **primary)
    assert refused("dns-failover-health", home, wrong, at=wrong).severity == "advice"
    alias = {"aliases": [{"name": "x", "evaluateTargetHealth": True}], "ttl": None, "records": None}
    clean("dns-failover-health", home, record(plan, home, "one", **primary, **alias))
    clean("dns-failover-health", home, record(plan, home, "one", **primary, healthCheckId=CHECK_ID))
    clean(
        "dns-failover-health", home, record(plan, home, "two", **policy("failover", "two", type="SECONDARY"))
    )


def managed(name: str, priority: int) -> dict[str, object]:
    """Return a web ACL rule with one of AWS's rule groups."""
    group = {"name": f"AWSManagedRules{name}", "vendorName": "AWS"}
    return {"name": name, "priority": priority, "statement": {"managedRuleGroupStatement": group}}


def test_web_acl_rules_with_one_priority() -> None:
    wrong = resource(
        ACL, "acl", "us-east-1", {"rules": [managed("CommonRuleSet", 1), managed("SQLiRuleSet", 1)]}
    )
    refused("waf-rules-differ", wrong, at=wrong, says="priority 1")
    wrong = resource(
        ACL, "acl", "us-east-1", {"rules": [managed("SQLiRuleSet", 1), managed("SQLiRuleSet", 2)]}
    )
    refused("waf-rules-differ", wrong, at=wrong, says="name SQLiRuleSet")
    right = {"rules": [managed("CommonRuleSet", 1), managed("SQLiRuleSet", 2)]}
    clean("waf-rules-differ", resource(ACL, "acl", "us-east-1", right))


@both
def test_a_web_acl_over_its_capacity(plan: bool) -> None:
    own = make(plan, RULES, "own", capacity=4500)
    statement = {"ruleGroupReferenceStatement": {"arn": own.id or UNKNOWN}}
    rules = [managed("CommonRuleSet", 1), {"name": "own", "priority": 2, "statement": statement}]
    # In a plan the origin of all rules is one, as the engine reports it.
    wrong = resource(ACL, "acl", "us-east-1", {"rules": rules}, needs={"rules": [own]})
    refused("waf-capacity", own, wrong, at=wrong, says="5,200")
    clean("waf-capacity-cost", own, wrong)
    costly = make(plan, ACL, "acl", rules=[managed("CommonRuleSet", n) for n in range(3)])
    assert refused("waf-capacity-cost", costly, at=costly, says="2,100").severity == "advice"
    limited = {
        "rateBasedStatement": {
            "limit": 100,
            "scopeDownStatement": {"geoMatchStatement": {"countryCodes": ["AQ"]}},
        }
    }
    either = {
        "orStatement": {
            "statements": [
                limited,
                {"notStatement": {"statement": {"xssMatchStatement": {"textTransformations": "x"}}}},
            ]
        }
    }
    small = make(plan, ACL, "acl", rules=[managed("CommonRuleSet", 1), {"priority": 2, "statement": either}])
    clean("waf-capacity", small)
    clean("waf-capacity-cost", small, make(plan, ACL, "unknown", rules=UNKNOWN))


@both
def test_a_cloudfront_web_acl_elsewhere(plan: bool) -> None:
    wrong = make(plan, ACL, "acl", WEST, scope="CLOUDFRONT")
    refused("waf-cloudfront-region", wrong, at=wrong, says="CLOUDFRONT")
    at_home = make(plan, ACL, "acl", scope="CLOUDFRONT")
    clean("waf-cloudfront-region", at_home, make(plan, ACL, "regional", WEST, scope="REGIONAL"))
    web = balancer(plan, [])
    guard = make(plan, GUARD, "guard", refs={"webAclArn": at_home, "resourceArn": web})
    refused("waf-cloudfront-region", web, at_home, guard, at=guard, says="acl")


@both
def test_two_web_acls_for_one_load_balancer(plan: bool) -> None:
    web, other = balancer(plan, []), balancer(plan, [], "other")
    one, two = (make(plan, GUARD, name, refs={"resourceArn": web}) for name in ("one", "two"))
    refused("waf-one-acl", web, one, two, at=one)
    clean("waf-one-acl", web, other, one, make(plan, GUARD, "two", refs={"resourceArn": other}))
