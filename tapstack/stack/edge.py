"""The edge: one name that leads to a healthy region.

Each region has a health check and a record in a set of latency records: of those that are healthy, the
nearest answers. With `latency` that set is the domain itself. With `failover` the domain has two records: the
first leads to the region whose database takes writes, the second falls back to the set (Route 53 Developer
Guide, "How health checks work in complex Amazon Route 53 configurations"). A name has room for one primary
and one secondary record only: every further region finds its place in the set. The first region is in the
set, too, but isn't chosen there while it is unhealthy.

The set's records are named by region. The two others belong to no region: they are what is switched. When
another region becomes the first, the first record gets another target in place, and nothing is replaced. (Two
records that exchange their roles would be refused: Route 53 takes no change that leaves two primary or two
secondary records, and a deployment changes one record at a time.)

Another routing of a running stack gives the domain records of another policy. Route 53 has one policy for a
name, and Pulumi deletes last: take the domain's old records out by hand before such a deployment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi
import pulumi_aws as aws

from tapstack.planning.dns import edge_notes, fallback_anchor, health_check, nearest_name
from tapstack.planning.tags import name_tag
from tapstack.stack.region import StackContext

if TYPE_CHECKING:
    from tapstack.stack.web_tier import WebTier

SERVICE = "edge"
_CHECK_SECONDS = 30
_CHECK_FAILURES = 3


@dataclass(frozen=True)
class HostedZone:
    """The public hosted zone of the domain."""

    domain: str
    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[Sequence[str]] | None
    """To be set at the parent domain, where the stack made the zone."""


def hosted_zone(stack: StackContext) -> HostedZone | None:
    """Return the zone of the domain, or None without a domain; tell what must be known of it.

    The zone that the settings name is taken as it is. Without one, a zone is made for the domain. Outside
    production it goes with the stack, whatever records are left in it.
    """
    for note in edge_notes(stack.settings):
        stack.note(note)
    edge = stack.settings.edge
    if edge.domain is None:
        return None
    if edge.hosted_zone_id is not None:
        return HostedZone(edge.domain, pulumi.Output.from_input(edge.hosted_zone_id), None)
    zone = aws.route53.Zone(
        stack.names.once(SERVICE),
        name=edge.domain,
        comment=f"The regions of {stack.names.prefix}",
        force_destroy=not stack.settings.production,
        opts=stack.options(protect=True),
    )
    zone.name_servers.apply(lambda servers: _tell(edge.domain, servers))
    return HostedZone(edge.domain, zone.zone_id, zone.name_servers)


def _tell(domain: str | None, servers: Sequence[str]) -> None:
    """Say where the domain must point while the run waits for it: outputs come too late."""
    pulumi.log.warn(f"Set the name servers of {domain} at its parent domain now: {', '.join(servers)}")


def make_edge(stack: StackContext, zone: HostedZone | None, webs: Mapping[str, WebTier]) -> None:
    """Make the health checks and records that lead clients to a healthy region; nothing without a zone."""
    if zone is None or not webs:
        return
    checks = {region: _check(stack, region, web) for region, web in webs.items()}
    failover = stack.settings.edge.routing == "failover"
    name = nearest_name(zone.domain) if failover else zone.domain
    nearest = {region: _nearest(stack, zone, name, region, webs[region], checks[region]) for region in webs}
    if failover:
        first = stack.settings.database_region
        if first in webs:
            _first(stack, zone, webs[first], checks[first])
        _fallback(stack, zone, name, after=nearest[fallback_anchor(list(webs), first)])


def _check(stack: StackContext, region: str, web: WebTier) -> aws.route53.HealthCheck:
    """Make the check of one region, asked from all over the world under the load balancer's own name.

    It sees what the health of the load balancer's targets doesn't show: that the region can't be reached. A
    region is out of DNS some 90 seconds after its first failure.
    """
    check, name = health_check(stack.settings), stack.names.regional(SERVICE, region)
    return aws.route53.HealthCheck(
        name,
        type=check.type,
        fqdn=web.dns_name,
        port=check.port,
        resource_path=check.path,
        enable_sni=True if check.type == "HTTPS" else None,
        request_interval=_CHECK_SECONDS,
        failure_threshold=_CHECK_FAILURES,
        tags=name_tag(name),
        opts=stack.options(),
    )


def _nearest(
    stack: StackContext,
    zone: HostedZone,
    name: str,
    region: str,
    web: WebTier,
    check: aws.route53.HealthCheck,
) -> aws.route53.Record:
    return aws.route53.Record(
        stack.names.regional(SERVICE, region),
        zone_id=zone.zone_id,
        name=name,
        type="A",
        set_identifier=region,
        latency_routing_policies=[aws.route53.RecordLatencyRoutingPolicyArgs(region=region)],
        aliases=[_alias(web.dns_name, web.zone_id)],
        health_check_id=check.id,
        opts=stack.options(),
    )


def _first(stack: StackContext, zone: HostedZone, web: WebTier, check: aws.route53.HealthCheck) -> None:
    aws.route53.Record(
        stack.names.once(f"{SERVICE}-first"),
        zone_id=zone.zone_id,
        name=zone.domain,
        type="A",
        set_identifier="first",
        failover_routing_policies=[aws.route53.RecordFailoverRoutingPolicyArgs(type="PRIMARY")],
        aliases=[_alias(web.dns_name, web.zone_id)],
        health_check_id=check.id,
        opts=stack.options(),
    )


def _fallback(stack: StackContext, zone: HostedZone, name: str, *, after: aws.route53.Record) -> None:
    aws.route53.Record(
        stack.names.once(f"{SERVICE}-fallback"),
        zone_id=zone.zone_id,
        name=zone.domain,
        type="A",
        set_identifier="fallback",
        failover_routing_policies=[aws.route53.RecordFailoverRoutingPolicyArgs(type="SECONDARY")],
        aliases=[_alias(pulumi.Output.from_input(name), zone.zone_id)],
        opts=stack.options(depends_on=[after]),
    )


def _alias(name: pulumi.Output[str], zone_id: pulumi.Output[str]) -> aws.route53.RecordAliasArgs:
    return aws.route53.RecordAliasArgs(name=name, zone_id=zone_id, evaluate_target_health=True)
