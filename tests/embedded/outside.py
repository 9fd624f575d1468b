"""The client outside: plain boto3 over HTTP, and one region as it sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import boto3
from botocore.config import Config

ANYWHERE = "0.0.0.0/0"


class Outside:
    """A client of one HTTP endpoint, with credentials that are good for nothing else."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers = 0
        self._session: Any = boto3.session.Session("AKIAIOSFODNN7EXAMPLE", "not-a-real-key")
        self._session.events.register("after-call", self._witness)
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region."""
        key = (service, region)
        if key not in self._clients:
            self._clients[key] = self._session.client(
                service,
                region_name=region,
                endpoint_url=self.url,
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self._clients[key]

    def _witness(self, http_response: Any, **_rest: Any) -> None:
        assert str(http_response.headers["server"]).startswith("Werkzeug"), "the answer didn't come over HTTP"
        self.answers += 1


@dataclass(frozen=True)
class Region:
    """One region, as the client outside sees it."""

    aws: Outside
    name: str
    owner: str

    def ask(self, operation: str, member: str, **parameters: Any) -> Any:
        """One member of an answer: `ask("ec2.describe_vpcs", "Vpcs", VpcIds=[...])`."""
        service, _, method = operation.partition(".")
        return getattr(self.aws.client(service, self.name), method)(**parameters)[member]

    def ours(self, operation: str, member: str, **filters: str) -> list[dict[str, Any]]:
        """What EC2 lists with our tag; filters by name, `vpc_id="vpc-1"`."""
        wanted = {"tag:Owner": self.owner, **{key.replace("_", "-"): value for key, value in filters.items()}}
        listed = [{"Name": key, "Values": [value]} for key, value in wanted.items()]
        return self.ask(operation, member, Filters=listed)

    @cached_property
    def vpc(self) -> dict[str, Any]:
        """Our one VPC."""
        (vpc,) = self.ours("ec2.describe_vpcs", "Vpcs")
        return vpc

    @cached_property
    def subnets(self) -> dict[str, dict[str, Any]]:
        """The subnets of our VPC by id, each with the `route` that it sends everything along, or None."""
        in_vpc = [{"Name": "vpc-id", "Values": [self.vpc["VpcId"]]}]
        found: list[dict[str, Any]] = self.ask("ec2.describe_subnets", "Subnets", Filters=in_vpc)
        routes: dict[str, Any] = {}
        for table in self.ask("ec2.describe_route_tables", "RouteTables", Filters=in_vpc):
            default = [route for route in table["Routes"] if route.get("DestinationCidrBlock") == ANYWHERE]
            for association in table["Associations"]:
                routes[association.get("SubnetId")] = default[0] if default else None
        return {each["SubnetId"]: {**each, "route": routes.get(each["SubnetId"])} for each in found}

    @property
    def public(self) -> dict[str, dict[str, Any]]:
        """The subnets whose way out is an internet gateway."""
        return {
            key: each for key, each in self.subnets.items() if each["route"] and "GatewayId" in each["route"]
        }

    @property
    def private(self) -> dict[str, dict[str, Any]]:
        """All other subnets."""
        return {key: each for key, each in self.subnets.items() if key not in self.public}

    @cached_property
    def balancer(self) -> dict[str, Any]:
        """The one load balancer."""
        (balancer,) = self.ask("elbv2.describe_load_balancers", "LoadBalancers")
        return balancer

    @cached_property
    def target_group(self) -> dict[str, Any]:
        """The one target group."""
        (group,) = self.ask("elbv2.describe_target_groups", "TargetGroups")
        return group

    @property
    def group(self) -> dict[str, Any]:
        """The one Auto Scaling group, as it is now."""
        (group,) = self.ask("autoscaling.describe_auto_scaling_groups", "AutoScalingGroups")
        return group

    @property
    def instances(self) -> list[dict[str, Any]]:
        """The instances of the Auto Scaling group, as they are now."""
        ids = [each["InstanceId"] for each in self.group["Instances"]]
        found = self.ask("ec2.describe_instances", "Reservations", InstanceIds=ids)
        return [instance for reservation in found for instance in reservation["Instances"]]

    @cached_property
    def template(self) -> dict[str, Any]:
        """What the launch template that the group uses says."""
        used = self.group["LaunchTemplate"]
        (version,) = self.ask(
            "ec2.describe_launch_template_versions",
            "LaunchTemplateVersions",
            LaunchTemplateId=used["LaunchTemplateId"],
            Versions=[used["Version"]],
        )
        return version["LaunchTemplateData"]

    @cached_property
    def key(self) -> dict[str, Any]:
        """The one customer-managed key of what the region stores; the trail has one of its own."""
        keys = [
            self.ask("kms.describe_key", "KeyMetadata", KeyId=each["KeyId"])
            for each in self.ask("kms.list_keys", "Keys")
        ]
        (key,) = [
            key for key in keys if key["KeyManager"] == "CUSTOMER" and "the trail" not in key["Description"]
        ]
        return key

    @cached_property
    def databases(self) -> list[dict[str, Any]]:
        """The databases."""
        return self.ask("rds.describe_db_instances", "DBInstances")

    @cached_property
    def alarms(self) -> list[dict[str, Any]]:
        """The metric alarms."""
        return self.ask("cloudwatch.describe_alarms", "MetricAlarms")

    def group_named(self, service: str) -> dict[str, Any]:
        """The security group of one service, with its rules as `rules`."""
        (group,) = self.ours("ec2.describe_security_groups", "SecurityGroups", tag_Name=service)
        return group


def tags_in(listed: list[Mapping[str, str]] | Mapping[str, str]) -> dict[str, str]:
    """Tags as a mapping, in whichever of its forms AWS gave them."""
    if isinstance(listed, Mapping):
        return dict(listed)
    return {
        str(tag.get("Key") or tag.get("TagKey")): str(tag.get("Value", tag.get("TagValue"))) for tag in listed
    }


def texts_in(value: object) -> Iterator[str]:
    """Every text in a value, however deep, JSON texts opened."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield key
            yield from texts_in(item)
    elif isinstance(value, list | tuple):
        for item in cast("list[object]", value):
            yield from texts_in(item)


def policy_statements(document: str | Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The statements of a policy document by their Sid."""
    opened: Any = json.loads(document) if isinstance(document, str) else document
    return {each.get("Sid", str(number)): each for number, each in enumerate(opened["Statement"])}
