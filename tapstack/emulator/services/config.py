"""AWS Config: recorders, delivery channels, rules, aggregators. They stand, but nothing is recorded or held
against a rule.
"""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.emulator.table import Row, enter

_DEFAULT_NAME = "default"
"""What the provider calls a recorder and a delivery channel without a name (pulumi-aws, `aws.cfg`)."""
_RULE_NAME_LIMIT = 128

BEHAVIOURS["aws:cfg/recorder:Recorder", ""] = "no configuration is recorded: AWS Config has no history"
BEHAVIOURS["aws:cfg/rule:Rule", ""] = (
    "AWS Config's rules evaluate nothing: no resource is found non-compliant"
)
BEHAVIOURS["aws:cfg/configurationAggregator:ConfigurationAggregator", ""] = (
    "aggregators collect nothing from the regions they name"
)

enter(
    {
        "aws:cfg/aggregateAuthorization:AggregateAuthorization": Row(
            "config.put_aggregation_authorization",
            id="join(':', [AuthorizedAccountId, AuthorizedAwsRegion])",
            result="AggregationAuthorization",
            renames={"accountId": "AuthorizedAccountId"},
            outputs={"arn": "AggregationAuthorizationArn"},
        )
    }
)


@realises("aws:cfg/recorder:Recorder")
def recorder(call: Call) -> Made:
    """A recorder, at rest until its status is set."""
    given = call.inputs
    name = str(given.get("name") or _DEFAULT_NAME)
    asked: dict[str, Any] = {"name": name, "roleARN": given["roleArn"]}
    if given.get("recordingGroup"):
        asked["recordingGroup"] = _recording_group(given["recordingGroup"])
    call.ask("config", "put_configuration_recorder", ConfigurationRecorder=asked)
    return Made(name, {"name": name})


def _recording_group(given: dict[str, Any]) -> dict[str, Any]:
    group: dict[str, Any] = {
        "allSupported": given.get("allSupported", True),
        "includeGlobalResourceTypes": given.get("includeGlobalResourceTypes", False),
        "resourceTypes": given.get("resourceTypes", []),
    }
    for left_out in given.get("exclusionByResourceTypes", []):
        group["exclusionByResourceTypes"] = {"resourceTypes": left_out["resourceTypes"]}
    for strategy in given.get("recordingStrategies", []):
        group["recordingStrategy"] = {"useOnly": strategy["useOnly"]}
    return group


@realises("aws:cfg/deliveryChannel:DeliveryChannel")
def delivery_channel(call: Call) -> Made:
    """Where a region's recorder delivers to."""
    given = call.inputs
    name = str(given.get("name") or _DEFAULT_NAME)
    asked = {
        "name": name,
        "s3BucketName": given["s3BucketName"],
        "s3KeyPrefix": given.get("s3KeyPrefix"),
        "s3KmsKeyArn": given.get("s3KmsKeyArn"),
        "snsTopicARN": given.get("snsTopicArn"),
    }
    if given.get("snapshotDeliveryProperties"):
        frequency = given["snapshotDeliveryProperties"]["deliveryFrequency"]
        asked["configSnapshotDeliveryProperties"] = {"deliveryFrequency": frequency}
    channel = {member: value for member, value in asked.items() if value is not None}
    call.ask("config", "put_delivery_channel", DeliveryChannel=channel)
    return Made(name, {"name": name})


@realises("aws:cfg/recorderStatus:RecorderStatus")
def recorder_status(call: Call) -> Made:
    """Whether a recorder records."""
    name = str(call.inputs["name"])
    operation = "start" if call.inputs["isEnabled"] else "stop"
    call.ask("config", f"{operation}_configuration_recorder", ConfigurationRecorderName=name)
    return Made(name, {})


@realises("aws:cfg/rule:Rule")
def rule(call: Call) -> Made:
    """A rule, managed by AWS or a function's."""
    given, name = call.inputs, call.physical_name(limit=_RULE_NAME_LIMIT)
    asked: dict[str, Any] = {
        "ConfigRuleName": name,
        "Source": _source(call),
        "Description": given.get("description"),
        "InputParameters": given.get("inputParameters"),
        "MaximumExecutionFrequency": given.get("maximumExecutionFrequency"),
        "Scope": _scope(given["scope"]) if given.get("scope") else None,
    }
    wanted = {member: value for member, value in asked.items() if value is not None}
    call.ask("config", "put_config_rule", ConfigRule=wanted, Tags=call.tag_list() or None)
    (made,) = call.ask("config", "describe_config_rules", ConfigRuleNames=[name])["ConfigRules"]
    return Made(name, {"name": name, "arn": made["ConfigRuleArn"], "ruleId": made["ConfigRuleId"]})


def _source(call: Call) -> dict[str, Any]:
    given = call.inputs["source"]
    if given.get("customPolicyDetails"):
        call.refuse("rules with a policy of their own are not emulated", "take a rule that AWS manages")
    source: dict[str, Any] = {"Owner": given["owner"], "SourceIdentifier": given["sourceIdentifier"]}
    if given.get("sourceDetails"):
        source["SourceDetails"] = [_capital(each) for each in given["sourceDetails"]]
    return source


def _scope(given: dict[str, Any]) -> dict[str, Any]:
    return _capital(given)


def _capital(given: dict[str, Any]) -> dict[str, Any]:
    return {name[:1].upper() + name[1:]: value for name, value in given.items()}


@realises("aws:cfg/configurationAggregator:ConfigurationAggregator")
def aggregator(call: Call) -> Made:
    """A view of several regions or accounts in one region."""
    given, name = call.inputs, call.physical_name(limit=256)
    asked: dict[str, Any] = {}
    if given.get("accountAggregationSource"):
        source = given["accountAggregationSource"]
        asked["AccountAggregationSources"] = [{"AccountIds": source["accountIds"], **_where(source)}]
    if given.get("organizationAggregationSource"):
        source = given["organizationAggregationSource"]
        asked["OrganizationAggregationSource"] = {"RoleArn": source["roleArn"], **_where(source)}
    made = call.ask(
        "config",
        "put_configuration_aggregator",
        ConfigurationAggregatorName=name,
        Tags=call.tag_list() or None,
        **asked,
    )["ConfigurationAggregator"]
    return Made(name, {"name": name, "arn": made["ConfigurationAggregatorArn"]})


def _where(source: dict[str, Any]) -> dict[str, Any]:
    return {"AllAwsRegions": True} if source.get("allRegions") else {"AwsRegions": source["regions"]}
