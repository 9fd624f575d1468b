"""What a region's instances are: the template that they are launched from."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning.tags import default_tags, name_tag
from tapstack.stack.firewall import Firewall
from tapstack.stack.region import RegionContext

SERVICE = "web"


def instance_tags(ctx: RegionContext) -> dict[str, str]:
    """Return the tags of instances and volumes, which a provider's default tags don't reach."""
    return {**default_tags(ctx.settings), **name_tag(ctx.name(SERVICE))}


def _hops(ctx: RegionContext) -> int:
    """Return how far the metadata service answers: one hop more where a container asks.

    Source: EC2 User Guide, "Instance metadata access considerations".
    """
    return 2 if ctx.settings.compute.container_image else 1


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

    No public address, IMDSv2 only and no further than the instance and its container, root volume under
    the region's key, metrics every minute (the scaling alarms read them so). `user_data` is the script of
    the first boot, `after` what must stand before an instance boots.
    """
    return aws.ec2.LaunchTemplate(
        ctx.name(SERVICE),
        image_id=ctx.image.id,
        instance_type=ctx.settings.compute.instance_type,
        iam_instance_profile=aws.ec2.LaunchTemplateIamInstanceProfileArgs(arn=profile_arn),
        metadata_options=aws.ec2.LaunchTemplateMetadataOptionsArgs(
            http_endpoint="enabled", http_tokens="required", http_put_response_hop_limit=_hops(ctx)
        ),
        monitoring=aws.ec2.LaunchTemplateMonitoringArgs(enabled=True),
        block_device_mappings=[
            aws.ec2.LaunchTemplateBlockDeviceMappingArgs(
                device_name=ctx.image.root_device,
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
