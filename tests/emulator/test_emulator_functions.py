"""Every function with an entry, and the look-up of what stands already."""

from __future__ import annotations

import importlib
import inspect
import json
import re
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider, services
from tapstack.emulator.registry import ANSWERERS
from tapstack.engine import RealisationError
from tests.emulator.all_samples import FUNCTIONS
from tests.emulator.conftest import HOME, Ask, Make, request

services.load()


@pytest.mark.parametrize("token", sorted(ANSWERERS))
def test_a_function_is_one_of_pulumi_awss(token: str) -> None:
    assert f"'{token}'" in inspect.getsource(_module_of(token))


def _module_of(token: str) -> Any:
    module, file, _name = re.split("[/:]", token.removeprefix("aws:"))
    snake = re.sub("([A-Z])", lambda found: f"_{found[1].lower()}", file)
    return importlib.import_module(
        f"pulumi_aws.{snake}" if module == "index" else f"pulumi_aws.{module}.{snake}"
    )


@pytest.mark.parametrize(("token", "arguments"), FUNCTIONS)
def test_an_answer_has_what_the_function_gives(ask: Ask, token: str, arguments: dict[str, Any]) -> None:
    answer = ask(token, **arguments)
    name = token.rpartition(":")[2]
    result = getattr(_module_of(token), f"{name[:1].upper()}{name[1:]}Result")
    fields = {
        re.sub("_([a-z0-9])", lambda found: found[1].upper(), field)
        for field, value in inspect.getmembers(result)
        if isinstance(value, property)
    }
    assert set(answer) - {"region"} <= fields
    assert answer["id"]


def test_an_existing_vpc_is_read_back(make: Make, aws: EmbeddedAws) -> None:
    made = make("aws:ec2/vpc:Vpc", "network", cidrBlock="10.9.0.0/16")
    read = EmbeddedProvider(aws).read(request("aws:ec2/vpc:Vpc", "again", {}), made.id)
    for output in ("arn", "cidrBlock", "defaultSecurityGroupId", "mainRouteTableId", "defaultNetworkAclId"):
        assert read.outputs[output] == made.outputs.get(output, "10.9.0.0/16")
    assert read.outputs["region"] == HOME


def test_zones_are_those_that_pass_and_are_not_left_out(ask: Ask) -> None:
    token = "aws:index/getAvailabilityZones:getAvailabilityZones"
    assert ask(token)["names"] == [f"{HOME}{letter}" for letter in "abcdef"]
    first = ask(token, excludeNames=[f"{HOME}a"])
    assert first["names"] == [f"{HOME}{letter}" for letter in "bcdef"]
    assert len(first["zoneIds"]) == 5
    assert ask(token, filters=[{"name": "opt-in-status", "values": ["opted-in"]}])["names"] == []
    assert ask(token, region="eu-west-1")["names"] == [f"eu-west-1{letter}" for letter in "abc"]


def test_the_newest_image_is_the_one_with_the_latest_date(ask: Ask, aws: EmbeddedAws) -> None:
    wanted: dict[str, Any] = {
        "owners": ["amazon"],
        "filters": [{"name": "name", "values": ["al2023-ami-2023.*-x86_64"]}],
        "mostRecent": True,
    }
    image = ask("aws:ec2/getAmi:getAmi", **wanted)
    assert image["id"].startswith("ami-")
    assert image["architecture"] == "x86_64"
    assert image["rootDeviceName"] == "/dev/xvda"
    found = aws.client("ec2", HOME).describe_images(ImageIds=[image["id"]])["Images"]
    assert [each["Name"] for each in found] == [image["name"]]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"nameRegex": "^no such image$", "mostRecent": True}, "found none"),
        ({"owners": ["amazon"]}, r"found \d+$"),
    ],
)
def test_a_look_up_of_an_image_wants_exactly_one(ask: Ask, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(RealisationError, match=words) as refused:
        ask("aws:ec2/getAmi:getAmi", **arguments)
    assert refused.value.mend


def test_a_policy_document_keeps_all_of_its_principals_and_conditions(ask: Ask) -> None:
    answer = ask(
        "aws:iam/getPolicyDocument:getPolicyDocument",
        policyId="an-id",
        statements=[
            {
                "sid": "Several",
                "effect": "Deny",
                "actions": ["s3:*"],
                "notResources": ["arn:aws:s3:::b"],
                "principals": [
                    {"type": "AWS", "identifiers": ["one"]},
                    {"type": "AWS", "identifiers": ["two"]},
                    {"type": "Service", "identifiers": ["ec2.amazonaws.com"]},
                ],
                "conditions": [
                    {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["1"]},
                    {"test": "StringEquals", "variable": "aws:SourceAccount", "values": ["2"]},
                    {"test": "Bool", "variable": "aws:SecureTransport", "values": ["false"]},
                ],
            },
            {"actions": ["s3:Get*"], "principals": [{"type": "*", "identifiers": ["*"]}]},
        ],
    )
    document = json.loads(answer["json"])
    assert json.loads(answer["minifiedJson"]) == document
    assert document == {
        "Version": "2012-10-17",
        "Id": "an-id",
        "Statement": [
            {
                "Effect": "Deny",
                "Sid": "Several",
                "Action": ["s3:*"],
                "NotResource": ["arn:aws:s3:::b"],
                "Principal": {"AWS": ["one", "two"], "Service": ["ec2.amazonaws.com"]},
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": ["1", "2"]},
                    "Bool": {"aws:SecureTransport": ["false"]},
                },
            },
            {"Effect": "Allow", "Action": ["s3:Get*"], "Principal": "*"},
        ],
    }


def test_an_argument_that_no_function_reads_is_an_error(ask: Ask) -> None:
    with pytest.raises(RealisationError, match="`sourcePolicyDocuments` is not emulated"):
        ask("aws:iam/getPolicyDocument:getPolicyDocument", sourcePolicyDocuments=["{}"])


def test_a_public_parameter_shows_its_value_and_a_secret_one_does_not(ask: Ask, aws: EmbeddedAws) -> None:
    aws.client("ssm", HOME).put_parameter(Name="/secret", Type="SecureString", Value="hidden")
    secret = ask("aws:ssm/getParameter:getParameter", name="/secret")
    assert secret["value"] == "hidden"
    assert "insecureValue" not in secret
    aws.client("ssm", HOME).put_parameter(Name="/open", Type="String", Value="seen")
    assert ask("aws:ssm/getParameter:getParameter", name="/open")["insecureValue"] == "seen"
