"""Which alarms there are, and at which thresholds.

Metric names and units: Auto Scaling instances, "CloudWatch metrics that are available for your instances"
(EC2 User Guide); load balancer, "CloudWatch metrics for your Application Load Balancer". Periods are in
seconds. Those of the database are in `database_alarms`.
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


def no_healthy_hosts() -> Alarm:
    """Return the alarm that the load balancer has nowhere to send a request, three minutes long.

    The most that any of its nodes sees counts: one node can miss hosts that the others have. Without a single
    target nothing is reported at all, which is as bad.
    """
    return Alarm(
        service="no-healthy-hosts",
        meaning="No instance passes the load balancer's health check.",
        scope="target",
        namespace="AWS/ApplicationELB",
        metric="HealthyHostCount",
        statistic="Maximum",
        comparison="LessThanThreshold",
        threshold=1,
        period=60,
        evaluations=3,
        missing="breaching",
    )
