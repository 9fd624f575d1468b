"""What gateway endpoints let through, and what flow logs may write."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tapstack.planning.policies.network import (
    dynamodb_endpoint_policy,
    flow_log_policy,
    flow_log_trust_policy,
    s3_endpoint_policy,
)

ACCOUNT = "123456789012"
REGION = "eu-west-1"
LOGS = f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group"
PLACE = {"account": ACCOUNT, "region": REGION}


def statements(text: str) -> dict[str, dict[str, Any]]:
    return {each.get("Sid", ""): each for each in json.loads(text)["Statement"]}


def test_the_s3_endpoint_lets_reading_through_and_writing_to_this_account_alone() -> None:
    found = statements(s3_endpoint_policy(account=ACCOUNT))
    open_to_all = [each for each in found.values() if "Condition" not in each]
    assert [each["Action"] for each in open_to_all] == [["s3:GetObject", "s3:ListBucket"]]
    own = found["UseOwnBuckets"]
    assert own["Condition"] == {"StringEquals": {"aws:ResourceAccount": ACCOUNT}}
    assert {each["Resource"] for each in found.values()} == {"arn:aws:s3:::*"}


def test_the_dynamodb_endpoint_leads_to_this_platforms_tables_alone() -> None:
    (own,) = statements(dynamodb_endpoint_policy(**PLACE, prefix="tap-dev")).values()
    assert own["Resource"] == f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/tap-dev-*"


@pytest.mark.parametrize(
    "text", [s3_endpoint_policy(account=ACCOUNT), dynamodb_endpoint_policy(**PLACE, prefix="tap-dev")]
)
def test_a_gateway_endpoints_principal_is_everybody_as_aws_wants(text: str) -> None:
    assert {each["Principal"] for each in statements(text).values()} == {"*"}
    assert {each["Effect"] for each in statements(text).values()} == {"Allow"}


def test_flow_logs_of_this_account_and_region_alone_take_the_role() -> None:
    (trust,) = statements(flow_log_trust_policy(**PLACE)).values()
    assert trust["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert trust["Condition"] == {
        "StringEquals": {"aws:SourceAccount": ACCOUNT},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:{REGION}:{ACCOUNT}:vpc-flow-log/*"},
    }


def test_flow_logs_write_to_their_own_group_alone_and_make_none() -> None:
    found = statements(flow_log_policy(**PLACE, log_group="tap-dev-flow-eu-west-1"))
    group = f"{LOGS}:tap-dev-flow-eu-west-1"
    assert found["WriteFlowLogs"]["Resource"] == [group, f"{group}:log-stream:*"]
    assert found["FindLogGroup"]["Action"] == "logs:DescribeLogGroups"
    assert found["FindLogGroup"]["Resource"] == f"{LOGS}:*"
    actions = [action for each in found.values() for action in [each["Action"]]]
    assert "logs:CreateLogGroup" not in str(actions)
    assert "*" not in str(actions)
