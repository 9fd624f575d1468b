"""What an instance of the database needs around it in its region, whether it is the writer or a replica."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.database_alarms import database_alarms
from tapstack.planning.engines import engine_of
from tapstack.planning.policies.database import monitoring_policy, monitoring_trust_policy
from tapstack.planning.policies.keys import database_log_group
from tapstack.planning.tags import name_tag
from tapstack.stack.firewall import Firewall, open_database
from tapstack.stack.network import Network
from tapstack.stack.observability import log_group, make_alarm
from tapstack.stack.region import RegionContext
from tapstack.stack.roles import service_role

SERVICE = "database"
MONITORING = f"{SERVICE}-monitoring"
INSIGHTS_DAYS = 7
"""The retention of Performance Insights that costs nothing (RDS User Guide, "Pricing and data retention for
Performance Insights")."""


@dataclass(frozen=True)
class DatabaseSite:
    """Where an instance of the database stands, or backups of it are kept."""

    ctx: RegionContext
    network: Network
    firewall: Firewall
    key_arn: pulumi.Output[str]
    topic_arn: pulumi.Output[str]


@dataclass(frozen=True)
class Ground:
    """What must stand before the instance, and the arguments that every instance has."""

    args: aws.rds.InstanceArgs
    before: tuple[pulumi.Resource, ...]


def lay_ground(site: DatabaseSite) -> Ground:
    """Make what stands around a region's instance, and return the arguments that don't depend on its role.

    All of them are alike in all regions, so that a failover has nothing to change but the role: a replica is
    in two zones, too, and has backups. `storage_encrypted` is said of a replica although its key already
    means it: left out, the provider would replace it. A version that the settings pin is not upgraded behind
    their back: RDS would refuse the way down again.
    """
    ctx, settings, database = site.ctx, site.ctx.settings, site.ctx.settings.database
    name, engine = ctx.name(SERVICE), engine_of(site.ctx.settings)
    args = aws.rds.InstanceArgs(
        identifier=name,
        auto_minor_version_upgrade=not engine.pinned(database.engine_version),
        instance_class=database.instance_class,
        multi_az=True,
        storage_type="gp3",
        max_allocated_storage=_growth(ctx),
        storage_encrypted=True,
        kms_key_id=site.key_arn,
        db_subnet_group_name=_subnet_group(ctx, site.network).name,
        vpc_security_group_ids=[open_database(ctx, site.network, site.firewall.instances_id, engine.port)],
        publicly_accessible=False,
        parameter_group_name=_parameter_group(ctx).name,
        backup_retention_period=database.backup_retention_days,
        backup_window=database.backup_window,
        maintenance_window=database.maintenance_window,
        copy_tags_to_snapshot=True,
        delete_automated_backups=not settings.production,
        deletion_protection=settings.production,
        enabled_cloudwatch_logs_exports=list(engine.exported_logs),
        region=ctx.region,
        tags=name_tag(name),
    )
    return Ground(args, (*_log_groups(site), *_watch_closely(site, args)))


def watch(site: DatabaseSite, instance: aws.rds.Instance) -> None:
    """Make the alarms of an instance."""
    for alarm in database_alarms(site.ctx.settings):
        make_alarm(
            site.ctx,
            alarm,
            {"DBInstanceIdentifier": instance.identifier},
            actions=[site.topic_arn],
            recovered=[site.topic_arn],
        )


def _log_groups(site: DatabaseSite) -> list[aws.cloudwatch.LogGroup]:
    """Make the groups of the logs before RDS would make them, without encryption and for ever."""
    ctx = site.ctx
    return [
        log_group(ctx, f"{SERVICE}-{log}", database_log_group(ctx.name(SERVICE), log), site.key_arn)
        for log in engine_of(ctx.settings).exported_logs
    ]


def _watch_closely(site: DatabaseSite, args: aws.rds.InstanceArgs) -> list[pulumi.Resource]:
    """Switch on what the settings want of enhanced monitoring and Performance Insights."""
    database = site.ctx.settings.database
    if database.performance_insights:
        args.performance_insights_enabled = True
        args.performance_insights_kms_key_id = site.key_arn
        args.performance_insights_retention_period = INSIGHTS_DAYS
    if not database.monitoring_interval:
        return []
    role, policy = _monitoring_role(site.ctx)
    args.monitoring_interval = database.monitoring_interval
    args.monitoring_role_arn = role.arn
    return [policy]


def _monitoring_role(ctx: RegionContext) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """Make the role of enhanced monitoring: roles are global, and each region's has its own."""
    name, identifier = ctx.name(MONITORING), ctx.name(SERVICE)
    return service_role(
        ctx,
        name,
        f"Enhanced monitoring of the database of {ctx.stack.names.prefix} in {ctx.region}",
        trust=ctx.stack.account.apply(
            lambda account: monitoring_trust_policy(account=account, region=ctx.region, identifier=identifier)
        ),
        policy=ctx.stack.account.apply(lambda account: monitoring_policy(account=account, region=ctx.region)),
    )


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
    engine = engine_of(ctx.settings)
    return aws.rds.ParameterGroup(
        ctx.name(SERVICE),
        description=f"{engine.title} of {ctx.stack.names.prefix}: TLS required, slow queries logged",
        family=engine.family(ctx.settings.database.engine_version),
        parameters=[
            aws.rds.ParameterGroupParameterArgs(name=name, value=value, apply_method="immediate")
            for name, value in engine.parameters.items()
        ],
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _growth(ctx: RegionContext) -> int | None:
    """Return up to how many GiB RDS grows the storage, or None: equal sizes mean no growth."""
    database = ctx.settings.database
    return database.max_storage_gib if database.max_storage_gib > database.storage_gib else None
