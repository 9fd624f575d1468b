"""One EC2 instance in a region other than the stack's own, with a secret in its user data."""

from __future__ import annotations

import shlex

import pulumi
import pulumi_aws as aws

config = pulumi.Config()
join_token = config.require_secret("joinToken")
region = config.require("region")

away = aws.Provider(
    "away", region=region, default_tags={"tags": {"Purpose": "example", "ManagedBy": "pulumi"}}
)
there = pulumi.ResourceOptions(provider=away)

image = aws.ec2.get_ami(
    most_recent=True,
    owners=["amazon"],
    filters=[
        {"name": "name", "values": ["al2023-ami-2023.*-x86_64"]},
        {"name": "architecture", "values": ["x86_64"]},
        {"name": "virtualization-type", "values": ["hvm"]},
    ],
    opts=pulumi.InvokeOptions(provider=away),
)

vpc = aws.ec2.Vpc("network", cidr_block="10.40.0.0/16", tags={"Name": "instance"}, opts=there)
subnet = aws.ec2.Subnet("subnet", vpc_id=vpc.id, cidr_block="10.40.0.0/24", opts=there)
group = aws.ec2.SecurityGroup(
    "outbound-only",
    vpc_id=vpc.id,
    description="Anything out, nothing in",
    egress=[{"protocol": "-1", "from_port": 0, "to_port": 0, "cidr_blocks": ["0.0.0.0/0"]}],
    opts=there,
)


def user_data(token: str) -> str:
    """Return the script of the first boot: it writes the token to a file that root alone can read."""
    return f"#!/bin/bash\nset -euo pipefail\numask 077\nprintf %s {shlex.quote(token)} > /etc/join-token\n"


instance = aws.ec2.Instance(
    "instance",
    ami=image.id,
    instance_type=aws.ec2.InstanceType.T3_MICRO,
    subnet_id=subnet.id,
    vpc_security_group_ids=[group.id],
    user_data=join_token.apply(user_data),
    metadata_options={"http_endpoint": "enabled", "http_tokens": "required"},
    root_block_device={"encrypted": True, "volume_size": 10, "volume_type": "gp3"},
    tags={"Name": "instance"},
    opts=there,
)

pulumi.export("region", region)
pulumi.export("image", image.id)
pulumi.export("instance_id", instance.id)
pulumi.export("private_ip", instance.private_ip)
pulumi.export("join_token", join_token)
