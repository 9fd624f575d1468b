"""What moto does with databases and their replicas, asked the same of the mended and the bare one."""

from __future__ import annotations

from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes import AWAY, HOME, Answers, attempt

SOURCE = f"arn:aws:rds:{HOME}:123456789012:db:source"


def databases(aws: EmbeddedAws) -> Answers:
    """An instance with a replica in another region, through promotion and deletion."""
    home, away = aws.client("rds", HOME), aws.client("rds", AWAY)
    vpc = _subnet_group(aws)
    made = home.create_db_instance(
        DBInstanceIdentifier="source",
        DBInstanceClass="db.m7g.large",
        Engine="postgres",
        EngineVersion="17",
        AllocatedStorage=20,
        MasterUsername="someone",
        MasterUserPassword="not-a-secret-here",
        DBName="app",
        StorageEncrypted=True,
        BackupRetentionPeriod=7,
        EnableCloudwatchLogsExports=["postgresql"],
        EnablePerformanceInsights=True,
        PerformanceInsightsRetentionPeriod=7,
    )["DBInstance"]
    replica: Any = attempt(lambda: _replica(away))
    if isinstance(replica, str):
        replica = _replica(away, anywhere=True)
    listed = home.describe_db_instances()["DBInstances"][0]["ReadReplicaDBInstanceIdentifiers"]
    answers = {
        "ids differ": made["DbiResourceId"] != replica["DbiResourceId"],
        "insights": [made.get("PerformanceInsightsEnabled"), replica.get("PerformanceInsightsEnabled")],
        "own VPC": replica.get("DBSubnetGroup", {}).get("VpcId") == vpc,
        "zone": replica["AvailabilityZone"],
        "host": replica["Endpoint"]["Address"].split(".")[2],
        "port": replica["Endpoint"]["Port"],
        "backups": replica["BackupRetentionPeriod"],
        "logs": replica["EnabledCloudwatchLogsExports"],
        "from source": [replica[name] for name in ("Engine", "EngineVersion", "MasterUsername", "DBName")],
        "source": replica.get("ReadReplicaSourceDBInstanceIdentifier"),
        "arn": replica["DBInstanceArn"],
        "replicas": listed,
    }
    away.create_db_instance_read_replica(DBInstanceIdentifier="other", SourceDBInstanceIdentifier=SOURCE)
    promoted = away.promote_read_replica(DBInstanceIdentifier="replica", BackupRetentionPeriod=5)[
        "DBInstance"
    ]
    return {
        **answers,
        "promoted": promoted.get("ReadReplicaSourceDBInstanceIdentifier"),
        "promoted backups": promoted["BackupRetentionPeriod"],
        "left": home.describe_db_instances()["DBInstances"][0]["ReadReplicaDBInstanceIdentifiers"],
        "deleted": attempt(lambda: _delete(away, "other")),
        "left at last": home.describe_db_instances()["DBInstances"][0]["ReadReplicaDBInstanceIdentifiers"],
        "orphan": attempt(lambda: _orphan(home, away)),
    }


def _subnet_group(aws: EmbeddedAws) -> str:
    ec2 = aws.client("ec2", AWAY)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{at}.0/24", AvailabilityZone=f"{AWAY}{zone}")
        for at, zone in enumerate("ab")
    ]
    aws.client("rds", AWAY).create_db_subnet_group(
        DBSubnetGroupName="own",
        DBSubnetGroupDescription="own",
        SubnetIds=[each["Subnet"]["SubnetId"] for each in subnets],
    )
    return vpc


def _replica(away: Any, *, anywhere: bool = False) -> Answers:
    made = away.create_db_instance_read_replica(
        DBInstanceIdentifier="replica",
        SourceDBInstanceIdentifier=SOURCE,
        EnablePerformanceInsights=False,
        **({} if anywhere else {"DBSubnetGroupName": "own"}),
    )
    return made["DBInstance"]


def _delete(client: Any, identifier: str) -> str:
    client.delete_db_instance(DBInstanceIdentifier=identifier, SkipFinalSnapshot=True)
    return "deleted"


def _orphan(home: Any, away: Any) -> list[str]:
    """A replica whose source is deleted stands, and can be deleted after it."""
    away.create_db_instance_read_replica(DBInstanceIdentifier="orphan", SourceDBInstanceIdentifier=SOURCE)
    _delete(home, "source")
    stands = [each["DBInstanceIdentifier"] for each in away.describe_db_instances()["DBInstances"]]
    return [*stands, _delete(away, "orphan")]


PROBES = {"databases": databases}
