"""Flow logs: what goes in and out of a region's network, in a log group under the region's key."""

from __future__ import annotations

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.network import flow_log_policy, flow_log_trust_policy
from tapstack.planning.tags import name_tag
from tapstack.stack.observability import log_group
from tapstack.stack.region import RegionContext
from tapstack.stack.roles import service_role

SERVICE = "flow"


def log_vpc(ctx: RegionContext, key_arn: pulumi.Output[str], vpc_id: pulumi.Input[str]) -> None:
    """Log all traffic of a VPC that is the region's own."""
    name = ctx.name(SERVICE)
    group, role = _group_and_role(ctx, key_arn)
    _flow_log(ctx, name, group, role, vpc_id=vpc_id)


def log_subnets(
    ctx: RegionContext, key_arn: pulumi.Output[str], subnets: Mapping[str, aws.ec2.Subnet]
) -> None:
    """Log all traffic of these subnets, by zone, and of nothing else in a VPC that others use, too."""
    group, role = _group_and_role(ctx, key_arn)
    for zone, subnet in subnets.items():
        _flow_log(ctx, ctx.stack.names.zonal(SERVICE, zone), group, role, subnet_id=subnet.id)


def _flow_log(
    ctx: RegionContext,
    name: str,
    group: aws.cloudwatch.LogGroup,
    role: aws.iam.Role,
    *,
    vpc_id: pulumi.Input[str] | None = None,
    subnet_id: pulumi.Input[str] | None = None,
) -> None:
    aws.ec2.FlowLog(
        name,
        vpc_id=vpc_id,
        subnet_id=subnet_id,
        traffic_type="ALL",
        log_destination_type="cloud-watch-logs",
        log_destination=group.arn,
        iam_role_arn=role.arn,
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )


def _group_and_role(
    ctx: RegionContext, key_arn: pulumi.Output[str]
) -> tuple[aws.cloudwatch.LogGroup, aws.iam.Role]:
    """Make the log group, and the role that may write to it and nothing else."""
    name = ctx.name(SERVICE)
    group = log_group(ctx, SERVICE, name, key_arn)
    role, _ = service_role(
        ctx,
        name,
        f"Writes the flow logs of {ctx.stack.names.prefix} in {ctx.region}",
        trust=ctx.stack.account.apply(
            lambda account: flow_log_trust_policy(account=account, region=ctx.region)
        ),
        policy=ctx.stack.account.apply(
            lambda account: flow_log_policy(account=account, region=ctx.region, log_group=name)
        ),
    )
    return group, role
