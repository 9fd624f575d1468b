"""Which alarms an instance of the database has, and at which thresholds.

Metric names and units: "Amazon CloudWatch metrics for Amazon RDS" (RDS User Guide). An instance is a writer
today and a replica tomorrow, so all instances have the same alarms: a writer reports no lag, and alarms on
lag are quiet without data.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tapstack.planning.alarms import GIB, Alarm
from tapstack.planning.engines import Engine, engine_of

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

DATABASE_CPU_PERCENT = 80
FREE_STORAGE_SHARE = 0.1
"""RDS grows the storage when less than a tenth is free (RDS User Guide, "Managing capacity automatically"):
an alarm at the same mark says that the growth has stopped or doesn't keep up."""

CONNECTION_SHARE = 0.8
LAG_SECONDS = 300
"""What a failover may lose of the latest writes before somebody is called, besides the lag that an idle
replica reports."""

_BURSTABLE_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
_GIB_PER_XLARGE = {"m": 16, "c": 8, "r": 32, "x": 64, "z": 32}


def database_alarms(settings: TapSettings) -> tuple[Alarm, ...]:
    """Return the alarms of each instance: those on replication only where there are replicas."""
    engine = engine_of(settings)
    load = _load_alarms(settings, engine)
    return (*load, *_replication_alarms(engine)) if settings.replica_regions else load


def _load_alarms(settings: TapSettings, engine: Engine) -> tuple[Alarm, ...]:
    database = settings.database
    return (
        Alarm(
            service="database-cpu",
            meaning="The database is busy.",
            scope="database",
            namespace="AWS/RDS",
            metric="CPUUtilization",
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=DATABASE_CPU_PERCENT,
            evaluations=3,
        ),
        Alarm(
            service="database-storage",
            meaning="The database runs out of storage.",
            scope="database",
            namespace="AWS/RDS",
            metric="FreeStorageSpace",
            statistic="Minimum",
            comparison="LessThanThreshold",
            threshold=int(database.storage_gib * GIB * FREE_STORAGE_SHARE),
        ),
        Alarm(
            service="database-connections",
            meaning="The database runs out of connections.",
            scope="database",
            namespace="AWS/RDS",
            metric="DatabaseConnections",
            statistic="Maximum",
            comparison="GreaterThanThreshold",
            threshold=int(connection_limit(engine, database.instance_class) * CONNECTION_SHARE),
        ),
    )


def _replication_alarms(engine: Engine) -> tuple[Alarm, ...]:
    late = Alarm(
        service="database-lag",
        meaning="The read replica is late: a failover to it would lose the latest writes.",
        scope="database",
        namespace="AWS/RDS",
        metric="ReplicaLag",
        statistic="Minimum",
        comparison="GreaterThanThreshold",
        threshold=LAG_SECONDS + engine.idle_lag_seconds,
        period=60,
        evaluations=5,
        missing="notBreaching",
    )
    stopped = replace(
        late,
        service="database-replication",
        meaning="The read replica has stopped: it takes nothing over from its source.",
        statistic="Maximum",
        comparison="LessThanThreshold",
        threshold=0,
    )
    return (late, stopped) if engine.negative_when_stopped else (late,)


def connection_limit(engine: Engine, instance_class: str) -> int:
    """Return about how many connections an instance class, such as `db.t4g.medium`, admits by default.

    Goes by the class's memory: burstable classes by their size, others by their family's GiB for each
    `xlarge`; a family not in the table counts as general purpose.
    """
    _, family, size = instance_class.split(".")
    return engine.connection_limit(_memory_gib(family, size) * GIB)


def _memory_gib(family: str, size: str) -> int:
    if family.startswith("t"):
        return _BURSTABLE_GIB[size]
    per_xlarge = _GIB_PER_XLARGE.get(family[0], _GIB_PER_XLARGE["m"])
    halves = {"medium": 1, "large": 2, "xlarge": 4}
    if size in halves:
        return max(1, per_xlarge * halves[size] // 4)
    return per_xlarge * int(size.removesuffix("xlarge"))
