"""Elastic Load Balancing: load balancers and target groups."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.engine import Value

_NAME_LIMIT = 32
_LOAD_BALANCER_ATTRIBUTES = {
    "enableDeletionProtection": "deletion_protection.enabled",
    "dropInvalidHeaderFields": "routing.http.drop_invalid_header_fields.enabled",
    "idleTimeout": "idle_timeout.timeout_seconds",
    "enableHttp2": "routing.http2.enabled",
    "desyncMitigationMode": "routing.http.desync_mitigation_mode",
    "enableCrossZoneLoadBalancing": "load_balancing.cross_zone.enabled",
    "preserveHostHeader": "routing.http.preserve_host_header.enabled",
    "xffHeaderProcessingMode": "routing.http.xff_header_processing.mode",
}
_TARGET_GROUP_ATTRIBUTES = {
    "deregistrationDelay": "deregistration_delay.timeout_seconds",
    "slowStart": "slow_start.duration_seconds",
    "loadBalancingAlgorithmType": "load_balancing.algorithm.type",
}
_STICKINESS = {
    "type": "stickiness.type",
    "enabled": "stickiness.enabled",
    "cookieName": "stickiness.app_cookie.cookie_name",
}
_A_DAY = 86_400
_HEALTH_CHECK = {
    "protocol": ("HealthCheckProtocol", str),
    "port": ("HealthCheckPort", str),
    "path": ("HealthCheckPath", str),
    "enabled": ("HealthCheckEnabled", bool),
    "interval": ("HealthCheckIntervalSeconds", int),
    "timeout": ("HealthCheckTimeoutSeconds", int),
    "healthyThreshold": ("HealthyThresholdCount", int),
    "unhealthyThreshold": ("UnhealthyThresholdCount", int),
}


BEHAVIOURS["aws:lb/targetGroup:TargetGroup", ""] = (
    "health checks ask nothing: a target counts as healthy at once"
)


@realises("aws:lb/loadBalancer:LoadBalancer")
def load_balancer(call: Call) -> Made:
    """A load balancer with its attributes; access logs go to a bucket that must exist."""
    given, name = call.inputs, call.physical_name(limit=_NAME_LIMIT)
    made = call.ask(
        "elbv2",
        "create_load_balancer",
        Name=name,
        Subnets=given.get("subnets"),
        SecurityGroups=given.get("securityGroups"),
        Scheme="internal" if given.get("internal") else "internet-facing",
        Type=given.get("loadBalancerType", "application"),
        IpAddressType=given.get("ipAddressType"),
        Tags=call.tag_list() or None,
    )["LoadBalancers"][0]
    arn = made["LoadBalancerArn"]
    attributes = _attributes(given, _LOAD_BALANCER_ATTRIBUTES) + _access_logs(given.get("accessLogs"))
    if attributes:
        call.ask("elbv2", "modify_load_balancer_attributes", LoadBalancerArn=arn, Attributes=attributes)
    outputs = {
        "name": name,
        "arn": arn,
        "arnSuffix": arn.partition(":loadbalancer/")[2],
        "dnsName": made["DNSName"],
        "zoneId": made["CanonicalHostedZoneId"],
        "vpcId": made["VpcId"],
        "ipAddressType": made["IpAddressType"],
    }
    return Made(arn, outputs)


def _access_logs(given: dict[str, Any] | None) -> list[dict[str, str]]:
    if not given:
        return []
    names = {
        "bucket": "access_logs.s3.bucket",
        "prefix": "access_logs.s3.prefix",
        "enabled": "access_logs.s3.enabled",
    }
    return _attributes(given, names)


def _attributes(given: dict[str, Any], names: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"Key": key, "Value": _text(given[name])}
        for name, key in names.items()
        if given.get(name) is not None
    ]


def _text(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@realises("aws:lb/targetGroup:TargetGroup")
def target_group(call: Call) -> Made:
    """A target group with its health check and attributes."""
    given, name = call.inputs, call.physical_name(limit=_NAME_LIMIT)
    health: dict[str, Any] = given.get("healthCheck") or {}
    checks: dict[str, Any] = {
        member: kind(health[key])
        for key, (member, kind) in _HEALTH_CHECK.items()
        if health.get(key) is not None
    }
    made = call.ask(
        "elbv2",
        "create_target_group",
        Name=name,
        Protocol=given.get("protocol"),
        ProtocolVersion=given.get("protocolVersion"),
        Port=given.get("port"),
        VpcId=given.get("vpcId"),
        TargetType=given.get("targetType", "instance"),
        Matcher={"HttpCode": health["matcher"]} if health.get("matcher") else None,
        Tags=call.tag_list() or None,
        **checks,
    )["TargetGroups"][0]
    arn = made["TargetGroupArn"]
    attributes = _attributes(given, _TARGET_GROUP_ATTRIBUTES) + _stickiness(given.get("stickiness"))
    if attributes:
        call.ask("elbv2", "modify_target_group_attributes", TargetGroupArn=arn, Attributes=attributes)
    return Made(arn, {"name": name, "arn": arn, "arnSuffix": arn.rpartition(":")[2]})


def _stickiness(given: dict[str, Any] | None) -> list[dict[str, str]]:
    """Stickiness that is described at all is on, for a day, as the provider has it."""
    if not given:
        return []
    duration = f"stickiness.{given['type']}.duration_seconds"
    known = {"enabled": True, "cookieDuration": _A_DAY, **dict(given.items())}
    return _attributes(known, {**_STICKINESS, "cookieDuration": duration})
