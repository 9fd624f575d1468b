"""The stack's outputs: one table of what there is, from which the program and the docs take them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pulumi

from tapstack.settings import TapSettings
from tapstack.stack.database import DatabaseEndpoint
from tapstack.stack.edge import HostedZone
from tapstack.stack.secrets import DatabaseSecret
from tapstack.stack.sessions import Sessions
from tapstack.stack.site import Site

Form = Literal["list of text", "text", "by region"]


@dataclass(frozen=True)
class Platform:
    """What a deployed stack tells the outside from."""

    settings: TapSettings
    sites: Mapping[str, Site]
    databases: Mapping[str, DatabaseEndpoint]
    dashboards: Mapping[str, str]
    secret: DatabaseSecret | None
    sessions: Sessions | None
    zone: HostedZone | None
    notes: Sequence[str]

    @property
    def resilient(self) -> bool:
        """Whether the profile is the one that tells more."""
        return self.settings.profile == "resilient"


@dataclass(frozen=True)
class StackOutput:
    """One output of the stack."""

    name: str
    form: Form
    meaning: str
    when: str
    """Which stacks have it."""
    there: Callable[[Platform], object]
    """Whether this stack has it."""
    value: Callable[[Platform], pulumi.Input[object]]


def stack_outputs(platform: Platform) -> dict[str, pulumi.Input[object]]:
    """Return the outputs that this stack has, by name."""
    return {output.name: output.value(platform) for output in OUTPUTS if output.there(platform)}


def _always(_platform: Platform) -> bool:
    return True


def _resilient(platform: Platform) -> bool:
    return platform.resilient


def _by_region(value: Callable[[Site], pulumi.Input[str]]) -> Callable[[Platform], pulumi.Input[object]]:
    return lambda platform: {region: value(site) for region, site in platform.sites.items()}


def _writer(platform: Platform) -> pulumi.Input[object]:
    writer = platform.databases.get(platform.settings.database_region)
    return writer.endpoint if writer else None


def _replicas(platform: Platform) -> pulumi.Input[object]:
    return {
        region: database.endpoint
        for region, database in platform.databases.items()
        if region != platform.settings.database_region
    }


def _secret_arns(platform: Platform) -> pulumi.Input[object]:
    return {region: platform.secret.arn_in(region) for region in platform.sites} if platform.secret else None


def _session_tables(platform: Platform) -> pulumi.Input[object]:
    return dict.fromkeys(platform.sites, platform.sessions.name) if platform.sessions else None


def _name_servers(platform: Platform) -> pulumi.Input[object]:
    return platform.zone.name_servers if platform.zone else None


OUTPUTS: Final = (
    StackOutput(
        "regions",
        "list of text",
        "The regions; the first is the primary.",
        "always",
        _always,
        lambda platform: list(platform.settings.regions),
    ),
    StackOutput(
        "database_endpoint",
        "text",
        "Where the database takes writes: `host:port`.",
        "always",
        _always,
        _writer,
    ),
    StackOutput(
        "load_balancer_dns",
        "by region",
        "The DNS name of each load balancer.",
        "always",
        _always,
        _by_region(lambda site: site.web.dns_name),
    ),
    StackOutput(
        "kms_key_arn",
        "by region",
        "The ARN of the key that the region is encrypted under.",
        "profile `resilient`",
        _resilient,
        _by_region(lambda site: site.key_arn),
    ),
    StackOutput(
        "primary_vpc_id",
        "by region",
        "The id of the VPC that the region is in.",
        "profile `resilient`",
        _resilient,
        _by_region(lambda site: site.network.vpc_id),
    ),
    StackOutput(
        "log_bucket",
        "by region",
        "The bucket of the load balancer's access logs.",
        "profile `resilient`",
        _resilient,
        _by_region(lambda site: site.log_bucket.name),
    ),
    StackOutput(
        "alarm_topic_arn",
        "by region",
        "The ARN of the topic that the region's alarms are sent to.",
        "profile `resilient`",
        _resilient,
        _by_region(lambda site: site.topic_arn),
    ),
    StackOutput(
        "dashboard_url",
        "by region",
        "The address of the region's dashboard in the AWS console.",
        "profile `resilient` with dashboards",
        lambda platform: platform.resilient and platform.dashboards,
        lambda platform: dict(platform.dashboards),
    ),
    StackOutput(
        "secrets_manager_arn",
        "by region",
        "The ARN of the region's copy of the database's credentials.",
        "`tap:secrets.passwordKeeper` is `stack`",
        lambda platform: platform.secret,
        _secret_arns,
    ),
    StackOutput(
        "session_table",
        "by region",
        "The name of the region's replica of the sessions' table.",
        "`tap:sessions.table` is true",
        lambda platform: platform.sessions,
        _session_tables,
    ),
    StackOutput(
        "replica_endpoints",
        "by region",
        "Where each read replica is reached: `host:port`.",
        "`tap:database.replicaRegions` names regions",
        lambda platform: platform.settings.replica_regions,
        _replicas,
    ),
    StackOutput(
        "name_servers",
        "list of text",
        "The name servers of the domain's zone, to be set at its parent domain.",
        "the stack makes the hosted zone of `tap:edge.domain`",
        lambda platform: platform.zone and platform.zone.name_servers,
        _name_servers,
    ),
    StackOutput(
        "notes",
        "list of text",
        "What who deploys must know of this run.",
        "there is something to tell",
        lambda platform: platform.notes,
        lambda platform: list(platform.notes),
    ),
)
"""Every output, in the order in which it is given."""
