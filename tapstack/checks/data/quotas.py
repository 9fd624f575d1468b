"""AWS's quotas: the value that every account starts with, and whether AWS raises it on request.

Read on 2026-11-24. Quotas of which a program can't see the use (instances of a group, requests a second)
are left out, and so are those that AWS documents by "up to".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_VPC = "Amazon VPC User Guide, Amazon VPC quotas"
_EC2 = "Amazon EC2 User Guide, Elastic IP addresses, Elastic IP address quota"
_ALB = "User Guide for Application Load Balancers, Quotas for your Application Load Balancers"
_ASG = "Amazon EC2 Auto Scaling User Guide, Quotas for Auto Scaling resources and groups"
_RDS = "Amazon RDS User Guide, Quotas and constraints for Amazon RDS"
_IAM = "IAM User Guide, IAM and AWS STS quotas"


@dataclass(frozen=True, slots=True)
class Quota:
    """How many resources of some types an account may have, in a region or below another resource."""

    name: str
    """As Service Quotas calls it."""
    types: tuple[str, ...]
    default: int
    adjustable: bool
    source: str
    owner: str | None = None
    """The input that names the resource which the quota is of; None: it is of the region."""
    scope: str = "region"
    """`region`, or `account` for global services."""
    only: tuple[str, str] | None = None
    """An input and the value, or absence, that counts; None: all do."""


VPC: Final = "aws:ec2/vpc:Vpc"
SUBNET: Final = "aws:ec2/subnet:Subnet"

QUOTAS: Final = (
    Quota("VPCs per Region", (VPC,), 5, True, _VPC),
    Quota("EC2-VPC Elastic IPs", ("aws:ec2/eip:Eip",), 5, True, _EC2),
    Quota("Internet gateways per Region", ("aws:ec2/internetGateway:InternetGateway",), 5, True, _VPC),
    Quota(
        "Egress-only internet gateways per Region",
        ("aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway",),
        5,
        True,
        _VPC,
    ),
    Quota("Subnets per VPC", (SUBNET,), 200, True, _VPC, owner="vpcId"),
    Quota("Route tables per VPC", ("aws:ec2/routeTable:RouteTable",), 200, True, _VPC, owner="vpcId"),
    Quota("Network ACLs per VPC", ("aws:ec2/networkAcl:NetworkAcl",), 200, True, _VPC, owner="vpcId"),
    Quota("VPC security groups per Region", ("aws:ec2/securityGroup:SecurityGroup",), 2500, True, _VPC),
    Quota(
        "Application Load Balancers per Region",
        ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"),
        50,
        True,
        _ALB,
        only=("loadBalancerType", "application"),
    ),
    Quota(
        "Target Groups per Region",
        ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
        3000,
        True,
        _ALB,
    ),
    Quota(
        "Listeners per Application Load Balancer",
        ("aws:lb/listener:Listener", "aws:alb/listener:Listener"),
        50,
        True,
        _ALB,
        owner="loadBalancerArn",
    ),
    Quota(
        "Certificates per Application Load Balancer",
        ("aws:lb/listenerCertificate:ListenerCertificate",),
        25,
        True,
        _ALB,
        owner="listenerArn",
    ),
    Quota(
        "Rules per Application Load Balancer",
        ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"),
        100,
        True,
        _ALB,
        owner="listenerArn",
    ),
    Quota("Auto Scaling groups per Region", ("aws:autoscaling/group:Group",), 500, True, _ASG),
    Quota(
        "Scaling policies per Auto Scaling group",
        ("aws:autoscaling/policy:Policy",),
        50,
        False,
        _ASG,
        owner="autoscalingGroupName",
    ),
    Quota(
        "DB instances",
        ("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"),
        40,
        True,
        _RDS,
    ),
    Quota("DB subnet groups", ("aws:rds/subnetGroup:SubnetGroup",), 50, True, _RDS),
    Quota("Parameter groups", ("aws:rds/parameterGroup:ParameterGroup",), 50, True, _RDS),
    Quota(
        "Trails per Region",
        ("aws:cloudtrail/trail:Trail",),
        5,
        False,
        "AWS CloudTrail User Guide, Quotas in AWS CloudTrail",
    ),
    Quota("Roles per account", ("aws:iam/role:Role",), 1000, True, _IAM, scope="account"),
    Quota(
        "Instance profiles per account",
        ("aws:iam/instanceProfile:InstanceProfile",),
        1000,
        True,
        _IAM,
        scope="account",
    ),
    Quota(
        "Hosted zones per account",
        ("aws:route53/zone:Zone",),
        500,
        True,
        "Amazon Route 53 Developer Guide, Quotas",
        scope="account",
    ),
)

NAT_GATEWAYS_PER_ZONE: Final = 5
"""NAT gateways per Availability Zone, adjustable (Amazon VPC User Guide, Amazon VPC quotas, Gateways)."""

RULES_PER_GROUP: Final = 60
"""Inbound or outbound rules per security group, adjustable (same page, Security groups)."""

GROUPS_PER_INTERFACE: Final = 5
"""Security groups per network interface, adjustable up to 16 (same page, Security groups)."""

CONDITION_VALUES_PER_RULE: Final = 5
"""Condition values per listener rule, fixed (Quotas for your Application Load Balancers, Rules)."""

WEB_ACL_UNITS: Final = 5000
"""Capacity units of a web ACL, fixed; above 1,500 AWS WAF charges more (AWS WAF Developer Guide, Web ACL
capacity units)."""

WEB_ACL_UNITS_INCLUDED: Final = 1500

TAGS_PER_RESOURCE: Final = 50
"""User-made tags on a resource, fixed (Tagging AWS Resources User Guide, Tag naming limits)."""

TAGS_PER_OBJECT: Final = 10
"""Tags on an S3 object, fixed (Amazon S3 User Guide, Categorizing your storage using tags)."""
