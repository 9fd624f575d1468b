"""What a region's instances are: their image, and the template they are launched from."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.tags import default_tags, name_tag
from tapstack.stack.firewall import Firewall
from tapstack.stack.region import RegionContext

SERVICE = "web"
_AMAZON_LINUX = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
_AMAZON_LINUX_ROOT = "/dev/xvda"


@dataclass(frozen=True)
class MachineImage:
    """An image, and the device of its root volume: the template must name it to encrypt it."""

    id: pulumi.Input[str]
    root_device: pulumi.Input[str]


def machine_image(ctx: RegionContext) -> MachineImage:
    """Return the image that the settings name for this region, or its newest Amazon Linux 2023.

    The newest comes from the public parameter that AWS keeps in every region (Amazon Linux 2023 User Guide,
    "AL2023 on Amazon EC2"). A new release changes the template, and the instances are replaced at the next
    deployment; who doesn't want that names the images.
    """
    compute = ctx.settings.compute
    if compute.ami is not None:
        named = aws.ec2.get_ami_output(
            filters=[aws.ec2.GetAmiFilterArgs(name="image-id", values=[compute.ami[ctx.region]])],
            region=ctx.region,
            opts=ctx.invoke_options(),
        )
        return MachineImage(named.id, named.root_device_name)
    newest = aws.ssm.get_parameter_output(
        name=_AMAZON_LINUX.format(architecture=compute.architecture),
        region=ctx.region,
        opts=ctx.invoke_options(),
    )
    return MachineImage(newest.insecure_value, _AMAZON_LINUX_ROOT)


def instance_tags(ctx: RegionContext) -> dict[str, str]:
    """Return the tags of instances and volumes, which a provider's default tags don't reach."""
    return {**default_tags(ctx.settings), **name_tag(ctx.name(SERVICE))}


def launch_template(
    ctx: RegionContext,
    firewall: Firewall,
    key_arn: pulumi.Output[str],
    profile_arn: pulumi.Output[str],
    user_data: str,
    *,
    after: Sequence[pulumi.Resource],
) -> aws.ec2.LaunchTemplate:
    """Make the template of the region's instances.

    No public address, IMDSv2 only and no further than the instance itself, root volume under the region's
    key, metrics every minute (the scaling alarms read them so). `user_data` is the script of the first boot,
    `after` what must stand before an instance boots.
    """
    image = machine_image(ctx)
    return aws.ec2.LaunchTemplate(
        ctx.name(SERVICE),
        image_id=image.id,
        instance_type=ctx.settings.compute.instance_type,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile_arn),
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=1
        ),
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=image.root_device,
                ebs=aws.ec2.LaunchTemplateBlockDeviceMappingEbsArgs(
                    volume_type="gp3",
                    volume_size=ctx.settings.compute.volume_gib,
                    encrypted="true",
                    kms_key_id=key_arn,
                    delete_on_termination="true",
                ),
            )
        ],
        network_interfaces=[
            aws.ec2.LaunchTemplateNetworkInterfaceArgs(
                device_index=0,
                associate_public_ip_address="false",
                delete_on_termination="true",
                security_groups=[firewall.instances_id],
            )
        ],
        tag_specifications=[
            aws.ec2.LaunchTemplateTagSpecificationArgs(resource_type=kind, tags=instance_tags(ctx))
            for kind in ("instance", "volume")
        ],
        user_data=base64.b64encode(user_data.encode()).decode(),
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(depends_on=after),
    )
