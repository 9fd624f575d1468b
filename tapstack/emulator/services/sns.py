"""SNS: topics, their policies, subscriptions."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises

_NAME_LIMIT = 80
_ATTRIBUTES = {
    "contentBasedDeduplication": "ContentBasedDeduplication",
    "deliveryPolicy": "DeliveryPolicy",
    "displayName": "DisplayName",
    "fifoTopic": "FifoTopic",
    "kmsMasterKeyId": "KmsMasterKeyId",
    "policy": "Policy",
    "signatureVersion": "SignatureVersion",
    "tracingConfig": "TracingConfig",
}
_SUBSCRIPTION_ATTRIBUTES = {
    "deliveryPolicy": "DeliveryPolicy",
    "filterPolicy": "FilterPolicy",
    "filterPolicyScope": "FilterPolicyScope",
    "rawMessageDelivery": "RawMessageDelivery",
    "redrivePolicy": "RedrivePolicy",
}


@realises("aws:sns/topic:Topic")
def topic(call: Call) -> Made:
    """A topic; a name that the provider makes up for a FIFO topic ends as AWS wants it (pulumi-aws)."""
    given, name = call.inputs, call.physical_name(limit=_NAME_LIMIT)
    if given.get("fifoTopic") and not given.get("name") and not given.get("namePrefix"):
        name = f"{name}.fifo"
    attributes = _attributes(given, _ATTRIBUTES)
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
    call.ignore("confirmationTimeoutInMinutes", "endpointAutoConfirms")
    given = call.inputs
    arn = call.ask(
        "sns",
        "subscribe",
        TopicArn=given["topic"],
        Protocol=given["protocol"],
        Endpoint=given["endpoint"],
        Attributes=_attributes(given, _SUBSCRIPTION_ATTRIBUTES) or None,
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    return Made(arn, {"arn": arn, "ownerId": call.account})


def _attributes(given: dict[str, Any], names: dict[str, str]) -> dict[str, str]:
    """SNS takes attributes as texts."""
    return {member: _text(given[name]) for name, member in names.items() if name in given}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
