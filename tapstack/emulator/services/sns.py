"""SNS: topics, their policies, subscriptions."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_ATTRIBUTES = {
    "kmsMasterKeyId": "KmsMasterKeyId",
    "displayName": "DisplayName",
    "policy": "Policy",
    "deliveryPolicy": "DeliveryPolicy",
    "signatureVersion": "SignatureVersion",
}


@realises("aws:sns/topic:Topic")
def topic(call: Call) -> Made:
    """A topic."""
    name = call.physical_name(limit=256)
    attributes: dict[str, Any] = {m: str(call.inputs[n]) for n, m in _ATTRIBUTES.items() if n in call.inputs}
    arn = call.ask("sns", "create_topic", Name=name, Attributes=attributes, Tags=call.tag_list())["TopicArn"]
    return Made(arn, {"arn": arn, "name": name, "owner": call.account})


@realises("aws:sns/topicPolicy:TopicPolicy")
def topic_policy(call: Call) -> Made:
    """Who may publish to a topic."""
    arn = call.inputs["arn"]
    call.ask(
        "sns",
        "set_topic_attributes",
        TopicArn=arn,
        AttributeName="Policy",
        AttributeValue=call.inputs["policy"],
    )
    return Made(arn, {"owner": call.account})


@realises("aws:sns/topicSubscription:TopicSubscription")
def topic_subscription(call: Call) -> Made:
    """A subscription; AWS would wait for its confirmation."""
    given = call.inputs
    arn = call.ask(
        "sns",
        "subscribe",
        TopicArn=given["topic"],
        Protocol=given["protocol"],
        Endpoint=given["endpoint"],
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Made(arn, {"arn": arn, "ownerId": call.account})
