"""Inputs that exclude or need each other: what the provider's schema refuses before any call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tapstack.checks.facts.references import at, said
from tapstack.checks.facts.topology import (
    BALANCERS,
    SCALING_GROUP,
    SUBNET,
    TEMPLATE,
    VPC,
    defaulted,
    given,
    whole_number,
)
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

_INSTANCE = "aws:ec2/instance:Instance"
_ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
_DATABASE = "aws:rds/instance:Instance"

_WITH_PREFIX = (
    ("name", "namePrefix"),
    ("bucket", "bucketPrefix"),
    ("identifier", "identifierPrefix"),
    ("clusterIdentifier", "clusterIdentifierPrefix"),
    ("keyName", "keyNamePrefix"),
)


@rule(
    "name-and-prefix",
    "refused",
    title="A resource has a name or a name prefix, not both",
    why="In the provider's schema the two conflict, for every type that has both.",
    source="Pulumi Registry, AWS package, namePrefix: conflicts with name (also bucketPrefix, "
    "identifierPrefix, "
    "clusterIdentifierPrefix, keyNamePrefix)",
)
def name_and_prefix(view: View) -> Iterator[Wrong]:
    """Resources with both."""
    for resource in view.graph.cloud_resources:
        for name, prefix in _WITH_PREFIX if resource.type.startswith("aws:") else ():
            if given(resource, name) and given(resource, prefix):
                yield Wrong(
                    f"{said(resource)} has both {name} and {prefix}",
                    f"keep {prefix}, or {name} where the name must be fixed",
                    (at(resource, prefix), at(resource, name)),
                )


@dataclass(frozen=True, slots=True)
class Conflict:
    """Inputs of which a resource may have one, or must have one."""

    types: tuple[str, ...]
    inputs: tuple[str, ...]
    one_needed: bool = False
    inside: str = ""
    """The input that holds them, if they are nested."""


CONFLICTS = (
    Conflict((VPC,), ("cidrBlock", "ipv4NetmaskLength")),
    Conflict((VPC,), ("ipv6CidrBlock", "ipv6NetmaskLength")),
    Conflict((VPC,), ("assignGeneratedIpv6CidrBlock", "ipv6IpamPoolId")),
    Conflict((SUBNET,), ("availabilityZone", "availabilityZoneId")),
    Conflict((SUBNET,), ("cidrBlock", "ipv4NetmaskLength")),
    Conflict((SUBNET,), ("ipv6CidrBlock", "ipv6NetmaskLength")),
    Conflict(BALANCERS, ("subnets", "subnetMappings"), one_needed=True),
    Conflict(
        (SCALING_GROUP,), ("launchConfiguration", "launchTemplate", "mixedInstancesPolicy"), one_needed=True
    ),
    Conflict((SCALING_GROUP,), ("availabilityZones", "vpcZoneIdentifiers")),
    Conflict((SCALING_GROUP,), ("id", "name"), inside="launchTemplate"),
    Conflict((_INSTANCE,), ("id", "name"), inside="launchTemplate"),
    Conflict((TEMPLATE,), ("arn", "name"), inside="iamInstanceProfile"),
    Conflict((TEMPLATE,), ("securityGroupNames", "vpcSecurityGroupIds")),
    Conflict((TEMPLATE,), ("defaultVersion", "updateDefaultVersion")),
    Conflict((_INSTANCE,), ("userData", "userDataBase64")),
    Conflict((_INSTANCE,), ("networkInterfaces", "subnetId")),
    Conflict((_INSTANCE,), ("networkInterfaces", "vpcSecurityGroupIds")),
    Conflict((_ALARM,), ("statistic", "extendedStatistic")),
    Conflict((_ALARM,), ("metricName", "metricQueries", "evaluationCriteria"), one_needed=True),
    Conflict((_ALARM,), ("statistic", "metricQueries")),
    Conflict((_ALARM,), ("threshold", "thresholdMetricId")),
    Conflict(
        (_DATABASE, "aws:rds/cluster:Cluster"), ("manageMasterUserPassword", "passwordKeeper", "password")
    ),
    Conflict(("aws:dynamodb/table:Table",), ("restoreSourceName", "restoreSourceTableArn")),
)
"""By the provider's schema: ConflictsWith and ExactlyOneOf."""


@rule(
    "inputs-conflict",
    "refused",
    title="Inputs that exclude each other are not given together",
    why="The provider refuses the resource before it calls AWS: the arguments conflict.",
    source="Pulumi Registry, AWS package, each type's inputs: 'conflicts with', 'exactly one of'",
)
def inputs_conflict(view: View) -> Iterator[Wrong]:
    """Resources with two inputs of a conflict, or with none where one is needed."""
    for conflict in CONFLICTS:
        for resource in view.of(*conflict.types):
            named = _given(resource, conflict)
            none = conflict.one_needed and not any(resource.inputs.get(name) for name in conflict.inputs)
            if len(named) < 2 and not (none and resource.status != "read"):
                continue
            pointer = f"/{conflict.inside}" if conflict.inside else ""
            yield Wrong(
                f"{said(resource)} has "
                f"{' and '.join(named) if named else 'none of ' + ', '.join(conflict.inputs)}"
                + (f" in {conflict.inside}" if conflict.inside else ""),
                f"give one of {', '.join(conflict.inputs)}",
                tuple(Place(resource.urn, f"{pointer}/{name}") for name in named or conflict.inputs[:1]),
            )


def _given(resource: Resource, conflict: Conflict) -> list[str]:
    if not conflict.inside:
        return [name for name in conflict.inputs if given(resource, name)]
    held = resource.inputs.get(conflict.inside)
    if not isinstance(held, dict) or defaulted(resource, conflict.inside):
        return []
    filled = held.get("__defaults")
    extra: list[Json] = filled if isinstance(filled, list) else []
    return [name for name in conflict.inputs if held.get(name) not in (None, "") and name not in extra]


@dataclass(frozen=True, slots=True)
class Need:
    """An input that is of no use, and refused, without another."""

    type: str
    input: str
    needs: tuple[str, ...]


NEEDS = (
    Need(VPC, "ipv4NetmaskLength", ("ipv4IpamPoolId",)),
    Need(VPC, "ipv6NetmaskLength", ("ipv6IpamPoolId",)),
    Need(_ALARM, "metricName", ("namespace", "period")),
)


@rule(
    "inputs-needed",
    "refused",
    title="An input comes with those that it needs",
    why="The provider, or the service, refuses the one without the other.",
    source="Pulumi Registry, aws.ec2.Vpc, ipv4NetmaskLength: requires ipv4IpamPoolId; Amazon CloudWatch API "
    "Reference, PutMetricAlarm, MetricName: with Namespace and Period",
)
def inputs_needed(view: View) -> Iterator[Wrong]:
    """Resources with an input and not all of what it needs."""
    for need in NEEDS:
        for resource in view.of(need.type):
            missing = [name for name in need.needs if resource.inputs.get(name) is None]
            if given(resource, need.input) and missing and resource.status != "read":
                yield Wrong(
                    f"{said(resource)} has {need.input} but no {', '.join(missing)}",
                    f"give {', '.join(missing)}",
                    (at(resource, need.input),),
                )


_DELETED_LATER = (
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:kms/externalKey:ExternalKey",
    "aws:kms/replicaExternalKey:ReplicaExternalKey",
)


@rule(
    "kms-deletion-window",
    "refused",
    title="A KMS key waits 7 to 30 days for its deletion",
    why="The provider refuses another number of days, and so does ScheduleKeyDeletion.",
    source="AWS KMS API Reference, ScheduleKeyDeletion, PendingWindowInDays; Pulumi Registry, aws.kms.Key",
)
def deletion_window(view: View) -> Iterator[Wrong]:
    """Windows out of range."""
    for key in view.of(*_DELETED_LATER):
        days = whole_number(key.inputs.get("deletionWindowInDays"))
        if days is not None and not 7 <= days <= 30:
            yield Wrong(
                f"key {said(key)} waits {days} days for its deletion",
                "use 7 to 30 days",
                (at(key, "deletionWindowInDays"),),
            )
