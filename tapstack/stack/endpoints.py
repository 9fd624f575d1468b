"""VPC endpoints: the way from the private subnets to AWS's own services that does not leave AWS's network.

Gateway endpoints serve the private subnets' route tables alone: nothing of the platform in the public ones
asks S3 or DynamoDB. Interface endpoints stand in every private subnet, under the services' own names (private
DNS). Those names then mean the endpoints to everybody in the VPC, so the whole VPC may reach them: in a
default VPC that others use, too, they would be cut off from the service otherwise. Who may do what stays with
the service: the policy of an interface endpoint is left open, as not every service has one.

Sources: AWS PrivateLink Guide, "Gateway endpoints" and "Access an AWS service using an interface VPC
endpoint".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.network import dynamodb_endpoint_policy, s3_endpoint_policy
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext

HTTPS = 443


def gateway_endpoints(
    ctx: RegionContext, vpc_id: pulumi.Input[str], tables: Iterable[aws.ec2.RouteTable]
) -> list[aws.ec2.VpcEndpoint]:
    """Make the gateway endpoints of S3 and DynamoDB, with a route to them in each of the tables."""
    routed = [table.id for table in tables]
    policies = {"s3": _s3_policy(ctx), "dynamodb": _dynamodb_policy(ctx)}
    return [
        aws.ec2.VpcEndpoint(
            _name(ctx, service),
            vpc_id=vpc_id,
            service_name=_service(ctx, service),
            vpc_endpoint_type="Gateway",
            route_table_ids=routed,
            policy=policy,
            region=ctx.region,
            tags=name_tag(_name(ctx, service)),
            opts=ctx.options(),
        )
        for service, policy in policies.items()
    ]


def interface_endpoints(
    ctx: RegionContext,
    vpc_id: pulumi.Input[str],
    cidr: str,
    subnets: Iterable[aws.ec2.Subnet],
    services: Sequence[str],
) -> list[aws.ec2.VpcEndpoint]:
    """Make an interface endpoint of each service in all of the subnets, open to HTTPS from `cidr`."""
    group, rule = _group(ctx, vpc_id, cidr)
    placed = [subnet.id for subnet in subnets]
    return [
        aws.ec2.VpcEndpoint(
            _name(ctx, service),
            vpc_id=vpc_id,
            service_name=_service(ctx, service),
            vpc_endpoint_type="Interface",
            subnet_ids=placed,
            security_group_ids=[group.id],
            private_dns_enabled=True,
            region=ctx.region,
            tags=name_tag(_name(ctx, service)),
            opts=ctx.options(depends_on=[rule]),
        )
        for service in services
    ]


def _group(
    ctx: RegionContext, vpc_id: pulumi.Input[str], cidr: str
) -> tuple[aws.ec2.SecurityGroup, aws.vpc.SecurityGroupIngressRule]:
    name = ctx.name("endpoints")
    group = aws.ec2.SecurityGroup(
        name,
        description=f"The interface endpoints of {ctx.stack.names.prefix}",
        vpc_id=vpc_id,
        revoke_rules_on_delete=True,
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(),
    )
    rule = aws.vpc.SecurityGroupIngressRule(
        ctx.name("endpoints-https"),
        security_group_id=group.id,
        ip_protocol="tcp",
        from_port=HTTPS,
        to_port=HTTPS,
        cidr_ipv4=cidr,
        description="HTTPS from the VPC",
        region=ctx.region,
        tags=name_tag(ctx.name("endpoints-https")),
        opts=ctx.options(),
    )
    return group, rule


def _s3_policy(ctx: RegionContext) -> pulumi.Output[str]:
    return ctx.stack.account.apply(lambda account: s3_endpoint_policy(account=account))


def _dynamodb_policy(ctx: RegionContext) -> pulumi.Output[str]:
    return ctx.stack.account.apply(
        lambda account: dynamodb_endpoint_policy(
            account=account, region=ctx.region, prefix=ctx.stack.names.prefix
        )
    )


def _name(ctx: RegionContext, service: str) -> str:
    return ctx.name(f"endpoint-{service.replace('.', '-')}")


def _service(ctx: RegionContext, service: str) -> str:
    return f"com.amazonaws.{ctx.region}.{service}"
