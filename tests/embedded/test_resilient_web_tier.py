"""The web tier of the resilient profile: HTTPS, target groups by path and header, scaling by targets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.balancing import alarm_names, attributes, groups, listeners, rules
from tests.embedded.deploying import Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region

REGIONS = ("us-east-1", "eu-west-1")
ZONES = {"us-east-1": "Z35SXDOTRQ7X7K", "eu-west-1": "Z32O12XQLNTSW2"}
POLICY = "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"
GROUPS: list[dict[str, Any]] = [
    {"name": "checkout-service", "paths": ["/checkout/*", "/pay"], "healthPath": "/checkout/up"},
    {"name": "beta", "paths": ["/"], "headers": {"X-Beta": ["on", "yes"]}, "healthCodes": "200-299"},
    {"name": "robots", "headers": {"User-Agent": ["*bot*"]}, "port": 9090},
]
WEB = {
    "targetGroups": GROUPS,
    "stickinessSeconds": 600,
    "tlsPolicy": POLICY,
    "healthCodes": "200,204",
    "healthyThreshold": 3,
    "unhealthyThreshold": 4,
    "healthInterval": 20,
    "healthTimeout": 9,
}


@pytest.fixture(scope="module")
def secure(with_settings: ProjectWith) -> Iterator[Deployment]:
    """Two regions with a certificate each, three further target groups, scaled by targets."""
    project = with_settings(
        regions=list(REGIONS),
        minimumRegions=1,
        web=WEB,
        edge={"certificate": "self-signed"},
        compute={
            "minSize": 2,
            "containerImage": "public.ecr.aws/nginx/nginx:stable",
            "scaling": "target-tracking",
            "requestsPerTarget": 500,
            "warmupSeconds": 90,
            "graceSeconds": 200,
        },
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def place(request: pytest.FixtureRequest, secure: Deployment) -> Region:
    """Each of the two regions."""
    return secure.region(request.param)


def test_https_on_443_with_the_certificate_of_the_region_and_the_tls_policy(place: Region) -> None:
    https = listeners(place)[443]
    assert (https["Protocol"], https["SslPolicy"]) == ("HTTPS", POLICY)
    (used,) = https["Certificates"]
    assert used["CertificateArn"].split(":")[3] == place.name
    (owned,) = place.ask("acm.list_certificates", "CertificateSummaryList")
    assert used["CertificateArn"] == owned["CertificateArn"]
    main = groups(place)["web"]["TargetGroupArn"]
    assert [each["TargetGroupArn"] for each in https["DefaultActions"]] == [main]


def test_port_80_redirects_to_https_for_good(place: Region) -> None:
    assert sorted(listeners(place)) == [80, 443]
    http = listeners(place)[80]
    assert (http["Protocol"], http.get("SslPolicy"), http.get("Certificates")) == ("HTTP", None, None)
    (action,) = http["DefaultActions"]
    assert action["Type"] == "redirect"
    redirect = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
    assert action["RedirectConfig"].items() >= redirect.items()
    assert rules(place, 80) == []


def test_the_world_reaches_the_load_balancer_on_80_and_443_only(place: Region) -> None:
    (group,) = place.balancer["SecurityGroups"]
    found = place.ours("ec2.describe_security_group_rules", "SecurityGroupRules", group_id=group)
    assert sorted(each["FromPort"] for each in found if not each["IsEgress"]) == [80, 443]


def test_rules_by_path_and_header_in_the_order_of_the_settings(place: Region) -> None:
    found = rules(place, 443)
    arns = {each["TargetGroupArn"]: name for name, each in groups(place).items()}
    assert [arns[each["Actions"][0]["TargetGroupArn"]] for each in found] == [
        "checkout-service",
        "beta",
        "robots",
    ]
    assert [each["Conditions"] for each in found] == [
        [{"Field": "path-pattern", "PathPatternConfig": {"Values": ["/checkout/*", "/pay"]}}],
        [
            {"Field": "path-pattern", "PathPatternConfig": {"Values": ["/"]}},
            {
                "Field": "http-header",
                "HttpHeaderConfig": {"HttpHeaderName": "X-Beta", "Values": ["on", "yes"]},
            },
        ],
        [
            {
                "Field": "http-header",
                "HttpHeaderConfig": {"HttpHeaderName": "User-Agent", "Values": ["*bot*"]},
            }
        ],
    ]


def test_several_target_groups_with_names_that_fit(place: Region) -> None:
    found = groups(place)
    assert set(found) == {"web", "checkout-service", "beta", "robots"}
    assert all(len(each["TargetGroupName"]) <= 32 for each in found.values())
    balancer = place.balancer["LoadBalancerArn"]
    assert [each["LoadBalancerArns"] for each in found.values()] == [[balancer]] * 4


def test_custom_health_checks(place: Region) -> None:
    checks = {
        name: (each["HealthCheckPath"], each["Matcher"]["HttpCode"]) for name, each in groups(place).items()
    }
    assert checks == {
        "web": ("/healthz", "200,204"),
        "checkout-service": ("/checkout/up", "200,204"),
        "beta": ("/healthz", "200-299"),
        "robots": ("/healthz", "200,204"),
    }
    for group in groups(place).values():
        assert (group["HealthyThresholdCount"], group["UnhealthyThresholdCount"]) == (3, 4)
        assert (group["HealthCheckIntervalSeconds"], group["HealthCheckTimeoutSeconds"]) == (20, 9)


def test_stickiness_by_a_cookie_of_the_load_balancer(place: Region) -> None:
    wanted = {
        "stickiness.enabled": "true",
        "stickiness.type": "lb_cookie",
        "stickiness.lb_cookie.duration_seconds": "600",
    }
    for group in groups(place):
        assert attributes(place, group).items() >= wanted.items()


def test_every_instance_is_a_healthy_target_in_every_group_at_its_port(place: Region) -> None:
    instances = {each["InstanceId"] for each in place.instances}
    assert len(instances) == 2
    for name, group in groups(place).items():
        health = place.ask(
            "elbv2.describe_target_health",
            "TargetHealthDescriptions",
            TargetGroupArn=group["TargetGroupArn"],
        )
        port = 9090 if name == "robots" else 8080
        assert {each["Target"]["Id"] for each in health} == instances
        assert {each["Target"]["Port"] for each in health} == {port}
        assert {each["TargetHealth"]["State"] for each in health} == {"healthy"}


def test_the_load_balancer_reaches_the_instances_at_every_groups_port(place: Region) -> None:
    (group,) = place.template["NetworkInterfaces"][0]["Groups"]
    (balancer,) = place.balancer["SecurityGroups"]
    found = place.ours("ec2.describe_security_group_rules", "SecurityGroupRules", group_id=group)
    ports = {
        each["FromPort"]
        for each in found
        if not each["IsEgress"] and each.get("ReferencedGroupInfo", {}).get("GroupId") == balancer
    }
    assert ports == {8080, 9090}


def test_target_tracking_on_cpu_and_on_requests_per_target(place: Region) -> None:
    policies = place.ask("autoscaling.describe_policies", "ScalingPolicies")
    assert {each["PolicyType"] for each in policies} == {"TargetTrackingScaling"}
    assert {each["EstimatedInstanceWarmup"] for each in policies} == {90}
    tracked = Counter(
        (
            each["TargetTrackingConfiguration"]["PredefinedMetricSpecification"]["PredefinedMetricType"],
            each["TargetTrackingConfiguration"]["PredefinedMetricSpecification"].get("ResourceLabel"),
            each["TargetTrackingConfiguration"]["TargetValue"],
        )
        for each in policies
    )
    balancer = place.balancer["LoadBalancerArn"].partition(":loadbalancer/")[2]
    assert balancer.startswith("app/")
    assert tracked == Counter(
        [
            ("ASGAverageCPUUtilization", None, 60),
            *(
                ("ALBRequestCountPerTarget", f"{balancer}/{each['TargetGroupArn'].rpartition(':')[2]}", 500)
                for each in groups(place).values()
            ),
        ]
    )


def test_no_cpu_alarm_scales_where_targets_are_tracked(place: Region) -> None:
    names = alarm_names(place)
    assert not names & {"cpu-high", "cpu-low"}
    assert names >= {
        "network-out",
        "unhealthy-hosts",
        "balancer-5xx",
        "target-5xx",
        "unhealthy-hosts-robots",
        "target-5xx-robots",
    }


def test_the_group_uses_the_newest_template_version_by_its_number(secure: Deployment, place: Region) -> None:
    used = place.group["LaunchTemplate"]
    (template,) = place.ask(
        "ec2.describe_launch_templates",
        "LaunchTemplates",
        LaunchTemplateIds=[used["LaunchTemplateId"]],
    )
    assert used["Version"].isdigit()
    assert int(used["Version"]) == template["LatestVersionNumber"]
    made = [each for each in made_by(secure.graph, "autoscaling/group:Group") if each.region == place.name]
    refreshes: list[Any] = [each.inputs["instanceRefresh"] for each in made]
    assert [each["strategy"] for each in refreshes] == ["Rolling"]


def test_warm_up_and_grace_are_those_of_the_settings(place: Region) -> None:
    assert place.group["DefaultInstanceWarmup"] == 90
    assert place.group["HealthCheckGracePeriod"] == 200


def test_instances_are_as_the_template_says_and_spread_over_the_zones(place: Region) -> None:
    zones = [each["Placement"]["AvailabilityZone"] for each in place.instances]
    assert len(set(zones)) == 2
    for instance in place.instances:
        assert instance["MetadataOptions"]["HttpTokens"] == "required"
        assert instance["IamInstanceProfile"]["Arn"] == place.template["IamInstanceProfile"]["Arn"]
        groups_of = [each["GroupId"] for each in instance["SecurityGroups"]]
        assert groups_of == place.template["NetworkInterfaces"][0]["Groups"]


def test_the_load_balancers_zone_is_that_of_its_region(secure: Deployment, place: Region) -> None:
    assert place.balancer["CanonicalHostedZoneId"] == ZONES[place.name]
    (made,) = [
        each for each in made_by(secure.graph, "lb/loadBalancer:LoadBalancer") if each.region == place.name
    ]
    assert made.outputs["zoneId"] == ZONES[place.name]


def test_invalid_headers_are_dropped(place: Region) -> None:
    listed = place.ask(
        "elbv2.describe_load_balancer_attributes",
        "Attributes",
        LoadBalancerArn=place.balancer["LoadBalancerArn"],
    )
    found = {each["Key"]: each["Value"] for each in listed}
    assert found["routing.http.drop_invalid_header_fields.enabled"] == "true"


def test_rules_and_groups_have_the_stacks_tags(place: Region) -> None:
    arns = [each["RuleArn"] for each in rules(place, 443)]
    arns += [each["TargetGroupArn"] for each in groups(place).values()]
    described = place.ask("elbv2.describe_tags", "TagDescriptions", ResourceArns=arns)
    for each in described:
        assert {tag["Key"]: tag["Value"] for tag in each["Tags"]}.items() >= {"Owner": "tap"}.items()
    assert len(described) == 7
