"""Whatever the config is: settings, or an error whose faults are whole."""

from __future__ import annotations

import json
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tapstack.settings import SettingsError, TapSettings, parse_settings, settings_reference
from tapstack.settings.regions import KNOWN_REGIONS

MANY = settings(max_examples=2000, deadline=None)

SECTIONS = tuple(
    dict.fromkeys(
        row.key.removeprefix("tap:").split(".")[0] for row in settings_reference() if "." in row.key
    )
)
KEYS = [row.key.removeprefix("tap:") for row in settings_reference()]

NASTY: list[object] = [
    *(None, True, False, -1, 0, 2, 10**30, 1 << 20_000, 0.5, float("nan"), float("inf"), b"\xff", object),
    *("", " ", "null", "true", "1e999", "{", "[", '"', '{"a": 1}', '{"minSize": NaN}', "[[]]", "[" * 5000),
    *("\x00", "\x1b[0m", "\ud800", "\u202e", "é" * 300, "{message}", "0.0.0.0/0", "us-east-1", "٣"),
    *([], [[]], [None], {}, {"a": {}}, {1: 2}, {None: 1}, {(): 1}, {"": 0}, {"\n": 0}, {"minSize": "x"}),
    *({"azCount": {}}, {"ami": {"": ""}}, {"ami": {1: 2}}, {"backupWindow": [3]}, ["us-east-1"] * 3),
]
anything = st.sampled_from(NASTY) | st.text(max_size=12) | st.integers()

NUMBERS: list[object] = [*range(-1, 70), 100, 365, 1000, 1001, 16384, 16385, 65535, 65536, 10**30, 2.5]
EAST, WEST, IRELAND = "us-east-1", "us-west-2", "eu-west-1"
AMIS = dict.fromkeys([EAST, WEST, IRELAND], "ami-12345678")

NEAR: dict[str, list[object]] = {
    "profile": ["baseline", "resilient"],
    "team": ["web", "a1", "a", "-a", "a-", "a--b", "a-b", "A", "a" * 16, "a" * 17],
    "environment": ["dev", "stg", "prod", "production", ""],
    "regions": [
        *(
            [EAST, WEST, IRELAND],
            f"{EAST},{WEST},{IRELAND}",
            json.dumps([EAST, WEST, IRELAND]),
            [EAST],
            [],
            "",
        ),
        *([EAST, EAST, WEST, IRELAND], [EAST, WEST, "us-est-1"], [EAST, WEST, IRELAND, "cn-north-1"]),
        *(list(KNOWN_REGIONS), list(KNOWN_REGIONS)[:5]),
    ],
    "allowedSshCidr": [
        "0.0.0.0/0",
        "::/0",
        "10.0.0.0/8",
        "10.0.0.1/8",
        "1.2.3.4",
        "2001:db8::/32",
        "::1/129",
    ],
    "costCenter": ["a", "a b", " a", "a" * 256, "a" * 257, "Ω"],
    "network.supernet": ["10.0.0.0/8", "10.4.0.0/14", "10.4.0.0/16", "10.1.1.0/24", "8.0.0.0/8", "::/8"],
    "network.nat": ["per-az", "single", "none", "all"],
    "compute.instanceType": ["t3.micro", "m7g.large", "micro", "mac1.metal"],
    "compute.ami": [AMIS, AMIS | {"eu-west-3": "ami-1"}, {EAST: "ami-12345678"}, {"moon": "ami-12345678"}],
    "compute.healthPath": ["/", "/healthz", "healthz", "/a b"],
    "compute.containerImage": ["nginx", "a/b:1", "A B", "a:b/c"],
    "compute.userData": ["#!/bin/sh", "", "x" * 17000],
    "database.engineVersion": ["8.4", "8.4.7", "5.7", 8.4],
    "database.name": ["app", "select", "1a", "a_b"],
    "database.username": ["owner", "rdsadmin", "a" * 17],
    "database.instanceClass": ["db.t3.micro", "db.t2.micro", "db.r7g.2xlarge", "t3.micro"],
    "database.backupWindow": [
        "03:00-04:00",
        "05:30-06:00",
        "23:30-00:30",
        "03:00-03:29",
        "24:00-01:00",
        "3-4",
    ],
    "database.maintenanceWindow": [
        "sun:05:00-sun:06:00",
        "Mon:03:30-Mon:04:00",
        "sun:23:45-mon:00:15",
        "sun:05:00",
    ],
    "observability.alarmEmail": ["ops@example.com", "ops", "a@b"],
    "observability.dashboards": ["none", "primary", "every-region", True],
    "observability.regionAlarm": [True, False, "true", "false", "maybe"],
    "network.interfaceEndpoints": ["ssm, logs", ["ssm", "ssm"], ["s3"], [], ["a b"]],
    "network.vpcFallback": ["none", "default-vpc", "other"],
    "compute.scaling": ["step", "target-tracking", "simple"],
    "web.healthCodes": ["200", "200-299,404", "500", "2xx"],
    "web.tlsPolicy": ["ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"],
    "web.targetGroups": [
        [{"name": "api", "paths": ["/api/*"]}],
        '[{"name": "api", "headers": {"X-Kind": ["a", "b"]}, "port": 9090}]',
        [{"name": "api"}],
        [{"name": "api", "paths": "/a,/b"}, {"name": "api", "paths": ["/c"]}],
        [{"name": "A", "port": 0, "colour": 1}],
        [{"name": "x1", "paths": ["/"] * 6}],
        *([1], {"name": "api"}, [{}]),
    ],
    "edge.domain": ["app.example.com", "App.example.com", "localhost", "a..b"],
    "edge.hostedZoneId": ["Z0123456789", "zone"],
    "edge.certificate": ["none", "self-signed", "acm", "auto", "tls"],
    "edge.routing": ["latency", "failover", "weighted"],
    "edge.waf": [True, False, "yes"],
    "database.engine": ["mysql", "postgres", "oracle"],
    "database.primaryRegion": [EAST, IRELAND, "eu-west-3", "moon"],
    "database.replicaRegions": ["all", ["all"], [WEST, IRELAND], WEST, [], ["all", WEST], ["moon"]],
    "database.backupRegion": [IRELAND, EAST, "eu-west-3", "moon"],
    "database.monitoringInterval": [0, 60, "60", 7, "x"],
    "database.performanceInsights": [True, False],
    "secrets.passwordKeeper": ["rds", "stack", "me"],
    "sessions.table": [True, False, "true"],
    "sessions.ttlAttribute": ["ttl", "a b", ""],
    "encryption.keys": ["single", "per-region", "many"],
    "identity.permissionsBoundary": ["arn:aws:iam::123456789012:policy/b", "arn:aws:iam::1:policy/b", "b"],
    "compliance.trail": [True, False],
    "compliance.config": [True, False],
    "compliance.guardDuty": [True, False],
    "compliance.existingRecorders": [[EAST], EAST, ["eu-west-3"], ["moon"], []],
}

GOOD: dict[str, object] = {
    "team": "web",
    "environment": "dev",
    "regions": [EAST, WEST, IRELAND],
    "allowedSshCidr": "203.0.113.0/24",
}

near_items = [(key, value) for key in KEYS for value in NEAR.get(key, NUMBERS)]


def config(items: list[tuple[str, object]], *, as_texts: bool) -> dict[str, object]:
    """Config that has the items, dotted keys in their sections; in Pulumi's texts when asked for."""
    raw: dict[str, object] = {}
    for key, value in items:
        section, _, name = key.rpartition(".")
        home = cast("dict[str, object]", raw.setdefault(section, {})) if section else raw
        home[name] = value
    return {key: as_text(value) for key, value in raw.items()} if as_texts else raw


def as_text(value: object) -> object:
    return value if isinstance(value, str) else json.dumps(value)


def whole(error: SettingsError) -> bool:
    """Whether there are faults, and each of them has its parts, fit to print."""
    texts = [(fault.key, fault.value, fault.allowed, fault.mend, fault.message) for fault in error.faults]
    return bool(texts) and all(
        all(part.strip() and part.isprintable() and len(part) < 1000 for part in parts)
        and parts[0].startswith("tap:")
        and str(fault) in str(error)
        and json.loads(json.dumps(fault.as_dict())) == fault.as_dict()
        for parts, fault in zip(texts, error.faults, strict=True)
    )


def parsed(raw: dict[str, object]) -> TapSettings | SettingsError:
    try:
        return parse_settings(raw)
    except SettingsError as error:
        return error


def check(raw: dict[str, object]) -> None:
    found = parsed(raw)
    if isinstance(found, SettingsError):
        assert whole(found), found.faults
    else:
        assert parse_settings(found.model_dump(by_alias=True)) == found
        assert parse_settings(json.loads(found.model_dump_json(by_alias=True))) == found
        assert len(found.regions) >= found.minimum_regions
        assert found.compute.min_size <= found.compute.max_size
        assert found.compute.scale_in_cpu < found.compute.scale_out_cpu
        assert not found.allowed_ssh_cidr.endswith("/0")
        assert found.database_region in found.database_regions
        assert {*found.database_regions, found.primary_region} <= {*found.regions}
        assert not found.replica_regions or found.secrets.password_keeper == "stack"
        assert found.certificate != "acm" or found.edge.domain


@MANY
@given(st.lists(st.sampled_from(near_items), max_size=6), st.booleans(), st.sampled_from([*GOOD, *[""] * 12]))
def test_near_valid_config_gives_settings_or_whole_faults(
    items: list[tuple[str, object]], as_texts: bool, without: str
) -> None:
    raw = config([*GOOD.items(), *items], as_texts=as_texts)
    raw.pop(without, None)
    check(raw)


@settings(MANY, max_examples=1000)
@given(
    st.lists(
        st.tuples(st.sampled_from([*SECTIONS, *KEYS, "", "\x07"]) | st.text(max_size=9), anything), max_size=6
    )
)
def test_garbage_gives_whole_faults(items: list[tuple[str, object]]) -> None:
    check(dict(items))
    check(GOOD | dict(items))


@settings(MANY, max_examples=200)
@given(st.sampled_from(KEYS + list(SECTIONS)), anything)
def test_a_fault_of_one_setting_hides_no_other(key: str, value: object) -> None:
    """What is wrong with other settings is told whatever this one is."""
    section, _, name = key.rpartition(".")
    if key == "environment" or key.startswith("encryption"):
        return
    raw: dict[str, object] = dict(GOOD) | {"environment": "x", "encryption": {"deletionWindowDays": 1}}
    raw[section or name] = {name: value} if section else value
    found = parsed(raw)
    assert isinstance(found, SettingsError)
    assert {"tap:environment", "tap:encryption.deletionWindowDays"} <= {fault.key for fault in found.faults}
