"""What moto does with networks, asked the same way of the mended one and of the bare one."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes import ACCOUNT, HOME, Answers, attempt

ANYWHERE = "0.0.0.0/0"


def default_vpc(aws: EmbeddedAws) -> Answers:
    """The default VPC of a region."""
    ec2 = aws.client("ec2", HOME)
    (vpc,) = ec2.describe_vpcs()["Vpcs"]
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc["VpcId"]]}]
    gateways = [each["InternetGatewayId"] for each in _listed(ec2, "internet_gateways", attached)]
    (main,) = _listed(ec2, "route_tables", [{"Name": "vpc-id", "Values": [vpc["VpcId"]]}])
    targets = {each["DestinationCidrBlock"]: each["GatewayId"] for each in main["Routes"]}
    subnets = ec2.describe_subnets()["Subnets"]
    (group,) = ec2.describe_security_groups()["SecurityGroups"]
    allowed = [pair for rule in group["IpPermissions"] for pair in rule["UserIdGroupPairs"]]
    return {
        "members reach each other": [pair["GroupId"] for pair in allowed] == [group["GroupId"]],
        "everywhere": len(group["IpPermissionsEgress"]),
        "gateways": len(gateways),
        "leads out": [targets.get(ANYWHERE)] == gateways,
        "range": vpc["CidrBlock"],
        "default subnets": sum(each["DefaultForAz"] for each in subnets),
    }


def owners(aws: EmbeddedAws) -> Answers:
    """VPCs by their owner."""
    ec2 = aws.client("ec2", HOME)

    def owned_by(account: str) -> int:
        return len(_listed(ec2, "vpcs", [{"Name": "owner-id", "Values": [account]}]))

    return {"by owner": attempt(lambda: [owned_by(ACCOUNT) > 0, owned_by("210987654321")])}


def endpoints(aws: EmbeddedAws) -> Answers:
    """Interface endpoints: one with a group of its own and private DNS, one with neither."""
    ec2 = aws.client("ec2", HOME)
    vpc = ec2.create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"10.9.{number}.0/24", AvailabilityZone=f"{HOME}{zone}")[
            "Subnet"
        ]
        for number, zone in enumerate("ab")
    ]
    group = ec2.create_security_group(GroupName="endpoints", Description="own", VpcId=vpc)["GroupId"]
    asked: dict[str, Any] = {
        "VpcEndpointType": "Interface",
        "VpcId": vpc,
        "ServiceName": f"com.amazonaws.{HOME}.ssm",
        "SubnetIds": [each["SubnetId"] for each in subnets],
    }
    own = ec2.create_vpc_endpoint(**asked, SecurityGroupIds=[group], PrivateDnsEnabled=True)["VpcEndpoint"]
    bare = ec2.create_vpc_endpoint(**asked, PrivateDnsEnabled=False)["VpcEndpoint"]
    interfaces = ec2.describe_network_interfaces(NetworkInterfaceIds=own["NetworkInterfaceIds"])
    ranges = {each["SubnetId"]: each["CidrBlock"] for each in subnets}
    found = interfaces["NetworkInterfaces"]
    return {
        "names": _form(own),
        "names without private DNS": _form(bare),
        "groups": [[one["GroupId"] for one in each["Groups"]] == [group] for each in found],
        "default group": [one["GroupName"] for one in bare["Groups"]],
        "addresses in their subnets": all(
            ip_address(each["PrivateIpAddress"]) in ip_network(ranges[each["SubnetId"]]) for each in found
        ),
        "kinds": [each["InterfaceType"] for each in found],
        "interfaces": len(ec2.describe_network_interfaces()["NetworkInterfaces"]),
        "left": len(_listed(ec2, "vpc_endpoints", [])),
    }


def flow_logs(aws: EmbeddedAws) -> Answers:
    """Flow logs into a log group by its ARN, into one by name, and into one that is not there."""
    ec2, logs = aws.client("ec2", HOME), aws.client("logs", HOME)
    logs.create_log_group(logGroupName="flows")
    arn = f"arn:aws:logs:{HOME}:{ACCOUNT}:log-group"

    def logged(**destination: str) -> list[Any]:
        made = ec2.create_flow_logs(
            ResourceType="VPC",
            ResourceIds=[ec2.create_vpc(CidrBlock="10.8.0.0/16")["Vpc"]["VpcId"]],
            TrafficType="ALL",
            DeliverLogsPermissionArn=f"arn:aws:iam::{ACCOUNT}:role/flows",
            **destination,
        )
        (log,) = ec2.describe_flow_logs(FlowLogIds=made["FlowLogIds"])["FlowLogs"]
        return [log["DeliverLogsStatus"], log.get("LogGroupName")]

    return {
        "by ARN": logged(LogDestination=f"{arn}:flows"),
        "by ARN with an asterisk": logged(LogDestination=f"{arn}:flows:*"),
        "by name": logged(LogGroupName="flows"),
        "nowhere": logged(LogDestination=f"{arn}:nowhere"),
    }


def quotas(aws: EmbeddedAws) -> Answers:
    """The quota of VPCs."""
    client = aws.client("service-quotas", HOME)
    quota = client.get_service_quota(ServiceCode="vpc", QuotaCode="L-F678F1CE")["Quota"]
    listed = client.list_aws_default_service_quotas(ServiceCode="vpc")["Quotas"]
    return {
        "ARN": quota["QuotaArn"],
        "ARNs": sorted({each["QuotaArn"].rpartition("/")[0] for each in listed}),
        "value": quota["Value"],
    }


def _listed(ec2: Any, what: str, filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answer: dict[str, Any] = getattr(ec2, f"describe_{what}")(Filters=filters)
    answer.pop("ResponseMetadata")
    (found,) = answer.values()
    return found


def _form(endpoint: Answers) -> list[str]:
    names = [each["DnsName"] for each in endpoint["DnsEntries"]]
    return [re.sub("vpce-[0-9a-f]+-[0-9a-f]{8}", "vpce-x", name) for name in names]


PROBES = {
    "default_vpc": default_vpc,
    "owners": owners,
    "endpoints": endpoints,
    "flow_logs": flow_logs,
    "quotas": quotas,
}
