"""Rules on secrets, tables, log groups, trails, topics, dashboards and alarms."""

from __future__ import annotations

from typing import Any

import pytest

from tapstack.graph import SECRET, UNKNOWN, Resource
from tests.checks.graphs import ACCOUNT, EAST, EUROPE, WEST, clean, refused, resource

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
SECRETS = "aws:secretsmanager/secret:Secret"
TABLE = "aws:dynamodb/table:Table"
REPLICA = "aws:dynamodb/tableReplica:TableReplica"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TRAIL = "aws:cloudtrail/trail:Trail"
SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"
DASHBOARD = "aws:cloudwatch/dashboard:Dashboard"
ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm"
FUNCTION = "aws:lambda/function:Function"
KEYED: dict[str, object] = {"serverSideEncryption": {"enabled": True, "kmsKeyArn": UNKNOWN}}
ID = [{"name": "id", "type": "S"}]

BAD_AND_GOOD: list[tuple[str, str, dict[str, Any], dict[str, Any], str]] = [
    (
        "secret-in-clear",
        "aws:rds/instance:Instance",
        {"password": "hunter2-hunter2"},
        {"password": SECRET},
        "password",
    ),
    (
        "secret-in-clear",
        "aws:secretsmanager/secretVersion:SecretVersion",
        {"secretString": '{"password": "x"}'},
        {"secretString": UNKNOWN},
        "secretString",
    ),
    (
        "secret-in-environment",
        FUNCTION,
        {"environment": {"variables": {"DB_PASSWORD": "hunter2"}}},
        {"environment": {"variables": {"DB_PASSWORD": "arn:aws:secretsmanager:x", "TOKENS": "4"}}},
        "DB_PASSWORD",
    ),
    (
        "secret-replica-region",
        SECRETS,
        {"replicas": [{"region": EAST}]},
        {"replicas": [{"region": WEST}]},
        "its own",
    ),
    (
        "secret-replica-region",
        SECRETS,
        {"replicas": [{"region": WEST}, {"region": WEST}]},
        {"replicas": [{"region": WEST}, {"region": EUROPE}]},
        "twice",
    ),
    ("secret-recovery-window", SECRETS, {"recoveryWindowInDays": 3}, {"recoveryWindowInDays": 0}, "3 days"),
    (
        "secret-recovery-window",
        SECRETS,
        {"recoveryWindowInDays": 31},
        {"recoveryWindowInDays": 30},
        "31 days",
    ),
    (
        "table-replica-key",
        TABLE,
        {**KEYED, "replicas": [{"regionName": WEST}]},
        {**KEYED, "replicas": [{"regionName": WEST, "kmsKeyArn": UNKNOWN}]},
        "1 of its replicas",
    ),
    ("table-replica-key", TABLE, {**KEYED, "replicas": [{}]}, {"replicas": [{"regionName": WEST}]}, "key"),
    (
        "table-replica-region",
        TABLE,
        {"replicas": [{"regionName": EAST}]},
        {"replicas": [{"regionName": WEST}]},
        EAST,
    ),
    (
        "table-replica-stream",
        TABLE,
        {"replicas": [{"regionName": WEST}], "streamViewType": "KEYS_ONLY"},
        {"replicas": [{"regionName": WEST}], "streamViewType": "NEW_AND_OLD_IMAGES"},
        "KEYS_ONLY",
    ),
    (
        "table-replica-stream",
        TABLE,
        {"replicas": [{}], "streamViewType": "NEW_IMAGE"},
        {"streamViewType": "NEW_IMAGE"},
        "",
    ),
    (
        "table-attributes",
        TABLE,
        {"hashKey": "name", "attributes": []},
        {"hashKey": "id", "attributes": ID},
        "name",
    ),
    (
        "table-attributes",
        TABLE,
        {"hashKey": "id", "attributes": [*ID, {"name": "expires"}]},
        {"hashKey": "id", "attributes": UNKNOWN},
        "does not use the attribute expires",
    ),
    (
        "table-attributes",
        TABLE,
        {"hashKey": "id", "attributes": ID, "globalSecondaryIndexes": [{"hashKey": "owner"}]},
        {
            "hashKey": "id",
            "attributes": [*ID, {"name": "owner"}],
            "globalSecondaryIndexes": [{"hashKey": "owner"}],
        },
        "owner",
    ),
    ("log-retention", LOG_GROUP, {"retentionInDays": 10}, {"retentionInDays": 30}, "10 days"),
    ("log-retention", LOG_GROUP, {"retentionInDays": 31}, {"retentionInDays": UNKNOWN}, "31 days"),
    ("log-retention-set", LOG_GROUP, {}, {"retentionInDays": 7}, "for ever"),
    ("log-retention-set", LOG_GROUP, {"retentionInDays": 0}, {"retentionInDays": UNKNOWN}, "for ever"),
    (
        "trail-global-events",
        TRAIL,
        {"isMultiRegionTrail": True, "includeGlobalServiceEvents": False},
        {"isMultiRegionTrail": False, "includeGlobalServiceEvents": False},
        "global service events",
    ),
    ("sns-protocol", SUBSCRIPTION, {"protocol": "mail"}, {"protocol": "email"}, "mail"),
    (
        "sns-protocol",
        SUBSCRIPTION,
        {"protocol": "email", "endpoint": "ops"},
        {"protocol": "email", "endpoint": "ops@example.com"},
        "ops",
    ),
    (
        "sns-protocol",
        SUBSCRIPTION,
        {"protocol": "sqs", "endpoint": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"},
        {"protocol": "lambda", "endpoint": f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:f"},
        "sqs",
    ),
    (
        "sns-protocol",
        SUBSCRIPTION,
        {"protocol": "https", "endpoint": "x.org"},
        {"protocol": "https", "endpoint": UNKNOWN},
        "",
    ),
    (
        "dashboard-name",
        DASHBOARD,
        {"dashboardName": "my dashboard"},
        {"dashboardName": "my-dash_board"},
        "my dashboard",
    ),
    ("dashboard-name", DASHBOARD, {"dashboardName": "x" * 256}, {"dashboardName": "x" * 255}, "xxx"),
    ("alarm-period", ALARM, {"period": 45}, {"period": 30}, "45 s"),
    (
        "alarm-period",
        ALARM,
        {"period": 300, "evaluationPeriods": 289},
        {"period": 300, "evaluationPeriods": 288},
        "289",
    ),
    (
        "alarm-period",
        ALARM,
        {"period": 86400, "evaluationPeriods": 8},
        {"period": 86400, "evaluationPeriods": 7},
        "8 periods",
    ),
    (
        "alarm-period",
        ALARM,
        {"metricQueries": [{"metric": {"period": 90}}]},
        {"metricQueries": [{"metric": {"period": 60}}, {"period": UNKNOWN}]},
        "90 s",
    ),
    (
        "alarm-datapoints",
        ALARM,
        {"evaluationPeriods": 3, "datapointsToAlarm": 5},
        {"evaluationPeriods": 3, "datapointsToAlarm": 3},
        "5 of 3",
    ),
    (
        "alarm-actions",
        ALARM,
        {"alarmActions": [UNKNOWN] * 6},
        {"alarmActions": [UNKNOWN] * 5},
        "6 alarmActions",
    ),
]


@BOTH
@pytest.mark.parametrize(("rule_id", "type_token", "bad", "good", "says"), BAD_AND_GOOD)
def test_one_resource_by_itself(
    rule_id: str, type_token: str, bad: dict[str, Any], good: dict[str, Any], says: str, plan: bool
) -> None:
    made = None if plan else "id-1"
    wrong = resource(type_token, "one", EAST, bad, id=made)
    refused(rule_id, wrong, at=wrong, says=says)
    clean(rule_id, resource(type_token, "one", EAST, good, id=made))


def test_a_hidden_secret_is_not_in_clear() -> None:
    inputs = {"password": "kept-for-a-test"}
    clean(
        "secret-in-clear",
        resource("aws:rds/instance:Instance", "db", EAST, inputs, secret_paths=["/inputs/password"]),
    )


def replicated(
    plan: bool, table: dict[str, object], *replicas: tuple[str, dict[str, object]]
) -> list[Resource]:
    arn = f"arn:aws:dynamodb:{EAST}:{ACCOUNT}:table/sessions"
    outputs = {} if plan else {"arn": arn}
    mine = resource(TABLE, "sessions", EAST, table, id=None if plan else "sessions", outputs=outputs)
    source = {"globalTableArn": UNKNOWN if plan else arn}
    needs = {"globalTableArn": [mine]}
    return [
        mine,
        *(resource(REPLICA, f"at-{one}", one, {**source, **more}, needs=needs) for one, more in replicas),
    ]


@BOTH
def test_replicas_made_apart_name_their_keys(plan: bool) -> None:
    wrong = replicated(plan, KEYED, (WEST, {}), (EUROPE, {"kmsKeyArn": UNKNOWN}))
    refused("table-replica-key", *wrong, at=wrong[1], says="1 of its replicas")
    clean("table-replica-key", *replicated(plan, KEYED, (WEST, {"kmsKeyArn": UNKNOWN})))
    clean("table-replica-key", *replicated(plan, {}, (WEST, {})))


@BOTH
def test_replicas_made_apart_are_elsewhere_and_have_a_stream(plan: bool) -> None:
    wrong = replicated(plan, {}, (EAST, {}))
    refused("table-replica-region", *wrong, at=wrong[1], says=EAST)
    clean("table-replica-region", *replicated(plan, {}, (WEST, {}), (EUROPE, {})))
    wrong = replicated(plan, {"streamViewType": "OLD_IMAGE"}, (WEST, {}))
    refused("table-replica-stream", *wrong, at=wrong[0], says="OLD_IMAGE")
    clean("table-replica-stream", *replicated(plan, {"streamViewType": "NEW_AND_OLD_IMAGES"}, (WEST, {})))


@BOTH
@pytest.mark.parametrize(
    ("rule_id", "type_token"), [("log-group-duplicate", LOG_GROUP), ("trail-duplicate", TRAIL)]
)
def test_a_name_is_made_once_in_a_region(rule_id: str, type_token: str, plan: bool) -> None:
    def made(name: str, region: str, called: str) -> Resource:
        return resource(type_token, name, region, {"name": called}, id=None if plan else name)

    one, two = made("one", EAST, "web"), made("two", EAST, "web")
    refused(rule_id, one, two, at=two, says="web")
    clean(rule_id, one, made("two", WEST, "web"), made("three", EAST, "api"))
    clean(rule_id, made("one", EAST, UNKNOWN), made("two", EAST, UNKNOWN))


@BOTH
def test_two_multi_region_trails_are_advice(plan: bool) -> None:
    made = None if plan else "id"
    one, two = (resource(TRAIL, name, EAST, {"isMultiRegionTrail": True}, id=made) for name in ("one", "two"))
    refused("trail-multi-region-once", one, two, at=two, says="one, two")
    clean("trail-multi-region-once", one, resource(TRAIL, "three", WEST, {"isMultiRegionTrail": False}))
