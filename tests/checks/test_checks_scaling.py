"""Auto Scaling groups, launch templates and instances."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN
from tests.checks.graphs import clean, refused, resource
from tests.checks.networks import (
    EIP,
    INSTANCE,
    NAT,
    PROFILE,
    ROLE,
    ROUTE,
    SCALING,
    TEMPLATE,
    both,
    make,
    scaling,
    subnet,
    vpc,
)

POLICY = "aws:autoscaling/policy:Policy"


@pytest.mark.parametrize(
    ("sizes", "says"),
    [
        ({"minSize": 5, "maxSize": 3}, "minSize 5 above maxSize 3"),
        ({"desiredCapacity": 9}, "desiredCapacity 9 above maxSize 4"),
        ({"desiredCapacity": 1}, "minSize 2 above desiredCapacity 1"),
        ({"minSize": -1}, "above minSize -1"),
    ],
)
def test_sizes_out_of_order(sizes: dict[str, object], says: str) -> None:
    wrong = scaling(True, **sizes)
    refused("asg-sizes", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    "sizes",
    [{"minSize": 3, "maxSize": 3, "desiredCapacity": 3}, {"minSize": 0, "maxSize": 0}, {"maxSize": UNKNOWN}],
)
def test_sizes_in_order(sizes: dict[str, object]) -> None:
    clean("asg-sizes", scaling(True, **sizes))


def test_a_version_above_the_latest() -> None:
    template = make(False, TEMPLATE, "web", outputs={"latestVersion": 2})
    wrong = make(False, SCALING, "asg", refs={"launchTemplate.id": template}, launchTemplate={"version": "7"})
    refused("template-version", template, wrong, at=wrong, says="version 7")
    right = make(False, SCALING, "asg", refs={"launchTemplate.id": template}, launchTemplate={"version": "2"})
    clean("template-version", template, right)


@pytest.mark.parametrize("version", ["$latest", "newest", "0", "v1"])
def test_a_version_that_is_none(version: str) -> None:
    wrong = scaling(True, launchTemplate={"id": UNKNOWN, "version": version})
    refused("template-version", wrong, at=wrong, says=version)


@both
def test_the_latest_version_is_advised_against(plan: bool) -> None:
    template = make(plan, TEMPLATE, "web")
    for version in ("$Latest", "$Default", None):
        floating = make(
            plan, SCALING, "asg", refs={"launchTemplate.id": template}, launchTemplate={"version": version}
        )
        finding = refused("template-latest", template, floating, at=floating)
        assert finding.severity == "advice"
        clean("template-version", template, floating)
    fixed = make(
        plan, SCALING, "asg", refs={"launchTemplate.id": template}, launchTemplate={"version": UNKNOWN}
    )
    clean("template-latest", template, fixed)


def test_the_latest_version_in_a_mixed_policy() -> None:
    policy = {
        "launchTemplate": {"launchTemplateSpecification": {"launchTemplateId": "lt-1", "version": "$Latest"}}
    }
    floating = scaling(True, mixedInstancesPolicy=policy)
    refused("template-latest", floating, at=floating)


@both
def test_a_role_in_place_of_an_instance_profile(plan: bool) -> None:
    role = make(plan, ROLE, "web", None, name="web-role", outputs={"name": "web-role"})
    wrong = make(plan, TEMPLATE, "template", refs={"iamInstanceProfile.name": role})
    refused("instance-profile", role, wrong, at=wrong, says="web")
    instance = make(plan, INSTANCE, "instance", refs={"iamInstanceProfile": role})
    refused("instance-profile", role, instance, at=instance)
    profile = make(plan, PROFILE, "profile", None, refs={"role": role}, name="profile")
    right = make(plan, TEMPLATE, "template", refs={"iamInstanceProfile.name": profile})
    clean("instance-profile", role, profile, right)


def test_a_profile_with_its_role_s_name() -> None:
    role = make(True, ROLE, "web", None, name="web-role")
    twin = make(True, PROFILE, "twin", None, refs={"role": role}, name="web-role")
    right = make(True, TEMPLATE, "template", refs={"iamInstanceProfile.name": role})
    clean("instance-profile", role, twin, right)


def test_the_arn_of_a_role_in_place_of_a_profile() -> None:
    wrong = resource(
        TEMPLATE, "web", "us-east-1", {"iamInstanceProfile": {"arn": "arn:aws:iam::123456789012:role/web"}}
    )
    refused("instance-profile", wrong, at=wrong, says="role/web")
    right = {"iamInstanceProfile": {"arn": "arn:aws:iam::123456789012:instance-profile/web"}}
    clean("instance-profile", resource(TEMPLATE, "web", "us-east-1", right))


def test_an_auto_scaling_group_without_a_place() -> None:
    nowhere = resource(SCALING, "asg", "us-east-1", {"minSize": 1, "maxSize": 1})
    refused("asg-place", nowhere, at=nowhere, says="neither")
    away = resource(SCALING, "asg", "us-east-1", {"availabilityZones": ["us-east-1a", "us-west-2a"]})
    refused("asg-place", away, at=away, says="us-west-2a")
    clean("asg-place", resource(SCALING, "asg", "us-east-1", {"availabilityZones": ["us-east-1a"]}))
    clean("asg-place", resource(SCALING, "asg", "us-east-1", {"vpcZoneIdentifiers": UNKNOWN}))


@both
def test_security_groups_beside_a_network_interface(plan: bool) -> None:
    wrong = make(plan, TEMPLATE, "web", networkInterfaces=[{"deviceIndex": 0}], vpcSecurityGroupIds=["sg-1"])
    refused("template-interface-groups", wrong, at=wrong)
    clean("template-interface-groups", make(plan, TEMPLATE, "web", vpcSecurityGroupIds=["sg-1"]))


def test_scaling_policies_of_the_wrong_kind() -> None:
    step = resource(POLICY, "step", "us-east-1", {"policyType": "StepScaling", "scalingAdjustment": 1})
    refused("asg-policy-kind", step, at=step, says="scalingAdjustment")
    bare = resource(POLICY, "track", "us-east-1", {"policyType": "TargetTrackingScaling"})
    refused("asg-policy-kind", bare, at=bare, says="no targetTrackingConfiguration")
    right = {"policyType": "StepScaling", "stepAdjustments": [{"scalingAdjustment": 1}]}
    clean("asg-policy-kind", resource(POLICY, "step", "us-east-1", right))
    clean("asg-policy-kind", resource(POLICY, "simple", "us-east-1", {"scalingAdjustment": -1}))


@pytest.mark.parametrize("type_token", [TEMPLATE, INSTANCE])
def test_metadata_without_a_token(type_token: str) -> None:
    for options in (None, {"httpTokens": "optional"}, {"httpEndpoint": "enabled"}):
        wrong = resource(type_token, "web", "us-east-1", {"metadataOptions": options})
        assert refused("imdsv2", wrong, at=wrong).severity == "advice"
    for options in ({"httpTokens": "required"}, {"httpEndpoint": "disabled"}, UNKNOWN):
        clean("imdsv2", resource(type_token, "web", "us-east-1", {"metadataOptions": options}))


@both
def test_public_addresses(plan: bool) -> None:
    for asked in (True, "true"):
        inputs = {"networkInterfaces": [{"associatePublicIpAddress": asked}]}
        wrong = make(plan, TEMPLATE, "web", given=inputs)
        refused("public-address", wrong, at=wrong)
    clean(
        "public-address",
        make(plan, TEMPLATE, "web", networkInterfaces=[{"associatePublicIpAddress": "false"}]),
    )
    home = vpc(plan)
    public = subnet(plan, home, "us-east-1a", mapPublicIpOnLaunch=True)
    private = subnet(plan, home, "us-east-1a", mapPublicIpOnLaunch=False)
    for name, refs in ((SCALING, {"vpcZoneIdentifiers": [public]}), (INSTANCE, {"subnetId": public})):
        exposed = make(plan, name, "exposed", refs=refs)
        refused("public-address", home, public, exposed, at=exposed, says=public.name)
    template = make(plan, TEMPLATE, "web", networkInterfaces=[{"associatePublicIpAddress": "false"}])
    hidden = make(
        plan, SCALING, "hidden", refs={"vpcZoneIdentifiers": [public], "launchTemplate.id": template}
    )
    clean("public-address", home, public, template, hidden)
    clean("public-address", home, private, make(plan, INSTANCE, "inside", refs={"subnetId": private}))


@both
def test_ids_from_elsewhere(plan: bool) -> None:
    strange = {
        ROUTE: {"natGatewayId": "nat-0123456789abcdef0"},
        NAT: {"allocationId": "eipalloc-0123456789abcdef0"},
        TEMPLATE: {"iamInstanceProfile": {"name": "nobody"}},
        INSTANCE: {"iamInstanceProfile": "nobody"},
    }
    for type_token, inputs in strange.items():
        wrong = make(plan, type_token, "wrong", given=inputs)
        assert refused("named-outside", wrong, at=wrong).severity == "advice"
    address = make(plan, EIP, "address")
    clean("named-outside", address, make(plan, NAT, "nat", refs={"allocationId": address}))
    profile = make(plan, PROFILE, "profile", None, name="somebody")
    clean("named-outside", profile, make(plan, TEMPLATE, "web", iamInstanceProfile={"name": "somebody"}))
