"""One resource of every type of trails, AWS Config, GuardDuty, budgets and locked buckets."""

from __future__ import annotations

import json
from typing import Any

from tests.emulator.samples import ACCOUNT, AUTO, HEX, Inputs, Standing

_LOCK = {"mode": "GOVERNANCE", "days": 30}


def _role_arn(standing: Standing) -> str:
    return f"arn:aws:iam::{ACCOUNT}:role/{standing['aws:iam/role:Role'].id}"


def _recorder(standing: Standing) -> str:
    return standing["aws:cfg/recorder:Recorder"].id


def _lock(standing: Standing) -> dict[str, Any]:
    return {
        "bucket": standing["aws:s3/bucketVersioning:BucketVersioning"].id,
        "objectLockEnabled": "Enabled",
        "rule": {"defaultRetention": _LOCK},
    }


TYPES: list[tuple[str, Inputs, str]] = [
    ("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", _lock, f"sample{AUTO}"),
    (
        "aws:cloudtrail/trail:Trail",
        lambda s: {
            "s3BucketName": s["aws:s3/bucket:Bucket"].id,
            "isMultiRegionTrail": True,
            "enableLogFileValidation": True,
            "eventSelectors": [
                {
                    "readWriteType": "WriteOnly",
                    "includeManagementEvents": True,
                    "dataResources": [{"type": "AWS::S3::Object", "values": ["arn:aws:s3:::"]}],
                }
            ],
            "insightSelectors": [{"insightType": "ApiCallRateInsight"}],
        },
        rf"arn:aws:cloudtrail:us-east-1:{ACCOUNT}:trail/sample{AUTO}",
    ),
    (
        "aws:cfg/recorder:Recorder",
        lambda s: {
            "roleArn": _role_arn(s),
            "recordingGroup": {"allSupported": True, "includeGlobalResourceTypes": True},
        },
        "default",
    ),
    (
        "aws:cfg/deliveryChannel:DeliveryChannel",
        lambda s: {
            "name": "sample",
            "s3BucketName": s["aws:s3/bucket:Bucket"].id,
            "snapshotDeliveryProperties": {"deliveryFrequency": "TwentyFour_Hours"},
        },
        "sample",
    ),
    (
        "aws:cfg/recorderStatus:RecorderStatus",
        lambda s: {"name": _recorder(s), "isEnabled": True},
        "default",
    ),
    (
        "aws:cfg/rule:Rule",
        lambda _: {
            "source": {"owner": "AWS", "sourceIdentifier": "ACCESS_KEYS_ROTATED"},
            "inputParameters": json.dumps({"maxAccessKeyAge": "90"}),
            "maximumExecutionFrequency": "Six_Hours",
            "scope": {"complianceResourceTypes": ["AWS::IAM::User"]},
        },
        f"sample{AUTO}",
    ),
    (
        "aws:cfg/configurationAggregator:ConfigurationAggregator",
        lambda _: {"accountAggregationSource": {"accountIds": [ACCOUNT], "regions": ["us-east-1"]}},
        f"sample{AUTO}",
    ),
    (
        "aws:cfg/aggregateAuthorization:AggregateAuthorization",
        lambda _: {"accountId": ACCOUNT, "authorizedAwsRegion": "eu-west-1"},
        f"{ACCOUNT}:eu-west-1",
    ),
    (
        "aws:guardduty/detector:Detector",
        lambda _: {"enable": True, "findingPublishingFrequency": "ONE_HOUR"},
        f"{HEX}{{32}}",
    ),
    (
        "aws:budgets/budget:Budget",
        lambda s: {
            "budgetType": "COST",
            "limitAmount": "100",
            "limitUnit": "USD",
            "timeUnit": "MONTHLY",
            "timePeriodStart": "2026-01-01_00:00",
            "costFilters": [{"name": "Service", "values": ["Amazon Relational Database Service"]}],
            "notifications": [
                {
                    "notificationType": "ACTUAL",
                    "comparisonOperator": "GREATER_THAN",
                    "threshold": 80,
                    "thresholdType": "PERCENTAGE",
                    "subscriberEmailAddresses": ["ops@example.com"],
                    "subscriberSnsTopicArns": [s["aws:sns/topic:Topic"].id],
                }
            ],
        },
        rf"{ACCOUNT}:sample{AUTO}",
    ),
]
ARNS = {
    "aws:cfg/aggregateAuthorization:AggregateAuthorization": (
        f"config aggregation-authorization/{ACCOUNT}/eu-west-1"
    ),
    "aws:cloudtrail/trail:Trail": "cloudtrail trail/sample.{{8}}",
    "aws:cfg/rule:Rule": "config config-rule/config-rule-[a-z0-9]{{6}}",
    "aws:cfg/configurationAggregator:ConfigurationAggregator": (
        "config config-aggregator/config-aggregator-[a-z0-9]{{8}}"
    ),
    "aws:guardduty/detector:Detector": "guardduty detector/{id}",
    "aws:budgets/budget:Budget": "budgets budget/sample-.{{7}}",
}
