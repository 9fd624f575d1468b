"""EC2 networking: VPC endpoints and flow logs."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import BEHAVIOURS, Made, realises
from tapstack.emulator.table import Row, make

_ENDPOINT = Row(
    "ec2.create_vpc_endpoint",
    id="VpcEndpointId",
    result="VpcEndpoint",
    outputs={"dnsEntries": "DnsEntries[].{dnsName: DnsName, hostedZoneId: HostedZoneId}"},
    renames={"policy": "PolicyDocument"},
    defaults={"vpcEndpointType": "Gateway", "privateDnsEnabled": False},
    unsent=frozenset({"autoAccept"}),
    arn="ec2:vpc-endpoint/{id}",
    tag_type="vpc-endpoint",
)
_LOGGED = {"vpcId": "VPC", "subnetId": "Subnet", "eniId": "NetworkInterface"}

BEHAVIOURS["aws:ec2/flowLog:FlowLog", ""] = "there is no traffic: flow logs stay empty"


@realises("aws:ec2/vpcEndpoint:VpcEndpoint")
def vpc_endpoint(call: Call) -> Made:
    """A gateway or interface endpoint; a gateway's has the prefix list that its routes lead to."""
    made = make(call, _ENDPOINT)
    if call.inputs.get("vpcEndpointType", "Gateway") != "Gateway":
        return made
    named = [{"Name": "prefix-list-name", "Values": [call.inputs["serviceName"]]}]
    found = call.ask("ec2", "describe_managed_prefix_lists", Filters=named)["PrefixLists"]
    return Made(made.id, made.outputs | {"prefixListId": found[0]["PrefixListId"]})


@realises("aws:ec2/flowLog:FlowLog")
def flow_log(call: Call) -> Made:
    """A flow log of a VPC, subnet or interface. CreateFlowLogs answers what it refuses without an error."""
    given = call.inputs
    kind, logged = next((kind, given[name]) for name, kind in _LOGGED.items() if given.get(name))
    answer = call.ask(
        "ec2",
        "create_flow_logs",
        ResourceType=kind,
        ResourceIds=[logged],
        TrafficType=given.get("trafficType"),
        LogDestinationType=given.get("logDestinationType", "cloud-watch-logs"),
        LogDestination=given.get("logDestination"),
        LogFormat=given.get("logFormat"),
        DeliverLogsPermissionArn=given.get("iamRoleArn"),
        MaxAggregationInterval=given.get("maxAggregationInterval"),
        DestinationOptions=_destination_options(given.get("destinationOptions")),
        TagSpecifications=call.tag_specifications("vpc-flow-log"),
    )
    for refused in answer["Unsuccessful"]:
        call.refuse(f"CreateFlowLogs: {refused['Error']['Code']}: {refused['Error']['Message']}")
    (made,) = answer["FlowLogIds"]
    return Made(made, {"arn": call.arn("ec2", f"vpc-flow-log/{made}")})


def _destination_options(given: dict[str, Any] | None) -> dict[str, Any] | None:
    members = {
        "fileFormat": "FileFormat",
        "hiveCompatiblePartitions": "HiveCompatiblePartitions",
        "perHourPartition": "PerHourPartition",
    }
    return given and {member: given[name] for name, member in members.items() if name in given}
