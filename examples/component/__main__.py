"""Two services' homes, tagged by a stack transform; the second waits for the first and has been renamed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pulumi
import pulumi_aws as aws

from service_home import ServiceHome, ServiceHomeArgs

TAGGED_TYPES = frozenset(
    {
        "aws:cloudwatch/logGroup:LogGroup",
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/subnet:Subnet",
        "aws:ec2/vpc:Vpc",
        "aws:iam/role:Role",
        "aws:s3/bucket:Bucket",
        "aws:sns/topic:Topic",
    }
)
AUDIT_RETENTION_DAYS = 365

owner = pulumi.Config().require("owner")


def add_owner_tags(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Tag whatever takes tags with its owner; tags that a resource sets itself win."""
    if args.type_ not in TAGGED_TYPES:
        return None
    own_tags = cast("Mapping[str, str]", args.props.get("tags") or {})
    props = {**args.props, "tags": {"Owner": owner, "ManagedBy": "pulumi", **own_tags}}
    return pulumi.ResourceTransformResult(props=props, opts=args.opts)


def keep_logs_for_audit(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Keep the log groups below one component for a year, whatever the component chose."""
    if args.type_ != "aws:cloudwatch/logGroup:LogGroup":
        return None
    props = {**args.props, "retentionInDays": AUDIT_RETENTION_DAYS}
    return pulumi.ResourceTransformResult(props=props, opts=args.opts)


pulumi.runtime.register_resource_transform(add_owner_tags)

available = aws.get_availability_zones(
    state="available", filters=[{"name": "opt-in-status", "values": ["opt-in-not-required"]}]
)
zones = sorted(available.names)[:2]

orders = ServiceHome("orders", ServiceHomeArgs(cidr="10.20.0.0/16", zones=zones))
billing = ServiceHome(
    "billing",
    ServiceHomeArgs(cidr="10.21.0.0/16", zones=zones),
    opts=pulumi.ResourceOptions(
        aliases=[pulumi.Alias(name="invoicing")],
        depends_on=[orders],
        transforms=[keep_logs_for_audit],
    ),
)

pulumi.export("orders_vpc", orders.vpc_id)
pulumi.export("orders_subnets", orders.subnet_ids)
pulumi.export("billing_vpc", billing.vpc_id)
pulumi.export("billing_bucket", billing.bucket)
pulumi.export("alert_topics", {"orders": orders.topic_arn, "billing": billing.topic_arn})
pulumi.export("roles", [orders.role_arn, billing.role_arn])
