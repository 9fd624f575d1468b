"""The bodies of the platform's CloudWatch dashboards: one of all regions, or one of each region.

Every widget finds its metrics by the names that the plan gives, through search expressions, and asks the
region they are in. So a dashboard needs no region's resources to be made, goes on working when one of them is
replaced, and a region that is down doesn't keep it from being deployed. NAT gateways have no names in
CloudWatch: their widgets show all of the region's.

Metrics and dimensions: DynamoDB Developer Guide, "DynamoDB metrics and dimensions"; AWS WAF Developer Guide,
"AWS WAF metrics and dimensions"; VPC User Guide, "Monitor NAT gateways using CloudWatch"; RDS User Guide,
"Amazon CloudWatch metrics for Amazon RDS"; those of the web tier where its alarms are planned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tapstack.planning import region_alarm
from tapstack.planning.widgets import Row, Widget, alarm_states, body, graph, search

if TYPE_CHECKING:
    from tapstack.planning.names import Names
    from tapstack.settings import TapSettings

_ELB: Final = "AWS/ApplicationELB,LoadBalancer"
_RDS: Final = "AWS/RDS,DBInstanceIdentifier"
_TABLE: Final = "AWS/DynamoDB,TableName"
_NAT: Final = "AWS/NATGateway,NatGatewayId"
_WAF: Final = "AWS/WAFV2,Region,Rule,WebACL"


def dashboard_body(settings: TapSettings, names: Names) -> str:
    """Return the body of the dashboard of all regions, as JSON text."""
    webs = [Row(f"## {region}", _web(names, region)) for region in settings.regions]
    databases = [
        Row(f"## Database ({region})", _database(names, region)) for region in settings.database_regions
    ]
    return body([*webs, *databases])


def region_dashboard_body(settings: TapSettings, names: Names, region: str, account: str) -> str:
    """Return the body of the dashboard of one region, as JSON text: what it has of the parts that are on."""
    alarm = settings.observability.region_alarm
    return body(
        [
            Row(f"## {region}", _alarms(settings, names, region, account) if alarm else [], height=3),
            Row("## Web tier", _web(names, region)),
            Row("## Web ACL", _web_acl(names, region) if settings.edge.waf else []),
            Row("## Database", _database(names, region) if region in settings.database_regions else []),
            Row("## Sessions", _sessions(names, region) if settings.sessions.table else []),
            Row("## Replication", _replication(settings, names, region)),
            Row(
                "## NAT gateways, all of the account's in the region",
                _nat(region) if settings.network.nat != "none" else [],
            ),
        ]
    )


def dashboard_url(name: str, region: str) -> str:
    """Return where the AWS console shows a dashboard."""
    return (
        f"https://{region}.console.aws.amazon.com/cloudwatch/home?region={region}#dashboards/dashboard/{name}"
    )


def _alarms(settings: TapSettings, names: Names, region: str, account: str) -> list[Widget]:
    arns = region_alarm.arns(settings, names, region, account)
    return [alarm_states("Can the region serve?", arns)]


def _web(names: Names, region: str) -> list[Widget]:
    group = f"AutoScalingGroupName={names.regional('web', region)}"
    balancer = f"LoadBalancer={names.balancer('web', region)}"
    return [
        graph(
            region,
            "CPU, percent",
            [search("AWS/EC2,AutoScalingGroupName", "CPUUtilization", "Average", group)],
        ),
        graph(
            region,
            "Requests and errors",
            [
                search(_ELB, "RequestCount", "Sum", balancer),
                search(_ELB, "HTTPCode_ELB_5XX_Count", "Sum", balancer),
                search(_ELB, "HTTPCode_Target_5XX_Count", "Sum", balancer),
            ],
        ),
        graph(region, "Response time, seconds", [search(_ELB, "TargetResponseTime", "Average", balancer)]),
        graph(
            region,
            "Hosts",
            [
                search(f"{_ELB},TargetGroup", "HealthyHostCount", "Minimum", balancer),
                search(f"{_ELB},TargetGroup", "UnHealthyHostCount", "Maximum", balancer),
            ],
        ),
    ]


def _web_acl(names: Names, region: str) -> list[Widget]:
    acl = f'WebACL="{names.regional("waf", region)}"'
    return [
        graph(region, f"{words} requests, by rule", [search(_WAF, f"{words}Requests", "Sum", acl)])
        for words in ("Blocked", "Allowed")
    ]


def _database(names: Names, region: str) -> list[Widget]:
    exact = _instance(names, region)
    return [
        graph(region, "CPU, percent", [search(_RDS, "CPUUtilization", "Average", exact)]),
        graph(region, "Connections", [search(_RDS, "DatabaseConnections", "Maximum", exact)]),
        graph(region, "Free storage, bytes", [search(_RDS, "FreeStorageSpace", "Minimum", exact)]),
        graph(
            region,
            "Latency, seconds",
            [
                search(_RDS, "ReadLatency", "Average", exact),
                search(_RDS, "WriteLatency", "Average", exact),
            ],
        ),
    ]


def _sessions(names: Names, region: str) -> list[Widget]:
    exact = _sessions_table(names)
    return [
        graph(
            region,
            "Latency by operation, milliseconds",
            [search(f"{_TABLE},Operation", "SuccessfulRequestLatency", "Average", exact)],
        ),
        graph(
            region,
            "Throttled reads and writes",
            [
                search(_TABLE, "ReadThrottleEvents", "Sum", exact),
                search(_TABLE, "WriteThrottleEvents", "Sum", exact),
            ],
        ),
        graph(
            region,
            "Capacity used, units",
            [
                search(_TABLE, "ConsumedReadCapacityUnits", "Sum", exact),
                search(_TABLE, "ConsumedWriteCapacityUnits", "Sum", exact),
            ],
        ),
    ]


def _replication(settings: TapSettings, names: Names, region: str) -> list[Widget]:
    widgets: list[Widget] = []
    if region in settings.replica_regions:
        lag = search(_RDS, "ReplicaLag", "Maximum", _instance(names, region))
        widgets.append(graph(region, "Database: how far the replica is behind, seconds", [lag]))
    if settings.sessions.table:
        latency = search(f"{_TABLE},ReceivingRegion", "ReplicationLatency", "Average", _sessions_table(names))
        widgets.append(graph(region, "Sessions: until they are in other regions, milliseconds", [latency]))
    return widgets


def _nat(region: str) -> list[Widget]:
    return [
        graph(
            region,
            "Traffic, bytes",
            [search(_NAT, "BytesOutToDestination", "Sum"), search(_NAT, "BytesInFromDestination", "Sum")],
        ),
        graph(
            region,
            "No port left, packets dropped",
            [search(_NAT, "ErrorPortAllocation", "Sum"), search(_NAT, "PacketsDropCount", "Sum")],
        ),
    ]


def _instance(names: Names, region: str) -> str:
    return f'DBInstanceIdentifier="{names.regional("database", region)}"'


def _sessions_table(names: Names) -> str:
    return f'TableName="{names.once("sessions")}"'
