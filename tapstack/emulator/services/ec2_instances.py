"""EC2 machines: images, launch templates, instances."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

from botocore.model import StructureShape

from tapstack.emulator.call import Call
from tapstack.emulator.mapper import to_parameters
from tapstack.emulator.registry import Made, answers, realises
from tapstack.emulator.table import Row, make
from tapstack.engine import Properties

_INSTANCE = Row(
    "ec2.run_instances",
    id="InstanceId",
    result="Instances[0]",
    renames={"ami": "ImageId", "vpcSecurityGroupIds": "SecurityGroupIds", "privateIp": "PrivateIpAddress"},
    outputs={
        "availabilityZone": "Placement.AvailabilityZone",
        "privateIp": "PrivateIpAddress",
        "privateDns": "PrivateDnsName",
        "publicIp": "PublicIpAddress",
        "primaryNetworkInterfaceId": "NetworkInterfaces[0].NetworkInterfaceId",
    },
    unsent=frozenset({"iamInstanceProfile", "rootBlockDevice", "userDataReplaceOnChange"}),
    arn="ec2:instance/{id}",
    tag_type="instance",
)
_PROVIDER_ONLY = frozenset({"name", "namePrefix", "tags", "region", "description", "updateDefaultVersion"})


@answers("aws:ec2/getAmi:getAmi")
def ami(call: Call) -> Properties:
    """The image that the filters leave; the newest with `mostRecent`."""
    given = call.inputs
    newest, pattern = given.get("mostRecent"), given.get("nameRegex")
    found = call.ask(
        "ec2",
        "describe_images",
        Owners=given.get("owners"),
        Filters=[{"Name": f["name"], "Values": f["values"]} for f in given.get("filters", [])],
        IncludeDeprecated=given.get("includeDeprecated"),
    )["Images"]
    images: list[dict[str, Any]] = [i for i in found if not pattern or re.search(pattern, i.get("Name", ""))]
    if not images:
        call.refuse("the look-up of an image found none", "loosen its filters")
    if len(images) > 1 and not newest:
        call.refuse(f"the look-up of an image found {len(images)}", "filter more, or set most_recent")
    image = max(images, key=lambda each: str(each["CreationDate"]))
    simple = {"ImageId": "imageId", "Name": "name", "Architecture": "architecture", "OwnerId": "ownerId"}
    simple |= {
        "RootDeviceName": "rootDeviceName",
        "State": "state",
        "VirtualizationType": "virtualizationType",
    }
    return {
        "id": image["ImageId"],
        **{name: image[member] for member, name in simple.items() if member in image},
    }


@realises("aws:ec2/launchTemplate:LaunchTemplate")
def launch_template(call: Call) -> Made:
    """A launch template with its first version."""
    name = call.physical_name(limit=128)
    made = call.ask(
        "ec2",
        "create_launch_template",
        LaunchTemplateName=name,
        VersionDescription=call.inputs.get("description"),
        LaunchTemplateData=_template_data(call),
        TagSpecifications=call.tag_specifications("launch-template"),
    )["LaunchTemplate"]
    return Made(
        made["LaunchTemplateId"],
        {
            "name": name,
            "arn": call.arn("ec2", f"launch-template/{made['LaunchTemplateId']}"),
            "latestVersion": made["LatestVersionNumber"],
            "defaultVersion": made["DefaultVersionNumber"],
        },
    )


def _template_data(call: Call) -> dict[str, Any]:
    operation = call.client("ec2").meta.service_model.operation_model("CreateLaunchTemplate")
    shape = cast("StructureShape", operation.input_shape.members["LaunchTemplateData"])
    given = {key: value for key, value in call.inputs.items() if key not in _PROVIDER_ONLY}
    renames = {"vpcSecurityGroupIds": "SecurityGroupIds", "networkInterfaces.securityGroups": "Groups"}
    data = to_parameters(shape, given, renames)
    for interface in data.get("NetworkInterfaces", []):
        interface.setdefault("DeviceIndex", 0)
    return data


@realises("aws:ec2/instance:Instance")
def instance(call: Call) -> Made:
    """One instance."""
    given = call.inputs
    fixed: dict[str, Any] = {"MinCount": 1, "MaxCount": 1}
    if given.get("iamInstanceProfile"):
        fixed["IamInstanceProfile"] = {"Name": given["iamInstanceProfile"]}
    if given.get("rootBlockDevice"):
        fixed["BlockDeviceMappings"] = [_root_device(call, given["rootBlockDevice"])]
    made = make(call, replace(_INSTANCE, fixed=fixed))
    return Made(
        made.id, made.outputs | {"publicIp": made.outputs.get("publicIp") or "", "instanceState": "running"}
    )


def _root_device(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    image = call.ask("ec2", "describe_images", ImageIds=[call.inputs["ami"]])["Images"][0]
    names = {
        "encrypted": "Encrypted",
        "volumeSize": "VolumeSize",
        "volumeType": "VolumeType",
        "kmsKeyId": "KmsKeyId",
        "iops": "Iops",
        "throughput": "Throughput",
        "deleteOnTermination": "DeleteOnTermination",
    }
    volume = {member: given[name] for name, member in names.items() if name in given}
    return {"DeviceName": image.get("RootDeviceName", "/dev/xvda"), "Ebs": volume}
