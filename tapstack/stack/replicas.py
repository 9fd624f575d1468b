"""What follows the database's writer into other regions: read replicas, and copies of its backups.

**Failover.** Making another region the writer's in the settings (`tap:database.primaryRegion`) promotes its
replica in place: its instance loses `replicate_source_db`, which is what makes the provider promote it, and
nothing is replaced. Everything else keeps its old source: the provider refuses to give a replica another one
("cannot elect new source database for replication"), RDS can't turn a standalone instance into a replica, and
the copying of backups can't change its source either. So the old writer stays as it was, a standalone
instance with its last writes, and other replicas stay with it, until they are replaced on purpose:

    pulumi up --replace <URN of the instance, or of the backups' copying>

makes it anew from the new writer, as such a replacement starts from the program, not from what was ignored.
An instance is deleted first, since its name is taken: in production its deletion protection has to be
switched off before, and an old writer leaves its final snapshot.

Sources: terraform-provider-aws, `internal/service/rds/instance.go` (`resourceInstanceUpdate`) and
`instance_automated_backups_replication.go`; Pulumi, "Resource option: ignoreChanges", and for replacements
`pkg/resource/deploy/step_generator.go`.
"""

from __future__ import annotations

from typing import Final

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.database import instance_arn
from tapstack.stack.database_parts import SERVICE, DatabaseSite, lay_ground, watch

OF_THE_WRITER: Final = ("allocated_storage", "db_name", "engine", "engine_version", "password", "username")
"""What only a writer is told: a replica has it from its source."""

KEPT_BY_A_REPLICA: Final = (
    *OF_THE_WRITER,
    "replicate_source_db",
    "skip_final_snapshot",
    "final_snapshot_identifier",
)
"""What an instance keeps when another region becomes the writer's: an old writer would lose its password and
its final snapshot, a replica would get a source that it can't take."""

KEPT_BY_A_WRITER: Final = ("db_name", "engine", "engine_version", "username")
"""What can't be changed without a new instance, or not while there are replicas, and a promoted replica was
never told."""

BACKUPS: Final = f"{SERVICE}-backups"


def make_replica(site: DatabaseSite, writer: aws.rds.Instance | None) -> aws.rds.Instance:
    """Make a region's read replica and its alarms.

    The source is named by its ARN, which RDS makes of nothing but names: so a region can be deployed while
    that of the writer can't even be planned (`writer` is None then). RDS takes no final snapshot of one.
    """
    ctx, ground = site.ctx, lay_ground(site)
    ground.args.replicate_source_db = source_arn(site)
    ground.args.skip_final_snapshot = True
    instance = aws.rds.Instance(
        ctx.name(SERVICE),
        ground.args,
        opts=ctx.options(
            depends_on=[*ground.before, *_after(writer)],
            ignore_changes=KEPT_BY_A_REPLICA,
            delete_before_replace=True,
            protect=True,
        ),
    )
    watch(site, instance)
    return instance


def copy_backups(site: DatabaseSite, writer: aws.rds.Instance | None) -> None:
    """Have RDS copy the writer's automated backups and transaction logs to a region, under its key.

    It is the writer's alone, not one for each instance: PostgreSQL's replicas have no transaction logs to
    restore from (RDS User Guide, "Read replica limitations with PostgreSQL").
    """
    ctx = site.ctx
    aws.rds.InstanceAutomatedBackupsReplication(
        ctx.name(BACKUPS),
        source_db_instance_arn=source_arn(site),
        kms_key_id=site.key_arn,
        retention_period=ctx.settings.database.backup_retention_days,
        region=ctx.region,
        opts=ctx.options(depends_on=_after(writer), ignore_changes=["source_db_instance_arn"]),
    )


def source_arn(site: DatabaseSite) -> pulumi.Output[str]:
    """Return the ARN of the writer."""
    stack, region = site.ctx.stack, site.ctx.settings.database_region
    identifier = stack.names.regional(SERVICE, region)
    return stack.account.apply(
        lambda account: instance_arn(account=account, region=region, identifier=identifier)
    )


def _after(writer: aws.rds.Instance | None) -> list[pulumi.Resource]:
    return [writer] if writer else []
