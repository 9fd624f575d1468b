"""The database: a writer in two zones of its region, and what follows it into other regions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.engines import engine_of
from tapstack.stack.database_parts import SERVICE, DatabaseSite, lay_ground, watch
from tapstack.stack.replicas import KEPT_BY_A_WRITER, copy_backups, make_replica
from tapstack.stack.secrets import DatabaseSecret

__all__ = ["DatabaseEndpoint", "DatabaseSite", "make_databases"]


@dataclass(frozen=True)
class DatabaseEndpoint:
    """Where an instance is reached."""

    host: pulumi.Output[str]
    port: int
    endpoint: pulumi.Output[str]
    """`host:port`."""
    username: pulumi.Output[str]
    """The master user, as the instance has it."""


def make_databases(
    sites: Mapping[str, DatabaseSite], secret: DatabaseSecret | None
) -> Mapping[str, DatabaseEndpoint]:
    """Make the writer and its replicas, each at the site of its region; return where they are reached.

    A writer whose region has no site, as it can't be planned, keeps no replica from being deployed.
    """
    instances: dict[str, aws.rds.Instance] = {}
    for region, site in sites.items():
        if region == site.ctx.settings.database_region:
            instances[region] = make_writer(site, secret)
    writer = next(iter(instances.values()), None)
    for region, site in sites.items():
        if region in site.ctx.settings.replica_regions:
            instances[region] = make_replica(site, writer)
        if region == site.ctx.settings.database.backup_region:
            copy_backups(site, writer)
    return {
        region: _endpoint(site, instances[region]) for region, site in sites.items() if region in instances
    }


def make_writer(site: DatabaseSite, secret: DatabaseSecret | None) -> aws.rds.Instance:
    """Make the instance that takes writes, and its alarms.

    Clients must use TLS. Production databases refuse deletion and leave a final snapshot. The password is the
    secret's; without one, RDS makes it and keeps it in Secrets Manager under the region's key.
    """
    ctx, settings, database = site.ctx, site.ctx.settings, site.ctx.settings.database
    name, ground = ctx.name(SERVICE), lay_ground(site)
    args = ground.args
    args.engine = engine_of(settings).name
    args.engine_version = database.engine_version
    args.allocated_storage = database.storage_gib
    args.db_name = database.name
    args.username = database.username
    args.skip_final_snapshot = not settings.production
    if settings.production:
        args.final_snapshot_identifier = f"{name}-final"
    _set_password(args, site, secret)
    kept = KEPT_BY_A_WRITER if settings.replica_regions else ()
    instance = aws.rds.Instance(
        name, args, opts=ctx.options(depends_on=ground.before, ignore_changes=kept, protect=True)
    )
    watch(site, instance)
    return instance


def _set_password(args: aws.rds.InstanceArgs, site: DatabaseSite, secret: DatabaseSecret | None) -> None:
    if secret:
        args.password = secret.password
    else:
        args.manage_master_user_password = True
        args.master_user_secret_kms_key_id = site.key_arn


def _endpoint(site: DatabaseSite, instance: aws.rds.Instance) -> DatabaseEndpoint:
    return DatabaseEndpoint(
        instance.address, engine_of(site.ctx.settings).port, instance.endpoint, instance.username
    )
