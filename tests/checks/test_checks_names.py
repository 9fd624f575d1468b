"""Names, tags, quotas, and inputs that conflict."""

from __future__ import annotations

import pytest

from tapstack.checks.data.names import NAME_RULES, NameRule
from tapstack.checks.data.quotas import QUOTAS, Quota
from tapstack.graph import UNKNOWN, Options, Resource
from tests.checks.graphs import WEST, clean, found, refused, resource
from tests.checks.networks import (
    BALANCER,
    EIP,
    GROUP,
    INGRESS,
    INSTANCE,
    LISTENER,
    LISTENER_RULE,
    NAT,
    ROLE,
    SCALING,
    SUBNET,
    TARGETS,
    TEMPLATE,
    VPC,
    both,
    group,
    make,
    subnet,
    vpc,
)

ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
KEY = "aws:kms/key:Key"
RECORDER = "aws:cfg/recorder:Recorder"
DATABASE = "aws:rds/instance:Instance"
PROVIDER = "pulumi:providers:aws"


@pytest.mark.parametrize(
    ("type_token", "name", "says"),
    [
        (BALANCER, "a" * 33, "33 letters"),
        (BALANCER, "-web", "-web"),
        (BALANCER, "internal-web", "internal-web"),
        (BALANCER, "web_app", "web_app"),
        (TARGETS, "web-", "web-"),
        (TEMPLATE, "ab", "ab"),
        (GROUP, "sg-web", "sg-web"),
        (ROLE, "r" * 65, "65 letters"),
        (ROLE, "a role", "a role"),
        ("aws:wafv2/webAcl:WebAcl", "my.acl", "my.acl"),
    ],
)
def test_names_of_a_forbidden_form(type_token: str, name: str, says: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", {"name": name})
    refused("name-form", wrong, at=wrong, says=says)


@pytest.mark.parametrize("limit", NAME_RULES, ids=lambda one: one.types[0])
def test_names_of_the_longest_form(limit: NameRule) -> None:
    for type_token in limit.types:
        for name in ("a" * limit.longest, UNKNOWN):
            clean("name-form", resource(type_token, "right", "us-east-1", {limit.input: name}))


def test_a_prefix_that_is_too_long() -> None:
    wrong = resource(TARGETS, "wrong", "us-east-1", {"namePrefix": "too-long"})
    refused("name-prefix-form", wrong, at=wrong, says="8 letters")
    clean("name-prefix-form", resource(TARGETS, "right", "us-east-1", {"namePrefix": "six-ok"}))
    clean("name-prefix-form", resource(TEMPLATE, "right", "us-east-1", {"namePrefix": "a-longer-one"}))


@both
def test_two_resources_of_one_name(plan: bool) -> None:
    for type_token in (BALANCER, TARGETS, SCALING, TEMPLATE):
        one, two = (make(plan, type_token, name, name="web") for name in ("one", "two"))
        refused("name-twice", one, two, at=two, says="web")
        clean("name-twice", one, make(plan, type_token, "far", WEST, name="web"))
    one, far = make(plan, ROLE, "one", None, name="Web"), make(plan, ROLE, "far", None, name="web")
    refused("name-twice", one, far, at=far, says="the account")
    clean("name-twice", one, make(plan, ROLE, "far", None, name="web-us-west-2"))


def test_one_name_in_two_accounts() -> None:
    providers = [
        resource(PROVIDER, name, None, {"assumeRoles": [{"roleArn": f"arn:aws:iam::{name}:role/x"}]})
        for name in ("111111111111", "222222222222")
    ]
    roles = [
        resource(ROLE, one.name, None, {"name": "web"}).model_copy(update={"provider": f"{one.urn}::id"})
        for one in providers
    ]
    clean("name-twice", *providers, *roles)
    same = [resource(PROVIDER, region, None, {"region": region}) for region in ("us-east-1", "us-west-2")]
    roles = [
        resource(ROLE, one.name, None, {"name": "web"}).model_copy(update={"provider": one.urn})
        for one in same
    ]
    refused("name-twice", *same, *roles, at=roles[1])


@both
def test_fixed_names_are_advised_against(plan: bool) -> None:
    for type_token in (BALANCER, TARGETS, TEMPLATE):
        fixed = make(plan, type_token, "fixed", name="web")
        assert refused("name-fixed", fixed, at=fixed, says="web").severity == "advice"
        clean("name-fixed", fixed.model_copy(update={"options": Options(delete_before_replace=True)}))
        clean("name-fixed", make(plan, type_token, "auto", namePrefix="web-"))
        clean("name-fixed", make(plan, type_token, "auto", name="auto-0123456", __defaults=["name"]))
    clean("name-fixed", make(plan, SCALING, "group", name="web"))


@both
def test_two_config_recorders(plan: bool) -> None:
    one, two = (make(plan, RECORDER, name, name=name) for name in ("one", "two"))
    refused("config-one-recorder", one, two, at=two, says="2 AWS Config recorders")
    clean("config-one-recorder", one, make(plan, RECORDER, "far", WEST))
    clean("config-one-recorder", one, make(plan, RECORDER, "again", name="one"))
    looked_up = two.model_copy(update={"status": "read"})
    clean("config-one-recorder", one, looked_up)


@pytest.mark.parametrize(
    ("type_token", "names"),
    [
        (ROLE, ("name", "namePrefix")),
        (TARGETS, ("name", "namePrefix")),
        ("aws:s3/bucket:Bucket", ("bucket", "bucketPrefix")),
        (DATABASE, ("identifier", "identifierPrefix")),
    ],
)
def test_a_name_beside_a_prefix(type_token: str, names: tuple[str, str]) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", dict.fromkeys(names, "web"))
    refused("name-and-prefix", wrong, at=wrong, says=f"both {names[0]} and {names[1]}")
    for name in names:
        clean("name-and-prefix", resource(type_token, "right", "us-east-1", {name: "web"}))
    filled = {**dict.fromkeys(names, "web"), "__defaults": [names[0]]}
    clean("name-and-prefix", resource(type_token, "right", "us-east-1", filled))


CONFLICTS: list[tuple[str, dict[str, object], str]] = [
    (VPC, {"cidrBlock": "10.0.0.0/16", "ipv4NetmaskLength": 16}, "ipv4NetmaskLength"),
    (SUBNET, {"availabilityZone": "us-east-1a", "availabilityZoneId": "use1-az1"}, "availabilityZoneId"),
    (BALANCER, {"subnets": ["subnet-1"], "subnetMappings": [{"subnetId": "subnet-1"}]}, "subnetMappings"),
    (BALANCER, {}, "none of"),
    (SCALING, {"launchTemplate": {"id": "lt-1"}, "launchConfiguration": "x"}, "launchConfiguration"),
    (SCALING, {"launchTemplate": {"id": "lt-1", "name": "web"}}, "id and name in launchTemplate"),
    (TEMPLATE, {"iamInstanceProfile": {"arn": "a", "name": "b"}}, "iamInstanceProfile"),
    (INSTANCE, {"userData": "a", "userDataBase64": "b"}, "userDataBase64"),
    (ALARM, {"metricName": "m", "statistic": "Sum", "extendedStatistic": "p99"}, "extendedStatistic"),
    (ALARM, {"statistic": "Sum"}, "none of metricName"),
    (DATABASE, {"manageMasterUserPassword": True, "password": "[secret]"}, "password"),
]


@pytest.mark.parametrize(("type_token", "inputs", "says"), CONFLICTS)
def test_inputs_that_exclude_each_other(type_token: str, inputs: dict[str, object], says: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", inputs)
    refused("inputs-conflict", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (VPC, {"ipv4NetmaskLength": 16, "ipv4IpamPoolId": "ipam-pool-1"}),
        (BALANCER, {"subnets": UNKNOWN}),
        (SCALING, {"launchTemplate": {"id": "lt-1", "name": ""}, "launchConfiguration": ""}),
        (SCALING, {"launchTemplate": UNKNOWN}),
        (ALARM, {"metricName": "m", "extendedStatistic": "p99"}),
        (ALARM, {"metricQueries": [{"id": "m"}], "threshold": 0}),
        (ALARM, {"evaluationCriteria": {"promqlCriteria": UNKNOWN}}),
        (DATABASE, {"manageMasterUserPassword": False, "password": "[secret]"}),
    ],
)
def test_inputs_that_go_together(type_token: str, inputs: dict[str, object]) -> None:
    clean("inputs-conflict", resource(type_token, "right", "us-east-1", inputs))


def test_conflicts_are_seen_in_a_plan() -> None:
    web = make(True, EIP, "source")
    needs = {"subnets": [web], "subnetMappings": [web]}
    wrong = resource(BALANCER, "wrong", "us-east-1", dict.fromkeys(needs, UNKNOWN), needs=needs)
    refused("inputs-conflict", web, wrong, at=wrong)
    loose = resource(BALANCER, "loose", "us-east-1", dict.fromkeys(needs, UNKNOWN))
    clean("inputs-conflict", loose)


def test_inputs_without_those_that_they_need() -> None:
    pool = resource(VPC, "wrong", "us-east-1", {"ipv4NetmaskLength": 16})
    refused("inputs-needed", pool, at=pool, says="ipv4IpamPoolId")
    alarm = resource(ALARM, "wrong", "us-east-1", {"metricName": "m", "namespace": "n"})
    refused("inputs-needed", alarm, at=alarm, says="period")
    clean(
        "inputs-needed",
        resource(ALARM, "right", "us-east-1", {"metricName": "m", "namespace": "n", "period": 60}),
    )


@pytest.mark.parametrize("days", [6, 31, 0, "3"])
def test_deletion_windows_out_of_range(days: object) -> None:
    wrong = resource(KEY, "wrong", "us-east-1", {"deletionWindowInDays": days})
    refused("kms-deletion-window", wrong, at=wrong, says=str(days))


@pytest.mark.parametrize("days", [7, 30, None, UNKNOWN])
def test_deletion_windows(days: object) -> None:
    clean("kms-deletion-window", resource(KEY, "right", "us-east-1", {"deletionWindowInDays": days}))


@both
def test_reserved_tags(plan: bool) -> None:
    wrong = make(plan, VPC, "wrong", tags={"aws:owner": "me"})
    finding = refused("tag-reserved", wrong, at=wrong, says="aws:owner")
    assert finding.places[0].pointer == "/tags/aws:owner"
    loud = make(plan, TEMPLATE, "loud", tagSpecifications=[{"tags": {"AWS:x/y": ""}}])
    finding = refused("tag-reserved", loud, at=loud)
    assert finding.places[0].pointer == "/tagSpecifications/0/tags/AWS:x~1y"
    listed = make(plan, SCALING, "asg", tags=[{"key": "aws:x", "value": "", "propagateAtLaunch": True}])
    refused("tag-reserved", listed, at=listed)
    clean("tag-reserved", make(plan, VPC, "right", tags={"awsome:owner": "me"}))


@both
def test_long_tags(plan: bool) -> None:
    long_key = make(plan, VPC, "key", tags={"k" * 129: "v"})
    refused("tag-length", long_key, at=long_key, says="129")
    long_value = make(plan, VPC, "value", tags={"k": "v" * 257})
    refused("tag-length", long_value, at=long_value, says="257")
    clean(
        "tag-length", make(plan, VPC, "right", tags={"k" * 128: "v" * 256, "empty": "", "unknown": UNKNOWN})
    )


@both
def test_many_tags(plan: bool) -> None:
    tags = {f"k{n}": "v" for n in range(51)}
    wrong = make(plan, VPC, "wrong", tags=tags)
    refused("tag-count", wrong, at=wrong, says="51 tags")
    stored = make(plan, "aws:s3/bucketObjectv2:BucketObjectv2", "object", tags=dict(list(tags.items())[:11]))
    refused("tag-count", stored, at=stored, says="11 tags")
    clean("tag-count", make(plan, VPC, "right", tags=dict(list(tags.items())[:50])))


def test_default_tags_count_too() -> None:
    own = {f"k{n}": "v" for n in range(48)}
    wrong = make(False, VPC, "wrong", tags=own, outputs={"tagsAll": {**own, "a": "", "b": "", "c": ""}})
    refused("tag-count", wrong, at=wrong, says="51 tags")


def _over(plan: bool, quota: Quota, count: int) -> list[Resource]:
    owner = make(plan, "aws:test/owner:Owner", "owner")
    refs = {quota.owner: owner} if quota.owner else None
    region = None if quota.scope == "account" else "us-east-1"
    return [owner, *(make(plan, quota.types[0], f"n{n}", region, refs=refs) for n in range(count))]


@both
@pytest.mark.parametrize("quota", QUOTAS, ids=lambda one: one.name)
def test_quotas(plan: bool, quota: Quota) -> None:
    rule_id = "quota" if quota.adjustable else "quota-fixed"
    resources = _over(plan, quota, quota.default + 1)
    findings = [one for one in found(rule_id, *resources) if quota.name in one.message]
    assert len(findings) == 1
    assert f"{quota.default + 1} of at most {quota.default}" in findings[0].message
    fewer = found(rule_id, *resources[:-1])
    assert not [one for one in fewer if quota.name in one.message]


def test_network_load_balancers_are_no_application_load_balancers() -> None:
    clean("quota", *(make(True, BALANCER, f"{n}", loadBalancerType="network") for n in range(51)))


def test_quotas_are_counted_by_region() -> None:
    clean("quota", *(make(True, VPC, f"{n}", ("us-east-1", WEST)[n % 2]) for n in range(10)))


@both
def test_nat_gateways_in_a_zone(plan: bool) -> None:
    home = vpc(plan)
    one, other = subnet(plan, home, "us-east-1a"), subnet(plan, home, "us-east-1b")
    six = [make(plan, NAT, f"n{n}", refs={"subnetId": one}) for n in range(6)]
    refused("quota-nat-gateways", home, one, *six, at=six[-1], says="us-east-1a")
    clean("quota-nat-gateways", home, one, other, *six[:5], make(plan, NAT, "n6", refs={"subnetId": other}))


@both
def test_rules_in_a_group(plan: bool) -> None:
    home = vpc(plan)
    own = group(plan, home)
    rules = [make(plan, INGRESS, f"n{n}", refs={"securityGroupId": own}, ipProtocol="tcp") for n in range(61)]
    refused("quota-group-rules", home, own, *rules, at=own, says="61 inbound")
    clean("quota-group-rules", home, own, *rules[:60])
    many = [f"10.0.{n}.0/24" for n in range(61)]
    written = group(plan, home, "written", egress=[{"protocol": "tcp", "cidrBlocks": many}])
    refused("quota-group-rules", home, written, at=written, says="61 outbound")


@both
def test_groups_on_an_interface(plan: bool) -> None:
    wrong = make(plan, BALANCER, "web", securityGroups=[f"sg-{n}" for n in range(6)])
    refused("quota-interface-groups", wrong, at=wrong, says="6 security groups")
    clean("quota-interface-groups", make(plan, BALANCER, "web", securityGroups=["sg-1"] * 5))
    clean("quota-interface-groups", make(plan, LISTENER, "x"), make(plan, LISTENER_RULE, "y"))
