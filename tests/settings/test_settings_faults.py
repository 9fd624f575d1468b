"""Wrong settings, one by one and together: what the faults say."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass

import pytest

from tapstack.settings import Fault, SettingsError, parse_settings

RawConfig = Callable[..., dict[str, object]]


@dataclass(frozen=True)
class Wrong:
    """Config that is wrong in one place, and what its fault must say."""

    name: str
    other: dict[str, object]
    key: str
    value: str
    message: str
    allowed: str
    mend: str


def one(section: str, name: str, value: object, *said: str) -> Wrong:
    """One wrong setting of a section; its fault's value is the value."""
    message, allowed, mend = said
    key = f"tap:{section}.{name}"
    return Wrong(f"{key}={value}", {section: {name: value}}, key, json.dumps(value), message, allowed, mend)


def top(name: str, value: object, *said: str) -> Wrong:
    """One wrong setting at the top level."""
    message, allowed, mend = said
    return Wrong(f"{name}={value}", {name: value}, f"tap:{name}", json.dumps(value), message, allowed, mend)


THREE = ["us-east-1", "us-west-2", "eu-west-1"]

WRONG = [
    Wrong(
        "team missing",
        {"team": None},
        "tap:team",
        "not set",
        "is required and not set",
        "2 to 16 lower-case letters",
        'such as "web"',
    ),
    Wrong(
        "regions missing",
        {"regions": None},
        "tap:regions",
        "not set",
        "is required",
        "AWS region codes",
        '["us-east-1", "us-west-2", "eu-west-1"]',
    ),
    top("team", "Web", "is not a team name", "lower-case letters", '"web"'),
    top("team", "w", "is not a team name", "2 to 16", '"web"'),
    top("team", "web--shop", "is not a team name", "single hyphens", '"web"'),
    top("team", "web-", "is not a team name", "last no hyphen", '"web"'),
    top("team", "a" * 17, "is not a team name", "2 to 16", '"web"'),
    top("team", "web\n", "is not a team name", "2 to 16", '"web"'),
    top("team", 7, "is not a text", "2 to 16", "in quotes"),
    top("environment", "production", "is not one of the choices", "dev, stg or prod", "Did you mean prod?"),
    top("environment", "staging", "is not one of the choices", "dev, stg or prod", "Did you mean stg?"),
    top("environment", "qqq", "is not one of the choices", "dev, stg or prod", 'such as "dev"'),
    top("profile", "resilent", "is not one of the choices", "baseline or resilient", "mean resilient?"),
    top("minimumRegions", 0, "is too small", "from 1 to 34", "to 1, the nearest"),
    top("minimumRegions", "many", "is not a whole number", "from 1 to 34", "such as 3 (the default)"),
    top("minimumRegions", "2.5", "is not a whole number", "from 1 to 34", "such as 3 (the default)"),
    top("minimumRegions", True, "is not a whole number", "from 1 to 34", "such as 3 (the default)"),
    Wrong(
        "two regions",
        {"regions": "us-east-1, us-west-2"},
        "tap:regions",
        '["us-east-1", "us-west-2"]',
        "names 2 of the 3 regions",
        "3 regions or more (tap:minimumRegions)",
        "Name 1 more, or lower tap:minimumRegions",
    ),
    Wrong(
        "no regions",
        {"regions": ""},
        "tap:regions",
        "[]",
        "names 0 of the 3 regions",
        "3 regions or more",
        "Name 3 more",
    ),
    Wrong(
        "unknown region",
        {"regions": [*THREE, "eu-centrl-1"]},
        "tap:regions[3]",
        '"eu-centrl-1"',
        "is not a known AWS region",
        "codes of commercial AWS regions",
        "Did you mean eu-central-1?",
    ),
    Wrong(
        "region of China",
        {"regions": [*THREE, "cn-north-1"]},
        "tap:regions[3]",
        '"cn-north-1"',
        "is not a known AWS region",
        "commercial",
        "Did you mean eu-north-1?",
    ),
    Wrong(
        "no region at all",
        {"regions": [*THREE, "moon"]},
        "tap:regions[3]",
        '"moon"',
        "is not a known AWS region",
        "such as us-east-1",
        "AWS's list of regions",
    ),
    Wrong(
        "region twice",
        {"regions": "us-east-1,us-west-2,eu-west-1,us-west-2"},
        "tap:regions[3]",
        '"us-west-2"',
        "is named twice",
        "regions that differ",
        "Name us-west-2 once",
    ),
    Wrong(
        "number among regions",
        {"regions": [*THREE, 4]},
        "tap:regions[3]",
        "4",
        "is not a text",
        "AWS region codes",
        "in quotes",
    ),
    top("regions", {"us-east-1": True}, "is not a list", "AWS region codes", "us-west-2"),
    top("regions", '["us-east-1",', "is not JSON (Expecting value)", "AWS region codes", "pulumi config set"),
    top("allowedSshCidr", "0.0.0.0/0", "whole internet", "never 0.0.0.0/0 or ::/0", "203.0.113.0/24"),
    top("allowedSshCidr", "::/0", "whole internet", "never 0.0.0.0/0 or ::/0", "office or VPN"),
    top("allowedSshCidr", "203.0.113.7/0", "whole internet", "never 0.0.0.0/0", "office or VPN"),
    top("allowedSshCidr", "203.0.113.7/24", "host bits", "without host bits", "Write 203.0.113.0/24"),
    top("allowedSshCidr", "2001:db8::1/32", "host bits", "without host bits", "Write 2001:db8::/32"),
    top("allowedSshCidr", "203.0.113.7", "is not a CIDR block", "IPv4 or IPv6", "a slash and a prefix"),
    top("allowedSshCidr", "10.0.0.0/33", "is not a CIDR block", "IPv4 or IPv6", "a slash and a prefix"),
    top("allowedSshCidr", "fe80::%eth0/64", "is not a CIDR block", "IPv4 or IPv6", "a slash and a prefix"),
    top("costCenter", " 4711", "is not the value of a tag", "no space at either end", "or leave it out"),
    top("purpose", "a" * 257, "is not the value of a tag", "1 to 256", '"web-platform" (the default)'),
    one("network", "supernet", "8.0.0.0/8", "not a private IPv4 block", "RFC 1918", "Take 10.0.0.0/8"),
    one("network", "supernet", "fd00::/8", "not a private IPv4 block", "RFC 1918", "Take 10.0.0.0/8"),
    one("network", "supernet", "10.0.0.0/7", "not a private IPv4 block", "RFC 1918", "Take 10.0.0.0/8"),
    one("network", "supernet", "10.1.0.0/20", "too small for one region", "/16 or shorter", "10.0.0.0/8"),
    one("network", "supernet", "10.1.0.0/8", "host bits", "RFC 1918", "Write 10.0.0.0/8"),
    Wrong(
        "room for two",
        {"network": {"supernet": "10.0.0.0/15"}},
        "tap:network.supernet",
        '"10.0.0.0/15"',
        "has room for 2 of 3 regions",
        "a /16 for every region of tap:regions",
        "/14 or shorter",
    ),
    one("network", "azCount", 1, "is too small", "from 2 to 4", "to 2, the nearest"),
    one("network", "azCount", 5, "is too great", "from 2 to 4", "to 4, the nearest"),
    one(
        "network", "nat", "per-as", "not one of the choices", "per-az, single or none", "Did you mean per-az?"
    ),
    one("compute", "instanceType", "t3micro", "not an EC2 instance type", "t3.micro", '"t3.micro"'),
    one("compute", "instanceType", "mac2.metal", "not an EC2 instance type", "no Mac", '"t3.micro"'),
    one("compute", "minSize", 0, "is too small", "from 1 to 1000", "to 1, the nearest"),
    one("compute", "appPort", 0, "is too small", "from 1 to 65535", "to 1, the nearest"),
    one("compute", "appPort", 65536, "is too great", "from 1 to 65535", "to 65535, the nearest"),
    one("compute", "appPort", None, "is not a whole number", "from 1 to 65535", "8080 (the default)"),
    one("compute", "healthPath", "healthz", "is not the path", "begins with a slash", '"/healthz"'),
    one("compute", "healthPath", "/a b", "is not the path", "begins with a slash", '"/healthz"'),
    one("compute", "containerImage", "Web App", "is not a container image", "optional registry", "nginx"),
    one("compute", "containerImage", "a;reboot", "is not a container image", "optional registry", "nginx"),
    one("compute", "userData", "", "is 0 bytes long", "1 to 16384 bytes", "Shorten the script"),
    one("compute", "volumeGib", 4, "is too small", "from 8 to 16384", "to 8, the nearest"),
    one("compute", "desiredCapacity", 0, "is too small", "tap:compute.minSize to", "to 1, the nearest"),
    one("compute", "scaleOutCpu", 100, "is too great", "from 1 to 99", "to 99, the nearest"),
    one("compute", "scaleInCpu", 60, "not below tap:compute.scaleOutCpu", "less than 60", "below 60"),
    one(
        "compute",
        "minSize",
        5,
        "greater than tap:compute.maxSize",
        "at most 3",
        "raise tap:compute.maxSize to 5",
    ),
    one("compute", "desiredCapacity", 4, "not between", "1 (tap:compute.minSize) to 3", "Take 3"),
    one(
        "compute",
        "ami",
        {"us-east-1": "ami-12345678"},
        "has no AMI for us-west-2, eu-west-1",
        "every region of tap:regions",
        "run Amazon Linux 2023",
    ),
    Wrong(
        "ami id",
        {"compute": {"ami": dict.fromkeys(THREE, "ami-12345678") | {"us-west-2": "ami-xyz"}}},
        "tap:compute.ami.us-west-2",
        '"ami-xyz"',
        "is not an AMI id",
        "8 or 17 hexadecimal digits",
        "an AMI of that region",
    ),
    Wrong(
        "ami region",
        {"compute": {"ami": dict.fromkeys([*THREE, "eu-wst-3"], "ami-12345678")}},
        "tap:compute.ami.eu-wst-3",
        '"eu-wst-3"',
        "is not a known AWS region",
        "commercial",
        "Did you mean eu-west-3?",
    ),
    one(
        "compute", "ami", "x", "is not JSON (Expecting value)", "a map from every region", "pulumi config set"
    ),
    one("compute", "ami", ["a"], "is not a map", "a map from every region", "leave it out"),
    Wrong(
        "image and script",
        {"compute": {"containerImage": "nginx", "userData": "#!/bin/sh"}},
        "tap:compute.containerImage",
        '"nginx"',
        "is set together with tap:compute.userData",
        "not together with tap:compute.userData",
        "Take out one",
    ),
    Wrong(
        "image without a way out",
        {"compute": {"containerImage": "nginx"}, "network": {"nat": "none"}},
        "tap:compute.containerImage",
        '"nginx"',
        "can't be pulled",
        "tap:network.nat single or per-az",
        "Set tap:network.nat",
    ),
    one("database", "engineVersion", "5.7", "is not a version of mysql", "from 8.4.3 on", "Take 8.4"),
    one("database", "engineVersion", "8.4.2", "is not a version of mysql", "from 8.4.3 on", "Take 8.4"),
    one("database", "engineVersion", 8.4, "is not a text", "from 8.4.3 on", 'in quotes, as text, like "8.4"'),
    one("database", "name", "my-app", "not a database name", "digits and underscores", '"app"'),
    one("database", "name", "Order", "is reserved by MySQL", "no word that is reserved", "Order_app"),
    one("database", "name", "mysql", "is reserved by MySQL", "no word that is reserved", "mysql_app"),
    one("database", "username", "rdsadmin", "is reserved", "no word that is reserved", "Take another name"),
    one("database", "username", "a" * 17, "not a user name", "1 to 16 letters", '"tapadmin"'),
    one(
        "database", "instanceClass", "t3.medium", "not a class that MySQL 8.4", "db.t4g.medium", "the default"
    ),
    one("database", "instanceClass", "db.t2.micro", "not a class that MySQL 8.4", "current", "db.t4g.medium"),
    one("database", "storageGib", 5, "is too small", "from 20 to 65536", "to 20, the nearest"),
    one("database", "storageGib", 65537, "is too great", "from 20 to 65536", "to 65536, the nearest"),
    one("database", "backupRetentionDays", 0, "is too small", "from 1 to 35", "to 1, the nearest"),
    one("database", "backupRetentionDays", 36, "is too great", "from 1 to 35", "to 35, the nearest"),
    Wrong(
        "greatest storage below storage",
        {"database": {"storageGib": 200, "maxStorageGib": 100}},
        "tap:database.maxStorageGib",
        "100",
        "leaves tap:database.storageGib no room",
        "200 (tap:database.storageGib, no growth), or 220",
        "Raise it to 220, or set it to 200",
    ),
    Wrong(
        "no tenth above storage",
        {"database": {"storageGib": 1001, "maxStorageGib": 1101}},
        "tap:database.maxStorageGib",
        "1101",
        "leaves tap:database.storageGib no room",
        "or 1102 and more",
        "Raise it to 1102",
    ),
    Wrong(
        "no room for a tenth",
        {"database": {"storageGib": 65000, "maxStorageGib": 65001}},
        "tap:database.maxStorageGib",
        "65001",
        "no room",
        "65000 (tap:database.storageGib, no growth)",
        "Set it to 65000",
    ),
    one("database", "backupWindow", "3-4", "is not a window of time", "hh:mm-hh:mm", "like 03:00-04:00"),
    one("database", "backupWindow", "24:00-25:00", "is not a window", "hh:mm-hh:mm", "like 03:00-04:00"),
    one("database", "backupWindow", "03:00-03:29", "lasts 29 minutes", "30 minutes or longer", "30 minutes"),
    one("database", "backupWindow", "23:59-00:00", "lasts 1 minutes", "30 minutes or longer", "30 minutes"),
    one(
        "database",
        "maintenanceWindow",
        "Sunday 5-6",
        "is not a window of time",
        "ddd:hh:mm-ddd:hh:mm",
        "like sun:05:00-sun:06:00",
    ),
    Wrong(
        "backup inside maintenance",
        {"database": {"backupWindow": "05:10-05:50"}},
        "tap:database.backupWindow",
        '"05:10-05:50"',
        "overlaps tap:database.maintenanceWindow",
        "a window outside sun:05:00-sun:06:00",
        "Move one of them",
    ),
    Wrong(
        "maintenance over the week's end",
        {"database": {"backupWindow": "00:00-01:00", "maintenanceWindow": "sun:23:30-mon:00:30"}},
        "tap:database.backupWindow",
        '"00:00-01:00"',
        "overlaps tap:database.maintenanceWindow",
        "a window outside sun:23:30-mon:00:30",
        "Move one of them",
    ),
    Wrong(
        "gateway service as interface",
        {"network": {"interfaceEndpoints": "ssm,s3"}},
        "tap:network.interfaceEndpoints[1]",
        '"s3"',
        "is not the name of a service with an interface endpoint",
        "com.amazonaws.REGION.NAME",
        "such as ssm",
    ),
    Wrong(
        "port of a target group",
        {"web": {"targetGroups": [{"name": "api", "paths": ["/api/*"], "port": 0}]}},
        "tap:web.targetGroups[0].port",
        "0",
        "is too small",
        "from 1 to 65535",
        "Set tap:web.targetGroups[0].port to 1",
    ),
    Wrong(
        "target group that the built-in page doesn't answer",
        {"web": {"targetGroups": [{"name": "api", "paths": ["/api/*"], "healthPath": "/api"}]}},
        "tap:web.targetGroups[0].healthPath",
        '"/api"',
        "is not answered by the built-in page",
        "an application of yours",
        "Set tap:compute.containerImage",
    ),
    Wrong(
        "domain that is too long for ACM",
        {"edge": {"domain": f"{'a' * 60}.{'b' * 10}.com", "certificate": "acm"}},
        "tap:edge.domain",
        '"' + "a" * 60 + "." + "b" * 10 + '.com"',
        "is too long for ACM",
        "at most 64 characters",
        "or tap:edge.certificate self-signed",
    ),
    Wrong(
        "target group by the header Host",
        {"web": {"targetGroups": [{"name": "api", "headers": {"host": ["a.example.com"]}}]}},
        "tap:web.targetGroups[0].headers",
        '["host"]',
        "name the header Host",
        "not Host",
        "Take it out",
    ),
    Wrong(
        "health path that is too long for Route 53",
        {"compute": {"healthPath": "/" + "a" * 255}, "edge": {"domain": "app.example.com"}},
        "tap:compute.healthPath",
        '"/' + "a" * 78 + "... (258 characters)",
        "is too long for a health check of Route 53",
        "at most 255",
        "Shorten it",
    ),
    Wrong(
        "target group without conditions",
        {"web": {"targetGroups": [{"name": "api"}]}},
        "tap:web.targetGroups[0].paths",
        "[]",
        "and headers make 0 conditions",
        "five conditions in all",
        "one to five",
    ),
    Wrong(
        "two target groups of one name",
        {"web": {"targetGroups": [{"name": "api", "paths": ["/a"]}, {"name": "api", "paths": ["/b"]}]}},
        "tap:web.targetGroups[1].name",
        '"api"',
        "is the name of two target groups",
        "each once",
        "Rename",
    ),
    one("web", "healthTimeout", 15, "is not below tap:web.healthInterval", "less than 15", "below 15"),
    one("web", "healthCodes", "500", "is not a list of HTTP codes", "from 200 to 499", '"200"'),
    one("edge", "certificate", "acm", "needs a domain", "self-signed or auto", "Set tap:edge.domain"),
    one("edge", "hostedZoneId", "Z012345", "without tap:edge.domain", "together", "Set tap:edge.domain"),
    one("edge", "domain", "App.example.com", "is not a domain name", "lower case", "app.example.com"),
    one("database", "primaryRegion", "eu-west-3", "is not a region of tap:regions", "tap:regions", "or add"),
    one("database", "backupRegion", "us-east-1", "region of the writer", "not that of", "another region"),
    Wrong(
        "replicas of an instance whose password RDS manages",
        {"database": {"replicaRegions": "all"}},
        "tap:secrets.passwordKeeper",
        '"rds"',
        "goes with no read replica",
        "stack, while",
        "Set it to stack",
    ),
    Wrong(
        "replica outside the stack",
        {"database": {"replicaRegions": ["eu-west-3"]}},
        "tap:database.replicaRegions[0]",
        '"eu-west-3"',
        "is not a region of tap:regions",
        "regions of tap:regions",
        "or add eu-west-3",
    ),
    Wrong(
        "version of the other engine",
        {"database": {"engine": "postgres", "engineVersion": "8.4"}},
        "tap:database.engineVersion",
        '"8.4"',
        "is not a version of postgres",
        "16 or 17",
        "Take 17",
    ),
    Wrong(
        "user that PostgreSQL keeps",
        {"database": {"engine": "postgres", "username": "admin"}},
        "tap:database.username",
        '"admin"',
        "is reserved by PostgreSQL",
        "does not begin with pg_",
        "tapadmin",
    ),
    Wrong(
        "insights on a small class",
        {"database": {"performanceInsights": True, "instanceClass": "db.t4g.micro"}},
        "tap:database.performanceInsights",
        "true",
        "is not offered on db.t4g.micro",
        "db.t4g.medium on",
        "Set it to false",
    ),
    Wrong(
        "recorder elsewhere",
        {"compliance": {"existingRecorders": ["eu-west-3"]}},
        "tap:compliance.existingRecorders[0]",
        '"eu-west-3"',
        "is not a region of tap:regions",
        "regions of tap:regions",
        "or add eu-west-3",
    ),
    one("identity", "permissionsBoundary", "b", "is not the ARN", "managed IAM policy", "arn:aws:iam"),
    one("encryption", "deletionWindowDays", 3, "is too small", "from 7 to 30", "to 7, the nearest"),
    one("encryption", "deletionWindowDays", 31, "is too great", "from 7 to 30", "to 30, the nearest"),
    one("observability", "logRetentionDays", 10, "CloudWatch Logs", "5, 7, 14, 30", "Take 7, the nearest"),
    one("observability", "logRetentionDays", 0, "CloudWatch Logs", "one of 1, 3", "Take 1, the nearest"),
    one("observability", "alarmEmail", "ops", "is not an e-mail address", "one e-mail", "ops@example.com"),
    one("observability", "alarmEmail", "a@b.c, d@e.f", "not an e-mail", "one e-mail", "ops@example.com"),
    one(
        "observability",
        "regionAlarm",
        "maybe",
        "is not true or false",
        "true or false",
        "false (the default)",
    ),
    one(
        "compute", "minsize", 2, "is not a setting", "instanceType, ami, minSize", "mean tap:compute.minSize?"
    ),
    one(
        "compute",
        "min_size",
        2,
        "is not a setting",
        "instanceType, ami, minSize",
        "mean tap:compute.minSize?",
    ),
    one("network", "appPort", 2, "is not a setting", "supernet, azCount, nat", "mean tap:compute.appPort?"),
    one("network", "zzzzzz", 2, "is not a setting", "supernet, azCount, nat", "Take it out"),
    top(
        "Regoins", "x", "is not a setting", "profile, team, environment, regions", "Did you mean tap:regions?"
    ),
    top("compute.minSize", "2", "stands at the top level", "network, compute", "--path tap:compute.minSize"),
    top(
        "database",
        "{",
        "is not JSON (Expecting property name",
        "a map of engine, engineVersion",
        "pulumi config set",
    ),
    Wrong(
        "list for a section",
        {"database": "[1]"},
        "tap:database",
        "[1]",
        "is not a map",
        "a map of engine, engineVersion",
        'such as {"engine": "mysql"}, or leave it out',
    ),
    top("encryption", 30, "is not a map", "a map of keys, rotationDays", "or leave it out"),
]


def faults_of(raw: dict[str, object]) -> tuple[Fault, ...]:
    with pytest.raises(SettingsError) as caught:
        parse_settings(raw)
    return caught.value.faults


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: wrong.name[:40])
def test_one_wrong_setting_gives_one_fault_of_four_parts(wrong: Wrong, raw_config: RawConfig) -> None:
    raw = raw_config(**wrong.other)
    if wrong.value == "null":
        raw = raw_config() | wrong.other
    (fault,) = faults_of(raw)
    assert fault.key == wrong.key
    assert wrong.message in fault.message
    told, cut, _ = fault.value.partition("...")
    assert told == (wrong.value[: len(told)] if cut else wrong.value)
    assert wrong.allowed in fault.allowed
    assert wrong.mend in fault.mend


def test_every_fault_is_told_at_once(raw_config: RawConfig) -> None:
    """Single values, unknown keys, wrong JSON, and rules whose settings are right by themselves."""
    faults = faults_of(
        {
            "environment": "prd",
            "regions": ["us-east-1", "us-est-1", "us-east-1"],
            "allowedSshCidr": "0.0.0.0/0",
            "minimumRegions": "three",
            "colour": "green",
            "compute": {"minSize": 9, "appPort": 0, "scaleInCpu": 80, "ami": {"us-east-1": "x"}},
            "database": {"storageGib": 5, "backupWindow": "05:30-06:30", "name": "1st"},
            "observability": "{not json",
        }
    )
    assert [fault.key for fault in faults] == [
        "tap:team",
        "tap:environment",
        "tap:regions[1]",
        "tap:regions[2]",
        "tap:minimumRegions",
        "tap:allowedSshCidr",
        "tap:compute.ami.us-east-1",
        "tap:compute.appPort",
        "tap:database.name",
        "tap:database.storageGib",
        "tap:observability",
        "tap:colour",
        "tap:compute.minSize",
        "tap:compute.scaleInCpu",
        "tap:database.backupWindow",
    ]


def test_rules_across_sections_are_told_beside_other_faults(raw_config: RawConfig) -> None:
    compute = json.dumps({"ami": {"us-east-1": "ami-12345678"}, "appPort": "none"})
    raw = raw_config(team=None, compute=compute, network={"supernet": "10.8.0.0/16", "azCount": 9})
    assert [fault.key for fault in faults_of(raw)] == [
        "tap:team",
        "tap:network.azCount",
        "tap:compute.appPort",
        "tap:network.supernet",
        "tap:compute.ami",
    ]


@pytest.mark.parametrize(
    ("other", "keys"),
    [
        ({"compute": {"minSize": 9, "maxSize": "few"}}, ["tap:compute.maxSize"]),
        ({"regions": "us-east-1,moon", "network": {"supernet": "10.8.0.0/16"}}, ["tap:regions[1]"]),
        (
            {"database": {"backupWindow": "05:00-06:00", "maintenanceWindow": 5}},
            ["tap:database.maintenanceWindow"],
        ),
    ],
)
def test_a_rule_is_silent_when_a_setting_that_it_reads_is_wrong(
    other: dict[str, object], keys: list[str], raw_config: RawConfig
) -> None:
    assert [fault.key for fault in faults_of(raw_config(**other))] == keys


def test_a_fault_as_text_has_its_four_parts_on_four_lines() -> None:
    fault = Fault("tap:team", '"W"', "small letters", "Take web", "is not a team name")
    assert str(fault) == (
        'tap:team is not a team name\n  value:   "W"\n  allowed: small letters\n  mend:    Take web'
    )
    assert fault.as_dict() == {
        "key": "tap:team",
        "value": '"W"',
        "allowed": "small letters",
        "mend": "Take web",
        "message": "is not a team name",
    }
    with pytest.raises(FrozenInstanceError):
        fault.key = "tap:other"  # type: ignore[misc]


def test_the_error_as_text_has_every_fault(raw_config: RawConfig) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(raw_config(team=None, environment="x"))
    text = str(caught.value)
    assert text.startswith("2 settings are wrong:\n")
    for fault in caught.value.faults:
        assert str(fault) in text


def test_control_characters_are_escaped_and_long_values_cut(raw_config: RawConfig) -> None:
    (fault,) = faults_of(raw_config(purpose="\x1b[31m\x9b\u202ered\x00\ud800"))
    assert fault.value == '"\\u001b[31m\\x9b\\u202ered\\u0000\\ud800"'
    (fault,) = faults_of(raw_config(purpose="x" * 100_000))
    assert fault.value == f'"{"x" * 79}... (100002 characters)'
    (fault,) = faults_of(raw_config(**{"bad\x07\n" + "k" * 1000: 1}))
    assert fault.key == f"tap:bad\\x07\\n{'k' * 75}... (1005 characters)"


def test_values_that_json_does_not_have_are_told_by_their_type(raw_config: RawConfig) -> None:
    for value in (object(), {1, 2}, b"", 1 << 20_000):
        (fault,) = faults_of(raw_config(team=value))
        assert fault.value == f"a value of type {type(value).__name__}"


def test_json_that_is_too_deep_or_too_long_is_a_fault(raw_config: RawConfig) -> None:
    for text in ("[" * 100_000, '{"minSize": ' + "9" * 5000 + "}"):
        (fault,) = faults_of(raw_config(compute=text))
        assert (fault.key, fault.message) == ("tap:compute", "is not JSON (it can't be read)")


def test_secret_values_are_not_told(raw_config: RawConfig) -> None:
    raw = raw_config(team="S3cret", environment="S3cret", compute={"minSize": 77, "zone": "S3cret"})
    with pytest.raises(SettingsError) as caught:
        parse_settings(raw, secret={"team", "environment", "compute"})
    faults = {fault.key: fault for fault in caught.value.faults}
    assert list(faults) == ["tap:team", "tap:environment", "tap:compute.zone", "tap:compute.minSize"]
    assert {fault.value for fault in faults.values()} == {"[secret]"}
    assert "S3cret" not in str(caught.value)
    assert "77" not in str(caught.value)
    assert faults["tap:compute.minSize"].allowed == "a whole number from 1 to 1000"
