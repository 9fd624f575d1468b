"""The machine image that a region's instances boot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_aws as aws

from tapstack.planning.errors import PlanError
from tapstack.settings import ComputeSettings

_AMAZON_LINUX: Final = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"
_AMAZON_LINUX_ROOT: Final = "/dev/xvda"


@dataclass(frozen=True)
class MachineImage:
    """An image, and the device of its root volume: the template must name it to encrypt it."""

    id: str
    root_device: str


def machine_image(compute: ComputeSettings, region: str, opts: pulumi.InvokeOptions) -> MachineImage:
    """Return the image that the settings name for a region, or its newest Amazon Linux 2023.

    The newest comes from the public parameter that AWS keeps in every region (Amazon Linux 2023 User Guide,
    "AL2023 on Amazon EC2"). A new release changes the template, and the instances are replaced at the next
    deployment; who doesn't want that names the images.

    Raises:
        PlanError: the region doesn't have the image, or doesn't answer.
    """
    name = compute.ami[region] if compute.ami else _AMAZON_LINUX.format(architecture=compute.architecture)
    try:
        if compute.ami:
            return _named(name, region, opts)
        newest = aws.ssm.get_parameter(name=name, region=region, opts=opts)
    except Exception as error:  # a look-up that fails is a bare Exception in Pulumi's SDK
        raise PlanError(
            f"{region} has no image {name}",
            value=str(error),
            allowed="an image that this account sees in that region",
            mend="Name an AMI of that region in tap:compute.ami, or take the region out of tap:regions.",
        ) from error
    return MachineImage(newest.insecure_value, _AMAZON_LINUX_ROOT)


def _named(image: str, region: str, opts: pulumi.InvokeOptions) -> MachineImage:
    filters = [aws.ec2.GetAmiFilterArgs(name="image-id", values=[image])]
    found = aws.ec2.get_ami(filters=filters, region=region, opts=opts)
    return MachineImage(found.id, found.root_device_name)
