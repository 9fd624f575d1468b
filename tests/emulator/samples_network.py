"""VPC endpoints, flow logs, and look-ups of networks."""

from __future__ import annotations

from typing import Any

from tests.emulator.samples import ACCOUNT, HEX, Inputs

_VPC = "aws:ec2/vpc:Vpc"
_LOGS = f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group"

TYPES: list[tuple[str, Inputs, str]] = [
    (
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        lambda s: {
            "vpcId": s[_VPC].id,
            "serviceName": "com.amazonaws.us-east-1.s3",
            "routeTableIds": [s["aws:ec2/routeTable:RouteTable"].id],
            "policy": '{"Statement": []}',
            "autoAccept": True,
        },
        f"vpce-{HEX}{{17}}",
    ),
    (
        "aws:ec2/flowLog:FlowLog",
        lambda s: {
            "vpcId": s[_VPC].id,
            "trafficType": "ALL",
            "iamRoleArn": f"arn:aws:iam::{ACCOUNT}:role/flows",
            "logDestinationType": "cloud-watch-logs",
            "logDestination": f"{_LOGS}:{s['aws:cloudwatch/logGroup:LogGroup'].id}",
            "maxAggregationInterval": 60,
        },
        f"fl-{HEX}{{17}}",
    ),
]

ARNS = {
    "aws:ec2/flowLog:FlowLog": "ec2 vpc-flow-log/{id}",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "ec2 vpc-endpoint/{id}",
}

FUNCTIONS: list[tuple[str, dict[str, Any]]] = [
    ("aws:ec2/getVpcs:getVpcs", {"filters": [{"name": "is-default", "values": ["true"]}]}),
    ("aws:ec2/getVpc:getVpc", {"default": True}),
    ("aws:ec2/getSubnets:getSubnets", {"filters": [{"name": "default-for-az", "values": ["true"]}]}),
    ("aws:ec2/getSubnet:getSubnet", {"defaultForAz": True, "availabilityZone": "us-east-1a"}),
    (
        "aws:servicequotas/getServiceQuota:getServiceQuota",
        {"serviceCode": "vpc", "quotaCode": "L-F678F1CE"},
    ),
]
