"""CloudTrail: trails. A trail stands and is on, but nothing is recorded."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises

_TRAIL = "aws:cloudtrail/trail:Trail"
_NAME_LIMIT = 128

BEHAVIOURS[_TRAIL, ""] = "no API call is recorded: a trail delivers no log files"


@realises(_TRAIL)
def trail(call: Call) -> Made:
    """A trail; the provider turns its logging on, unless told not to (pulumi-aws, `enableLogging`)."""
    given, name = call.inputs, call.physical_name(limit=_NAME_LIMIT)
    made = call.ask(
        "cloudtrail",
        "create_trail",
        Name=name,
        S3BucketName=given["s3BucketName"],
        S3KeyPrefix=given.get("s3KeyPrefix"),
        SnsTopicName=given.get("snsTopicName"),
        IncludeGlobalServiceEvents=given.get("includeGlobalServiceEvents", True),
        IsMultiRegionTrail=given.get("isMultiRegionTrail", False),
        IsOrganizationTrail=given.get("isOrganizationTrail", False),
        EnableLogFileValidation=given.get("enableLogFileValidation", False),
        CloudWatchLogsLogGroupArn=given.get("cloudWatchLogsGroupArn"),
        CloudWatchLogsRoleArn=given.get("cloudWatchLogsRoleArn"),
        KmsKeyId=given.get("kmsKeyId"),
        TagsList=call.tag_list(),
    )
    if given.get("enableLogging", True):
        call.ask("cloudtrail", "start_logging", Name=name)
    _select(call, name)
    outputs = {"name": name, "homeRegion": call.region, "snsTopicArn": made.get("SnsTopicARN", "")}
    return Made(made["TrailARN"], {"arn": made["TrailARN"], **outputs})


def _select(call: Call, name: str) -> None:
    """Which events a trail records, where that is not all management events."""
    given = call.inputs
    chosen = {
        "EventSelectors": [_event_selector(each) for each in given.get("eventSelectors", [])],
        "AdvancedEventSelectors": [_advanced(each) for each in given.get("advancedEventSelectors", [])],
    }
    if any(chosen.values()):
        call.ask(
            "cloudtrail",
            "put_event_selectors",
            TrailName=name,
            **{member: listed for member, listed in chosen.items() if listed},
        )
    insights = [{"InsightType": each["insightType"]} for each in given.get("insightSelectors", [])]
    if insights:
        call.ask("cloudtrail", "put_insight_selectors", TrailName=name, InsightSelectors=insights)


def _event_selector(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "ReadWriteType": given.get("readWriteType", "All"),
        "IncludeManagementEvents": given.get("includeManagementEvents", True),
        "ExcludeManagementEventSources": given.get("excludeManagementEventSources", []),
        "DataResources": [
            {"Type": each["type"], "Values": each["values"]} for each in given.get("dataResources", [])
        ],
    }


def _advanced(given: dict[str, Any]) -> dict[str, Any]:
    fields = [
        {member[:1].upper() + member[1:]: value for member, value in each.items()}
        for each in given["fieldSelectors"]
    ]
    return {"Name": given.get("name", ""), "FieldSelectors": fields}
