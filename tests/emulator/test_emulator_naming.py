"""Names that the provider makes up, by the rules of pulumi_aws."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME, Make

HEX = "[0-9a-f]"
ROLE = "aws:iam/role:Role"
TRUST = '{"Version": "2012-10-17", "Statement": []}'
DATABASE: dict[str, Any] = {
    "engine": "mysql",
    "instanceClass": "db.t4g.medium",
    "allocatedStorage": 20,
    "username": "someone",
    "password": "not-a-secret-here",
}


def test_a_given_name_is_kept(make: Make) -> None:
    assert make(ROLE, "logical", name="given", assumeRolePolicy=TRUST).outputs["name"] == "given"


def test_a_missing_name_is_the_logical_one_a_hyphen_and_seven_hex_digits(make: Make) -> None:
    name = make(ROLE, "logical", assumeRolePolicy=TRUST).outputs["name"]
    assert re.fullmatch(f"logical-{HEX}{{7}}", str(name))


def test_a_made_up_name_is_the_same_in_every_run_and_another_for_every_resource(make: Make) -> None:
    names = [make("aws:sns/topic:Topic", each).outputs["name"] for each in ("one", "two", "one")]
    assert names[0] == names[2] != names[1]
    assert str(names[0])[-7:] != str(names[1])[-7:]
    log_group = make("aws:cloudwatch/logGroup:LogGroup", "one").outputs["name"]
    assert log_group != names[0]


def test_after_a_prefix_come_26_digits(make: Make) -> None:
    group = make("aws:cloudwatch/logGroup:LogGroup", "logical", namePrefix="given-")
    assert re.fullmatch(f"given-{HEX}{{26}}", group.id)
    bucket = make("aws:s3/bucket:Bucket", "logical", bucketPrefix="given-")
    assert re.fullmatch(f"given-{HEX}{{26}}", bucket.id)


@pytest.mark.parametrize(
    ("token", "inputs", "length"),
    [
        ("aws:lb/targetGroup:TargetGroup", {"port": 80, "protocol": "HTTP"}, 32),
        (ROLE, {"assumeRolePolicy": TRUST}, 64),
        ("aws:s3/bucket:Bucket", {}, 63),
        ("aws:sns/topic:Topic", {}, 80),
    ],
)
def test_a_name_that_gets_too_long_is_refused_and_never_cut(
    make: Make, aws: EmbeddedAws, token: str, inputs: dict[str, Any], length: int
) -> None:
    fits = "n" * (length - 8)
    if "port" in inputs:
        inputs = {**inputs, "vpcId": aws.client("ec2", HOME).describe_vpcs()["Vpcs"][0]["VpcId"]}
    made = make(token, fits, **inputs)
    assert len(str(made.outputs.get("name") or made.outputs["bucket"])) == length
    words = f"name '{fits}n-' plus 7 random chars is longer than maximum length {length}"
    with pytest.raises(RealisationError, match=re.escape(words)) as refused:
        make(token, f"{fits}n", **inputs)
    assert "shorter" in str(refused.value.mend)


def test_a_buckets_made_up_name_is_in_lower_case(make: Make) -> None:
    assert re.fullmatch(f"mybucket-{HEX}{{7}}", make("aws:s3/bucket:Bucket", "MyBucket").id)


def test_a_databases_made_up_identifier_has_no_hyphen(make: Make) -> None:
    made = make("aws:rds/instance:Instance", "db", **DATABASE)
    assert re.fullmatch(f"db{HEX}{{7}}", str(made.outputs["identifier"]))


@pytest.mark.parametrize(
    ("given", "form"),
    [
        ({}, f"alias/logical-{HEX}{{7}}"),
        ({"name": "alias/given"}, "alias/given"),
        ({"namePrefix": "alias/given-"}, f"alias/given-{HEX}{{26}}"),
    ],
)
def test_a_made_up_alias_starts_as_aws_wants_it(make: Make, given: dict[str, str], form: str) -> None:
    key = make("aws:kms/key:Key", "key")
    alias = make("aws:kms/alias:Alias", "logical", targetKeyId=key.id, **given)
    assert re.fullmatch(form, alias.id)
    assert alias.outputs["targetKeyArn"] == key.outputs["arn"]


def test_a_made_up_name_of_a_fifo_topic_ends_as_aws_wants_it(make: Make) -> None:
    topic = make("aws:sns/topic:Topic", "logical", fifoTopic=True, contentBasedDeduplication=True)
    assert re.fullmatch(rf"logical-{HEX}{{7}}\.fifo", str(topic.outputs["name"]))


def test_an_object_without_a_key_is_called_as_the_resource_is(make: Make) -> None:
    bucket = make("aws:s3/bucket:Bucket", "bucket")
    made = make("aws:s3/bucketObject:BucketObject", "page.html", bucket=bucket.id, content="text")
    assert (made.id, made.outputs["key"]) == ("page.html", "page.html")


def test_what_the_provider_describes_is_managed_by_pulumi(make: Make, aws: EmbeddedAws) -> None:
    subnets = [each["SubnetId"] for each in aws.client("ec2", HOME).describe_subnets()["Subnets"][:2]]
    make("aws:rds/subnetGroup:SubnetGroup", "group", subnetIds=subnets)
    make("aws:rds/parameterGroup:ParameterGroup", "group", family="mysql8.4")
    make("aws:ec2/securityGroup:SecurityGroup", "group")
    rds = aws.client("rds", HOME)
    groups = aws.client("ec2", HOME).describe_security_groups()["SecurityGroups"]
    described = [
        rds.describe_db_subnet_groups()["DBSubnetGroups"][0]["DBSubnetGroupDescription"],
        next(
            each["Description"]
            for each in rds.describe_db_parameter_groups()["DBParameterGroups"]
            if each["DBParameterGroupName"].startswith("group-")
        ),
        next(each["Description"] for each in groups if each["GroupName"].startswith("group-")),
    ]
    assert described == ["Managed by Pulumi"] * 3
