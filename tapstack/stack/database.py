"""The database: one MySQL instance in two zones of the primary region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.alarms import database_alarms
from tapstack.planning.policies.keys import database_log_group
from tapstack.planning.tags import name_tag
from tapstack.stack.firewall import Firewall, open_database
from tapstack.stack.network import Network
from tapstack.stack.observability import log_group, make_alarm
from tapstack.stack.region import RegionContext
from tapstack.stack.secrets import DatabaseSecret

SERVICE = "database"
EXPORTED_LOGS = ("error", "slowquery")
"""Of the logs MySQL can export (RDS User Guide, "Publishing MySQL logs to Amazon CloudWatch Logs"), the two
that are quiet in a healthy database and need no option group."""

_PARAMETERS = {"require_secure_transport": "1", "slow_query_log": "1", "log_output": "FILE"}


@dataclass(frozen=True)
class DatabaseSite:
    """Where an instance of the database stands."""

    ctx: RegionContext
    network: Network
    firewall: Firewall
    key_arn: pulumi.Output[str]
    topic_arn: pulumi.Output[str]


@dataclass(frozen=True)
class DatabaseEndpoint:
    """Where an instance is reached."""

    host: pulumi.Output[str]
    port: int
    endpoint: pulumi.Output[str]
    """`host:port`."""


def make_databases(
    sites: Mapping[str, DatabaseSite], secret: DatabaseSecret | None
) -> Mapping[str, DatabaseEndpoint]:
    """Make the writer and its replicas, each at the site of its region; return where they are reached."""
    made: dict[str, DatabaseEndpoint] = {}
    for region, site in sites.items():
        instance = make_database(site.ctx, site.network, site.firewall, site.key_arn, site.topic_arn)
        made[region] = DatabaseEndpoint(instance.address, 3306, instance.endpoint)
    return made


def make_database(
    ctx: RegionContext,
    network: Network,
    firewall: Firewall,
    key_arn: pulumi.Output[str],
    topic_arn: pulumi.Output[str],
) -> aws.rds.Instance:
    """Make the database and its alarms.

    RDS makes the master password and keeps it in Secrets Manager under the region's key: it is nowhere else.
    Clients must use TLS. Production databases refuse deletion and leave a final snapshot. The logs' groups
    are made before RDS would make them, without encryption and for ever.
    """
    settings = ctx.settings
    database = settings.database
    name = ctx.name(SERVICE)
    logs = [
        log_group(ctx, f"{SERVICE}-{log}", database_log_group(name, log), key_arn) for log in EXPORTED_LOGS
    ]
    instance = aws.rds.Instance(
        name,
        identifier=name,
        engine="mysql",
        engine_version=database.engine_version,
        auto_minor_version_upgrade=True,
        instance_class=database.instance_class,
        multi_az=True,
        storage_type="gp3",
        allocated_storage=database.storage_gib,
        max_allocated_storage=_growth(ctx),
        storage_encrypted=True,
        kms_key_id=key_arn,
        db_name=database.name,
        username=database.username,
        manage_master_user_password=True,
        master_user_secret_kms_key_id=key_arn,
        db_subnet_group_name=_subnet_group(ctx, network).name,
        vpc_security_group_ids=[open_database(ctx, network, firewall.instances_id, 3306)],
        publicly_accessible=False,
        parameter_group_name=_parameter_group(ctx).name,
        backup_retention_period=database.backup_retention_days,
        backup_window=database.backup_window,
        maintenance_window=database.maintenance_window,
        copy_tags_to_snapshot=True,
        delete_automated_backups=not settings.production,
        deletion_protection=settings.production,
        skip_final_snapshot=not settings.production,
        final_snapshot_identifier=f"{name}-final" if settings.production else None,
        enabled_cloudwatch_logs_exports=list(EXPORTED_LOGS),
        region=ctx.region,
        tags=name_tag(name),
        opts=ctx.options(depends_on=logs),
    )
    for alarm in database_alarms(settings):
        make_alarm(
            ctx,
            alarm,
            {"DBInstanceIdentifier": instance.identifier},
            actions=[topic_arn],
            recovered=[topic_arn],
        )
    return instance


def _subnet_group(ctx: RegionContext, network: Network) -> aws.rds.SubnetGroup:
    return aws.rds.SubnetGroup(
        ctx.name(SERVICE),
        description=f"Private subnets of {ctx.stack.names.prefix} in {ctx.region}",
        subnet_ids=list(network.private_subnet_ids),
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _parameter_group(ctx: RegionContext) -> aws.rds.ParameterGroup:
    return aws.rds.ParameterGroup(
        ctx.name(SERVICE),
        description=f"MySQL of {ctx.stack.names.prefix}: TLS required, slow queries logged",
        family="mysql8.4",
        parameters=[
            aws.rds.ParameterGroupParameterArgs(name=name, value=value, apply_method="immediate")
            for name, value in _PARAMETERS.items()
        ],
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _growth(ctx: RegionContext) -> int | None:
    """Return up to how many GiB RDS grows the storage, or None: equal sizes mean no growth."""
    database = ctx.settings.database
    return database.max_storage_gib if database.max_storage_gib > database.storage_gib else None
