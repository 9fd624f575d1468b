"""Samples of the types around load balancers, beyond the general ones."""

from __future__ import annotations

from tests.emulator.samples import BALANCING, HEX, Inputs

TYPES: list[tuple[str, Inputs, str]] = [
    (
        "aws:lb/listenerRule:ListenerRule",
        lambda s: {
            "listenerArn": s["aws:lb/listener:Listener"].id,
            "priority": 10,
            "conditions": [
                {"pathPattern": {"values": ["/api/*"]}},
                {"httpHeader": {"httpHeaderName": "X-Version", "values": ["2"]}},
                {"queryStrings": [{"key": "a", "value": "b"}]},
            ],
            "actions": [{"type": "forward", "targetGroupArn": s["aws:lb/targetGroup:TargetGroup"].id}],
        },
        rf"{BALANCING}:listener-rule/app/sample-{HEX}{{7}}(/{HEX}{{16}}){{3}}",
    ),
    (
        "aws:autoscaling/attachment:Attachment",
        lambda s: {
            "autoscalingGroupName": s["aws:autoscaling/group:Group"].id,
            "lbTargetGroupArn": s["aws:lb/targetGroup:TargetGroup"].id,
        },
        rf"sample-{HEX}{{7}}-{HEX}{{26}}",
    ),
]
ARNS = {"aws:lb/listenerRule:ListenerRule": "elasticloadbalancing listener-rule/app/.+"}
