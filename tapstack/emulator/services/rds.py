"""RDS: subnet groups, parameter groups, instances."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises
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
    },
    outputs={
        "arn": "DBInstanceArn",
        "address": "Endpoint.Address",
        "port": "Endpoint.Port",
        "hostedZoneId": "Endpoint.HostedZoneId",
        "identifier": "DBInstanceIdentifier",
        "resourceId": "DbiResourceId",
        "status": "DBInstanceStatus",
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


@realises("aws:rds/instance:Instance")
def instance(call: Call) -> Made:
    """A database instance; its endpoint is `host:port`, as the provider gives it."""
    made = make(call, _INSTANCE)
    outputs: dict[str, Any] = dict(made.outputs)
    outputs["endpoint"] = f"{outputs['address']}:{outputs['port']}"
    return Made(outputs["resourceId"], outputs)
