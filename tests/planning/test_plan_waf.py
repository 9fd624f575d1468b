"""The web ACL's rules and the policy of its log."""

from __future__ import annotations

import json

from tapstack.planning.policies.waf import web_acl_log_policy
from tapstack.planning.waf_rules import MANAGED_GROUPS, RATE_CAPACITY, RATE_PRIORITY, REDACTED_HEADERS

ACCOUNT = "123456789012"
REGION = "eu-west-1"
_FREE_UNITS = 1500


def test_every_rule_has_a_priority_of_its_own_and_the_rate_comes_first() -> None:
    priorities = [RATE_PRIORITY, *(group.priority for group in MANAGED_GROUPS)]
    assert priorities == sorted(set(priorities))


def test_all_rules_stay_below_what_costs_extra() -> None:
    assert RATE_CAPACITY + sum(group.capacity for group in MANAGED_GROUPS) == 1127 < _FREE_UNITS


def test_the_groups_are_amazons_for_any_web_application() -> None:
    assert [group.full_name for group in MANAGED_GROUPS] == [
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
        "AWSManagedRulesCommonRuleSet",
    ]


def test_only_the_limit_of_bodies_is_counted_instead_of_blocked() -> None:
    assert {group.name: group.counted for group in MANAGED_GROUPS if group.counted} == {
        "CommonRuleSet": ("SizeRestrictions_BODY",)
    }


def test_credentials_do_not_reach_the_log() -> None:
    assert set(REDACTED_HEADERS) == {"authorization", "cookie"}
    assert all(header == header.lower() for header in REDACTED_HEADERS)


def test_only_the_delivery_of_this_accounts_logs_may_write_and_to_one_log_group() -> None:
    text = web_acl_log_policy(account=ACCOUNT, region=REGION, log_group="aws-waf-logs-own")
    (statement,) = json.loads(text)["Statement"]
    assert statement == {
        "Sid": "DeliverWebAclLogs",
        "Effect": "Allow",
        "Principal": {"Service": "delivery.logs.amazonaws.com"},
        "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
        "Resource": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:aws-waf-logs-own:log-stream:*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
            "ArnLike": {"aws:SourceArn": f"arn:aws:logs:{REGION}:{ACCOUNT}:*"},
        },
    }
