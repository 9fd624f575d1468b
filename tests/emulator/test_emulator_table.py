"""Rows: types whose inputs map one to one onto an operation."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.emulator.call import Call
from tapstack.emulator.inputs import Inputs
from tapstack.emulator.table import Row, make
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME

TOPIC = Row("sns.create_topic", id="TopicArn", outputs={"told": "TopicArn"}, named=("name", 80))


def call(aws: EmbeddedAws, tags: dict[str, str] | None = None, **inputs: Any) -> Call:
    return Call(aws, HOME, Inputs(inputs), logical_name="sample", urn="urn:sample", tags=tags or {})


def test_a_row_makes_names_and_describes(aws: EmbeddedAws) -> None:
    made = make(call(aws), TOPIC)
    assert re.fullmatch(r"arn:aws:sns:us-east-1:123456789012:sample-[0-9a-f]{7}", made.id)
    assert made.outputs["name"] == made.id.rpartition(":")[2]
    assert made.outputs["told"] == made.outputs["topicArn"] == made.id


def test_an_id_can_be_an_input_and_an_arn_be_built(aws: EmbeddedAws) -> None:
    row = Row(
        "logs.create_log_group",
        id="=name",
        renames={"name": "logGroupName"},
        named=("name", 255),
        separator="_",
        arn="logs:log-group:{id}",
    )
    made = make(call(aws), row)
    assert re.fullmatch(r"sample_[0-9a-f]{7}", made.id)
    assert made.outputs["arn"] == f"arn:aws:logs:us-east-1:123456789012:log-group:{made.id}"


def test_defaults_give_way_to_inputs_and_fixed_parameters_to_nothing(aws: EmbeddedAws) -> None:
    ec2 = aws.client("ec2", HOME)
    subnets = [each["SubnetId"] for each in ec2.describe_subnets()["Subnets"][:2]]
    row = Row(
        "rds.create_db_subnet_group",
        id="DBSubnetGroupName",
        result="DBSubnetGroup",
        renames={"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"},
        defaults={"description": "by default"},
        fixed={"SubnetIds": subnets},
    )
    plain = make(call(aws, name="plain"), row)
    given = make(call(aws, name="given", description="by the program"), row)
    assert (plain.id, given.id) == ("plain", "given")
    found = aws.client("rds", HOME).describe_db_subnet_groups()["DBSubnetGroups"]
    described = {each["DBSubnetGroupName"]: each["DBSubnetGroupDescription"] for each in found}
    assert described == {"plain": "by default", "given": "by the program"}
    assert [len(each["Subnets"]) for each in found] == [2, 2]


def test_tags_go_in_the_form_that_the_operation_takes(aws: EmbeddedAws) -> None:
    tags = {"Owner": "us"}
    topic = make(call(aws, tags, name="tagged"), TOPIC)
    found = aws.client("sns", HOME).list_tags_for_resource(ResourceArn=topic.id)["Tags"]
    assert found == [{"Key": "Owner", "Value": "us"}]
    row = Row("ec2.create_vpc", id="VpcId", result="Vpc", tag_type="vpc")
    vpc = make(call(aws, tags, cidrBlock="10.0.0.0/16"), row)
    (described,) = aws.client("ec2", HOME).describe_vpcs(VpcIds=[vpc.id])["Vpcs"]
    assert described["Tags"] == [{"Key": "Owner", "Value": "us"}]
    group = Row("logs.create_log_group", id="=name", renames={"name": "logGroupName"}, named=("name", 255))
    log_group = make(call(aws, tags), group)
    arn = f"arn:aws:logs:us-east-1:123456789012:log-group:{log_group.id}"
    assert aws.client("logs", HOME).list_tags_for_resource(resourceArn=arn)["tags"] == tags


def test_what_is_unsent_is_not_sent_and_not_unknown(aws: EmbeddedAws) -> None:
    row = Row("sns.create_topic", id="TopicArn", named=("name", 80), unsent=frozenset({"provider_s"}))
    assert make(call(aws, provider_s=True), row).id
    with pytest.raises(RealisationError, match="`provider_s` is not emulated"):
        make(call(aws, provider_s=True), TOPIC)


def test_a_refusal_is_in_awss_words(aws: EmbeddedAws) -> None:
    row = Row("ec2.create_subnet", id="SubnetId", result="Subnet")
    with pytest.raises(RealisationError, match=r"^CreateSubnet: InvalidVpcID\.NotFound: .*vpc-0"):
        make(call(aws, vpcId="vpc-0", cidrBlock="10.0.0.0/24"), row)
    with pytest.raises(RealisationError, match=r"^ec2 create_subnet: Parameter validation failed"):
        make(call(aws, vpcId=["not", "a", "text"]), row)
