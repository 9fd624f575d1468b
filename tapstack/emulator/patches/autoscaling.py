"""Instances of an Auto Scaling group (seen in moto 5.2.5).

moto puts all of them into the group's first subnet and heeds neither the launch template's instance profile
nor its metadata options (IMDSv2), its network interface's security groups or its volume tags; besides the
template's volumes it gives each a root volume of 8 GiB, `/dev/sda1`, unencrypted. Here they spread over the
subnets, the emptiest first as AWS does, and are what the template says.
`CreateAutoScalingGroup` also leaves the group behind when a target group is missing, which is checked first
here, or when its template can't be launched, where it answers in EC2's words instead of its own. And it
forgets the service-linked role and the times that it is given.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from moto.autoscaling.exceptions import ValidationError
from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup, InstanceState
from moto.autoscaling.responses import AutoScalingResponse
from moto.ec2.exceptions import EC2ClientError
from moto.elbv2.exceptions import TargetGroupNotFoundError

_FORGOTTEN = {
    "ServiceLinkedRoleARN": "service_linked_role_arn",
    "DefaultInstanceWarmup": "default_instance_warmup",
    "MaxInstanceLifetime": "max_instance_lifetime",
}
_NO_LAUNCH = "You must use a valid fully-formed launch template."
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
        try:
            return create(self, *args, **kwargs)
        except EC2ClientError as error:
            self.autoscaling_groups.pop(kwargs["name"], None)
            raise ValidationError(f"{_NO_LAUNCH} {error.message}") from error

    FakeAutoScalingGroup.replace_autoscaling_group_instances = replace_instances
    AutoScalingBackend.create_auto_scaling_group = create_group
    _remember_all()


def _remember_all() -> None:
    answer = AutoScalingResponse.create_auto_scaling_group

    def create_auto_scaling_group(self: AutoScalingResponse) -> Any:
        answered = answer(self)
        asked = self._get_params()  # pyright: ignore[reportPrivateUsage]
        group = self.autoscaling_backend.autoscaling_groups[asked["AutoScalingGroupName"]]
        for parameter, attribute in _FORGOTTEN.items():
            if parameter in asked:
                setattr(group, attribute, asked[parameter])
        return answered

    AutoScalingResponse.create_auto_scaling_group = create_auto_scaling_group


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
        block_device_mappings=_volumes(group, data),
        region_name=group.autoscaling_backend.region_name,
    )
    instance: Any = reservation.instances[0]
    instance.autoscaling_group = group
    instance.monitoring_state = "enabled" if _is_on(data.get("Monitoring", {}).get("Enabled")) else "disabled"
    _take_profile(group, instance, data.get("IamInstanceProfile"))
    group.instance_states.append(
        InstanceState(instance, protected_from_scale_in=group.new_instances_protected_from_scale_in)
    )


def _volumes(group: FakeAutoScalingGroup, data: dict[str, Any]) -> list[dict[str, Any]]:
    """The template's volumes, and a root as the image has it unless the template speaks of that, too."""
    mappings: list[dict[str, Any]] = data.get("BlockDeviceMappings", [])
    image = group.autoscaling_backend.ec2_backend.describe_images(ami_ids=[group.image_id])[0]
    if any(mapping["DeviceName"] == image.root_device_name for mapping in mappings):
        return mappings
    root = {"DeviceName": image.root_device_name, "Ebs": {"VolumeSize": 8, "DeleteOnTermination": True}}
    return [root, *mappings]


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
