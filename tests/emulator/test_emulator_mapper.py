"""Between Pulumi's names and botocore's."""

from __future__ import annotations

from typing import Any, cast

import boto3
import pytest
from botocore.model import StructureShape

from tapstack.emulator.mapper import to_outputs, to_parameters
from tapstack.engine import RealisationError


def shape(service: str, operation: str) -> StructureShape:
    model: Any = cast("Any", boto3.session.Session()).client(
        service, region_name="us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    return model.meta.service_model.operation_model(operation).input_shape


def mapped(
    service: str, operation: str, renames: dict[str, str] | None = None, /, **inputs: Any
) -> dict[str, Any]:
    return to_parameters(shape(service, operation), inputs, renames or {})


def test_names_correspond_whatever_their_capitals_and_plural() -> None:
    assert mapped(
        "autoscaling", "CreateAutoScalingGroup", targetGroupArns=["a"], serviceLinkedRoleArn="r", minSize=1
    ) == {"TargetGroupARNs": ["a"], "ServiceLinkedRoleARN": "r", "MinSize": 1}
    assert mapped("rds", "CreateDBSubnetGroup", subnetIds=["s"]) == {"SubnetIds": ["s"]}
    assert mapped("ec2", "CreateLaunchTemplate", launchTemplateData={"blockDeviceMappings": []}) == {
        "LaunchTemplateData": {"BlockDeviceMappings": []}
    }


def test_a_rename_goes_by_the_path() -> None:
    given = {"networkInterfaces": [{"securityGroups": ["sg-1"]}]}
    renames = {"launchTemplateData.networkInterfaces.securityGroups": "Groups"}
    assert mapped("ec2", "CreateLaunchTemplate", renames, launchTemplateData=given) == {
        "LaunchTemplateData": {"NetworkInterfaces": [{"Groups": ["sg-1"]}]}
    }


def test_texts_become_what_the_model_says_and_numbers_texts() -> None:
    ebs = {"encrypted": "true", "deleteOnTermination": "false", "volumeSize": "20", "snapshotId": 7}
    mappings = mapped(
        "ec2", "CreateLaunchTemplate", launchTemplateData={"blockDeviceMappings": [{"ebs": ebs}]}
    )["LaunchTemplateData"]["BlockDeviceMappings"]
    assert mappings == [
        {"Ebs": {"Encrypted": True, "DeleteOnTermination": False, "VolumeSize": 20, "SnapshotId": "7"}}
    ]
    alarm = mapped("cloudwatch", "PutMetricAlarm", threshold="60", evaluationPeriods="2", unit=True)
    assert alarm == {"Threshold": 60.0, "EvaluationPeriods": 2, "Unit": "true"}


def test_one_thing_becomes_a_list_where_aws_wants_one() -> None:
    assert mapped("rds", "CreateDBSubnetGroup", subnetIds="only") == {"SubnetIds": ["only"]}


def test_a_map_of_tags_becomes_a_list() -> None:
    specification = {"resourceType": "instance", "tags": {"Owner": "us", "Number": 1}}
    given = {"tagSpecifications": [specification]}
    assert mapped("ec2", "CreateLaunchTemplate", launchTemplateData=given)["LaunchTemplateData"] == {
        "TagSpecifications": [
            {
                "ResourceType": "instance",
                "Tags": [{"Key": "Owner", "Value": "us"}, {"Key": "Number", "Value": "1"}],
            }
        ]
    }


def test_a_map_stays_a_map_where_aws_has_one() -> None:
    assert mapped("sns", "CreateTopic", name="t", attributes={"DisplayName": "d"}) == {
        "Name": "t",
        "Attributes": {"DisplayName": "d"},
    }


@pytest.mark.parametrize(
    ("inputs", "path"),
    [
        ({"noSuchThing": 1}, "noSuchThing"),
        ({"launchTemplateData": {"noSuchThing": 1}}, "launchTemplateData.noSuchThing"),
        (
            {"launchTemplateData": {"blockDeviceMappings": [{"ebs": {"odd": 1}}]}},
            "launchTemplateData.blockDeviceMappings.ebs.odd",
        ),
    ],
)
def test_an_input_without_a_member_is_an_error(inputs: dict[str, Any], path: str) -> None:
    with pytest.raises(RealisationError, match=f"the input `{path}` is not emulated") as refused:
        mapped("ec2", "CreateLaunchTemplate", **inputs)
    assert "docs/extending.md" in str(refused.value.mend)


def test_outputs_are_the_plain_members_of_an_answer() -> None:
    answer = {
        "CidrBlock": "10.0.0.0/16",
        "IsDefault": False,
        "Count": 1,
        "Names": ["a", "b"],
        "Tags": [{"Key": "a", "Value": "b"}],
        "State": {"Code": 1},
        "Nothing": None,
    }
    assert to_outputs(answer) == {
        "cidrBlock": "10.0.0.0/16",
        "isDefault": False,
        "count": 1,
        "names": ["a", "b"],
    }
