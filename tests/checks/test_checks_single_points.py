"""Single points of failure are told of in production only."""

from __future__ import annotations

from tapstack.checks import Finding, all_rules, check
from tapstack.graph import Resource, ResourceGraph
from tests.checks.graphs import resource
from tests.checks.networks import (
    ASSOCIATION,
    NAT,
    ROUTE,
    SCALING,
    TABLE,
    both,
    make,
    subnet,
    two_subnets,
    vpc,
)

DATABASE = "aws:rds/instance:Instance"


def found(rule_id: str, *resources: Resource, stack: str = "prod") -> list[Finding]:
    """Return what one rule finds in a stack of this name."""
    chosen = [rule for rule in all_rules() if rule.id == rule_id]
    return check(ResourceGraph(project="web", stack=stack, mode="plan", resources=resources), chosen)


def network(plan: bool, **more: object) -> list[Resource]:
    """Return two private subnets, whose one table leads to one NAT gateway."""
    home = vpc(plan)
    pair = two_subnets(plan, home)
    gateway = make(plan, NAT, "nat", refs={"subnetId": pair[0]}, given=more)
    table = make(plan, TABLE, "private", refs={"vpcId": home})
    route = make(plan, ROUTE, "out", refs={"routeTableId": table, "natGatewayId": gateway})
    joins = [make(plan, ASSOCIATION, one.name, refs={"routeTableId": table, "subnetId": one}) for one in pair]
    return [gateway, home, *pair, table, route, *joins]


@both
def test_one_nat_gateway_for_two_zones(plan: bool) -> None:
    resources = network(plan)
    finding, *others = found("nat-per-zone", *resources)
    assert not others
    assert finding.urn == resources[0].urn
    assert "us-east-1a, us-east-1b" in finding.message
    assert not found("nat-per-zone", *resources, stack="dev")
    assert not found("nat-per-zone", *network(plan, availabilityMode="regional"))


@both
def test_a_nat_gateway_in_each_zone(plan: bool) -> None:
    home = vpc(plan)
    resources = [home]
    for one in two_subnets(plan, home):
        gateway = make(plan, NAT, f"nat-{one.name}", refs={"subnetId": one})
        table = make(plan, TABLE, one.name, refs={"vpcId": home})
        route = make(plan, ROUTE, one.name, refs={"routeTableId": table, "natGatewayId": gateway})
        join = make(plan, ASSOCIATION, one.name, refs={"routeTableId": table, "subnetId": one})
        resources += [one, gateway, table, route, join]
    assert not found("nat-per-zone", *resources)


def test_a_database_in_one_zone() -> None:
    for inputs in ({}, {"multiAz": False}):
        single = resource(DATABASE, "single", "us-east-1", inputs)
        assert [one.urn for one in found("rds-multi-az", single)] == [single.urn]
        assert not found("rds-multi-az", single, stack="dev")
    tagged = resource(DATABASE, "tagged", "us-east-1", {"tags": {"Environment": "production"}})
    assert found("rds-multi-az", tagged, stack="anything")
    staging = resource(DATABASE, "staging", "us-east-1", {"tags": {"Environment": "stg"}})
    assert not found("rds-multi-az", staging)
    for inputs in ({"multiAz": True}, {"replicateSourceDb": "arn:aws:rds:us-east-1:123456789012:db:source"}):
        assert not found("rds-multi-az", resource(DATABASE, "right", "us-east-1", inputs))


@both
def test_one_instance_or_one_zone(plan: bool) -> None:
    home = vpc(plan)
    pair = two_subnets(plan, home)
    alone = make(plan, SCALING, "alone", refs={"vpcZoneIdentifiers": pair}, minSize=1, maxSize=4)
    assert "one instance" in found("asg-several", home, *pair, alone)[0].message
    assert not found("asg-several", home, *pair, alone, stack="dev")
    narrow = make(plan, SCALING, "narrow", refs={"vpcZoneIdentifiers": pair[:1]}, minSize=2, maxSize=4)
    assert "us-east-1a" in found("asg-several", home, *pair, narrow)[0].message
    for least in (0, 2):
        right = make(plan, SCALING, "right", refs={"vpcZoneIdentifiers": pair}, minSize=least, maxSize=4)
        assert not found("asg-several", home, *pair, right)
    assert not found("asg-several", subnet(plan, home, "us-east-1a"))


def test_the_environment_told_by_the_provider_s_default_tags() -> None:
    provider = resource(
        "pulumi:providers:aws", "aws", None, {"defaultTags": '{"tags": {"Environment": "prod"}}'}
    )
    single = resource(DATABASE, "single", "us-east-1").model_copy(update={"provider": f"{provider.urn}::id"})
    assert found("rds-multi-az", provider, single, stack="anything")
    broken = provider.model_copy(update={"inputs": {"defaultTags": "{"}})
    assert not found("rds-multi-az", broken, single, stack="anything")
