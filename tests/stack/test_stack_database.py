"""The database: what a writer is told, what a replica is not, and what stands around both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed

ACCOUNT = "123456789012"
US, EU, AP = "us-east-1", "eu-west-1", "ap-southeast-2"
STACK_SECRET = {"passwordKeeper": "stack"}
OF_A_WRITER = {"allocatedStorage", "dbName", "engine", "engineVersion", "password", "username"}

Inputs = dict[str, Any]


def instances(deployed: Deployed) -> dict[str, Inputs]:
    """The inputs of each instance, by region."""
    return {made.inputs["region"]: made.inputs for made in deployed.all("rds/instance:Instance")}


def arn(region: str, environment: str = "dev") -> str:
    return f"arn:aws:rds:{region}:{ACCOUNT}:db:tap-{environment}-database-{region}"


@pytest.fixture(scope="module")
def replicated(deploy: Deploy) -> Deployed:
    """PostgreSQL everywhere, the writer in the second region, all that can be watched watched."""
    deployed = deploy(
        database={
            "engine": "postgres",
            "primaryRegion": EU,
            "replicaRegions": "all",
            "backupRegion": AP,
            "monitoringInterval": 30,
            "performanceInsights": True,
            "backupRetentionDays": 14,
        },
        encryption={"keys": "per-region"},
        secrets=STACK_SECRET,
        identity={"permissionsBoundary": f"arn:aws:iam::{ACCOUNT}:policy/bounds"},
    )
    assert deployed.error is None
    return deployed


def test_there_is_an_instance_in_each_region_named_by_it(replicated: Deployed) -> None:
    made = instances(replicated)
    assert set(made) == {US, EU, AP}
    assert {inputs["identifier"] for inputs in made.values()} == {
        f"tap-dev-database-{region}" for region in (US, EU, AP)
    }


def test_replicas_have_the_writers_arn_and_their_own_regions_key(replicated: Deployed) -> None:
    made = instances(replicated)
    assert "replicateSourceDb" not in made[EU]
    for region in (US, AP):
        assert made[region]["replicateSourceDb"] == arn(EU)
        assert region in made[region]["kmsKeyId"]
        assert made[region]["dbSubnetGroupName"] == f"tap-dev-database-{region}"
        assert made[region]["vpcSecurityGroupIds"] == [f"tap-dev-database-{region}-id"]


def test_the_roles_differ_in_what_comes_from_the_source_and_in_nothing_else(replicated: Deployed) -> None:
    made = instances(replicated)
    for region in (US, AP):
        assert made[EU].keys() - made[region].keys() == OF_A_WRITER
        assert made[region].keys() - made[EU].keys() == {"replicateSourceDb"}
        alike = made[region].keys() & made[EU].keys()
        named = {key for key in alike if made[region][key] != made[EU][key]}
        assert all(
            json.dumps(made[region][key]).replace(region, EU) == json.dumps(made[EU][key]) for key in named
        )


def test_replicas_have_two_zones_backups_and_encryption(replicated: Deployed) -> None:
    for inputs in instances(replicated).values():
        assert (inputs["multiAz"], inputs["storageEncrypted"]) == (True, True)
        assert inputs["backupRetentionPeriod"] == 14


def test_the_password_is_the_secrets_and_only_the_writer_is_told_it(replicated: Deployed) -> None:
    made = instances(replicated)
    assert "manageMasterUserPassword" not in made[EU]
    assert "masterUserSecretKmsKeyId" not in made[EU]
    assert [region for region, inputs in made.items() if "password" in inputs] == [EU]


def test_postgres_has_its_own_port_family_logs_and_parameters(replicated: Deployed) -> None:
    assert {made.inputs["family"] for made in replicated.all("ParameterGroup")} == {"postgres17"}
    assert len(replicated.all("ParameterGroup")) == len(replicated.all("SubnetGroup")) == 3
    for region, inputs in instances(replicated).items():
        parameters = replicated.one("ParameterGroup", f"tap-dev-database-{region}").inputs["parameters"]
        assert {one["name"]: one["value"] for one in parameters} == {
            "rds.force_ssl": "1",
            "log_min_duration_statement": "10000",
        }
        assert inputs["parameterGroupName"] == f"tap-dev-database-{region}"
        rule = replicated.one("SecurityGroupIngressRule", f"tap-dev-database-postgres-{region}")
        assert (rule.inputs["fromPort"], rule.inputs["toPort"]) == (5432, 5432)
        assert inputs["enabledCloudwatchLogsExports"] == ["postgresql", "upgrade"]
        for log in ("postgresql", "upgrade"):
            group = replicated.one("LogGroup", f"tap-dev-database-{log}-{region}").inputs
            assert group["name"] == f"/aws/rds/instance/tap-dev-database-{region}/{log}"
            assert region in group["kmsKeyId"]


def test_each_instance_reports_by_a_role_of_its_own(replicated: Deployed) -> None:
    for region, inputs in instances(replicated).items():
        name = f"tap-dev-database-monitoring-{region}"
        role = replicated.one("iam/role:Role", name).inputs
        assert inputs["monitoringInterval"] == 30
        assert inputs["monitoringRoleArn"] == f"arn:aws:iam/role:Role:{name}"
        assert arn(region) in role["assumeRolePolicy"]
        assert role["permissionsBoundary"] == f"arn:aws:iam::{ACCOUNT}:policy/bounds"
        policy = replicated.one("iam/rolePolicy:RolePolicy", name).inputs["policy"]
        assert f"arn:aws:logs:{region}:{ACCOUNT}:log-group:RDSOSMetrics" in policy


def test_performance_insights_are_under_the_regions_key(replicated: Deployed) -> None:
    for inputs in instances(replicated).values():
        assert inputs["performanceInsightsEnabled"] is True
        assert inputs["performanceInsightsKmsKeyId"] == inputs["kmsKeyId"]
        assert inputs["performanceInsightsRetentionPeriod"] == 7


def test_every_instance_has_the_same_alarms(replicated: Deployed) -> None:
    for region in (US, EU, AP):
        alarms = {
            made.name.removeprefix("tap-dev-database-").removesuffix(f"-{region}"): made.inputs
            for made in replicated.all("MetricAlarm")
            if made.inputs["region"] == region and made.name.startswith("tap-dev-database-")
        }
        assert set(alarms) == {"cpu", "storage", "connections", "lag"}
        for inputs in alarms.values():
            assert inputs["dimensions"] == {"DBInstanceIdentifier": f"tap-dev-database-{region}"}
            assert inputs["alarmActions"] == [f"arn:aws:sns/topic:Topic:tap-dev-alarms-{region}"]


def test_backups_are_copied_under_the_key_of_where_they_go(replicated: Deployed) -> None:
    (copying,) = replicated.all("InstanceAutomatedBackupsReplication")
    assert copying.name == f"tap-dev-database-backups-{AP}"
    assert copying.inputs["sourceDbInstanceArn"] == arn(EU)
    assert copying.inputs["kmsKeyId"] == instances(replicated)[AP]["kmsKeyId"]
    assert (copying.inputs["retentionPeriod"], copying.inputs["region"]) == (14, AP)


def test_a_region_without_an_instance_can_keep_the_backups(deploy: Deploy) -> None:
    deployed = deploy(database={"backupRegion": AP})
    assert set(instances(deployed)) == {US}
    (copying,) = deployed.all("InstanceAutomatedBackupsReplication")
    assert (copying.inputs["region"], copying.inputs["sourceDbInstanceArn"]) == (AP, arn(US))


def test_production_replicas_are_protected_and_leave_no_final_snapshot(deploy: Deploy) -> None:
    made = instances(deploy(environment="prod", database={"replicaRegions": [US, EU]}, secrets=STACK_SECRET))
    assert set(made) == {US, EU}
    for inputs in made.values():
        assert (inputs["deletionProtection"], inputs["deleteAutomatedBackups"]) == (True, False)
    assert (made[US]["skipFinalSnapshot"], made[EU]["skipFinalSnapshot"]) == (False, True)
    assert made[US]["finalSnapshotIdentifier"] == f"tap-prod-database-{US}-final"
    assert "finalSnapshotIdentifier" not in made[EU]


def test_mysql_tells_a_stopped_replica(deploy: Deploy) -> None:
    deployed = deploy(database={"replicaRegions": [EU]}, secrets=STACK_SECRET)
    stopped = {made.inputs["region"] for made in deployed.all("MetricAlarm") if "replication" in made.name}
    assert stopped == {US, EU}
    assert {made.inputs["family"] for made in deployed.all("ParameterGroup")} == {"mysql8.4"}


def test_replicas_are_deployed_while_the_writers_region_is_out_of_reach(deploy: Deploy) -> None:
    settings: dict[str, Any] = {
        "database": {"replicaRegions": "all", "backupRegion": AP},
        "secrets": STACK_SECRET,
    }
    deployed = deploy(down=(US,), **settings)
    assert deployed.error is not None
    whole = deploy(**settings)
    made = instances(deployed)
    assert set(made) == {EU, AP}
    assert made == {region: instances(whole)[region] for region in (EU, AP)}
    assert [one.inputs for one in deployed.all("AutomatedBackupsReplication")] == [
        one.inputs for one in whole.all("AutomatedBackupsReplication")
    ]


def test_another_region_takes_over_while_the_writers_is_out_of_reach(deploy: Deploy) -> None:
    database = {"replicaRegions": "all", "primaryRegion": EU, "backupRegion": AP}
    deployed = deploy(down=(US,), database=database, secrets=STACK_SECRET)
    assert deployed.error is not None
    made = instances(deployed)
    assert set(made) == {EU, AP}
    assert "replicateSourceDb" not in made[EU]
    assert made[EU].keys() >= OF_A_WRITER
    assert made[AP]["replicateSourceDb"] == arn(EU)


def test_nothing_of_this_is_in_the_baseline(baseline: Deployed) -> None:
    assert set(instances(baseline)) == {US}
    (inputs,) = instances(baseline).values()
    unwanted = ("monitoring", "performance", "password", "replicate")
    assert not [key for key in inputs if key.startswith(unwanted)]
    assert not baseline.all("AutomatedBackupsReplication")
    assert not [made for made in baseline.all("MetricAlarm") if "-lag-" in made.name]
