"""Production, deployed in one region: one NAT gateway for all zones, a container, alarms by e-mail."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest

from tests.embedded.deploying import Deployment, ProjectWith, deployed
from tests.embedded.outside import Region, tags_in

REGION = "eu-west-1"
IMAGE = "public.ecr.aws/nginx/nginx:stable"


@pytest.fixture(scope="module")
def production(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The deployment that all tests here ask."""
    project = with_settings(
        regions=[REGION],
        minimumRegions=1,
        environment="prod",
        costCenter="cc-1234",
        network={"nat": "single"},
        compute={"containerImage": IMAGE, "minSize": 2, "maxSize": 4, "appPort": 80},
        observability={"alarmEmail": "ops@example.com", "logRetentionDays": 365},
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture
def prod(production: Deployment) -> Region:
    return production.region(REGION)


def test_production_is_protected_from_deletion(production: Deployment, prod: Region) -> None:
    (database,) = prod.databases
    assert database["DeletionProtection"] is True
    attributes = prod.ask(
        "elbv2.describe_load_balancer_attributes",
        "Attributes",
        LoadBalancerArn=prod.balancer["LoadBalancerArn"],
    )
    assert {"Key": "deletion_protection.enabled", "Value": "true"} in attributes
    made = {each.type: each for each in production.graph.cloud_resources}
    instance = made["aws:rds/instance:Instance"].inputs
    assert instance["skipFinalSnapshot"] is False
    assert instance["finalSnapshotIdentifier"] == f"tap-prod-database-{REGION}-final"
    assert instance["deleteAutomatedBackups"] is False
    assert made["aws:s3/bucket:Bucket"].inputs["forceDestroy"] is False
    assert made["aws:kms/key:Key"].options.retain_on_delete is True


def test_production_has_its_own_names_and_tags(prod: Region) -> None:
    assert prod.balancer["LoadBalancerName"].startswith("tap-prod-web-euw1-")
    assert prod.databases[0]["DBInstanceIdentifier"] == f"tap-prod-database-{REGION}"
    tags = tags_in(prod.vpc["Tags"])
    assert (tags["Environment"], tags["CostCenter"]) == ("prod", "cc-1234")


def test_a_single_nat_gateway_serves_all_zones(prod: Region) -> None:
    (gateway,) = prod.ours("ec2.describe_nat_gateways", "NatGateways")
    assert len(prod.private) == 2
    assert {subnet["route"]["NatGatewayId"] for subnet in prod.private.values()} == {gateway["NatGatewayId"]}
    assert len(prod.ours("ec2.describe_addresses", "Addresses")) == 1


def test_the_container_runs_on_the_applications_port(prod: Region) -> None:
    script = base64.b64decode(prod.template["UserData"]).decode()
    assert IMAGE in script
    assert "--publish=80:80" in script
    assert prod.target_group["Port"] == 80


def test_two_instances_from_the_start_stand_in_two_zones(prod: Region) -> None:
    zones = [each["Placement"]["AvailabilityZone"] for each in prod.instances]
    assert len(set(zones)) == len(zones) == 2
    assert (prod.group["MinSize"], prod.group["MaxSize"]) == (2, 4)


def test_alarms_go_to_the_address(prod: Region) -> None:
    (topic,) = prod.ask("sns.list_topics", "Topics")
    (subscription,) = prod.ask("sns.list_subscriptions", "Subscriptions")
    assert (subscription["Protocol"], subscription["Endpoint"], subscription["TopicArn"]) == (
        "email",
        "ops@example.com",
        topic["TopicArn"],
    )


def test_logs_are_kept_as_long_as_set(prod: Region) -> None:
    groups = prod.ask("logs.describe_log_groups", "logGroups")
    assert [each["retentionInDays"] for each in groups] == [365, 365, 365]
