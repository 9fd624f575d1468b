"""Instances of an Auto Scaling group (seen in moto 5.2.5).

moto puts all of them into the group's first subnet and heeds neither the launch template's instance profile
nor its metadata options (IMDSv2), its network interface's security groups or its volume tags. Here they
spread over the subnets, the emptiest first as AWS does, and are what the template says.
`CreateAutoScalingGroup` also leaves the group behind when a target group is missing; here it is checked
first.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, InstanceState
from moto.elbv2.exceptions import TargetGroupNotFoundError

_NAME_TAG = "aws:autoscaling:groupName"


def apply() -> None:
    """Launch by the template, over all subnets; check the target groups first."""
    launch_all = FakeAutoScalingGroup.replace_autoscaling_group_instances
    create = AutoScalingBackend.create_auto_scaling_group

    def replace_instances(
        self: FakeAutoScalingGroup, count_needed: int, propagated_tags: dict[str, str]
    ) -> None:
        if not self.ec2_launch_template or not self.vpc_zone_identifier:
            launch_all(self, count_needed, propagated_tags)
            return
        for _ in range(count_needed):
            _launch(self, propagated_tags)

    def create_group(self: AutoScalingBackend, *args: Any, **kwargs: Any) -> Any:
        wanted: list[str] = kwargs.get("target_group_arns") or []
        for arn in wanted:
            if arn not in self.elbv2_backend.target_groups:
                raise TargetGroupNotFoundError
        return create(self, *args, **kwargs)

    FakeAutoScalingGroup.replace_autoscaling_group_instances = replace_instances
    AutoScalingBackend.create_auto_scaling_group = create_group


def _launch(group: FakeAutoScalingGroup, tags: dict[str, str]) -> None:
    template: Any = group.ec2_launch_template
    data: dict[str, Any] = template.get_version(group.launch_template_version).data
    interfaces: list[dict[str, Any]] = data.get("NetworkInterfaces", [])
    interface = interfaces[0] if interfaces else dict[str, Any]()
    tagged = _specified_tags(data)
    reservation = group.autoscaling_backend.ec2_backend.run_instances(
        group.image_id,
        1,
        group.user_data,
        [],
        instance_type=group.instance_type,
        tags={
            "instance": {**tagged.get("instance", {}), **tags, _NAME_TAG: group.name},
            "volume": tagged.get("volume", {}),
        },
        launch_template={"LaunchTemplateId": template.id, "Version": group.launch_template_version},
        is_instance_type_default=False,
        associate_public_ip=interface.get("AssociatePublicIpAddress") in (True, "true"),
        subnet_id=_emptiest_subnet(group),
        security_group_ids=data.get("SecurityGroupIds") or interface.get("Groups") or [],
        metadata_options=data.get("MetadataOptions", {}),
        region_name=group.autoscaling_backend.region_name,
    )
    instance: Any = reservation.instances[0]
    instance.autoscaling_group = group
    instance.monitoring_state = "enabled" if _is_on(data.get("Monitoring", {}).get("Enabled")) else "disabled"
    _take_profile(group, instance, data.get("IamInstanceProfile"))
    group.instance_states.append(
        InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
    )


def _emptiest_subnet(group: FakeAutoScalingGroup) -> str:
    subnets: list[str] = str(group.vpc_zone_identifier).split(",")
    taken = Counter(state.instance.subnet_id for state in group.instance_states)
    return min(subnets, key=lambda subnet: taken[subnet])


def _specified_tags(data: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {
        specification["ResourceType"]: {tag["Key"]: tag["Value"] for tag in specification.get("Tags", [])}
        for specification in data.get("TagSpecifications", [])
    }


def _take_profile(group: FakeAutoScalingGroup, instance: Any, profile: dict[str, str] | None) -> None:
    if profile:
        group.autoscaling_backend.ec2_backend.associate_iam_instance_profile(
            instance.id, profile.get("Name"), profile.get("Arn")
        )


def _is_on(value: Any) -> bool:
    return value in (True, "true")
