"""Enhanced monitoring's role: of one instance, in one region, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from tapstack.planning.policies import database

ACCOUNT, REGION = "123456789012", "eu-west-1"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:RDSOSMetrics"


def statements(text: str) -> list[dict[str, Any]]:
    return json.loads(text)["Statement"]


def test_only_this_instances_monitoring_takes_the_role() -> None:
    text = database.monitoring_trust_policy(account=ACCOUNT, region=REGION, identifier="tap-dev-database-x")
    (one,) = statements(text)
    assert one["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert one["Action"] == "sts:AssumeRole"
    assert one["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnEquals": {"aws:SourceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:tap-dev-database-x"},
    }


def test_monitoring_writes_its_own_log_group_of_its_region_only() -> None:
    every = statements(database.monitoring_policy(account=ACCOUNT, region=REGION))
    assert len({one["Sid"] for one in every}) == len(every)
    for one in every:
        assert one["Effect"] == "Allow"
        assert all(action.startswith("logs:") and "*" not in action for action in one["Action"])
        assert all(resource == LOGS or resource.startswith(f"{LOGS}:") for resource in one["Resource"])


def test_monitoring_may_do_what_the_managed_policy_allows() -> None:
    # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonRDSEnhancedMonitoringRole.html
    allowed = {
        action
        for one in statements(database.monitoring_policy(account=ACCOUNT, region=REGION))
        for action in one["Action"]
    }
    assert allowed == {
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:DescribeLogStreams",
        "logs:GetLogEvents",
        "logs:PutLogEvents",
        "logs:PutRetentionPolicy",
    }
