"""Listeners, rules, target groups and scaling policies, as boto3 finds them."""

from __future__ import annotations

from typing import Any
from zlib import crc32

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.emulator.patches.elbv2 import HOSTED_ZONES
from tapstack.emulator.registry import BEHAVIOURS
from tapstack.engine import Created, RealisationError
from tapstack.settings.regions import KNOWN_REGIONS
from tests.emulator.conftest import HOME, Make

LISTENER = "aws:lb/listener:Listener"
RULE = "aws:lb/listenerRule:ListenerRule"
GROUP = "aws:lb/targetGroup:TargetGroup"
POLICY = "aws:autoscaling/policy:Policy"
NOWHERE: dict[str, Any] = {
    "type": "fixed-response",
    "fixedResponse": {"contentType": "text/plain", "statusCode": "404"},
}


def balancer(
    make: Make, aws: EmbeddedAws, name: str, region: str = HOME, kind: str = "application"
) -> Created:
    subnets = [each["SubnetId"] for each in aws.client("ec2", region).describe_subnets()["Subnets"][:2]]
    return make(
        "aws:lb/loadBalancer:LoadBalancer", name, subnets=subnets, region=region, loadBalancerType=kind
    )


@pytest.fixture(scope="module")
def vpc(aws: EmbeddedAws) -> str:
    return aws.client("ec2", HOME).describe_vpcs()["Vpcs"][0]["VpcId"]


@pytest.fixture
def listener(make: Make, aws: EmbeddedAws, request: pytest.FixtureRequest) -> str:
    name = f"l{crc32(request.node.name.encode())}"
    return make(
        LISTENER,
        name,
        loadBalancerArn=balancer(make, aws, name).id,
        port=80,
        protocol="HTTP",
        defaultActions=[NOWHERE],
    ).id


def rules_of(aws: EmbeddedAws, listener: str) -> list[dict[str, Any]]:
    return aws.client("elbv2", HOME).describe_rules(ListenerArn=listener)["Rules"]


def test_a_listener_has_its_certificate_and_its_policy(make: Make, aws: EmbeddedAws) -> None:
    certificate = aws.client("acm", HOME).request_certificate(DomainName="example.com")["CertificateArn"]
    policy = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    made = make(
        LISTENER,
        "secure",
        loadBalancerArn=balancer(make, aws, "secure").id,
        port=443,
        protocol="HTTPS",
        sslPolicy=policy,
        certificateArn=certificate,
        defaultActions=[NOWHERE],
    )
    (found,) = aws.client("elbv2", HOME).describe_listeners(ListenerArns=[made.id])["Listeners"]
    assert found["Certificates"] == [{"CertificateArn": certificate}]
    assert (found["SslPolicy"], found["Protocol"], found["Port"]) == (policy, "HTTPS", 443)


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (
            {"pathPattern": {"values": ["/a/*", "/b"]}},
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/a/*", "/b"]}},
        ),
        (
            {"httpHeader": {"httpHeaderName": "X-Version", "values": ["2", "3"]}},
            {
                "Field": "http-header",
                "HttpHeaderConfig": {"HttpHeaderName": "X-Version", "Values": ["2", "3"]},
            },
        ),
        (
            {"hostHeader": {"values": ["example.com"]}},
            {"Field": "host-header", "HostHeaderConfig": {"Values": ["example.com"]}},
        ),
        (
            {"httpRequestMethod": {"values": ["GET"]}},
            {"Field": "http-request-method", "HttpRequestMethodConfig": {"Values": ["GET"]}},
        ),
        (
            {"sourceIp": {"values": ["192.0.2.0/24"]}},
            {"Field": "source-ip", "SourceIpConfig": {"Values": ["192.0.2.0/24"]}},
        ),
        (
            {"queryStrings": [{"key": "a", "value": "b"}, {"value": "c"}]},
            {
                "Field": "query-string",
                "QueryStringConfig": {"Values": [{"Key": "a", "Value": "b"}, {"Value": "c"}]},
            },
        ),
    ],
)
def test_a_rule_has_its_conditions(
    make: Make, aws: EmbeddedAws, listener: str, given: dict[str, Any], found: dict[str, Any]
) -> None:
    made = make(RULE, "rule", listenerArn=listener, priority=7, conditions=[given], actions=[NOWHERE])
    (rule,) = [each for each in rules_of(aws, listener) if each["RuleArn"] == made.id]
    assert rule["Conditions"] == [found]
    assert rule["Priority"] == "7"
    assert made.outputs["priority"] == 7


def test_a_condition_without_a_kind_is_refused(make: Make, listener: str) -> None:
    with pytest.raises(RealisationError, match="a condition of the rule says nothing"):
        make(RULE, "rule", listenerArn=listener, priority=7, conditions=[{}], actions=[NOWHERE])


def test_a_rule_without_a_priority_comes_after_all_others(
    make: Make, aws: EmbeddedAws, listener: str
) -> None:
    asked: dict[str, Any] = {
        "listenerArn": listener,
        "conditions": [{"pathPattern": {"values": ["/"]}}],
        "actions": [NOWHERE],
    }
    assert make(RULE, "first", **asked).outputs["priority"] == 1
    make(RULE, "far", priority=40, **asked)
    assert make(RULE, "last", **asked).outputs["priority"] == 41
    assert sorted(each["Priority"] for each in rules_of(aws, listener)) == ["1", "40", "41", "default"]


def test_a_priority_that_is_taken_is_refused(make: Make, listener: str) -> None:
    asked: dict[str, Any] = {
        "listenerArn": listener,
        "priority": 7,
        "conditions": [{"pathPattern": {"values": ["/"]}}],
        "actions": [NOWHERE],
    }
    make(RULE, "one", **asked)
    with pytest.raises(RealisationError, match="PriorityInUse"):
        make(RULE, "two", **asked)


def test_a_rule_forwards_by_weight(make: Make, aws: EmbeddedAws, vpc: str, listener: str) -> None:
    one, two = (make(GROUP, name, port=80, protocol="HTTP", vpcId=vpc).id for name in ("blue", "green"))
    forward = {
        "targetGroups": [{"arn": one, "weight": 9}, {"arn": two}],
        "stickiness": {"enabled": True, "duration": 60},
    }
    made = make(
        RULE,
        "weighted",
        listenerArn=listener,
        conditions=[{"pathPattern": {"values": ["/"]}}],
        actions=[{"type": "forward", "forward": forward, "order": 1}],
    )
    (rule,) = [each for each in rules_of(aws, listener) if each["RuleArn"] == made.id]
    (action,) = rule["Actions"]
    assert action["ForwardConfig"] == {
        "TargetGroups": [{"TargetGroupArn": one, "Weight": 9}, {"TargetGroupArn": two, "Weight": 1}],
        "TargetGroupStickinessConfig": {"Enabled": True, "DurationSeconds": 60},
    }
    assert action["Order"] == 1


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        (
            {"type": "lb_cookie", "cookieDuration": 600},
            {
                "stickiness.enabled": "true",
                "stickiness.type": "lb_cookie",
                "stickiness.lb_cookie.duration_seconds": "600",
            },
        ),
        (
            {"type": "lb_cookie", "enabled": False},
            {"stickiness.enabled": "false", "stickiness.lb_cookie.duration_seconds": "86400"},
        ),
        (
            {"type": "app_cookie", "cookieName": "own", "cookieDuration": 60},
            {
                "stickiness.app_cookie.cookie_name": "own",
                "stickiness.app_cookie.duration_seconds": "60",
            },
        ),
    ],
)
def test_a_target_group_has_its_stickiness(
    make: Make, aws: EmbeddedAws, vpc: str, given: dict[str, Any], wanted: dict[str, str]
) -> None:
    name = f"s{sorted(given)}".translate({ord(c): None for c in "[]', _"})[:16]
    made = make(GROUP, name, port=80, protocol="HTTP", vpcId=vpc, stickiness=given)
    attributes = aws.client("elbv2", HOME).describe_target_group_attributes(TargetGroupArn=made.id)[
        "Attributes"
    ]
    assert wanted.items() <= {each["Key"]: each["Value"] for each in attributes}.items()


def test_the_hosted_zones_are_those_of_all_regions() -> None:
    assert set(HOSTED_ZONES) == set(KNOWN_REGIONS)
    assert len(set(HOSTED_ZONES.values())) == len(HOSTED_ZONES)


def test_an_application_load_balancer_is_in_its_regions_zone(make: Make, aws: EmbeddedAws) -> None:
    for region, zone in [("us-east-1", "Z35SXDOTRQ7X7K"), ("eu-west-1", "Z32O12XQLNTSW2")]:
        assert balancer(make, aws, "zoned", region).outputs["zoneId"] == zone
    assert balancer(make, aws, "tcp", kind="network").outputs["zoneId"] not in HOSTED_ZONES.values()


@pytest.fixture(scope="module")
def template(aws: EmbeddedAws) -> str:
    client = aws.client("ec2", HOME)
    image = client.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    made = client.create_launch_template(
        LaunchTemplateName="web", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"}
    )
    return made["LaunchTemplate"]["LaunchTemplateId"]


def scaling_group(make: Make, aws: EmbeddedAws, template: str, name: str, **other: Any) -> str:
    subnets = [each["SubnetId"] for each in aws.client("ec2", HOME).describe_subnets()["Subnets"][:2]]
    return make(
        "aws:autoscaling/group:Group",
        name,
        minSize=2,
        maxSize=2,
        vpcZoneIdentifiers=subnets,
        launchTemplate={"id": template, "version": "1"},
        **other,
    ).id


def registered(aws: EmbeddedAws, target: str) -> dict[str, int]:
    health = aws.client("elbv2", HOME).describe_target_health(TargetGroupArn=target)
    return {
        each["Target"]["Id"]: each["Target"]["Port"]
        for each in health["TargetHealthDescriptions"]
        if each["TargetHealth"]["State"] == "healthy"
    }


def test_instances_register_with_every_target_group_at_its_port(
    make: Make, aws: EmbeddedAws, vpc: str, template: str
) -> None:
    one, two, later = (
        make(GROUP, f"tg{port}", port=port, protocol="HTTP", vpcId=vpc).id for port in (8080, 9090, 7070)
    )
    group = scaling_group(make, aws, template, "several", targetGroupArns=[one, two])
    assert len(registered(aws, one)) == 2
    assert set(registered(aws, one)) == set(registered(aws, two))
    assert (set(registered(aws, one).values()), set(registered(aws, two).values())) == ({8080}, {9090})
    make("aws:autoscaling/attachment:Attachment", "more", autoscalingGroupName=group, lbTargetGroupArn=later)
    assert registered(aws, later) == dict.fromkeys(registered(aws, one), 7070)


def test_a_policy_tracks_its_target(make: Make, aws: EmbeddedAws, template: str) -> None:
    group = scaling_group(make, aws, template, "tracked")
    label = "app/web/0123456789abcdef/targetgroup/web/0123456789abcdef"
    asked = {
        "targetValue": 1000,
        "predefinedMetricSpecification": {
            "predefinedMetricType": "ALBRequestCountPerTarget",
            "resourceLabel": label,
        },
    }
    made = make(
        POLICY,
        "requests",
        autoscalingGroupName=group,
        policyType="TargetTrackingScaling",
        estimatedInstanceWarmup=90,
        targetTrackingConfiguration=asked,
    )
    (policy,) = aws.client("autoscaling", HOME).describe_policies(AutoScalingGroupName=group)[
        "ScalingPolicies"
    ]
    assert policy["PolicyARN"] == made.outputs["arn"]
    assert policy["PolicyType"] == "TargetTrackingScaling"
    assert policy["EstimatedInstanceWarmup"] == 90
    tracked = policy["TargetTrackingConfiguration"]
    assert tracked["TargetValue"] == 1000
    assert tracked["PredefinedMetricSpecification"] == {
        "PredefinedMetricType": "ALBRequestCountPerTarget",
        "ResourceLabel": label,
    }


def test_a_policy_tracks_a_metric_of_the_users(make: Make, aws: EmbeddedAws, template: str) -> None:
    group = scaling_group(make, aws, template, "custom")
    metric = {
        "metricName": "Queue",
        "namespace": "own",
        "statistic": "Average",
        "metricDimensions": [{"name": "group", "value": "own"}],
    }
    make(
        POLICY,
        "queue",
        autoscalingGroupName=group,
        policyType="TargetTrackingScaling",
        targetTrackingConfiguration={"targetValue": 5, "customizedMetricSpecification": metric},
    )
    (policy,) = aws.client("autoscaling", HOME).describe_policies(AutoScalingGroupName=group)[
        "ScalingPolicies"
    ]
    found = policy["TargetTrackingConfiguration"]["CustomizedMetricSpecification"]
    assert found["Dimensions"] == [{"Name": "group", "Value": "own"}]


def test_what_does_not_happen_here_is_known() -> None:
    assert "no instance refresh runs" in BEHAVIOURS["aws:autoscaling/group:Group", "instanceRefresh"]
    assert "no group grows or shrinks" in BEHAVIOURS[POLICY, ""]
