"""Rules on references from one region into another."""

from __future__ import annotations

import pytest

from tapstack.checks.facts.reference_places import PATHS, TARGETS
from tapstack.graph import Resource
from tests.checks.graphs import ACCOUNT, EAST, WEST, clean, found, refused, resource, user

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
PLACES = [(one, path, kind) for one, paths in PATHS.items() for path, kind in paths]


def _target(kind: str, region: str, *, plan: bool) -> Resource:
    arn = f"arn:aws:service:{region}:{ACCOUNT}:thing/target"
    outputs = {} if plan else {"arn": arn}
    return resource(TARGETS[kind][0], "target", region, {}, id=None if plan else "thing-1", outputs=outputs)


@BOTH
@pytest.mark.parametrize(
    ("type_token", "path", "kind"), PLACES, ids=[f"{t.split(':')[-1]}-{p}" for t, p, _ in PLACES]
)
def test_every_reference_stays_in_its_region(type_token: str, path: str, kind: str, plan: bool) -> None:
    steps = path.replace("*", "0")
    far, near = _target(kind, EAST, plan=plan), _target(kind, WEST, plan=plan)
    stray = user(type_token, "stray", WEST, steps, far)
    refused("reference-region", far, stray, at=stray, says=EAST)
    clean("reference-region", near, user(type_token, "right", WEST, steps, near))


@BOTH
def test_all_places_of_one_target_are_in_one_finding(plan: bool) -> None:
    certificate = _target("certificate", EAST, plan=plan)
    listeners = [
        user("aws:lb/listener:Listener", f"listener{at}", WEST, "certificateArn", certificate)
        for at in range(3)
    ]
    (finding,) = found("reference-region", certificate, *listeners)
    assert len(finding.places) == 3


def test_an_id_without_arn_is_known_by_its_resource() -> None:
    subnet = resource("aws:ec2/subnet:Subnet", "subnet", EAST, {}, id="subnet-0a1b2c3d4e")
    stray = resource("aws:ec2/instance:Instance", "web", WEST, {"subnetId": "subnet-0a1b2c3d4e"}, id="i-1")
    refused("reference-region", subnet, stray, at=stray)
    unknown = resource("aws:ec2/instance:Instance", "web", WEST, {"subnetId": "subnet-0a1b2c3d4f"}, id="i-1")
    clean("reference-region", subnet, unknown)


def test_a_name_that_is_written_out_may_mean_something_else() -> None:
    cluster = resource("aws:ecs/cluster:Cluster", "web", EAST, {"name": "web"}, id="web")
    service = resource("aws:ecs/service:Service", "web", WEST, {"cluster": "web"}, id="web-1")
    clean("reference-region", cluster, service)
    stray = service.model_copy(update={"property_dependencies": {"cluster": (cluster.urn,)}})
    refused("reference-region", cluster, stray, at=stray, says="Cluster web of us-east-1")


def test_global_resources_and_buckets_may_be_named_everywhere() -> None:
    profile = resource("aws:iam/instanceProfile:InstanceProfile", "web", None, {}, id="web")
    template = resource(
        "aws:ec2/launchTemplate:LaunchTemplate",
        "web",
        WEST,
        {"iamInstanceProfile": {"arn": "web"}},
        id="lt-1",
    )
    logs = resource(
        "aws:ec2/flowLog:FlowLog", "flow", WEST, {"logDestination": "arn:aws:s3:::bucket"}, id="fl-1"
    )
    clean("reference-region", profile, template, logs)


@BOTH
def test_cloudfront_takes_its_certificate_from_us_east_1(plan: bool) -> None:
    token, path = "aws:cloudfront/distribution:Distribution", "viewerCertificate.acmCertificateArn"
    wrong, right = _target("certificate", WEST, plan=plan), _target("certificate", EAST, plan=plan)
    refused("global-service-home", wrong, one := user(token, "site", None, path, wrong), at=one)
    clean("global-service-home", right, user(token, "site", None, path, right))
