"""Every type and function with an entry: pulumi_aws knows it, and what it gives has the form of AWS's."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pulumi_aws
import pulumi_random
import pulumi_tls
import pytest

from tapstack.emulator import EmbeddedAws, services
from tapstack.emulator.registry import ANSWERERS, READERS, REALISERS
from tapstack.emulator.schema import schema_of
from tests.emulator.all_samples import FUNCTIONS, OTHER_ARNS, TYPES
from tests.emulator.making import Standing, make_each, schema_names
from tests.emulator.samples import ACCOUNT

services.load()
ROOT = Path(__file__).parents[2]
NAMES = [token for token, _inputs, _form in TYPES]


# Service and resource of each ARN, from the Service Authorization Reference, "Resource types".
ARN_RESOURCES = {
    "aws:autoscaling/group:Group": "autoscaling autoScalingGroup:[0-9a-f-]{{36}}:autoScalingGroupName/{id}",
    "aws:autoscaling/policy:Policy": (
        "autoscaling scalingPolicy:[0-9a-f-]{{36}}:autoScalingGroupName/sample-.{{7}}:policyName/{id}"
    ),
    "aws:cloudwatch/logGroup:LogGroup": "logs log-group:{id}",
    "aws:cloudwatch/metricAlarm:MetricAlarm": "cloudwatch alarm:{id}",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": "ec2 security-group/{id}",
    "aws:ec2/eip:Eip": "ec2 elastic-ip/{id}",
    "aws:ec2/instance:Instance": "ec2 instance/{id}",
    "aws:ec2/internetGateway:InternetGateway": "ec2 internet-gateway/{id}",
    "aws:ec2/launchTemplate:LaunchTemplate": "ec2 launch-template/{id}",
    "aws:ec2/routeTable:RouteTable": "ec2 route-table/{id}",
    "aws:ec2/securityGroup:SecurityGroup": "ec2 security-group/{id}",
    "aws:ec2/subnet:Subnet": "ec2 subnet/{id}",
    "aws:ec2/vpc:Vpc": "ec2 vpc/{id}",
    "aws:iam/instanceProfile:InstanceProfile": "iam instance-profile/{id}",
    "aws:iam/policy:Policy": "iam policy/sample-.{{7}}",
    "aws:iam/role:Role": "iam role/{id}",
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": "iam role/aws-service-role/autoscaling.+_own",
    "aws:kms/alias:Alias": "kms {id}",
    "aws:kms/key:Key": "kms key/{id}",
    "aws:kms/replicaKey:ReplicaKey": "kms key/{id}",
    "aws:lb/listener:Listener": "elasticloadbalancing listener/app/.+",
    "aws:lb/loadBalancer:LoadBalancer": "elasticloadbalancing loadbalancer/app/.+",
    "aws:lb/targetGroup:TargetGroup": "elasticloadbalancing targetgroup/.+",
    "aws:rds/instance:Instance": "rds db:sample.{{7}}",
    "aws:rds/parameterGroup:ParameterGroup": "rds pg:{id}",
    "aws:rds/subnetGroup:SubnetGroup": "rds subgrp:{id}",
    "aws:s3/bucket:Bucket": "s3 {id}",
    "aws:s3/bucketObject:BucketObject": "s3 sample-.{{7}}/{id}",
    "aws:s3/bucketObjectv2:BucketObjectv2": "s3 sample-.{{7}}/{id}",
    "aws:sns/topic:Topic": "sns sample-.{{7}}",
    "aws:sns/topicPolicy:TopicPolicy": "sns sample-.{{7}}",
    "aws:sns/topicSubscription:TopicSubscription": "sns sample-.{{7}}:[0-9a-f-]{{36}}",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "ec2 security-group-rule/{id}",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ec2 security-group-rule/{id}",
    **OTHER_ARNS,
}


def _places(package: ModuleType) -> dict[str, tuple[str, str]]:
    """Package and class of every type, from the register that a package gives Pulumi."""
    source = inspect.getsource(package)
    register: Any = json.loads(source.partition('resource_modules="""')[2].partition('"""')[0])
    return {token: (each["fqn"], name) for each in register for token, name in each["classes"].items()}


PLACES = _places(pulumi_aws)
OF_ALL_PACKAGES = {*PLACES, *_places(pulumi_random), *_places(pulumi_tls)}


def test_every_type_and_function_has_a_sample() -> None:
    assert sorted(NAMES) == sorted(REALISERS)
    assert sorted(token for token, _arguments in FUNCTIONS) == sorted(ANSWERERS)
    assert set(READERS) <= set(REALISERS)


@pytest.mark.parametrize("token", sorted(REALISERS))
def test_a_type_is_one_of_its_packages(token: str) -> None:
    assert token in OF_ALL_PACKAGES
    schema = schema_of(token)
    assert schema is not None
    assert schema.outputs


def test_all_of_pulumi_awss_types_stand_where_the_schema_looks() -> None:
    assert len(PLACES) > 1000
    folders = {"lambda": "lambda_"}
    assert {
        token
        for token, (package, name) in PLACES.items()
        if package != f"pulumi_aws.{folders.get(_module(token), _module(token))}"
        or name != token.rpartition(":")[2]
    } == set()


def _module(token: str) -> str:
    return re.split("[:/]", token)[1]


@pytest.mark.parametrize(
    "token",
    ["aws:lambda/function:Function", "aws:guardduty/iPSet:IPSet", "aws:appsync/graphQLApi:GraphQLApi"],
)
def test_a_type_with_an_odd_name_is_found(token: str) -> None:
    schema = schema_of(token)
    assert schema is not None
    assert schema.regional
    assert schema.tagged


def test_asking_for_a_schema_leaves_the_package_whole() -> None:
    program = (
        "from tapstack.emulator.schema import schema_of\n"
        "assert schema_of('aws:autoscaling/group:Group')\n"
        "import pulumi_aws\n"
        "print(pulumi_aws.autoscaling.Group.pulumi_type, pulumi_aws.autoscaling.Policy.pulumi_type)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["aws:autoscaling/group:Group", "aws:autoscaling/policy:Policy"], (
        done.stderr
    )


@pytest.mark.parametrize(
    "token", ["aws:ec2/vpcc:Vpc", "aws:nothing/vpc:Vpc", "azure:ec2/vpc:Vpc", "aws:ec2:Vpc"]
)
def test_what_is_no_type_has_no_schema(token: str) -> None:
    assert schema_of(token) is None


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    """One resource of each type."""
    with EmbeddedAws() as aws:
        yield dict(make_each(aws))


@pytest.mark.parametrize(("token", "form"), [(token, form) for token, _inputs, form in TYPES])
def test_an_id_is_of_awss_form(standing: Standing, token: str, form: str) -> None:
    assert re.fullmatch(form, standing[token].id)


@pytest.mark.parametrize("token", NAMES)
def test_outputs_are_of_the_kinds_that_the_type_has(standing: Standing, token: str) -> None:
    schema = schema_of(token)
    assert schema is not None
    outputs = standing[token].outputs
    assert schema.conform(outputs) == outputs
    assert ("region" in outputs) == schema.regional
    assert ("tagsAll" in outputs) == schema.tagged


@pytest.mark.parametrize("token", NAMES)
def test_an_arn_says_service_region_and_account(standing: Standing, token: str) -> None:
    outputs = standing[token].outputs
    if "arn" not in outputs:
        assert "arn" not in schema_names(token) or token == "aws:sns/topicPolicy:TopicPolicy"
        return
    partition, service, region, account, resource = str(outputs["arn"]).split(":", 5)[1:]
    assert partition == "aws"
    assert region in ("", outputs.get("region"))
    assert account == ("" if service in ("route53", "s3") else ACCOUNT)
    assert re.fullmatch(
        ARN_RESOURCES[token].format(id=re.escape(standing[token].id)), f"{service} {resource}"
    )
    assert (region == "") == (service in ("budgets", "iam", "route53", "s3"))
