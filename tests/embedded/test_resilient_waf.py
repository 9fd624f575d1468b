"""The web ACL before each load balancer, as a client outside finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.deploying import Deployment, ProjectWith, deployed
from tests.embedded.outside import Region, policy_statements, tags_in

REGIONS = ["us-east-1", "eu-west-1"]
ACCOUNT = "123456789012"


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The baseline in two regions, with web ACLs."""
    project = with_settings(regions=REGIONS, minimumRegions=2, edge={"waf": True, "wafRateLimit": 700})
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region of the stack."""
    return platform.region(request.param)


def acl_of(region: Region) -> dict[str, Any]:
    arn = region.balancer["LoadBalancerArn"]
    return region.ask("wafv2.get_web_acl_for_resource", "WebACL", ResourceArn=arn)


def test_each_regions_load_balancer_is_behind_its_own_web_acl(region: Region) -> None:
    acl = acl_of(region)
    (listed,) = region.ask("wafv2.list_web_acls", "WebACLs", Scope="REGIONAL")
    assert acl["ARN"] == listed["ARN"]
    assert listed["ARN"].split(":")[3] == region.name
    assert acl["Name"] == f"tap-dev-waf-{region.name}"
    assert acl["DefaultAction"] == {"Allow": {}}
    protected = region.ask("wafv2.list_resources_for_web_acl", "ResourceArns", WebACLArn=acl["ARN"])
    assert protected == [region.balancer["LoadBalancerArn"]]
    found = region.ask("wafv2.list_tags_for_resource", "TagInfoForResource", ResourceARN=acl["ARN"])
    assert tags_in(found["TagList"])["Owner"] == "tap"


def test_an_address_that_asks_too_often_is_blocked(region: Region) -> None:
    (rate,) = [rule for rule in acl_of(region)["Rules"] if "RateBasedStatement" in rule["Statement"]]
    assert rate["Statement"]["RateBasedStatement"] == {
        "Limit": 700,
        "EvaluationWindowSec": 300,
        "AggregateKeyType": "IP",
    }
    assert (rate["Action"], rate["Priority"]) == ({"Block": {}}, 10)


def test_amazons_rule_groups_follow_in_their_order(region: Region) -> None:
    rules = sorted(acl_of(region)["Rules"], key=lambda rule: rule["Priority"])
    groups = [rule["Statement"]["ManagedRuleGroupStatement"] for rule in rules[1:]]
    assert [group["Name"].removeprefix("AWSManagedRules") for group in groups] == [
        "AmazonIpReputationList",
        "KnownBadInputsRuleSet",
        "SQLiRuleSet",
        "CommonRuleSet",
    ]
    assert {group["VendorName"] for group in groups} == {"AWS"}
    assert all(rule["OverrideAction"] == {"None": {}} for rule in rules[1:])
    assert all(rule["VisibilityConfig"]["CloudWatchMetricsEnabled"] for rule in rules)
    assert not any(rule["VisibilityConfig"]["SampledRequestsEnabled"] for rule in rules)


def test_it_logs_to_a_group_of_its_region_without_credentials(region: Region) -> None:
    log = region.ask(
        "wafv2.get_logging_configuration", "LoggingConfiguration", ResourceArn=acl_of(region)["ARN"]
    )
    name = f"aws-waf-logs-tap-dev-waf-{region.name}"
    assert log["LogDestinationConfigs"] == [f"arn:aws:logs:{region.name}:{ACCOUNT}:log-group:{name}"]
    headers = [field["SingleHeader"]["Name"] for field in log["RedactedFields"]]
    assert headers == ["authorization", "cookie"]


def test_the_log_is_under_the_regions_key_whose_policy_admits_it(region: Region) -> None:
    name = f"aws-waf-logs-tap-dev-waf-{region.name}"
    (group,) = region.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix="aws-waf-logs-")
    assert (group["logGroupName"], group["kmsKeyId"]) == (name, region.key["Arn"])
    assert group["retentionInDays"] > 0
    policy = region.ask("kms.get_key_policy", "Policy", KeyId=region.key["KeyId"], PolicyName="default")
    logs = policy_statements(policy)["CloudWatchLogsOfThisRegion"]
    admitted = logs["Condition"]["ArnLike"]["kms:EncryptionContext:aws:logs:arn"]
    assert f"arn:aws:logs:{region.name}:{ACCOUNT}:log-group:aws-waf-logs-tap-dev-*" in admitted


def test_only_the_log_delivery_may_write_to_it(region: Region) -> None:
    (policy,) = region.ask("logs.describe_resource_policies", "resourcePolicies")
    assert policy["policyName"] == f"tap-dev-waf-{region.name}"
    (statement,) = policy_statements(policy["policyDocument"]).values()
    assert statement["Principal"] == {"Service": "delivery.logs.amazonaws.com"}
    name = f"aws-waf-logs-tap-dev-waf-{region.name}"
    assert statement["Resource"] == f"arn:aws:logs:{region.name}:{ACCOUNT}:log-group:{name}:log-stream:*"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": ACCOUNT}
