"""Elastic Load Balancing: listeners and their rules."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_CONDITIONS = {
    "hostHeader": ("host-header", "HostHeaderConfig"),
    "httpHeader": ("http-header", "HttpHeaderConfig"),
    "httpRequestMethod": ("http-request-method", "HttpRequestMethodConfig"),
    "pathPattern": ("path-pattern", "PathPatternConfig"),
    "sourceIp": ("source-ip", "SourceIpConfig"),
}


@realises("aws:lb/listener:Listener")
def listener(call: Call) -> Made:
    """A listener with its certificate, TLS policy and default actions."""
    given = call.inputs
    certificate = given.get("certificateArn")
    made = call.ask(
        "elbv2",
        "create_listener",
        LoadBalancerArn=given["loadBalancerArn"],
        Protocol=given.get("protocol"),
        Port=given.get("port"),
        SslPolicy=given.get("sslPolicy"),
        Certificates=[{"CertificateArn": certificate}] if certificate else None,
        DefaultActions=[_action(call, action) for action in given["defaultActions"]],
        Tags=call.tag_list() or None,
    )["Listeners"][0]
    return Made(made["ListenerArn"], {"arn": made["ListenerArn"]})


@realises("aws:lb/listenerRule:ListenerRule")
def rule(call: Call) -> Made:
    """A rule of a listener. Without a priority, it comes after all others, as the provider has it."""
    given = call.inputs
    made = call.ask(
        "elbv2",
        "create_rule",
        ListenerArn=given["listenerArn"],
        Priority=given.get("priority") or _after_all(call, given["listenerArn"]),
        Conditions=[_condition(call, condition) for condition in given["conditions"]],
        Actions=[_action(call, action) for action in given["actions"]],
        Tags=call.tag_list() or None,
    )["Rules"][0]
    return Made(made["RuleArn"], {"arn": made["RuleArn"], "priority": int(made["Priority"])})


def _after_all(call: Call, listener_arn: str) -> int:
    rules = call.ask("elbv2", "describe_rules", ListenerArn=listener_arn)["Rules"]
    return 1 + max((int(each["Priority"]) for each in rules if not each["IsDefault"]), default=0)


def _condition(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    if given.get("queryStrings"):
        pairs = [_capitalised(pair) for pair in given["queryStrings"]]
        return {"Field": "query-string", "QueryStringConfig": {"Values": pairs}}
    for name, (field, config) in _CONDITIONS.items():
        if given.get(name):
            return {"Field": field, config: _capitalised(given[name])}
    return call.refuse("a condition of the rule says nothing", "give each condition one of its kinds")


def _action(call: Call, given: dict[str, Any]) -> dict[str, Any]:
    kind, order = given["type"], given.get("order")
    ordered = {"Type": kind, **({"Order": int(order)} if order else {})}
    if kind == "forward" and given.get("targetGroupArn"):
        return {**ordered, "TargetGroupArn": given["targetGroupArn"]}
    if kind == "forward" and given.get("forward"):
        return {**ordered, "ForwardConfig": _weighted(given["forward"])}
    if kind == "redirect":
        return {**ordered, "RedirectConfig": _capitalised(given["redirect"])}
    if kind == "fixed-response":
        return {**ordered, "FixedResponseConfig": _capitalised(given["fixedResponse"])}
    return call.refuse(f"the listener action {kind!r} with {', '.join(sorted(given))} is not emulated")


def _weighted(given: dict[str, Any]) -> dict[str, Any]:
    groups = [
        {"TargetGroupArn": each["arn"], "Weight": int(each.get("weight", 1))}
        for each in given["targetGroups"]
    ]
    sticky = given.get("stickiness")
    if not sticky:
        return {"TargetGroups": groups}
    stickiness = {
        "Enabled": bool(sticky.get("enabled", False)),
        "DurationSeconds": int(sticky["duration"]),
    }
    return {"TargetGroups": groups, "TargetGroupStickinessConfig": stickiness}


def _capitalised(given: dict[str, Any]) -> dict[str, Any]:
    return {key[:1].upper() + key[1:]: value for key, value in given.items()}
