"""AWS Config's rules: those that AWS manages, everywhere, and only for what the settings have on."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.config.models import MANAGED_RULES_CONSTRAINTS

from tapstack.planning.config_rules import config_rules
from tapstack.settings import TapSettings, parse_settings
from tests.planning.conftest import REQUIRED, MakeSettings

HOME, AWAY = "us-east-1", "eu-west-1"
KNOWN = cast("dict[str, dict[str, Any]]", MANAGED_RULES_CONSTRAINTS)
"""What AWS says of each rule that it manages, as moto ships it."""


def settings_with(**other: object) -> TapSettings:
    return parse_settings({**REQUIRED, **other})


SETTINGS = st.builds(
    settings_with,
    environment=st.sampled_from(["dev", "prod"]),
    network=st.fixed_dictionaries({"flowLogs": st.booleans()}),
    edge=st.fixed_dictionaries(
        {"waf": st.booleans(), "certificate": st.sampled_from(["none", "self-signed"])}
    ),
    secrets=st.fixed_dictionaries({"passwordKeeper": st.sampled_from(["rds", "stack"])}),
    sessions=st.fixed_dictionaries({"table": st.booleans()}),
    database=st.fixed_dictionaries({"monitoringInterval": st.sampled_from([0, 1, 60])}),
    compliance=st.fixed_dictionaries({"trail": st.booleans(), "config": st.just(True)}),
)


@given(settings=SETTINGS, region=st.sampled_from([HOME, AWAY]))
def test_every_rule_is_one_of_awss_with_parameters_that_it_has(settings: TapSettings, region: str) -> None:
    for rule in config_rules(settings, region):
        known = {each["Name"]: each["Optional"] for each in KNOWN[rule.identifier]["Parameters"]}
        assert set(rule.parameters) <= set(known)
        assert {name for name, optional in known.items() if not optional} <= set(rule.parameters)
        assert json.loads(rule.input_parameters or "{}") == rule.parameters


@given(settings=SETTINGS, region=st.sampled_from([HOME, AWAY]))
def test_every_rule_is_there_in_all_regions(settings: TapSettings, region: str) -> None:
    for rule in config_rules(settings, region):
        assert KNOWN[rule.identifier]["AWS Region"] == "All supported AWS regions", rule.identifier


@given(settings=SETTINGS, region=st.sampled_from([HOME, AWAY]))
def test_names_and_identifiers_are_unique_and_names_short_enough(settings: TapSettings, region: str) -> None:
    rules = config_rules(settings, region)
    assert len({rule.service for rule in rules}) == len({rule.identifier for rule in rules}) == len(rules)
    longest = "a-team-of-16-let-prod-{}-ap-southeast-2"
    assert all(len(longest.format(rule.service)) <= 128 for rule in rules)
    assert all(rule.meaning.endswith(".") and len(rule.meaning) <= 256 for rule in rules)


def test_a_plain_stack_has_the_rules_of_what_every_region_has(make_settings: MakeSettings) -> None:
    assert {rule.identifier for rule in config_rules(make_settings(), AWAY)} == {
        "ALB_HTTP_DROP_INVALID_HEADER_ENABLED",
        "AUTOSCALING_GROUP_ELB_HEALTHCHECK_REQUIRED",
        "CMK_BACKING_KEY_ROTATION_ENABLED",
        "EC2_IMDSV2_CHECK",
        "EC2_INSTANCE_NO_PUBLIC_IP",
        "ELB_LOGGING_ENABLED",
        "ENCRYPTED_VOLUMES",
        "INCOMING_SSH_DISABLED",
        "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
        "S3_BUCKET_SSL_REQUESTS_ONLY",
        "SNS_ENCRYPTED_KMS",
        "VPC_DEFAULT_SECURITY_GROUP_CLOSED",
    }


@pytest.mark.parametrize(
    ("region", "change", "added"),
    [
        (AWAY, {"network": {"flowLogs": True}}, {"VPC_FLOW_LOGS_ENABLED"}),
        (AWAY, {"edge": {"waf": True}}, {"ALB_WAF_ENABLED"}),
        (AWAY, {"edge": {"certificate": "self-signed"}}, {"ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK"}),
        (AWAY, {"sessions": {"table": True}}, {"DYNAMODB_PITR_ENABLED", "DYNAMODB_TABLE_ENCRYPTED_KMS"}),
        (AWAY, {"secrets": {"passwordKeeper": "stack"}}, {"SECRETSMANAGER_USING_CMK"}),
        (AWAY, {"environment": "prod"}, {"ELB_DELETION_PROTECTION_ENABLED"}),
        (
            HOME,
            {"environment": "prod"},
            {"ELB_DELETION_PROTECTION_ENABLED", "RDS_INSTANCE_DELETION_PROTECTION_ENABLED"},
        ),
        (HOME, {"database": {"monitoringInterval": 60}}, {"RDS_ENHANCED_MONITORING_ENABLED"}),
        (AWAY, {"database": {"monitoringInterval": 60}}, set[str]()),
        (AWAY, {"compliance": {"trail": True}}, set[str]()),
        (
            HOME,
            {"compliance": {"trail": True}},
            {
                "MULTI_REGION_CLOUD_TRAIL_ENABLED",
                "CLOUD_TRAIL_ENCRYPTION_ENABLED",
                "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED",
            },
        ),
    ],
)
def test_what_is_switched_on_brings_its_rules(
    make_settings: MakeSettings, region: str, change: dict[str, Any], added: set[str]
) -> None:
    plain = {rule.identifier for rule in config_rules(make_settings(), region)}
    changed = {rule.identifier for rule in config_rules(make_settings(**change), region)}
    assert changed - plain == added
    assert plain <= changed


def test_databases_have_rules_where_they_stand(make_settings: MakeSettings) -> None:
    settings = make_settings(database={"backupRetentionDays": 14})
    here = {rule.identifier: rule for rule in config_rules(settings, HOME)}
    there = {rule.identifier for rule in config_rules(settings, AWAY)}
    assert set(here) - there == {
        "RDS_STORAGE_ENCRYPTED",
        "RDS_INSTANCE_PUBLIC_ACCESS_CHECK",
        "DB_INSTANCE_BACKUP_ENABLED",
    }
    assert here["DB_INSTANCE_BACKUP_ENABLED"].parameters["backupRetentionMinimum"] == "14"
