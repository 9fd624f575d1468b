"""The database in three regions, as a client outside finds it: the writer in the second, replicas around."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region, policy_statements

FIRST, SECOND, THIRD = DEV_SETTINGS.regions
REPLICAS = (FIRST, THIRD)
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"


@pytest.fixture(scope="module")
def replicated(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The deployment that all tests here ask; the last ones fail it over."""
    project = with_settings(
        network={"nat": "none"},
        encryption={"keys": "per-region"},
        secrets={"passwordKeeper": "stack"},
        database={
            "engine": "postgres",
            "instanceClass": "db.m7g.large",
            "primaryRegion": SECOND,
            "replicaRegions": "all",
            "backupRegion": THIRD,
            "backupRetentionDays": 14,
            "monitoringInterval": 60,
            "performanceInsights": True,
        },
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=DEV_SETTINGS.regions)
def there(request: pytest.FixtureRequest, replicated: Deployment) -> Region:
    """Each region of the deployment."""
    return replicated.region(request.param)


def arn(region: str) -> str:
    return f"arn:aws:rds:{region}:123456789012:db:tap-dev-database-{region}"


def instance(region: Region) -> dict[str, Any]:
    """The region's one instance, as it is now."""
    (found,) = region.ask("rds.describe_db_instances", "DBInstances")
    return found


def firewall(region: Region, service: str) -> dict[str, Any]:
    """The security group of one service."""
    named = {"tag:Name": f"tap-dev-{service}-{region.name}"}
    (group,) = region.ours("ec2.describe_security_groups", "SecurityGroups", **named)
    return group


def test_every_region_has_one_instance_named_by_it(there: Region) -> None:
    made = instance(there)
    assert made["DBInstanceIdentifier"] == f"tap-dev-database-{there.name}"
    assert made["DBInstanceArn"] == arn(there.name)
    assert made["AvailabilityZone"].startswith(there.name)
    assert (made["Engine"], made["EngineVersion"], made["MultiAZ"]) == ("postgres", "17", True)
    assert (made["MasterUsername"], made["DBName"]) == ("tapadmin", "app")


@pytest.mark.parametrize("name", REPLICAS)
def test_a_replica_is_encrypted_under_its_own_regions_key_with_the_sources_arn(
    replicated: Deployment, name: str
) -> None:
    replica = instance(replicated.region(name))
    assert replica["ReadReplicaSourceDBInstanceIdentifier"] == arn(SECOND)
    assert replica["StorageEncrypted"] is True
    assert replica["KmsKeyId"] == replicated.region(name).key["Arn"]
    assert f":{name}:" in replica["KmsKeyId"]


def test_the_writer_has_no_source_and_lists_its_replicas(replicated: Deployment) -> None:
    writer = instance(replicated.region(SECOND))
    assert "ReadReplicaSourceDBInstanceIdentifier" not in writer
    assert set(writer["ReadReplicaDBInstanceIdentifiers"]) == {arn(name) for name in REPLICAS}
    assert "MasterUserSecret" not in writer
    assert writer["KmsKeyId"] == replicated.region(SECOND).key["Arn"]


def test_an_instance_is_in_the_private_subnets_of_its_own_regions_vpc(there: Region) -> None:
    made = instance(there)
    group = made["DBSubnetGroup"]
    assert group["VpcId"] == there.vpc["VpcId"]
    assert {each["SubnetIdentifier"] for each in group["Subnets"]} == set(there.private)
    assert made["PubliclyAccessible"] is False
    own = firewall(there, "database")["GroupId"]
    assert [each["VpcSecurityGroupId"] for each in made["VpcSecurityGroups"]] == [own]


def test_an_instance_is_reached_from_its_regions_instances_on_the_engines_port(there: Region) -> None:
    assert instance(there)["Endpoint"]["Port"] == 5432
    (permission,) = firewall(there, "database")["IpPermissions"]
    (peer,) = permission["UserIdGroupPairs"]
    assert (permission["FromPort"], permission["ToPort"], permission["IpRanges"]) == (5432, 5432, [])
    assert peer["GroupId"] == firewall(there, "instances")["GroupId"]


def test_an_instance_has_backups_of_its_own_for_as_long_as_set(there: Region) -> None:
    made = instance(there)
    assert (made["BackupRetentionPeriod"], made["PreferredBackupWindow"]) == (14, "03:00-04:00")
    assert made["CopyTagsToSnapshot"] is True


def test_an_instance_requires_tls_and_logs_slow_statements(there: Region) -> None:
    (used,) = instance(there)["DBParameterGroups"]
    name = used["DBParameterGroupName"]
    (group,) = there.ask("rds.describe_db_parameter_groups", "DBParameterGroups", DBParameterGroupName=name)
    assert group["DBParameterGroupFamily"] == "postgres17"
    parameters = there.ask("rds.describe_db_parameters", "Parameters", DBParameterGroupName=name)
    set_to = {each["ParameterName"]: each.get("ParameterValue") for each in parameters}
    assert set_to["rds.force_ssl"] == "1"
    assert set_to["log_min_duration_statement"] == "10000"


def test_an_instances_logs_go_to_encrypted_groups_of_ours(there: Region) -> None:
    made = instance(there)
    assert made["EnabledCloudwatchLogsExports"] == ["postgresql", "upgrade"]
    prefix = f"/aws/rds/instance/{made['DBInstanceIdentifier']}/"
    groups = there.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix=prefix)
    assert {each["logGroupName"].removeprefix(prefix) for each in groups} == {"postgresql", "upgrade"}
    assert {each["kmsKeyId"] for each in groups} == {there.key["Arn"]}


def test_enhanced_monitoring_has_a_role_of_its_own_in_each_region(there: Region) -> None:
    made = instance(there)
    name = f"tap-dev-database-monitoring-{there.name}"
    assert made["MonitoringInterval"] == 60
    role = there.ask("iam.get_role", "Role", RoleName=name)
    assert made["MonitoringRoleArn"] == role["Arn"]
    (trusted,) = policy_statements(role["AssumeRolePolicyDocument"]).values()
    assert trusted["Principal"] == {"Service": "monitoring.rds.amazonaws.com"}
    assert trusted["Condition"]["ArnEquals"] == {"aws:SourceArn": made["DBInstanceArn"]}
    assert trusted["Condition"]["StringEquals"] == {"aws:SourceAccount": "123456789012"}
    allowed = there.ask("iam.get_role_policy", "PolicyDocument", RoleName=name, PolicyName=name)
    resources = json.dumps(allowed["Statement"])
    assert f"arn:aws:logs:{there.name}:123456789012:log-group:RDSOSMetrics" in resources
    assert '"*"' not in resources
    assert there.ask("iam.list_attached_role_policies", "AttachedPolicies", RoleName=name) == []


def test_performance_insights_are_on_under_the_regions_key(there: Region) -> None:
    made = instance(there)
    assert made["PerformanceInsightsEnabled"] is True
    assert made["PerformanceInsightsKMSKeyId"] == there.key["Arn"]
    assert made["PerformanceInsightsRetentionPeriod"] == 7


def test_every_region_has_the_alarm_on_replica_lag(there: Region) -> None:
    (alarm,) = [each for each in there.alarms if each["MetricName"] == "ReplicaLag"]
    assert alarm["AlarmName"] == f"tap-dev-database-lag-{there.name}"
    dimension = {"Name": "DBInstanceIdentifier", "Value": f"tap-dev-database-{there.name}"}
    assert alarm["Dimensions"] == [dimension]
    assert (alarm["Threshold"], alarm["TreatMissingData"]) == (600, "notBreaching")


def test_the_copying_of_backups_is_recorded_and_said_not_to_be_emulated(replicated: Deployment) -> None:
    (copying,) = replicated.graph.not_emulated
    assert (copying.type, copying.region) == (BACKUPS, THIRD)
    assert copying.inputs["sourceDbInstanceArn"] == arn(SECOND)
    assert copying.inputs["kmsKeyId"] == replicated.region(THIRD).key["Arn"]


def test_only_the_writer_was_told_the_password_and_the_graph_has_it_nowhere(replicated: Deployment) -> None:
    told = [each for each in made_by(replicated.graph, "rds/instance:Instance") if "password" in each.inputs]
    assert [each.region for each in told] == [SECOND]
    assert told[0].inputs["password"] == "[secret]"


def test_outputs_say_where_the_writer_and_the_replicas_are(replicated: Deployment) -> None:
    outputs = replicated.graph.outputs
    writer = instance(replicated.region(SECOND))["Endpoint"]
    assert outputs["database_endpoint"] == f"{writer['Address']}:{writer['Port']}"
    assert outputs["replica_endpoints"] == {
        name: f"{found['Address']}:{found['Port']}"
        for name in REPLICAS
        for found in [instance(replicated.region(name))["Endpoint"]]
    }


def test_a_promoted_replica_stands_alone_and_the_others_stay_with_the_source(
    replicated: Deployment,
) -> None:
    first = replicated.region(FIRST)
    before = instance(first)
    first.ask(
        "rds.promote_read_replica",
        "DBInstance",
        DBInstanceIdentifier=before["DBInstanceIdentifier"],
        BackupRetentionPeriod=14,
        PreferredBackupWindow="03:00-04:00",
    )
    after = instance(first)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert changed - {"LatestRestorableTime"} == {"ReadReplicaSourceDBInstanceIdentifier"}
    assert "ReadReplicaSourceDBInstanceIdentifier" not in after
    writer, third = instance(replicated.region(SECOND)), instance(replicated.region(THIRD))
    assert writer["ReadReplicaDBInstanceIdentifiers"] == [arn(THIRD)]
    assert third["ReadReplicaSourceDBInstanceIdentifier"] == arn(SECOND)


def test_replicas_outlive_a_deleted_writer(replicated: Deployment) -> None:
    identifier = f"tap-dev-database-{SECOND}"
    replicated.region(SECOND).ask(
        "rds.delete_db_instance", "DBInstance", DBInstanceIdentifier=identifier, SkipFinalSnapshot=True
    )
    assert replicated.region(SECOND).ask("rds.describe_db_instances", "DBInstances") == []
    for name in REPLICAS:
        assert instance(replicated.region(name))["DBInstanceStatus"] == "available"
