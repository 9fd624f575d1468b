"""Databases and read replicas: each mend of moto, and the entry that makes replicas as the provider does."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.emulator.registry import BEHAVIOURS, ONLY_RECORDED
from tapstack.engine import OnlyRecordedError, RealisationError
from tests.emulator.mending import Mends
from tests.emulator.probes import AWAY, HOME
from tests.emulator.probes_databases import SOURCE

if TYPE_CHECKING:
    from tests.emulator.conftest import Make

ROOT = Path(__file__).parents[2]
INSTANCE = "aws:rds/instance:Instance"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
OTHER = SOURCE.replace(HOME, AWAY).replace(":source", ":other")

MENDS: list[tuple[str, str, object]] = [
    ("databases", "ids differ", True),
    ("databases", "insights", [True, False]),
    ("databases", "own VPC", True),
    ("databases", "zone", f"{AWAY}a"),
    ("databases", "backups", 0),
    ("databases", "logs", []),
    ("databases", "promoted", None),
    ("databases", "left", [OTHER]),
    ("databases", "deleted", "deleted"),
    ("databases", "left at last", []),
    ("databases", "orphan", ["replica", "orphan", "deleted"]),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("databases", "host", AWAY),
    ("databases", "port", 5432),
    ("databases", "from source", ["postgres", "17", "someone", "app"]),
    ("databases", "source", SOURCE),
    ("databases", "arn", SOURCE.replace(HOME, AWAY).replace(":source", ":replica")),
    ("databases", "replicas", [SOURCE.replace(HOME, AWAY).replace(":source", ":replica")]),
    ("databases", "promoted backups", 5),
]


PROBES = "tests.emulator.probes_databases"


class TestMends(Mends):
    """What holds of every mend, of these."""


def writer(make: Make, name: str) -> Any:
    """An instance that can have replicas."""
    return make(
        INSTANCE,
        name,
        identifier=name,
        engine="mysql",
        engineVersion="8.4",
        instanceClass="db.m7g.large",
        allocatedStorage=30,
        dbName="app",
        username="someone",
        password="not-a-secret-here",
        backupRetentionPeriod=7,
        skipFinalSnapshot=True,
    ).outputs


def test_a_replica_is_made_and_then_modified_as_the_provider_does(make: Make, aws: EmbeddedAws) -> None:
    source = writer(make, "first")
    group = make("aws:rds/parameterGroup:ParameterGroup", "own", name="own", family="mysql8.4", region=AWAY)
    made = make(
        INSTANCE,
        "second",
        identifier="second",
        replicateSourceDb=source["arn"],
        instanceClass="db.m7g.xlarge",
        allocatedStorage=500,
        engine="mysql",
        engineVersion="8.4",
        storageEncrypted=True,
        maxAllocatedStorage=200,
        backupRetentionPeriod=9,
        backupWindow="01:00-02:00",
        maintenanceWindow="mon:05:00-mon:06:00",
        parameterGroupName=group.id,
        password="another-that-is-not-secret",
        skipFinalSnapshot=True,
        region=AWAY,
    )
    (there,) = aws.client("rds", AWAY).describe_db_instances()["DBInstances"]
    assert there["ReadReplicaSourceDBInstanceIdentifier"] == source["arn"]
    assert (there["DBInstanceClass"], there["AllocatedStorage"], there["Engine"]) == (
        "db.m7g.xlarge",
        30,
        "mysql",
    )
    assert (there["BackupRetentionPeriod"], there["MaxAllocatedStorage"]) == (9, 200)
    assert there["PreferredBackupWindow"] == "01:00-02:00"
    assert there["PreferredMaintenanceWindow"] == "mon:05:00-mon:06:00"
    assert [each["DBParameterGroupName"] for each in there["DBParameterGroups"]] == ["own"]
    assert made.id == there["DbiResourceId"] != source["resourceId"]
    outputs = made.outputs
    assert outputs["arn"] == f"arn:aws:rds:{AWAY}:123456789012:db:second"
    assert outputs["endpoint"] == f"second.aaaaaaaaaa.{AWAY}.rds.amazonaws.com:3306"
    assert (outputs["username"], outputs["dbName"]) == ("someone", "app")
    assert (outputs["backupRetentionPeriod"], outputs["parameterGroupName"]) == (9, "own")


def test_a_replica_in_the_sources_region_has_its_groups(make: Make, aws: EmbeddedAws) -> None:
    source = writer(make, "third")
    made = make(
        INSTANCE, "fourth", identifier="fourth", replicateSourceDb="third", instanceClass="db.m7g.large"
    )
    found = aws.client("rds", HOME).describe_db_instances(DBInstanceIdentifier="fourth")["DBInstances"][0]
    assert found["ReadReplicaSourceDBInstanceIdentifier"] == "third"
    assert [each["VpcSecurityGroupId"] for each in found["VpcSecurityGroups"]] == [
        each["VpcSecurityGroupId"]
        for each in aws.client("rds", HOME).describe_db_instances(DBInstanceIdentifier="third")[
            "DBInstances"
        ][0]["VpcSecurityGroups"]
    ]
    assert made.outputs["parameterGroupName"] == source["parameterGroupName"]


@pytest.mark.parametrize("name", ["dbName", "username"])
def test_what_conflicts_with_a_source_is_refused(make: Make, name: str) -> None:
    with pytest.raises(RealisationError, match=f"`{name}` conflicts with `replicateSourceDb`"):
        make(INSTANCE, "wrong", replicateSourceDb=SOURCE, instanceClass="db.m7g.large", **{name: "app"})


def test_an_input_that_a_replica_has_no_place_for_is_an_error(make: Make) -> None:
    writer(make, "fifth")
    with pytest.raises(RealisationError, match="`snapshotIdentifier` is not emulated"):
        make(
            INSTANCE,
            "odd",
            replicateSourceDb="fifth",
            instanceClass="db.m7g.large",
            snapshotIdentifier="old",
        )


def test_the_copying_of_backups_is_only_recorded(make: Make) -> None:
    with pytest.raises(OnlyRecordedError, match="no backup is copied"):
        make(BACKUPS, "backups", sourceDbInstanceArn=SOURCE)
    assert "StartDBInstanceAutomatedBackupsReplication" in ONLY_RECORDED[BACKUPS]
    assert (INSTANCE, "replicateSourceDb") in BEHAVIOURS
