"""`ServiceHome`: what one small service needs before its first line of code runs.

A network of its own over two zones, a security group that admits HTTPS from inside that network, a private
bucket, a log group, a topic for alerts, and a role that may use exactly those three.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
import pulumi_aws as aws

SUBNET_PREFIX = 24


@dataclass(frozen=True)
class ServiceHomeArgs:
    """What differs between two homes. `cidr` must hold one /24 for each of `zones`."""

    cidr: str
    zones: Sequence[str]
    log_retention_days: int = 30


class ServiceHome(pulumi.ComponentResource):
    """The home of one service; every child's name starts with the component's name."""

    vpc_id: pulumi.Output[str]
    subnet_ids: pulumi.Output[Sequence[str]]
    bucket: pulumi.Output[str]
    topic_arn: pulumi.Output[str]
    role_arn: pulumi.Output[str]

    def __init__(self, name: str, args: ServiceHomeArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("examples:platform:ServiceHome", name, None, opts)
        vpc, subnets = self._network(name, args)
        bucket = self._bucket(name)
        # The log group was once made outside the component: the alias keeps it instead of replacing it.
        logs = aws.cloudwatch.LogGroup(
            f"{name}-logs",
            name=f"/examples/{name}",
            retention_in_days=args.log_retention_days,
            opts=pulumi.ResourceOptions(
                parent=self,
                aliases=[pulumi.Alias(name=f"{name}-log-group", parent=pulumi.ROOT_STACK_RESOURCE)],
            ),
        )
        topic = aws.sns.Topic(
            f"{name}-alerts", display_name=f"{name} alerts", opts=pulumi.ResourceOptions(parent=self)
        )
        role = self._role(name, bucket, logs, topic)

        self.vpc_id = vpc.id
        self.subnet_ids = pulumi.Output.all(*[subnet.id for subnet in subnets])
        self.bucket = bucket.bucket
        self.topic_arn = topic.arn
        self.role_arn = role.arn
        self.register_outputs(
            {
                "vpc_id": self.vpc_id,
                "subnet_ids": self.subnet_ids,
                "bucket": self.bucket,
                "topic_arn": self.topic_arn,
                "role_arn": self.role_arn,
            }
        )

    def _network(self, name: str, args: ServiceHomeArgs) -> tuple[aws.ec2.Vpc, list[aws.ec2.Subnet]]:
        vpc = aws.ec2.Vpc(
            f"{name}-vpc",
            cidr_block=args.cidr,
            enable_dns_hostnames=True,
            enable_dns_support=True,
            tags={"Name": name},
            opts=pulumi.ResourceOptions(parent=self),
        )
        in_vpc = pulumi.ResourceOptions(parent=vpc)
        blocks = IPv4Network(args.cidr).subnets(new_prefix=SUBNET_PREFIX)
        subnets = [
            aws.ec2.Subnet(
                f"{name}-subnet-{zone}",
                vpc_id=vpc.id,
                cidr_block=str(block),
                availability_zone=zone,
                tags={"Name": f"{name}-{zone}"},
                opts=in_vpc,
            )
            for zone, block in zip(args.zones, blocks, strict=False)
        ]
        group = aws.ec2.SecurityGroup(
            f"{name}-https", vpc_id=vpc.id, description=f"HTTPS to {name} from its own network", opts=in_vpc
        )
        aws.vpc.SecurityGroupIngressRule(
            f"{name}-https-in",
            security_group_id=group.id,
            description="HTTPS from inside the network",
            cidr_ipv4=args.cidr,
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            opts=pulumi.ResourceOptions(parent=group),
        )
        aws.vpc.SecurityGroupEgressRule(
            f"{name}-any-out",
            security_group_id=group.id,
            description="Anything out",
            cidr_ipv4="0.0.0.0/0",
            ip_protocol="-1",
            opts=pulumi.ResourceOptions(parent=group),
        )
        return vpc, subnets

    def _bucket(self, name: str) -> aws.s3.Bucket:
        bucket = aws.s3.Bucket(f"{name}-data", force_destroy=True, opts=pulumi.ResourceOptions(parent=self))
        aws.s3.BucketPublicAccessBlock(
            f"{name}-data-private",
            bucket=bucket.id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=pulumi.ResourceOptions(parent=bucket),
        )
        return bucket

    def _role(
        self, name: str, bucket: aws.s3.Bucket, logs: aws.cloudwatch.LogGroup, topic: aws.sns.Topic
    ) -> aws.iam.Role:
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
        role = aws.iam.Role(
            f"{name}-role",
            description=f"What {name} may do",
            assume_role_policy=json.dumps(trust),
            opts=pulumi.ResourceOptions(parent=self),
        )
        aws.iam.RolePolicy(
            f"{name}-policy",
            role=role.id,
            policy=pulumi.Output.json_dumps(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        _allow(["s3:GetObject", "s3:PutObject"], pulumi.Output.concat(bucket.arn, "/*")),
                        _allow(
                            ["logs:CreateLogStream", "logs:PutLogEvents"],
                            pulumi.Output.concat(logs.arn, ":*"),
                        ),
                        _allow(["sns:Publish"], topic.arn),
                    ],
                }
            ),
            opts=pulumi.ResourceOptions(parent=role),
        )
        return role


def _allow(actions: Sequence[str], resource: pulumi.Input[str]) -> dict[str, object]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource}
