"""Listeners, their rules, and the numbers of load balancers and target groups."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.data.balancers import DEFAULT_TLS_POLICY, LATER_TLS_POLICY, OLD_TLS, TLS_POLICIES
from tapstack.checks.data.quotas import CONDITION_VALUES_PER_RULE
from tapstack.checks.facts.references import at, known, said, text_of
from tapstack.checks.facts.topology import (
    BALANCERS,
    LISTENER_RULES,
    LISTENERS,
    TARGET_GROUPS,
    given,
    identity,
    whole_number,
)
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_API = "Elastic Load Balancing API Reference"
_TLS = "User Guide for Application Load Balancers, Security policies"


def _secure(view: View) -> Iterator[Resource]:
    """The listeners that speak TLS."""
    return (one for one in view.of(*LISTENERS) if one.inputs.get("protocol") in ("HTTPS", "TLS"))


@rule(
    "listener-certificate",
    "refused",
    title="An HTTPS or TLS listener has a certificate",
    why="Elastic Load Balancing refuses it: 'A certificate must be specified for HTTPS listeners'.",
    source=f"{_API}, CreateListener, Certificates",
)
def certificate(view: View) -> Iterator[Wrong]:
    """Secure listeners without `certificateArn`."""
    for listener in _secure(view):
        if listener.inputs.get("certificateArn") in (None, ""):
            yield Wrong(
                f"{listener.inputs['protocol']} listener {said(listener)} has no certificate",
                "give certificateArn, a certificate of the load balancer's region",
                (at(listener, "certificateArn"),),
            )


@rule(
    "listener-tls-policy",
    "refused",
    title="A listener names a security policy that exists",
    why="Elastic Load Balancing answers SSLPolicyNotFound.",
    source=f"{_TLS}; {_API}, CreateListener, SSLPolicyNotFound",
)
def tls_policy(view: View) -> Iterator[Wrong]:
    """Listeners with an unknown policy, or with one that speak no TLS."""
    for listener in view.of(*LISTENERS):
        policy = text_of(view, listener, "sslPolicy")
        if policy and policy not in TLS_POLICIES and not LATER_TLS_POLICY.fullmatch(policy):
            yield Wrong(
                f"listener {said(listener)} names the security policy {policy}, which does not exist",
                "use ELBSecurityPolicy-TLS13-1-2-2021-06, or another of AWS's list",
                (at(listener, "sslPolicy"),),
            )


@rule(
    "listener-old-tls",
    "advice",
    title="Listeners take TLS 1.2 and later only",
    why="TLS 1.0 and 1.1 are deprecated (RFC 8996); without a policy a listener gets one that takes them.",
    source=f"{_TLS}, Considerations and TLS security policies",
)
def old_tls(view: View) -> Iterator[Wrong]:
    """Secure listeners whose policy, or the default one, takes TLS 1.0 or 1.1."""
    for listener in _secure(view):
        policy = listener.inputs.get("sslPolicy") or DEFAULT_TLS_POLICY
        if isinstance(policy, str) and OLD_TLS.fullmatch(policy):
            yield Wrong(
                f"listener {said(listener)} takes TLS 1.0 or 1.1 by the security policy {policy}",
                "set sslPolicy to ELBSecurityPolicy-TLS13-1-2-2021-06 or a later one",
                (at(listener, "sslPolicy"),),
            )


@rule(
    "listener-plain-certificate",
    "refused",
    title="A plain listener has neither certificate nor security policy",
    why="Elastic Load Balancing refuses a certificate or a security policy on a listener that isn't HTTPS "
    "or TLS.",
    source=f"{_API}, CreateListener, Certificates and SslPolicy: for HTTPS and TLS listeners",
)
def plain_certificate(view: View) -> Iterator[Wrong]:
    """HTTP and TCP listeners with a certificate or a policy."""
    for listener in view.of(*LISTENERS):
        extra = [name for name in ("certificateArn", "sslPolicy") if given(listener, name)]
        if listener.inputs.get("protocol") in ("HTTP", "TCP", "UDP", "TCP_UDP") and extra:
            yield Wrong(
                f"{listener.inputs['protocol']} listener {said(listener)} has {' and '.join(extra)}",
                "use HTTPS or TLS, or leave it out",
                tuple(at(listener, name) for name in extra),
            )


_RANGES = (
    (BALANCERS, "idleTimeout", 1, 4000, "LoadBalancerAttribute, idle_timeout.timeout_seconds"),
    (BALANCERS, "clientKeepAlive", 60, 604800, "LoadBalancerAttribute, client_keep_alive.seconds"),
    (
        TARGET_GROUPS,
        "deregistrationDelay",
        0,
        3600,
        "TargetGroupAttribute, deregistration_delay.timeout_seconds",
    ),
    (TARGET_GROUPS, "slowStart", 0, 900, "TargetGroupAttribute, slow_start.duration_seconds"),
    (TARGET_GROUPS, "port", 1, 65535, "CreateTargetGroup, Port"),
    (LISTENERS, "port", 1, 65535, "CreateListener, Port"),
    (LISTENER_RULES, "priority", 1, 50000, "CreateRule, Priority"),
    (TARGET_GROUPS, "healthCheck.interval", 5, 300, "CreateTargetGroup, HealthCheckIntervalSeconds"),
    (TARGET_GROUPS, "healthCheck.timeout", 2, 120, "CreateTargetGroup, HealthCheckTimeoutSeconds"),
    (TARGET_GROUPS, "healthCheck.healthyThreshold", 2, 10, "CreateTargetGroup, HealthyThresholdCount"),
    (TARGET_GROUPS, "healthCheck.unhealthyThreshold", 2, 10, "CreateTargetGroup, UnhealthyThresholdCount"),
)
"""Types, path, least, most, and where AWS says so."""


@rule(
    "lb-ranges",
    "refused",
    title="Timeouts, delays, ports and thresholds of load balancing are in AWS's ranges",
    why="Elastic Load Balancing, or the provider before it, refuses a value out of range.",
    source=f"{_API}: " + "; ".join(dict.fromkeys(where for *_, where in _RANGES)),
)
def ranges(view: View) -> Iterator[Wrong]:
    """Known numbers out of range."""
    for types, path, least, most, _ in _RANGES:
        for resource in view.of(*types):
            for value in view.values(resource, path):
                number = whole_number(value.value)
                off = path == "slowStart" and number is not None and 0 < number < 30
                if number is not None and (off or not least <= number <= most):
                    yield Wrong(
                        f"{path} of {said(resource)} is {number}",
                        f"use a value from {least} to {most}" + (", or 30 and more" if off else ""),
                        (at(resource, path.replace(".", "/")),),
                    )


@rule(
    "target-check-timeout",
    "refused",
    title="A health check times out before the next begins",
    why="Elastic Load Balancing refuses it: 'Health check interval must be greater than the timeout'.",
    source=f"{_API}, CreateTargetGroup, HealthCheckTimeoutSeconds; User Guide for Application Load "
    "Balancers, "
    "Health checks for target groups",
)
def check_timeout(view: View) -> Iterator[Wrong]:
    """HTTP health checks with an interval that is not longer than the timeout."""
    for group in view.of(*TARGET_GROUPS):
        interval = whole_number(view.value(group, "healthCheck.interval"))
        timeout = whole_number(view.value(group, "healthCheck.timeout"))
        if interval is None or timeout is None or group.inputs.get("targetType") == "lambda":
            continue
        if group.inputs.get("protocol") in ("HTTP", "HTTPS") and timeout >= interval:
            yield Wrong(
                f"the health check of target group {said(group)} times out after {timeout} s, and the next "
                f"begins after {interval} s",
                "make healthCheck.timeout shorter than healthCheck.interval",
                (at(group, "healthCheck/timeout"), at(group, "healthCheck/interval")),
            )


@rule(
    "listener-rule-priority",
    "refused",
    title="The rules of a listener have different priorities",
    why="Elastic Load Balancing answers PriorityInUse.",
    source=f"{_API}, CreateRule, Priority and PriorityInUse",
)
def rule_priority(view: View) -> Iterator[Wrong]:
    """Rules of one listener with one priority."""
    seen: dict[tuple[object, ...], Resource] = {}
    for one in view.of(*LISTENER_RULES):
        priority = whole_number(one.inputs.get("priority"))
        owner = next((identity(view, value, *LISTENERS) for value in view.values(one, "listenerArn")), None)
        if priority is None or owner is None:
            continue
        other = seen.setdefault((owner, priority), one)
        if other is not one:
            yield Wrong(
                f"listener rules {other.name} and {said(one)} both have priority {priority}",
                "give each rule of a listener a priority of its own",
                (at(one, "priority"), at(other, "priority")),
            )


_CONDITION_VALUES = (
    "hostHeader.values.*",
    "hostHeader.regexValues.*",
    "pathPattern.values.*",
    "pathPattern.regexValues.*",
    "httpHeader.values.*",
    "httpHeader.regexValues.*",
    "httpRequestMethod.values.*",
    "queryStrings.*",
    "sourceIp.values.*",
)


@rule(
    "listener-rule-conditions",
    "refused",
    title="A listener rule has five condition values at the most",
    why="Elastic Load Balancing answers 'A rule can only have 5 condition values'; the quota is fixed.",
    source="User Guide for Application Load Balancers, Quotas, Rules: condition values per rule",
)
def rule_conditions(view: View) -> Iterator[Wrong]:
    """Rules with more values in all their conditions."""
    for one in view.of(*LISTENER_RULES):
        paths = [f"conditions.*.{path}" for path in _CONDITION_VALUES]
        count = sum(
            1 for path in paths for value in view.values(one, path) if known(value.value) or value.unknown
        )
        if count > CONDITION_VALUES_PER_RULE and not _unknown_conditions(view, one):
            yield Wrong(
                f"listener rule {said(one)} has {count} condition values",
                f"split it: {CONDITION_VALUES_PER_RULE} values a rule, over all its conditions",
                (at(one, "conditions"),),
            )


def _unknown_conditions(view: View, one: Resource) -> bool:
    """Whether a plan knows only that there are conditions, not how many."""
    return any(value.unknown for value in view.values(one, "conditions.*"))


_PATH = re.compile(r"/.*")


@rule(
    "target-check-path",
    "refused",
    title="The path of a health check begins with a slash",
    why="Elastic Load Balancing answers that the health check path is not valid.",
    source=f"{_API}, CreateTargetGroup, HealthCheckPath; User Guide for Application Load Balancers, Health "
    "checks",
)
def check_path(view: View) -> Iterator[Wrong]:
    """Health checks with a relative path."""
    for group in view.of(*TARGET_GROUPS):
        path = text_of(view, group, "healthCheck.path")
        if path and (not _PATH.fullmatch(path) or len(path) > 1024):
            yield Wrong(
                f"the health check of target group {said(group)} asks for {path[:80]!r}",
                "begin the path with /, 1,024 letters at the most",
                (at(group, "healthCheck/path"),),
            )
