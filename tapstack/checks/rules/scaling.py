"""Auto Scaling groups and launch templates."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.checks.data.regions import ZONE
from tapstack.checks.facts.references import at, known, only_target, place, said, text_of
from tapstack.checks.facts.topology import SCALING_GROUP, TEMPLATE, given, texts, whole_number
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import UNKNOWN, Resource

_API = "Amazon EC2 Auto Scaling API Reference"
_PROFILE = "aws:iam/instanceProfile:InstanceProfile"
_ROLE = "aws:iam/role:Role"
_SPECIFICATION = "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification"
_INSTANCE = "aws:ec2/instance:Instance"

_VERSIONS = (
    (SCALING_GROUP, "launchTemplate", "id", "name"),
    (SCALING_GROUP, _SPECIFICATION, "launchTemplateId", "launchTemplateName"),
    (_INSTANCE, "launchTemplate", "id", "name"),
)
"""Where launch templates are named: type, path, and the inputs for id and name."""


@rule(
    "asg-sizes",
    "refused",
    title="An Auto Scaling group's sizes are in order: min, desired, max",
    why="Auto Scaling answers that the minimum must not be above the maximum, or that the desired capacity "
    "must lie between them.",
    source=f"{_API}, CreateAutoScalingGroup, MinSize, MaxSize and DesiredCapacity",
)
def sizes(view: View) -> Iterator[Wrong]:
    """Groups with min above max, or desired outside them, or below none."""
    for group in view.of(SCALING_GROUP):
        least, wanted, most = (
            whole_number(group.inputs.get(name)) for name in ("minSize", "desiredCapacity", "maxSize")
        )
        for low, low_name, high, high_name in (
            (0, "zero", least, "minSize"),
            (least, "minSize", most, "maxSize"),
            (least, "minSize", wanted, "desiredCapacity"),
            (wanted, "desiredCapacity", most, "maxSize"),
        ):
            if low is not None and high is not None and low > high:
                yield Wrong(
                    f"Auto Scaling group {said(group)} has {low_name} {low} above {high_name} {high}",
                    "keep minSize <= desiredCapacity <= maxSize",
                    tuple(at(group, name) for name in (high_name, low_name) if name in group.inputs),
                )
                break


def _uses(view: View) -> Iterator[tuple[Value, Resource | None]]:
    """Each version of a launch template that something names, and the template if the program makes it."""
    for type_token, path, by_id, by_name in _VERSIONS:
        for user in view.of(type_token):
            for value in view.values(user, f"{path}.version"):
                named = [*view.values(user, f"{path}.{by_id}"), *view.values(user, f"{path}.{by_name}")]
                found = (only_target(view, one, TEMPLATE) for one in named)
                yield value, next((one for one in found if one), None)


@rule(
    "template-version",
    "refused",
    title="A launch template version is one that exists",
    why="EC2 answers InvalidLaunchTemplateId.VersionNotFound, or that the version is not valid.",
    source=f"{_API}, LaunchTemplateSpecification, Version; Amazon EC2 API Reference, Error codes, "
    "InvalidLaunchTemplateId.VersionNotFound",
)
def version_exists(view: View) -> Iterator[Wrong]:
    """Versions above the latest, and texts that are none."""
    for value, template in _uses(view):
        if not known(value.value) or value.value in ("", "$Latest", "$Default"):
            continue
        number = whole_number(value.value)
        latest = whole_number(template.outputs.get("latestVersion")) if template else None
        if number is not None and number > 0 and (latest is None or number <= latest):
            continue
        of = f"launch template {template.name} has {latest}" if template and latest else "it is no version"
        yield Wrong(
            f"{said(value.resource)} asks for version {value.value} of its launch template, but {of}",
            "take the template's latestVersion",
            (place(value),),
        )


@rule(
    "template-latest",
    "advice",
    title="An Auto Scaling group names its launch template's version by number",
    why="With $Latest or $Default, or with no version, the engine sees no change in the group when the "
    "template changes: no instance refresh starts, and old instances stay.",
    source="Pulumi Registry, aws.autoscaling.Group, instanceRefresh: a refresh is not started when version "
    "is "
    "$Latest or $Default; take the template's latestVersion",
    aliases=("R11",),
)
def version_by_number(view: View) -> Iterator[Wrong]:
    """Groups with a floating version, or none."""
    for group in view.of(SCALING_GROUP):
        for path in ("launchTemplate", _SPECIFICATION):
            for template in view.values(group, path):
                version = view.value(group, f"{path}.version")
                if template.unknown or version not in (None, "", "$Latest", "$Default"):
                    continue
                yield Wrong(
                    f"Auto Scaling group {said(group)} follows {version or '$Default'} of its launch "
                    "template",
                    "set version to the template's latestVersion, and an instanceRefresh",
                    (Place(group.urn, f"{template.pointer}/version"),),
                )


_PROFILES = (
    (TEMPLATE, "iamInstanceProfile.arn"),
    (TEMPLATE, "iamInstanceProfile.name"),
    (_INSTANCE, "iamInstanceProfile"),
    ("aws:ec2/launchConfiguration:LaunchConfiguration", "iamInstanceProfile"),
)


def _profile_values(view: View) -> Iterator[Value]:
    for type_token, path in _PROFILES:
        for user in view.of(type_token):
            yield from view.values(user, path)


def _profile_named_like(view: View, role: Resource) -> bool:
    """Whether a profile takes its name from a role, or has the same: then the role's name names it too."""
    for profile in view.of(_PROFILE):
        name = profile.inputs.get("name")
        if role.urn in profile.property_dependencies.get("name", ()):
            return True
        if (
            name is not None
            and name != UNKNOWN
            and name in (role.inputs.get("name"), role.outputs.get("name"))
        ):
            return True
    return False


@rule(
    "instance-profile",
    "refused",
    title="Instances get an instance profile, not a role",
    why="EC2 looks for an instance profile of that name or ARN and answers 'Invalid IAM Instance Profile'.",
    source="IAM User Guide, Instance profiles; Amazon EC2 API Reference, IamInstanceProfileSpecification",
)
def profile(view: View) -> Iterator[Wrong]:
    """Instance profiles given as the ARN, or as the name, of a role."""
    for value in _profile_values(view):
        role = only_target(view, value, _ROLE)
        text = str(value.value)
        wrong_arn = text.startswith("arn:") and ":instance-profile/" not in text
        if not wrong_arn and (role is None or only_target(view, value, _PROFILE) is not None):
            continue
        if role is not None and not wrong_arn and _profile_named_like(view, role):
            continue
        shown = f"the role {role.name}" if role else text
        yield Wrong(
            f"{said(value.resource)} names {shown} as its instance profile",
            "make an instance profile with that role, and name the profile",
            (place(value),),
        )


@rule(
    "asg-place",
    "refused",
    title="An Auto Scaling group has subnets, or zones of its own region",
    why="Auto Scaling refuses a group with neither subnets nor zones, and zones of another region.",
    source=f"{_API}, CreateAutoScalingGroup, AvailabilityZones and VPCZoneIdentifier",
)
def zones(view: View) -> Iterator[Wrong]:
    """Groups without a place, and zones that are elsewhere."""
    for group in view.of(SCALING_GROUP):
        strays = [zone for zone in texts(group.inputs.get("availabilityZones")) if _elsewhere(zone, group)]
        nowhere = not any(
            group.inputs.get(name)
            for name in ("vpcZoneIdentifiers", "availabilityZones", "availabilityZoneIds")
        )
        if strays:
            yield Wrong(
                f"Auto Scaling group {said(group)} names the zones {', '.join(strays)} of another region",
                f"name zones of {group.region}, or better subnets",
                (at(group, "availabilityZones"),),
            )
        elif nowhere and group.status != "read":
            yield Wrong(
                f"Auto Scaling group {said(group)} has neither subnets nor zones",
                "give vpcZoneIdentifiers, subnets of at least two zones",
                (at(group, "vpcZoneIdentifiers"),),
            )


def _elsewhere(zone: str, group: Resource) -> bool:
    match = ZONE.fullmatch(zone)
    return bool(match and group.region and match["region"] != group.region)


@rule(
    "template-interface-groups",
    "refused",
    title="A launch template's security groups stand at its network interface, if it has one",
    why="RunInstances refuses both: 'Network interfaces and an instance-level security groups may not be "
    "specified on the same request'.",
    source="Amazon EC2 API Reference, RunInstances, SecurityGroupId: not with a network interface",
)
def interface_groups(view: View) -> Iterator[Wrong]:
    """Templates with groups beside network interfaces."""
    for template in view.of(TEMPLATE):
        if given(template, "networkInterfaces") and given(template, "vpcSecurityGroupIds"):
            yield Wrong(
                f"launch template {said(template)} has vpcSecurityGroupIds beside networkInterfaces",
                "move the security groups into networkInterfaces",
                (at(template, "vpcSecurityGroupIds"), at(template, "networkInterfaces")),
            )


_POLICY = "aws:autoscaling/policy:Policy"
_KINDS = {
    "StepScaling": ("stepAdjustments", ("scalingAdjustment", "targetTrackingConfiguration")),
    "SimpleScaling": ("scalingAdjustment", ("stepAdjustments", "targetTrackingConfiguration")),
    "TargetTrackingScaling": ("targetTrackingConfiguration", ("stepAdjustments", "scalingAdjustment")),
}


@rule(
    "asg-policy-kind",
    "refused",
    title="A scaling policy has the settings of its kind, and no other kind's",
    why="The provider refuses the settings of another kind, and Auto Scaling a policy without its own.",
    source=f"{_API}, PutScalingPolicy; Pulumi Registry, aws.autoscaling.Policy, inputs by policy type",
)
def policy_kind(view: View) -> Iterator[Wrong]:
    """Step, simple and target-tracking policies with the wrong settings."""
    for policy in view.of(_POLICY):
        kind = text_of(view, policy, "policyType") or "SimpleScaling"
        own, others = _KINDS.get(kind, ("", ()))
        extra = [name for name in others if given(policy, name)]
        missing = own and policy.inputs.get(own) is None and policy.inputs.get("policyType") != UNKNOWN
        if extra or missing:
            yield Wrong(
                f"{kind} policy {said(policy)} " + (f"has {', '.join(extra)}" if extra else f"has no {own}"),
                f"give {own} and none of {', '.join(others)}",
                tuple(at(policy, name) for name in (extra or [own])),
            )
