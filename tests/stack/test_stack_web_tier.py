"""The web tier's variants: listeners, target groups and their rules, scaling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pulumi
import pytest

from tapstack.stack import tap_stack

if TYPE_CHECKING:
    from tapstack.stack.edge import HostedZone
    from tapstack.stack.region import RegionContext
    from tests.stack.conftest import Deploy, Deployed

REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
US = REGIONS[0]
BALANCER = "arn:aws:lb/loadBalancer:LoadBalancer:tap-dev-web-use1"
FIRST = "arn:aws:lb/targetGroup:TargetGroup:tap-dev-web-use1"
API = "arn:aws:lb/targetGroup:TargetGroup:tap-dev-api-use1"
OWN = {"containerImage": "public.ecr.aws/nginx/nginx:stable"}
GROUPS: list[dict[str, Any]] = [
    {
        "name": "api",
        "paths": ["/api/*", "/v2/*"],
        "port": 9090,
        "healthPath": "/api/up",
        "healthCodes": "200-299",
    },
    {"name": "beta", "paths": ["/"], "headers": {"X-Beta": ["on", "yes"], "X-Team": ["a"]}},
    {"name": "robots", "headers": {"User-Agent": ["*bot*"]}},
]


@pytest.fixture(scope="module")
def routed(deploy: Deploy) -> Deployed:
    """The platform with further target groups, scaled by targets."""
    return deploy(
        web={"targetGroups": GROUPS, "stickinessSeconds": 600, "healthInterval": 20, "healthTimeout": 9},
        compute={
            **OWN,
            "scaling": "target-tracking",
            "requestsPerTarget": 500,
            "scaleOutCpu": 55,
            "warmupSeconds": 90,
            "graceSeconds": 77,
        },
    )


@pytest.fixture(scope="module")
def fewer(deploy: Deploy) -> Deployed:
    """The same without the target group in the middle, and without a number of requests."""
    return deploy(web={"targetGroups": [GROUPS[0], GROUPS[2]]}, compute={"scaling": "target-tracking", **OWN})


@pytest.fixture(scope="module")
def secure(deploy: Deploy) -> Deployed:
    """The platform with a certificate in each region."""

    def certificate(ctx: RegionContext, _zone: HostedZone | None) -> pulumi.Output[str]:
        return pulumi.Output.from_input(f"certificate-of-{ctx.region}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tap_stack, "region_certificate", certificate)
        return deploy(
            compute=OWN, web={"targetGroups": GROUPS, "tlsPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06"}
        )


def test_without_a_certificate_there_is_plain_http_only(baseline: Deployed) -> None:
    listeners = baseline.all("lb/listener:Listener")
    assert sorted(one.name for one in listeners) == sorted(f"tap-dev-http-{region}" for region in REGIONS)
    inputs = baseline.one("lb/listener:Listener", f"tap-dev-http-{US}").inputs
    assert (inputs["port"], inputs["protocol"], inputs["loadBalancerArn"]) == (80, "HTTP", BALANCER)
    assert inputs["defaultActions"] == [{"type": "forward", "targetGroupArn": FIRST}]
    assert not {"certificateArn", "sslPolicy"} & set(inputs)


def test_with_a_certificate_port_443_serves_and_port_80_sends_there(secure: Deployed) -> None:
    for region in REGIONS:
        https = secure.one("lb/listener:Listener", f"tap-dev-https-{region}").inputs
        assert (https["port"], https["protocol"], https["region"]) == (443, "HTTPS", region)
        assert https["certificateArn"] == f"certificate-of-{region}"
        assert https["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-3-2021-06"
        (forward,) = https["defaultActions"]
        assert forward["type"] == "forward"
        http = secure.one("lb/listener:Listener", f"tap-dev-http-{region}").inputs
        assert (http["port"], http["protocol"]) == (80, "HTTP")
        redirect = {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}
        assert http["defaultActions"] == [{"type": "redirect", "redirect": redirect}]


def test_the_rules_are_the_serving_listeners(secure: Deployed, routed: Deployed) -> None:
    for deployed, service in ((secure, "https"), (routed, "http")):
        rules = deployed.all("ListenerRule")
        assert len(rules) == len(GROUPS) * len(REGIONS)
        for rule in rules:
            listener = f"arn:aws:lb/listener:Listener:tap-dev-{service}-{rule.inputs['region']}"
            assert rule.inputs["listenerArn"] == listener


def test_without_target_groups_in_the_settings_there_is_one_and_no_rule(baseline: Deployed) -> None:
    assert not baseline.all("ListenerRule")
    assert len(baseline.all("TargetGroup")) == len(REGIONS)
    inputs = baseline.one("TargetGroup", "tap-dev-web-use1").inputs
    assert inputs["stickiness"] == {"type": "lb_cookie", "enabled": False}
    assert inputs["healthCheck"] == {
        "protocol": "HTTP",
        "port": "traffic-port",
        "path": "/healthz",
        "matcher": "200",
        "interval": 15,
        "timeout": 5,
        "healthyThreshold": 2,
        "unhealthyThreshold": 3,
    }


def test_each_rule_has_its_conditions_and_sends_to_its_own_target_group(routed: Deployed) -> None:
    def rule(name: str) -> dict[str, Any]:
        return routed.one("ListenerRule", f"tap-dev-route-{name}-{US}").inputs

    assert rule("api")["conditions"] == [{"pathPattern": {"values": ["/api/*", "/v2/*"]}}]
    assert rule("beta")["conditions"] == [
        {"pathPattern": {"values": ["/"]}},
        {"httpHeader": {"httpHeaderName": "X-Beta", "values": ["on", "yes"]}},
        {"httpHeader": {"httpHeaderName": "X-Team", "values": ["a"]}},
    ]
    assert rule("robots")["conditions"] == [
        {"httpHeader": {"httpHeaderName": "User-Agent", "values": ["*bot*"]}}
    ]
    assert rule("api")["actions"] == [{"type": "forward", "targetGroupArn": API}]
    assert rule("api")["priority"] < rule("beta")["priority"] < rule("robots")["priority"]


def test_a_target_group_in_the_middle_changes_no_name(fewer: Deployed, routed: Deployed) -> None:
    more = {(one.type, one.name) for one in routed.made if "aws:lb/" in one.type}
    less = {(one.type, one.name) for one in fewer.made if "aws:lb/" in one.type}
    assert less <= more
    assert {name for _type, name in more - less} == {
        name
        for region, code in zip(REGIONS, ("use1", "euw1", "apse2"), strict=True)
        for name in (f"tap-dev-beta-{code}", f"tap-dev-route-beta-{region}")
    }


def test_each_target_group_has_its_port_and_health_check(routed: Deployed) -> None:
    api = routed.one("TargetGroup", "tap-dev-api-use1").inputs
    beta = routed.one("TargetGroup", "tap-dev-beta-use1").inputs
    assert (api["port"], beta["port"]) == (9090, 8080)
    assert (api["healthCheck"]["path"], api["healthCheck"]["matcher"]) == ("/api/up", "200-299")
    assert (beta["healthCheck"]["path"], beta["healthCheck"]["matcher"]) == ("/healthz", "200")
    for inputs in (api, beta):
        assert (inputs["healthCheck"]["interval"], inputs["healthCheck"]["timeout"]) == (20, 9)
        assert inputs["stickiness"] == {"type": "lb_cookie", "cookieDuration": 600, "enabled": True}
        assert inputs["vpcId"] == f"tap-dev-vpc-{US}-id"
    assert api["tags"] == {"Name": f"tap-dev-api-{US}"}


def test_the_instances_are_in_every_target_group_and_may_be_reached_there(routed: Deployed) -> None:
    group = routed.one("autoscaling/group:Group", f"tap-dev-web-{US}").inputs
    names = ("web", "api", "beta", "robots")
    assert group["targetGroupArns"] == [
        f"arn:aws:lb/targetGroup:TargetGroup:tap-dev-{name}-use1" for name in names
    ]
    ports = {
        rule.inputs["fromPort"]
        for rule in routed.all("SecurityGroupIngressRule")
        if rule.inputs["securityGroupId"] == f"tap-dev-instances-{US}-id"
        and rule.inputs.get("referencedSecurityGroupId") == f"tap-dev-balancer-{US}-id"
    }
    assert ports == {8080, 9090}


def test_warm_up_and_grace_are_those_of_the_settings(routed: Deployed) -> None:
    inputs = routed.one("autoscaling/group:Group", f"tap-dev-web-{US}").inputs
    assert (inputs["defaultInstanceWarmup"], inputs["healthCheckGracePeriod"]) == (90, 77)


def test_a_new_template_version_is_rolled_out_by_its_number(baseline: Deployed) -> None:
    for region in REGIONS:
        inputs = baseline.one("autoscaling/group:Group", f"tap-dev-web-{region}").inputs
        assert inputs["launchTemplate"] == {"id": f"tap-dev-web-{region}-id", "version": "7"}
        assert inputs["instanceRefresh"] == {
            "strategy": "Rolling",
            "preferences": {
                "minHealthyPercentage": 100,
                "maxHealthyPercentage": 200,
                "autoRollback": True,
            },
        }


def test_target_tracking_replaces_the_steps_and_their_alarms(routed: Deployed, baseline: Deployed) -> None:
    def names(deployed: Deployed, kind: str) -> set[str]:
        return {
            one.name.removeprefix("tap-dev-").removesuffix(f"-{US}")
            for one in deployed.all(kind)
            if one.inputs["region"] == US
        }

    assert names(baseline, "autoscaling/policy:Policy") == {"scale-out", "scale-in"}
    assert names(routed, "autoscaling/policy:Policy") == {
        "track-cpu",
        "track-requests",
        "track-requests-api",
        "track-requests-beta",
        "track-requests-robots",
    }
    steps = {"cpu-high", "cpu-low"}
    further = {
        f"{alarm}-{group}"
        for alarm in ("unhealthy-hosts", "target-5xx")
        for group in ("api", "beta", "robots")
    }
    alarms = names(baseline, "MetricAlarm")
    assert steps < alarms
    assert names(routed, "MetricAlarm") == alarms - steps | further


def test_each_policy_tracks_what_the_settings_say(routed: Deployed) -> None:
    def tracked(name: str) -> dict[str, Any]:
        inputs = routed.one("autoscaling/policy:Policy", f"tap-dev-{name}-{US}").inputs
        assert inputs["policyType"] == "TargetTrackingScaling"
        assert inputs["autoscalingGroupName"] == f"tap-dev-web-{US}"
        assert inputs["estimatedInstanceWarmup"] == 90
        return inputs["targetTrackingConfiguration"]

    assert tracked("track-cpu") == {
        "targetValue": 55,
        "predefinedMetricSpecification": {"predefinedMetricType": "ASGAverageCPUUtilization"},
    }
    for policy, group in (("track-requests", "web"), ("track-requests-api", "api")):
        balancer, target = (
            f"aws:lb/{kind}" for kind in ("loadBalancer:LoadBalancer", "targetGroup:TargetGroup")
        )
        label = f"{balancer}/tap-dev-web-use1/{target}/tap-dev-{group}-use1"
        assert tracked(policy) == {
            "targetValue": 500,
            "predefinedMetricSpecification": {
                "predefinedMetricType": "ALBRequestCountPerTarget",
                "resourceLabel": label,
            },
        }


def test_requests_are_tracked_only_where_a_number_is_set(fewer: Deployed) -> None:
    policies = fewer.all("autoscaling/policy:Policy")
    assert {one.name for one in policies} == {f"tap-dev-track-cpu-{region}" for region in REGIONS}


def test_each_target_groups_alarms_watch_it_alone(routed: Deployed) -> None:
    for group, suffix in (("", "web"), ("-api", "api")):
        for alarm in ("unhealthy-hosts", "target-5xx"):
            inputs = routed.one("MetricAlarm", f"tap-dev-{alarm}{group}-{US}").inputs
            assert inputs["dimensions"] == {
                "LoadBalancer": "aws:lb/loadBalancer:LoadBalancer/tap-dev-web-use1",
                "TargetGroup": f"aws:lb/targetGroup:TargetGroup/tap-dev-{suffix}-use1",
            }
            assert inputs["alarmActions"] == [f"arn:aws:sns/topic:Topic:tap-dev-alarms-{US}"]


def test_invalid_headers_are_dropped_and_production_balancers_refuse_deletion(
    baseline: Deployed, deploy: Deploy
) -> None:
    for deployed, protected in ((baseline, False), (deploy(environment="prod"), True)):
        for balancer in deployed.all("LoadBalancer"):
            assert balancer.inputs["dropInvalidHeaderFields"] is True
            assert balancer.inputs["enableDeletionProtection"] is protected
