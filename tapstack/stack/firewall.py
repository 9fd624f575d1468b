"""Security groups: who may talk to whom.

Rules are resources of their own, so that none is ever lost in a merge.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.routing import further_ports
from tapstack.planning.tags import name_tag
from tapstack.stack.network import ANYWHERE, Network
from tapstack.stack.region import RegionContext

HTTP = 80
HTTPS = 443
SSH = 22
_DATABASES = {"mysql": "MySQL", "postgres": "PostgreSQL"}


@dataclass(frozen=True)
class Firewall:
    """One region's security groups, with the rules that must stand before they are of use."""

    balancer_id: pulumi.Output[str]
    instances_id: pulumi.Output[str]
    rules: tuple[pulumi.Resource, ...]


def make_firewall(ctx: RegionContext, network: Network) -> Firewall:
    """Make the groups of the load balancer and of the instances.

    The world reaches the load balancer on port 80, and on 443 where it has a certificate; only the load
    balancer reaches the instances' application, on the port of each target group; SSH is open to the
    settings' addresses alone. Instances reach HTTPS anywhere, for packages, logs and Session Manager.
    """
    ssh = ctx.settings.allowed_ssh_cidr
    balancer = _group(ctx, network, "balancer", "The load balancer")
    instances = _group(ctx, network, "instances", "The web instances")
    rules = [
        _rule(_In, ctx, "balancer-http", balancer, HTTP, "HTTP from anywhere", cidr=ANYWHERE),
        *_application(ctx, balancer, instances, "app", ctx.settings.compute.app_port),
        _rule(_In, ctx, "instances-ssh", instances, SSH, "SSH from the allowed addresses", cidr=ssh),
        _rule(_Out, ctx, "instances-https", instances, HTTPS, "HTTPS to anywhere", cidr=ANYWHERE),
    ]
    if ctx.settings.certificate != "none":
        rules.append(_rule(_In, ctx, "balancer-https", balancer, HTTPS, "HTTPS from anywhere", cidr=ANYWHERE))
    for port in further_ports(ctx.settings):
        rules += _application(ctx, balancer, instances, f"app-{port}", port)
    return Firewall(balancer.id, instances.id, tuple(rules))


def open_database(
    ctx: RegionContext, network: Network, instances_id: pulumi.Output[str], port: int
) -> pulumi.Output[str]:
    """Make the database's group, open to the region's instances on its port alone; return its id."""
    engine = ctx.settings.database.engine
    name = _DATABASES[engine]
    group = _group(ctx, network, "database", "The database")
    _rule(_In, ctx, f"database-{engine}", group, port, f"{name} from the instances", peer=instances_id)
    _rule(_Out, ctx, f"instances-{engine}", instances_id, port, f"{name} to the database", peer=group)
    return group.id


_Group = aws.ec2.SecurityGroup | pulumi.Output[str]
_Rule = aws.vpc.SecurityGroupIngressRule | aws.vpc.SecurityGroupEgressRule
_In = aws.vpc.SecurityGroupIngressRule
_Out = aws.vpc.SecurityGroupEgressRule


def _application(
    ctx: RegionContext, balancer: _Group, instances: _Group, service: str, port: int
) -> list[_Rule]:
    """Let the load balancer reach the instances on one port."""
    from_balancer = "The application, from the load balancer"
    return [
        _rule(_Out, ctx, f"balancer-{service}", balancer, port, "The application", peer=instances),
        _rule(_In, ctx, f"instances-{service}", instances, port, from_balancer, peer=balancer),
    ]


def _group(ctx: RegionContext, network: Network, service: str, description: str) -> aws.ec2.SecurityGroup:
    return aws.ec2.SecurityGroup(
        ctx.name(service),
        description=f"{description} of {ctx.stack.names.prefix}",
        vpc_id=network.vpc_id,
        revoke_rules_on_delete=True,
        region=ctx.region,
        tags=name_tag(ctx.name(service)),
        opts=ctx.options(),
    )


def _rule(
    direction: type[_Rule],
    ctx: RegionContext,
    service: str,
    group: _Group,
    port: int,
    description: str,
    *,
    cidr: str | None = None,
    peer: _Group | None = None,
) -> _Rule:
    return direction(
        ctx.name(service),
        security_group_id=_id(group),
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        cidr_ipv4=_family(cidr, ipv6=False),
        cidr_ipv6=_family(cidr, ipv6=True),
        referenced_security_group_id=_id(peer) if peer else None,
        description=description,
        region=ctx.region,
        tags=name_tag(ctx.name(service)),
        opts=ctx.options(),
    )


def _id(group: _Group) -> pulumi.Output[str]:
    return group.id if isinstance(group, aws.ec2.SecurityGroup) else group


def _family(cidr: str | None, *, ipv6: bool) -> str | None:
    return cidr if cidr and (":" in cidr) == ipv6 else None
