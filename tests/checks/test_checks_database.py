"""Rules on RDS: instances, engines, windows, replicas, subnet groups."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tapstack.graph import SECRET, UNKNOWN, Resource
from tests.checks.graphs import ACCOUNT, EAST, WEST, clean, found, refused, resource

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
GOOD: dict[str, object] = {"engine": "mysql", "engineVersion": "8.4", "password": SECRET}


def database(plan: bool, **inputs: object) -> Resource:
    return resource(INSTANCE, "main", EAST, {**GOOD, **inputs}, id=None if plan else "db-MAIN")


BAD_AND_GOOD: list[tuple[str, dict[str, object], dict[str, object], str]] = [
    ("rds-backup-retention", {"backupRetentionPeriod": 99}, {"backupRetentionPeriod": 35}, "99"),
    ("rds-backup-retention", {"backupRetentionPeriod": -1}, {"backupRetentionPeriod": 0}, "-1"),
    ("rds-storage", {"allocatedStorage": 5}, {"allocatedStorage": 20}, "5 GiB"),
    (
        "rds-storage",
        {"allocatedStorage": 50, "storageType": "io1"},
        {"allocatedStorage": 5, "storageType": "standard"},
        "io1",
    ),
    (
        "rds-storage",
        {"allocatedStorage": 50, "maxAllocatedStorage": 40},
        {"allocatedStorage": 50, "maxAllocatedStorage": 0},
        "40",
    ),
    ("rds-instance-class", {"instanceClass": "t3.micro"}, {"instanceClass": "db.t3.micro"}, "t3.micro"),
    ("rds-instance-class", {"instanceClass": "db.m7g"}, {"instanceClass": "db.r6id.32xlarge"}, "db.m7g"),
    ("rds-instance-class", {"instanceClass": "db.serverless"}, {"instanceClass": UNKNOWN}, "serverless"),
    ("rds-monitoring", {"monitoringInterval": 7}, {"monitoringInterval": 0}, "7"),
    (
        "rds-monitoring",
        {"monitoringInterval": 60},
        {"monitoringInterval": 60, "monitoringRoleArn": UNKNOWN},
        "monitoringRoleArn",
    ),
    (
        "rds-monitoring",
        {"monitoringInterval": 0, "monitoringRoleArn": UNKNOWN},
        {"monitoringInterval": UNKNOWN, "monitoringRoleArn": UNKNOWN},
        "of 0",
    ),
    ("rds-engine", {"engine": "mysq"}, {"engine": "sqlserver-ex", "engineVersion": "15"}, "mysq"),
    ("rds-engine", {"engineVersion": "8.3"}, {"engineVersion": "8.0.39"}, "8.3"),
    ("rds-engine", {"engine": "postgres", "engineVersion": "99"}, {"engineVersion": "8"}, "99"),
    ("rds-engine", {"engineVersion": "latest"}, {"engineVersion": UNKNOWN}, "latest"),
    ("rds-windows", {"backupWindow": "3am-4am"}, {"backupWindow": "03:00-04:00"}, "3am"),
    ("rds-windows", {"backupWindow": "03:00-03:10"}, {"backupWindow": "23:45-00:15"}, "shorter"),
    ("rds-windows", {"maintenanceWindow": "04:00-05:00"}, {"maintenanceWindow": UNKNOWN}, "04:00"),
    (
        "rds-windows",
        {"backupWindow": "04:30-05:30", "maintenanceWindow": "sun:05:00-sun:06:00"},
        {"backupWindow": "04:00-05:00", "maintenanceWindow": "Sun:05:00-Sun:06:00"},
        "meets",
    ),
    (
        "rds-windows",
        {"backupWindow": "23:30-00:30", "maintenanceWindow": "mon:00:00-mon:00:30"},
        {"backupWindow": "23:30-00:30", "maintenanceWindow": "mon:00:30-mon:01:00"},
        "meets",
    ),
    ("rds-password", {"password": "short"}, {"password": "long-enough"}, "5 characters"),
    ("rds-password", {"password": "x" * 42}, {"engine": "postgres", "password": "x" * 42}, "42 characters"),
    ("rds-password", {"password": "with@sign"}, {"password": "with-dash"}, "'@'"),
    (
        "rds-password",
        {"manageMasterUserPassword": True},
        {"password": None, "manageMasterUserPassword": True},
        "two master passwords",
    ),
    ("rds-password", {"password": None}, {"password": None, "snapshotIdentifier": "s"}, "no master"),
    ("rds-password", {"password": None}, {"password": None, "passwordWoVersion": 1}, "no master"),
    (
        "rds-password",
        {"password": None},
        {"password": None, "manageMasterUserPassword": UNKNOWN},
        "no master",
    ),
]


@BOTH
@pytest.mark.parametrize(("rule_id", "bad", "good", "says"), BAD_AND_GOOD)
def test_values_that_rds_refuses(
    rule_id: str, bad: dict[str, object], good: dict[str, object], says: str, plan: bool
) -> None:
    wrong = database(plan, **bad)
    refused(rule_id, wrong, at=wrong, says=says)
    clean(rule_id, database(plan, **good))
    clean(rule_id, database(plan))


def test_a_password_is_never_repeated() -> None:
    wrong = database(True, password="hunter2")
    assert "hunter2" not in str(found("rds-password", wrong))


def test_clusters_keep_the_rules_of_clusters() -> None:
    cluster = resource(CLUSTER, "main", EAST, {"engine": "aurora-mysql", "backupRetentionPeriod": 0})
    refused("rds-backup-retention", cluster, at=cluster)
    refused("rds-password", cluster, at=cluster)
    windows = {"preferredBackupWindow": "05:00-06:00", "preferredMaintenanceWindow": "sun:05:30-sun:06:30"}
    refused("rds-windows", one := resource(CLUSTER, "main", EAST, windows), at=one)
    clean("rds-password", resource(CLUSTER, "main", EAST, {"globalClusterIdentifier": "g"}))


@BOTH
def test_a_random_password_is_measured_by_its_length(plan: bool) -> None:
    def with_random(**inputs: object) -> tuple[Resource, Resource]:
        random = resource("random:index/randomPassword:RandomPassword", "password", None, inputs)
        needs = {"password": [random]}
        return random, resource(INSTANCE, "main", EAST, GOOD, id=None if plan else "db-MAIN", needs=needs)

    short = with_random(length=6, special=False)
    refused("rds-password", *short, at=short[1], says="6 characters")
    clean("rds-password", *with_random(length=32))
    plain = with_random(length=32)
    refused("rds-random-password", *plain, at=plain[1])
    clean("rds-random-password", *with_random(length=32, special=False))
    clean("rds-random-password", *with_random(length=32, overrideSpecial="-_.~"))


@BOTH
@pytest.mark.parametrize(
    ("family", "engine", "version", "right"),
    [
        ("mysql8.0", "mysql", "8.4", "mysql8.4"),
        ("mysql8.0", "postgres", "16.3", "postgres16"),
        ("postgres15", "postgres", "16", "postgres16"),
        ("mysql8.4", "mariadb", "11.4.3", "mariadb11.4"),
        ("mariadb11.4", "mysql", None, "mysql8.4"),
    ],
)
def test_a_parameter_group_of_another_family(
    family: str, engine: str, version: str | None, right: str, plan: bool
) -> None:
    def built(family: str) -> tuple[Resource, Resource]:
        token = "aws:rds/parameterGroup:ParameterGroup"
        group = resource(token, "parameters", EAST, {"family": family}, id=None if plan else "parameters")
        inputs = {"engine": engine, "parameterGroupName": UNKNOWN if plan else "parameters"}
        inputs |= {} if version is None else {"engineVersion": version}
        return group, resource(INSTANCE, "main", EAST, inputs, needs={"parameterGroupName": [group]})

    wrong = built(family)
    refused("rds-parameter-family", *wrong, at=wrong[1], says=family)
    clean("rds-parameter-family", *built(right))
    clean("rds-parameter-family", *built(UNKNOWN))


@pytest.mark.parametrize("family", ["mysql8", "mysql9.9", "postgres8", "mysq8.0", "8.0"])
def test_a_family_that_rds_does_not_have(family: str) -> None:
    group = resource("aws:rds/parameterGroup:ParameterGroup", "parameters", EAST, {"family": family})
    refused("rds-family-known", group, at=group, says=family)


@pytest.mark.parametrize(
    "family",
    [
        *("mysql8.4", "mysql5.7", "postgres17", "postgres9.6", "mariadb10.11", "oracle-ee-19"),
        *("sqlserver-ex-15.0", "aurora-mysql8.0", "aurora-postgresql16", "db2-ae-11.5"),
        "custom-oracle-ee-19",
    ],
)
def test_a_family_that_rds_has(family: str) -> None:
    clean(
        "rds-family-known", resource("aws:rds/parameterGroup:ParameterGroup", "p", EAST, {"family": family})
    )


@BOTH
def test_a_database_without_tls_is_advice(plan: bool) -> None:
    def built(engine: str, *parameters: dict[str, object]) -> tuple[Resource, Resource]:
        token, inputs = "aws:rds/parameterGroup:ParameterGroup", {"parameters": list(parameters)}
        group = resource(token, "parameters", EAST, inputs, id=None if plan else "parameters")
        held = {"engine": engine, "parameterGroupName": UNKNOWN if plan else "parameters"}
        return group, resource(INSTANCE, "main", EAST, held, needs={"parameterGroupName": [group]})

    for wrong in (
        built("mysql"),
        built("mysql", {"name": "require_secure_transport", "value": "0"}),
        built("postgres", {"name": "require_secure_transport", "value": "1"}),
    ):
        refused("rds-tls", *wrong, at=wrong[1], says="without TLS")
    clean("rds-tls", *built("mysql", {"name": "require_secure_transport", "value": "ON"}))
    clean("rds-tls", *built("postgres", {"name": "rds.force_ssl", "value": UNKNOWN}))
    clean("rds-tls", resource(INSTANCE, "main", EAST, {"engine": "postgres", "engineVersion": "16.3"}))
    old = resource(INSTANCE, "main", EAST, {"engine": "postgres", "engineVersion": "14"})
    refused("rds-tls", old, at=old)


SOURCE = {"engine": "mysql", "identifier": "main", "backupRetentionPeriod": 7, "storageEncrypted": True}
ARN = f"arn:aws:rds:{EAST}:{ACCOUNT}:db:main"


def pair(plan: bool, region: str, replica: dict[str, object], **source: object) -> tuple[Resource, Resource]:
    """A source in us-east-1 and its replica, told by ARN."""
    outputs = {} if plan else {"arn": ARN}
    inputs = {**SOURCE, **source}
    mine = resource(INSTANCE, "main", EAST, inputs, id=None if plan else "db-MAIN", outputs=outputs)
    held = {"replicateSourceDb": UNKNOWN if plan else ARN, **replica}
    return mine, resource(INSTANCE, "copy", region, held, needs={"replicateSourceDb": [mine]})


@BOTH
def test_an_encrypted_copy_elsewhere_names_its_own_key(plan: bool) -> None:
    wrong = pair(plan, WEST, {})
    refused("rds-replica-key", *wrong, at=wrong[1], says="names no key")
    clean("rds-replica-key", *pair(plan, WEST, {"kmsKeyId": UNKNOWN}))
    clean("rds-replica-key", *pair(plan, EAST, {}))
    clean("rds-replica-key", *pair(plan, WEST, {}, storageEncrypted=False))
    wrong = pair(plan, WEST, {"kmsKeyId": UNKNOWN}, storageEncrypted=False)
    refused("rds-replica-key", *wrong, at=wrong[1], says="not encrypted")


def test_a_source_elsewhere_is_named_by_arn() -> None:
    wrong = pair(True, WEST, {"replicateSourceDb": "main"})
    refused("rds-replica-source", *wrong, at=wrong[1], says="main")
    clean("rds-replica-source", *pair(True, EAST, {"replicateSourceDb": "main"}))
    clean("rds-replica-source", *pair(True, WEST, {"replicateSourceDb": ARN}))
    clean("rds-replica-source", *pair(True, WEST, {}))


@BOTH
def test_a_replica_inherits(plan: bool) -> None:
    wrong = pair(plan, WEST, {"username": "admin", "password": SECRET, "dbName": "app"})
    finding = refused("rds-replica-inherits", *wrong, at=wrong[1], says="username, password, dbName")
    assert [place.pointer for place in finding.places] == ["/username", "/password", "/dbName"]
    clean("rds-replica-inherits", *pair(plan, WEST, {"kmsKeyId": UNKNOWN}))


@BOTH
def test_the_source_of_a_replica_keeps_backups(plan: bool) -> None:
    for days in (0, None):
        wrong = pair(plan, EAST, {}, backupRetentionPeriod=days)
        refused("rds-replica-backups", *wrong, at=wrong[0], says="no backups")
    clean("rds-replica-backups", *pair(plan, EAST, {}))
    clean("rds-replica-backups", *pair(plan, EAST, {}, backupRetentionPeriod=UNKNOWN))


@BOTH
def test_a_managed_password_and_replicas_exclude_each_other(plan: bool) -> None:
    wrong = pair(plan, WEST, {}, manageMasterUserPassword=True)
    refused("rds-managed-password-replica", *wrong, at=wrong[0], says="RDS manages the password of main")
    clean("rds-managed-password-replica", *pair(plan, WEST, {}))
    clean("rds-managed-password-replica", wrong[0])
    server = pair(plan, WEST, {}, manageMasterUserPassword=True, engine="sqlserver-ee")
    clean("rds-managed-password-replica", *server)


def test_backups_go_to_another_region() -> None:
    token = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    wrong = resource(token, "backups", EAST, {"sourceDbInstanceArn": ARN})
    refused("rds-backups-elsewhere", wrong, at=wrong, says=EAST)
    clean("rds-backups-elsewhere", resource(token, "backups", WEST, {"sourceDbInstanceArn": ARN}))


def group_of(plan: bool, *subnets: Mapping[str, object]) -> tuple[Resource, ...]:
    token = "aws:ec2/subnet:Subnet"
    made = [
        resource(token, f"subnet{at}", EAST, inputs, id=None if plan else f"subnet-{at}")
        for at, inputs in enumerate(subnets)
    ]
    ids = [UNKNOWN if plan else one.id for one in made]
    token = "aws:rds/subnetGroup:SubnetGroup"
    return resource(token, "group", EAST, {"subnetIds": ids}, needs={"subnetIds": made}), *made


@BOTH
def test_a_subnet_group_covers_two_zones(plan: bool) -> None:
    a, b = {"availabilityZone": "us-east-1a"}, {"availabilityZone": "us-east-1b"}
    wrong = group_of(plan, a, a)
    refused("rds-subnet-group-zones", *wrong, at=wrong[0], says="us-east-1a")
    clean("rds-subnet-group-zones", *group_of(plan, a, b))
    clean("rds-subnet-group-zones", *group_of(plan, a, {"availabilityZone": UNKNOWN}))
    clean("rds-subnet-group-zones", *group_of(plan, a, {}))
    clean("rds-subnet-group-zones", wrong[0])


@BOTH
def test_a_subnet_group_is_of_one_vpc(plan: bool) -> None:
    wrong = group_of(plan, {"vpcId": "vpc-1"}, {"vpcId": "vpc-2"})
    refused("rds-subnet-group-vpc", *wrong, at=wrong[0], says="2 VPCs")
    clean("rds-subnet-group-vpc", *group_of(plan, {"vpcId": "vpc-1"}, {"vpcId": "vpc-1"}))
    clean("rds-subnet-group-vpc", *group_of(plan, {"vpcId": "vpc-1"}, {"vpcId": UNKNOWN}))
