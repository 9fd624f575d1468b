"""The names that AWS takes: how long, of which letters, and unique in which scope. Read on 2026-11-24."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

_ELB = "Elastic Load Balancing API Reference"
_IAM = "IAM API Reference"


@dataclass(frozen=True, slots=True)
class NameRule:
    """What AWS takes as the name of some types."""

    types: tuple[str, ...]
    longest: int
    pattern: str
    """A regular expression for the whole name."""
    allowed: str
    """The pattern in words."""
    source: str
    input: str = "name"
    prefix_longest: int | None = None
    """The longest `namePrefix` that the provider takes."""


_LETTERS = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_HYPHENS = "letters, digits and hyphens, with no hyphen at either end"
_IAM_LETTERS = r"[\w+=,.@-]+"
_IAM_ALLOWED = "letters, digits and _+=,.@-"

NAME_RULES: Final = (
    NameRule(
        ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"),
        32,
        rf"(?!internal-){_LETTERS}",
        f"{_HYPHENS}, not beginning with internal-",
        f"{_ELB}, CreateLoadBalancer, Name",
        prefix_longest=6,
    ),
    NameRule(
        ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
        32,
        _LETTERS,
        _HYPHENS,
        f"{_ELB}, CreateTargetGroup, Name",
        prefix_longest=6,
    ),
    NameRule(
        ("aws:ec2/launchTemplate:LaunchTemplate",),
        128,
        r"[A-Za-z0-9().\-/_]{3,}",
        "3 or more letters, digits and ().-/_",
        "Amazon EC2 API Reference, CreateLaunchTemplate, LaunchTemplateName",
    ),
    NameRule(
        ("aws:ec2/securityGroup:SecurityGroup",),
        255,
        r"(?!sg-)[A-Za-z0-9 ._\-:/()#,@\[\]+=&;{}!$*]+",
        "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not beginning with sg-",
        "Amazon EC2 API Reference, CreateSecurityGroup, GroupName",
    ),
    NameRule(
        ("aws:autoscaling/group:Group",),
        255,
        r"[^\x00-\x1f:]+",
        "printable letters without a colon",
        "Amazon EC2 Auto Scaling API Reference, CreateAutoScalingGroup, AutoScalingGroupName",
    ),
    NameRule(("aws:iam/role:Role",), 64, _IAM_LETTERS, _IAM_ALLOWED, f"{_IAM}, CreateRole, RoleName"),
    NameRule(("aws:iam/user:User",), 64, _IAM_LETTERS, _IAM_ALLOWED, f"{_IAM}, CreateUser, UserName"),
    NameRule(
        ("aws:iam/policy:Policy",), 128, _IAM_LETTERS, _IAM_ALLOWED, f"{_IAM}, CreatePolicy, PolicyName"
    ),
    NameRule(
        ("aws:iam/instanceProfile:InstanceProfile",),
        128,
        _IAM_LETTERS,
        _IAM_ALLOWED,
        f"{_IAM}, CreateInstanceProfile, InstanceProfileName",
    ),
    NameRule(
        ("aws:wafv2/webAcl:WebAcl", "aws:wafv2/ipSet:IpSet", "aws:wafv2/ruleGroup:RuleGroup"),
        128,
        r"[\w-]+",
        "letters, digits, _ and -",
        "AWS WAF API Reference, CreateWebACL, Name",
    ),
    NameRule(
        ("aws:sns/topic:Topic",),
        256,
        r"[A-Za-z0-9_-]+(\.fifo)?",
        "letters, digits, _ and -",
        "Amazon SNS API Reference, CreateTopic, Name",
    ),
    NameRule(
        ("aws:lambda/function:Function",),
        64,
        r"[A-Za-z0-9_-]+",
        "letters, digits, _ and -",
        "AWS Lambda API Reference, CreateFunction, FunctionName",
    ),
)


@dataclass(frozen=True, slots=True)
class UniqueName:
    """Where the names of some types must differ."""

    types: tuple[str, ...]
    scope: Literal["region", "account"]
    input: str = "name"
    caseless: bool = False
    """Whether names that differ in upper and lower case count as one."""


UNIQUE_NAMES: Final = (
    UniqueName(("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"), "region"),
    UniqueName(("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"), "region"),
    UniqueName(("aws:autoscaling/group:Group",), "region"),
    UniqueName(("aws:ec2/launchTemplate:LaunchTemplate",), "region"),
    UniqueName(("aws:ec2/keyPair:KeyPair",), "region", input="keyName"),
    UniqueName(("aws:kms/alias:Alias",), "region"),
    UniqueName(("aws:rds/instance:Instance",), "region", input="identifier", caseless=True),
    UniqueName(("aws:rds/cluster:Cluster",), "region", input="clusterIdentifier", caseless=True),
    UniqueName(("aws:rds/subnetGroup:SubnetGroup",), "region", caseless=True),
    UniqueName(("aws:rds/parameterGroup:ParameterGroup",), "region", caseless=True),
    UniqueName(("aws:dynamodb/table:Table",), "region"),
    UniqueName(("aws:secretsmanager/secret:Secret",), "region"),
    UniqueName(("aws:lambda/function:Function",), "region"),
    UniqueName(("aws:iam/role:Role",), "account", caseless=True),
    UniqueName(("aws:iam/policy:Policy",), "account", caseless=True),
    UniqueName(("aws:iam/user:User",), "account", caseless=True),
    UniqueName(("aws:iam/group:Group",), "account", caseless=True),
    UniqueName(("aws:iam/instanceProfile:InstanceProfile",), "account", caseless=True),
    UniqueName(("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"), "account", input="bucket"),
    UniqueName(("aws:cloudfront/originAccessControl:OriginAccessControl",), "account"),
)
"""Sources: the create action of each in its service's API Reference, errors ...AlreadyExists and Duplicate...

Kinds of which AWS takes a second as a change of the first are left out. Log groups and trails have rules of
their own. A regional name may stand once in each region.
"""

REPLACED_FIRST: Final = (
    "aws:lb/loadBalancer:LoadBalancer",
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:lb/targetGroup:TargetGroup",
    "aws:alb/targetGroup:TargetGroup",
    "aws:ec2/launchTemplate:LaunchTemplate",
)
"""Types that are replaced by making the new one first, which a fixed name forbids."""
