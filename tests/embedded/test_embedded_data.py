"""The database, the alarms and the dashboard, as a client outside finds them."""

from __future__ import annotations

import json
from typing import Any

from tests.embedded.deploying import DEV_SETTINGS, Deployment
from tests.embedded.outside import Region

DATABASE = DEV_SETTINGS.database


def test_one_mysql_multi_az_instance_in_the_first_region_only(platform: Deployment, first: Region) -> None:
    (database,) = first.databases
    assert database["Engine"] == "mysql"
    assert database["EngineVersion"].startswith("8.4")
    assert database["MultiAZ"] is True
    assert database["DBInstanceClass"] == DATABASE.instance_class
    others = [platform.region(name) for name in DEV_SETTINGS.regions if name != first.name]
    assert [other.databases for other in others] == [[], []]


def test_the_database_is_backed_up_and_not_public(first: Region) -> None:
    (database,) = first.databases
    assert database["BackupRetentionPeriod"] == DATABASE.backup_retention_days >= 1
    assert database["PreferredBackupWindow"] == DATABASE.backup_window
    assert database["PreferredMaintenanceWindow"] == DATABASE.maintenance_window
    assert database["PubliclyAccessible"] is False
    assert database["CopyTagsToSnapshot"] is True
    assert database["DeletionProtection"] is False
    placed = {each["SubnetIdentifier"] for each in database["DBSubnetGroup"]["Subnets"]}
    assert placed == set(first.private)


def test_only_the_instances_reach_the_database(first: Region) -> None:
    (database,) = first.databases
    (group,) = [each["VpcSecurityGroupId"] for each in database["VpcSecurityGroups"]]
    rules = first.ask(
        "ec2.describe_security_group_rules",
        "SecurityGroupRules",
        Filters=[{"Name": "group-id", "Values": [group]}],
    )
    (instances,) = first.template["NetworkInterfaces"][0]["Groups"]
    assert [
        (rule["IsEgress"], rule["FromPort"], rule["ToPort"], rule["ReferencedGroupInfo"]["GroupId"])
        for rule in rules
    ] == [(False, 3306, 3306, instances)]


def test_the_master_password_is_managed_by_rds(platform: Deployment, first: Region) -> None:
    (database,) = first.databases
    assert database["MasterUsername"] == DATABASE.username
    secret = database["MasterUserSecret"]["SecretArn"]
    held = json.loads(first.ask("secretsmanager.get_secret_value", "SecretString", SecretId=secret))
    assert held["password"]
    assert held["password"] not in platform.graph.model_dump_json()


def test_tls_is_required_by_the_parameter_group(first: Region) -> None:
    (database,) = first.databases
    (group,) = [each["DBParameterGroupName"] for each in database["DBParameterGroups"]]
    parameters = {
        each["ParameterName"]: each["ParameterValue"]
        for each in first.ask("rds.describe_db_parameters", "Parameters", DBParameterGroupName=group)
    }
    assert parameters["require_secure_transport"] == "1"
    (found,) = first.ask("rds.describe_db_parameter_groups", "DBParameterGroups", DBParameterGroupName=group)
    assert found["DBParameterGroupFamily"] == "mysql8.4"


def test_the_outputs_tell_regions_balancers_and_the_database(platform: Deployment, first: Region) -> None:
    (database,) = first.databases
    endpoint = database["Endpoint"]
    assert platform.graph.outputs == {
        "regions": list(DEV_SETTINGS.regions),
        "database_endpoint": f"{endpoint['Address']}:{endpoint['Port']}",
        "load_balancer_dns": {
            name: platform.region(name).balancer["DNSName"] for name in DEV_SETTINGS.regions
        },
    }


def test_every_action_of_every_alarm_is_something_that_stands(region: Region) -> None:
    topics = {each["TopicArn"] for each in region.ask("sns.list_topics", "Topics")}
    policies = {each["PolicyARN"] for each in region.ask("autoscaling.describe_policies", "ScalingPolicies")}
    assert (len(topics), len(policies)) == (1, 2)
    actions = {action for alarm in region.alarms for action in alarm["AlarmActions"]}
    assert actions == topics | policies
    assert {action for alarm in region.alarms for action in alarm["OKActions"]} == topics
    assert all(alarm["AlarmActions"] for alarm in region.alarms)
    assert all(alarm["ActionsEnabled"] for alarm in region.alarms)


def test_cpu_alarms_drive_the_scaling_policies(region: Region) -> None:
    policies = {
        each["PolicyARN"]: each for each in region.ask("autoscaling.describe_policies", "ScalingPolicies")
    }
    steps: dict[str, tuple[float, list[int]]] = {}
    for alarm in region.alarms:
        for policy in (policies[arn] for arn in alarm["AlarmActions"] if arn in policies):
            assert (alarm["Namespace"], alarm["MetricName"]) == ("AWS/EC2", "CPUUtilization")
            assert alarm["Dimensions"] == [
                {"Name": "AutoScalingGroupName", "Value": region.group["AutoScalingGroupName"]}
            ]
            assert policy["AutoScalingGroupName"] == region.group["AutoScalingGroupName"]
            changes = [each["ScalingAdjustment"] for each in policy["StepAdjustments"]]
            steps[alarm["ComparisonOperator"]] = (alarm["Threshold"], changes)
    assert steps == {
        "GreaterThanThreshold": (DEV_SETTINGS.compute.scale_out_cpu, [1, 2]),
        "LessThanThreshold": (DEV_SETTINGS.compute.scale_in_cpu, [-1]),
    }


def test_every_alarm_watches_something_that_stands(region: Region) -> None:
    known = {
        "AutoScalingGroupName": region.group["AutoScalingGroupName"],
        "LoadBalancer": region.balancer["LoadBalancerArn"].partition(":loadbalancer/")[2],
        "TargetGroup": region.target_group["TargetGroupArn"].rpartition(":")[2],
        "DBInstanceIdentifier": [each["DBInstanceIdentifier"] for each in region.databases][:1],
    }
    assert region.alarms
    for alarm in region.alarms:
        for dimension in alarm["Dimensions"]:
            expected: Any = known[dimension["Name"]]
            assert dimension["Value"] in (expected if isinstance(expected, list) else [expected])


def test_one_dashboard_in_the_first_region_that_shows_all(platform: Deployment, first: Region) -> None:
    views = [platform.region(name) for name in DEV_SETTINGS.regions]
    listed = {view.name: view.ask("cloudwatch.list_dashboards", "DashboardEntries") for view in views}
    assert {name: len(entries) for name, entries in listed.items() if entries} == {first.name: 1}
    (entry,) = listed[first.name]
    body = json.loads(
        first.ask("cloudwatch.get_dashboard", "DashboardBody", DashboardName=entry["DashboardName"])
    )
    shown = {each["properties"]["region"] for each in body["widgets"] if "region" in each["properties"]}
    assert shown == set(DEV_SETTINGS.regions)
    for view in views:
        assert f"{view.balancer['LoadBalancerName'].rpartition('-')[0]}" in json.dumps(body)
