"""RDS: subnet groups, parameter groups, instances and their read replicas."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, ONLY_RECORDED, Made, realises
from tapstack.emulator.table import Row, enter, make

_INSTANCE = Row(
    "rds.create_db_instance",
    id="DBInstanceIdentifier",
    result="DBInstance",
    renames={
        "identifier": "DBInstanceIdentifier",
        "instanceClass": "DBInstanceClass",
        "multiAz": "MultiAZ",
        "username": "MasterUsername",
        "password": "MasterUserPassword",
        "parameterGroupName": "DBParameterGroupName",
        "backupWindow": "PreferredBackupWindow",
        "maintenanceWindow": "PreferredMaintenanceWindow",
        "enabledCloudwatchLogsExports": "EnableCloudwatchLogsExports",
        "performanceInsightsEnabled": "EnablePerformanceInsights",
    },
    outputs={
        "arn": "DBInstanceArn",
        "address": "Endpoint.Address",
        "port": "Endpoint.Port",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "identifier": "DBInstanceIdentifier",
        "resourceId": "DbiResourceId",
        "status": "DBInstanceStatus",
        "username": "MasterUsername",
        "dbName": "DBName",
        "parameterGroupName": "DBParameterGroups[0].DBParameterGroupName",
        "masterUserSecrets": "MasterUserSecret && [MasterUserSecret.{secretArn: SecretArn, "
        "secretStatus: SecretStatus, kmsKeyId: KmsKeyId}]",
    },
    unsent=frozenset(
        {
            "allowMajorVersionUpgrade",
            "applyImmediately",
            "deleteAutomatedBackups",
            "finalSnapshotIdentifier",
            "skipFinalSnapshot",
        }
    ),
    named=("identifier", 255),
    separator="",
)
_OF_THE_SOURCE = frozenset({"allocatedStorage", "engine", "engineVersion", "storageEncrypted"})
"""Inputs that the provider doesn't send for a replica: it has them from its source."""
_SET_AFTERWARDS = frozenset(
    {
        "backupRetentionPeriod",
        "backupWindow",
        "maintenanceWindow",
        "maxAllocatedStorage",
        "parameterGroupName",
        "password",
    }
)
"""Inputs that the provider sets by a modification once the replica stands."""
_NOT_OF_A_REPLICA = ("dbName", "username")
_REPLICA = replace(
    _INSTANCE,
    operation="rds.create_db_instance_read_replica",
    renames={**_INSTANCE.renames, "replicateSourceDb": "SourceDBInstanceIdentifier"},
    unsent=_INSTANCE.unsent | _OF_THE_SOURCE | _SET_AFTERWARDS,
)
_MODIFIED = replace(_INSTANCE, operation="rds.modify_db_instance", fixed={"ApplyImmediately": True})
_TYPE = "aws:rds/instance:Instance"
_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
BEHAVIOURS[_TYPE, "replicateSourceDb"] = "no data is replicated: a read replica has no rows, and no lag"
BEHAVIOURS[_TYPE, "monitoringInterval"] = "enhanced monitoring measures nothing: its log group is not made"
ONLY_RECORDED[_BACKUPS] = "moto has no StartDBInstanceAutomatedBackupsReplication: no backup is copied"
_DESCRIPTION_OF_PROVIDER = "Managed by Pulumi"

enter(
    {
        "aws:rds/subnetGroup:SubnetGroup": Row(
            "rds.create_db_subnet_group",
            id="DBSubnetGroupName",
            result="DBSubnetGroup",
            renames={"name": "DBSubnetGroupName", "description": "DBSubnetGroupDescription"},
            defaults={"description": _DESCRIPTION_OF_PROVIDER},
            outputs={"arn": "DBSubnetGroupArn", "name": "DBSubnetGroupName"},
            named=("name", 255),
        ),
    }
)


@realises("aws:rds/parameterGroup:ParameterGroup")
def parameter_group(call: Call) -> Made:
    """A parameter group with its parameters set."""
    call.ignore("skipDestroy")
    given, name = call.inputs, call.physical_name()
    made = call.ask(
        "rds",
        "create_db_parameter_group",
        DBParameterGroupName=name,
        DBParameterGroupFamily=given["family"],
        Description=given.get("description") or _DESCRIPTION_OF_PROVIDER,
        Tags=call.tag_list() or None,
    )["DBParameterGroup"]
    given_parameters: list[dict[str, Any]] = given.get("parameters") or []
    parameters = [
        {
            "ParameterName": parameter["name"],
            "ParameterValue": str(parameter["value"]),
            "ApplyMethod": parameter.get("applyMethod", "immediate"),
        }
        for parameter in given_parameters
    ]
    if parameters:
        call.ask("rds", "modify_db_parameter_group", DBParameterGroupName=name, Parameters=parameters)
    return Made(name, {"name": name, "arn": made["DBParameterGroupArn"]})


@realises(_TYPE)
def instance(call: Call) -> Made:
    """A database instance or a read replica; its endpoint is `host:port`, as the provider gives it."""
    made = _replica(call) if call.inputs.get("replicateSourceDb") else make(call, _INSTANCE)
    outputs: dict[str, Any] = dict(made.outputs)
    outputs["endpoint"] = f"{outputs['address']}:{outputs['port']}"
    return Made(outputs["resourceId"], outputs)


def _replica(call: Call) -> Made:
    """As the provider makes it (terraform-provider-aws, `resourceInstanceCreate`): made, then modified."""
    for name in _NOT_OF_A_REPLICA:
        if call.inputs.get(name):
            call.refuse(f"`{name}` conflicts with `replicateSourceDb`", "leave it out: the source's is used")
    made = make(call, _REPLICA)
    later = _SET_AFTERWARDS.intersection(call.inputs)
    return make(call, replace(_MODIFIED, unsent=frozenset(call.inputs) - later)) if later else made
