"""Right settings: their forms, defaults and properties, and that nothing can change them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import pytest
from pydantic import ValidationError

from tapstack.settings import ComputeSettings, DatabaseSettings, SettingsError, TapSettings, parse_settings

RawConfig = Callable[..., dict[str, object]]

AMIS = {"us-east-1": "ami-0a1b2c3d", "us-west-2": "ami-0123456789abcdef0", "eu-west-1": "ami-0fedcba9"}

EVERYTHING: dict[str, object] = {
    "profile": "baseline",
    "team": "web-shop",
    "environment": "prod",
    "regions": ["us-east-1", "us-west-2", "eu-west-1"],
    "minimumRegions": 2,
    "allowedSshCidr": "2001:db8::/32",
    "costCenter": "CC 4711",
    "purpose": "shop",
    "network": {
        "supernet": "172.16.0.0/12",
        "azCount": 3,
        "nat": "single",
        "flowLogs": True,
        "gatewayEndpoints": True,
        "interfaceEndpoints": ["ssm", "logs"],
        "vpcFallback": "default-vpc",
    },
    "compute": {
        "instanceType": "m7g.large",
        "ami": AMIS,
        "minSize": 2,
        "maxSize": 8,
        "desiredCapacity": 4,
        "scaleOutCpu": 70,
        "scaleInCpu": 20,
        "appPort": 80,
        "healthPath": "/",
        "containerImage": "registry.example.com:5000/shop/web:1.2",
        "userData": None,
        "volumeGib": 30,
        "scaling": "target-tracking",
        "requestsPerTarget": 500,
        "warmupSeconds": 60,
        "graceSeconds": 90,
    },
    "web": {
        "healthCodes": "200-299,304",
        "healthyThreshold": 3,
        "unhealthyThreshold": 4,
        "healthInterval": 30,
        "healthTimeout": 10,
        "stickinessSeconds": 3600,
        "tlsPolicy": "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "targetGroups": [
            {
                "name": "api",
                "paths": ["/api/*"],
                "headers": {"X-Version": ["2", "3"]},
                "port": 9090,
                "healthPath": "/api/healthz",
                "healthCodes": "204",
            }
        ],
    },
    "edge": {
        "domain": "app.example.com",
        "hostedZoneId": "Z0123456789ABCDEFGHIJ",
        "certificate": "acm",
        "routing": "failover",
        "waf": True,
        "wafRateLimit": 500,
    },
    "secrets": {"passwordKeeper": "stack", "recoveryDays": 7},
    "sessions": {"table": True, "ttlAttribute": "ttl", "recoveryDays": 7},
    "identity": {"permissionsBoundary": "arn:aws:iam::123456789012:policy/boundary"},
    "compliance": {
        "trail": True,
        "trailLockDays": 365,
        "config": True,
        "existingRecorders": ["us-west-2"],
        "guardDuty": True,
        "monthlyBudgetUsd": 100,
    },
    "database": {
        "engine": "mysql",
        "engineVersion": "8.4.7",
        "primaryRegion": "us-west-2",
        "replicaRegions": ["us-east-1", "eu-west-1"],
        "backupRegion": "eu-west-1",
        "name": "shop",
        "username": "owner",
        "instanceClass": "db.r7g.2xlarge",
        "storageGib": 100,
        "maxStorageGib": 100,
        "backupRetentionDays": 35,
        "backupWindow": "23:30-00:30",
        "maintenanceWindow": "sat:22:00-sat:23:30",
        "monitoringInterval": 15,
        "performanceInsights": True,
    },
    "encryption": {"keys": "per-region", "rotationDays": 90, "deletionWindowDays": 7},
    "observability": {
        "logRetentionDays": 365,
        "alarmEmail": "ops@example.com",
        "dashboards": "none",
        "regionAlarm": True,
    },
}


def test_the_required_settings_are_enough(raw_config: RawConfig) -> None:
    settings = parse_settings(raw_config())
    assert settings.regions == ("us-east-1", "us-west-2", "eu-west-1")
    assert settings.primary_region == "us-east-1"
    assert settings.production is False
    assert settings.cost_center == "web"
    assert (settings.compute.min_size, settings.compute.max_size) == (1, 3)
    assert settings.compute.desired_capacity is None
    assert settings.database.backup_retention_days == 7


def test_every_setting_can_be_set() -> None:
    settings = parse_settings(EVERYTHING)
    assert settings.model_dump(mode="json", by_alias=True) == EVERYTHING
    assert settings.production is True
    assert settings.cost_center == "CC 4711"


def test_a_round_trip_changes_nothing(raw_config: RawConfig) -> None:
    for raw in (raw_config(), EVERYTHING):
        settings = parse_settings(raw)
        assert parse_settings(settings.model_dump(by_alias=True)) == settings
        assert parse_settings(json.loads(settings.model_dump_json(by_alias=True))) == settings


def as_pulumi_stores(value: object) -> str:
    """What `pulumi.Config` gives: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value)


def with_texts(value: object) -> object:
    """Numbers and truth values as texts, at every depth."""
    if isinstance(value, dict):
        return {key: with_texts(inner) for key, inner in cast("dict[str, object]", value).items()}
    return json.dumps(value) if isinstance(value, int) else value


def test_text_forms_equal_decoded_forms() -> None:
    decoded = parse_settings(EVERYTHING)
    assert parse_settings({key: as_pulumi_stores(value) for key, value in EVERYTHING.items()}) == decoded
    assert parse_settings(cast("dict[str, object]", with_texts(EVERYTHING))) == decoded
    compute = cast("dict[str, object]", EVERYTHING["compute"]) | {"ami": json.dumps(AMIS)}
    assert parse_settings(EVERYTHING | {"compute": compute}) == decoded


@pytest.mark.parametrize(
    "regions",
    [
        "us-east-1,us-west-2,eu-west-1",
        " us-east-1 , us-west-2,eu-west-1 ",
        '["us-east-1", "us-west-2", "eu-west-1"]',
        ["us-east-1", "us-west-2", "eu-west-1"],
        ("us-east-1", "us-west-2", "eu-west-1"),
    ],
)
def test_regions_are_a_list_or_comma_separated(regions: object, raw_config: RawConfig) -> None:
    settings = parse_settings(raw_config(regions=regions))
    assert settings.regions == ("us-east-1", "us-west-2", "eu-west-1")


def test_one_form_for_each_value(raw_config: RawConfig) -> None:
    """What AWS writes otherwise than the user would show as a change for ever."""
    settings = parse_settings(
        raw_config(
            allowedSshCidr="2001:0DB8:0::/32",
            database={"maintenanceWindow": "Mon:04:00-Mon:05:00"},
        )
    )
    assert settings.allowed_ssh_cidr == "2001:db8::/32"
    assert settings.database.maintenance_window == "mon:04:00-mon:05:00"


def test_limits_themselves_are_allowed(raw_config: RawConfig) -> None:
    for other in (
        {"team": "ab"},
        {"team": "a" * 16},
        {"regions": "eu-west-1", "minimumRegions": 1},
        {"allowedSshCidr": "203.0.113.7/32"},
        {"allowedSshCidr": "128.0.0.0/1"},
        {"purpose": "x" * 256},
        {"network": {"supernet": "10.0.0.0/14", "azCount": 4}},
        {"network": {"supernet": "192.168.0.0/16"}, "regions": "eu-west-1", "minimumRegions": 1},
        {"compute": {"minSize": 3, "maxSize": 3, "desiredCapacity": 3, "scaleInCpu": 59}},
        {"compute": {"appPort": 65535, "healthPath": "/" + "a" * 1023, "userData": "x" * 16384}},
        {"compute": {"ami": AMIS | {"eu-west-3": "ami-00000000"}}},
        {"compute": {"containerImage": "nginx"}},
        {
            "compute": {
                "containerImage": f"123456789012.dkr.ecr.eu-west-1.amazonaws.com/a/b@sha256:{'0' * 64}"
            }
        },
        {"database": {"engineVersion": "8.4.3", "storageGib": 65536, "maxStorageGib": 65536}},
        {"database": {"storageGib": 100, "maxStorageGib": 110, "backupRetentionDays": 1}},
        {"database": {"backupWindow": "04:30-05:00", "maintenanceWindow": "sun:05:00-sun:05:30"}},
        {"database": {"backupWindow": "06:00-06:30", "name": "a" * 64, "username": "a" * 16}},
        {"encryption": {"deletionWindowDays": 30}, "observability": {"logRetentionDays": 3653}},
    ):
        parse_settings(raw_config(**other))


def test_a_default_can_be_wrong_beside_a_setting(raw_config: RawConfig) -> None:
    with pytest.raises(SettingsError, match=r"tap:compute\.maxSize to 4"):
        parse_settings(raw_config(compute={"minSize": 4}))


def test_nothing_can_be_changed() -> None:
    settings = parse_settings(EVERYTHING)
    for section, name in (
        (settings, "team"),
        (settings, "compute"),
        (settings.network, "az_count"),
        (settings.compute, "ami"),
        (settings.database, "storage_gib"),
        (settings.encryption, "deletion_window_days"),
        (settings.observability, "dashboards"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(section, name, None)
    with pytest.raises(TypeError, match="does not support item assignment"):
        cast("dict[str, str]", settings.compute.ami)["us-east-1"] = "ami-00000000"


def test_what_was_given_may_change_afterwards_without_effect() -> None:
    raw = cast("dict[str, Any]", json.loads(json.dumps(EVERYTHING)))
    settings = parse_settings(raw)
    raw["compute"]["ami"]["us-east-1"] = "ami-00000000"
    raw["regions"].append("eu-west-3")
    assert settings == parse_settings(EVERYTHING)


def test_settings_can_be_built_in_python_by_the_same_rules() -> None:
    regions = ("us-east-1", "us-west-2", "eu-west-1")
    settings = TapSettings(team="web", environment="dev", regions=regions, allowed_ssh_cidr="10.0.0.0/8")
    assert settings.cost_center == "web"
    with pytest.raises(ValidationError, match=r"greater than tap:compute\.maxSize"):
        TapSettings(
            team="web",
            environment="dev",
            regions=regions,
            allowed_ssh_cidr="10.0.0.0/8",
            compute=ComputeSettings(min_size=9),
            database=DatabaseSettings(),
        )


@pytest.mark.parametrize(
    ("instance_type", "architecture"),
    [
        ("t3.micro", "x86_64"),
        ("t4g.nano", "arm64"),
        ("a1.medium", "arm64"),
        ("g4dn.xlarge", "x86_64"),
        ("g5g.xlarge", "arm64"),
        ("im4gn.large", "arm64"),
        ("c7gn.16xlarge", "arm64"),
        ("u-6tb1.56xlarge", "x86_64"),
        ("m7i-flex.large", "x86_64"),
    ],
)
def test_the_architecture_follows_the_instance_type(instance_type: str, architecture: str) -> None:
    assert ComputeSettings(instance_type=instance_type).architecture == architecture
