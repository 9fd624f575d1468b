"""EC2 Auto Scaling: groups, what they are attached to, and their scaling policies."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.emulator.table import Row, make
from tapstack.engine import Properties

_ONLY_FOR_UPDATES = frozenset(
    {
        "forceDelete",
        "forceDeleteWarmPool",
        "ignoreFailedScalingActivities",
        "instanceRefresh",
        "minElbCapacity",
        "waitForCapacityTimeout",
        "waitForElbCapacity",
    }
)
_GROUP = Row(
    "autoscaling.create_auto_scaling_group",
    id="=name",
    renames={
        "name": "AutoScalingGroupName",
        "launchConfiguration": "LaunchConfigurationName",
        "launchTemplate.id": "LaunchTemplateId",
        "launchTemplate.name": "LaunchTemplateName",
        "loadBalancers": "LoadBalancerNames",
        "protectFromScaleIn": "NewInstancesProtectedFromScaleIn",
    },
    unsent=_ONLY_FOR_UPDATES
    | {"enabledMetrics", "metricsGranularity", "suspendedProcesses", "vpcZoneIdentifiers"},
    named=("name", 255),
)
_POLICY = Row(
    "autoscaling.put_scaling_policy",
    id="=name",
    renames={
        "name": "PolicyName",
        "autoscalingGroupName": "AutoScalingGroupName",
        "targetTrackingConfiguration.customizedMetricSpecification.metricDimensions": "Dimensions",
    },
    named=("name", 255),
)
_RANDOM_DIGITS = 26

BEHAVIOURS["aws:autoscaling/group:Group", "instanceRefresh"] = (
    "no instance refresh runs: instances keep the template version that they began with"
)
BEHAVIOURS["aws:autoscaling/policy:Policy", ""] = (
    "scaling policies are not followed: no group grows or shrinks"
)


@realises("aws:autoscaling/group:Group")
def group(call: Call) -> Made:
    """A group; its instances start at once and register with the target groups.

    An instance refresh is only a way to update, so a fresh account has no use for it.
    """
    call.ignore(*_ONLY_FOR_UPDATES)
    given = call.inputs
    subnets = given.get("vpcZoneIdentifiers")
    tags: list[dict[str, Any]] = given.get("tags") or []
    fixed: dict[str, Any] = {"Tags": [_tag(call.physical_name(), tag) for tag in tags]}
    if subnets:
        fixed["VPCZoneIdentifier"] = ",".join(subnets)
    made = make(call, replace(_GROUP, fixed=fixed))
    if given.get("enabledMetrics"):
        call.ask(
            "autoscaling",
            "enable_metrics_collection",
            AutoScalingGroupName=made.id,
            Metrics=given["enabledMetrics"],
            Granularity=given.get("metricsGranularity", "1Minute"),
        )
    if given.get("suspendedProcesses"):
        call.ask(
            "autoscaling",
            "suspend_processes",
            AutoScalingGroupName=made.id,
            ScalingProcesses=given["suspendedProcesses"],
        )
    return Made(made.id, made.outputs | _described(call, made.id))


def _described(call: Call, name: str) -> Properties:
    found = call.ask("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name])
    group = found["AutoScalingGroups"][0]
    return {
        "arn": group["AutoScalingGroupARN"],
        "availabilityZones": group["AvailabilityZones"],
        "defaultCooldown": group["DefaultCooldown"],
        "desiredCapacity": group["DesiredCapacity"],
        "healthCheckType": group["HealthCheckType"],
    }


def _tag(group_name: str, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "ResourceId": group_name,
        "ResourceType": "auto-scaling-group",
        "Key": given["key"],
        "Value": given["value"],
        "PropagateAtLaunch": given["propagateAtLaunch"],
    }


@realises("aws:autoscaling/policy:Policy")
def policy(call: Call) -> Made:
    """A scaling policy. moto's answer loses its ARN (moto 5.2.5), so it is read back."""
    made = make(call, _POLICY)
    owner = call.inputs["autoscalingGroupName"]
    found = call.ask("autoscaling", "describe_policies", AutoScalingGroupName=owner, PolicyNames=[made.id])
    return Made(made.id, {**made.outputs, "arn": found["ScalingPolicies"][0]["PolicyARN"]})


@realises("aws:autoscaling/attachment:Attachment")
def attachment(call: Call) -> Made:
    """A group's attachment to one more target group. Its id is the provider's own: the group and digits."""
    group, target = call.inputs["autoscalingGroupName"], call.inputs["lbTargetGroupArn"]
    call.ask(
        "autoscaling",
        "attach_load_balancer_target_groups",
        AutoScalingGroupName=group,
        TargetGroupARNs=[target],
    )
    return Made(f"{group}-{hashlib.sha256(call.urn.encode()).hexdigest()[:_RANDOM_DIGITS]}", {})
