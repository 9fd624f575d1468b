"""EC2 Auto Scaling: groups and their scaling policies. Alarms do not reach the policies: nothing scales by
itself.
"""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises
from tapstack.emulator.table import Row, make

_POLICY = Row(
    "autoscaling.put_scaling_policy",
    id="=name",
    renames={"name": "PolicyName", "autoscalingGroupName": "AutoScalingGroupName"},
    named=("name", 255),
)


@realises("aws:autoscaling/group:Group")
def group(call: Call) -> Made:
    """A group; its instances start at once and register with the target groups.

    An instance refresh is only a way to update, so a fresh account has no use for it.
    """
    given, name = call.inputs, call.physical_name()
    subnets = given.get("vpcZoneIdentifiers")
    tags: list[dict[str, Any]] = given.get("tags") or []
    call.ask(
        "autoscaling",
        "create_auto_scaling_group",
        AutoScalingGroupName=name,
        MinSize=given["minSize"],
        MaxSize=given["maxSize"],
        DesiredCapacity=given.get("desiredCapacity"),
        LaunchTemplate=_template(given.get("launchTemplate")),
        VPCZoneIdentifier=",".join(subnets) if subnets else None,
        TargetGroupARNs=given.get("targetGroupArns"),
        HealthCheckType=given.get("healthCheckType"),
        HealthCheckGracePeriod=given.get("healthCheckGracePeriod"),
        DefaultCooldown=given.get("defaultCooldown"),
        DefaultInstanceWarmup=given.get("defaultInstanceWarmup"),
        ServiceLinkedRoleARN=given.get("serviceLinkedRoleArn"),
        TerminationPolicies=given.get("terminationPolicies"),
        Tags=[_tag(name, tag) for tag in tags],
    )
    if given.get("enabledMetrics"):
        call.ask(
            "autoscaling",
            "enable_metrics_collection",
            AutoScalingGroupName=name,
            Metrics=given["enabledMetrics"],
            Granularity="1Minute",
        )
    found = call.ask("autoscaling", "describe_auto_scaling_groups", AutoScalingGroupNames=[name])[
        "AutoScalingGroups"
    ][0]
    return Made(
        name,
        {"name": name, "arn": found["AutoScalingGroupARN"], "availabilityZones": found["AvailabilityZones"]},
    )


def _template(given: dict[str, Any] | None) -> dict[str, str] | None:
    names = {"id": "LaunchTemplateId", "name": "LaunchTemplateName", "version": "Version"}
    return {names[key]: str(value) for key, value in given.items()} if given else None


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
