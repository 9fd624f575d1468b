"""Which alarms there are, and at which thresholds.

Metric names and units: Auto Scaling instances, "CloudWatch metrics that are available for your instances"
(EC2 User Guide); load balancer, "CloudWatch metrics for your Application Load Balancer"; database, "Amazon
CloudWatch metrics for Amazon RDS". Periods are in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

Scope = Literal["group", "balancer", "target", "database"]
Statistic = Literal["Average", "Maximum", "Minimum", "Sum"]
Comparison = Literal["GreaterThanThreshold", "LessThanThreshold"]
Missing = Literal["notBreaching", "missing", "breaching"]

GIB = 1024**3

NETWORK_OUT_BYTES = GIB // 5
"""Per instance and minute, as detailed monitoring counts: 29 Mbit/s all the time, near half of what a
t3.micro can hold for long."""

BALANCER_5XX = 10
"""Errors that the load balancer itself answers with (no healthy target, a target that hung up), in five
minutes."""

TARGET_5XX = 25
"""Errors that the application answers with, in five minutes."""

DATABASE_CPU_PERCENT = 80
FREE_STORAGE_SHARE = 0.1
"""RDS grows the storage when less than a tenth is free (RDS User Guide, "Managing capacity automatically"):
an alarm at the same mark says that the growth has stopped or doesn't keep up."""

CONNECTION_SHARE = 0.8
_BYTES_PER_CONNECTION = 12_582_880
"""MySQL's default max_connections is DBInstanceClassMemory / 12582880 (RDS User Guide, "Maximum number of
database connections")."""

_BURSTABLE_GIB = {"micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16, "2xlarge": 32}
_GIB_PER_XLARGE = {"m": 16, "c": 8, "r": 32, "x": 64, "z": 32}


@dataclass(frozen=True)
class Alarm:
    """One alarm, apart from what it watches and whom it calls."""

    service: str
    """The part of the name that tells it from others."""
    meaning: str
    """What has happened when it rings."""
    scope: Scope
    """What its dimensions are those of."""
    namespace: str
    metric: str
    statistic: Statistic
    comparison: Comparison
    threshold: float
    period: int = 300
    evaluations: int = 1
    missing: Missing = "missing"


def cpu_high(settings: TapSettings) -> Alarm:
    """Return the alarm that adds instances: two minutes above the mark, in percent of CPU."""
    return Alarm(
        service="cpu-high",
        meaning="Instances are busier than the scale-out mark: capacity is added.",
        scope="group",
        namespace="AWS/EC2",
        metric="CPUUtilization",
        statistic="Average",
        comparison="GreaterThanThreshold",
        threshold=settings.compute.scale_out_cpu,
        period=60,
        evaluations=2,
    )


def cpu_low(settings: TapSettings) -> Alarm:
    """Return the alarm that takes instances away: ten minutes below the mark, in percent of CPU."""
    return Alarm(
        service="cpu-low",
        meaning="Instances are idler than the scale-in mark: capacity is taken away.",
        scope="group",
        namespace="AWS/EC2",
        metric="CPUUtilization",
        statistic="Average",
        comparison="LessThanThreshold",
        threshold=settings.compute.scale_in_cpu,
        period=60,
        evaluations=10,
    )


def web_alarms() -> tuple[Alarm, ...]:
    """Return the alarms of a region's web tier that only call people."""
    return (
        Alarm(
            service="network-out",
            meaning="Instances send unusually much.",
            scope="group",
            namespace="AWS/EC2",
            metric="NetworkOut",
            statistic="Average",
            comparison="GreaterThanThreshold",
            threshold=NETWORK_OUT_BYTES,
            evaluations=3,
        ),
        Alarm(
            service="unhealthy-hosts",
            meaning="Instances fail the load balancer's health check.",
            scope="target",
            namespace="AWS/ApplicationELB",
            metric="UnHealthyHostCount",
            statistic="Maximum",
            comparison="GreaterThanThreshold",
            threshold=0,
            period=60,
            evaluations=5,
        ),
        Alarm(
            service="balancer-5xx",
            meaning="The load balancer itself answers with errors.",
            scope="balancer",
            namespace="AWS/ApplicationELB",
            metric="HTTPCode_ELB_5XX_Count",
            statistic="Sum",
            comparison="GreaterThanThreshold",
            threshold=BALANCER_5XX,
            missing="notBreaching",
        ),
        Alarm(
            service="target-5xx",
            meaning="The application answers with errors.",
            scope="target",
            namespace="AWS/ApplicationELB",
            metric="HTTPCode_Target_5XX_Count",
            statistic="Sum",
            comparison="GreaterThanThreshold",
            threshold=TARGET_5XX,
            missing="notBreaching",
        ),
    )


def database_alarms(settings: TapSettings) -> tuple[Alarm, ...]:
    """Return the alarms of the database."""
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
            threshold=int(connection_limit(database.instance_class) * CONNECTION_SHARE),
        ),
    )


def connection_limit(instance_class: str) -> int:
    """Return about how many connections MySQL admits by default on an instance class such as `db.t4g.medium`.

    Goes by the class's memory: burstable classes by their size, others by their family's GiB for each
    `xlarge`; a family not in the table counts as general purpose.
    """
    _, family, size = instance_class.split(".")
    return _memory_gib(family, size) * GIB // _BYTES_PER_CONNECTION


def _memory_gib(family: str, size: str) -> int:
    if family.startswith("t"):
        return _BURSTABLE_GIB[size]
    per_xlarge = _GIB_PER_XLARGE.get(family[0], _GIB_PER_XLARGE["m"])
    halves = {"medium": 1, "large": 2, "xlarge": 4}
    if size in halves:
        return max(1, per_xlarge * halves[size] // 4)
    return per_xlarge * int(size.removesuffix("xlarge"))
