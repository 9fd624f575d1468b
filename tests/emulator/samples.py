"""One resource of every type and one call of every function that the embedded AWS has an entry for."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tapstack.engine import Asset, Created

Standing = Mapping[str, Created]
Inputs = Callable[[Standing], dict[str, Any]]

ACCOUNT = "123456789012"
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)
READ = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}],
    }
)
IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64"
HEX = "[0-9a-f]"
UUID = f"{HEX}{{8}}(-{HEX}{{4}}){{3}}-{HEX}{{12}}"
AUTO = f"-{HEX}{{7}}"
BALANCING = rf"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}"


def _id(token: str) -> Callable[[Standing], str]:
    return lambda standing: standing[token].id


_vpc = _id("aws:ec2/vpc:Vpc")
_subnet = _id("aws:ec2/subnet:Subnet")
_role = _id("aws:iam/role:Role")
_bucket = _id("aws:s3/bucket:Bucket")
_group = _id("aws:ec2/securityGroup:SecurityGroup")
_key = _id("aws:kms/key:Key")
_topic = _id("aws:sns/topic:Topic")
_balancer = _id("aws:lb/loadBalancer:LoadBalancer")
_targets = _id("aws:lb/targetGroup:TargetGroup")
_image = _id("image")
_instances = _id("aws:autoscaling/group:Group")
_table = _id("aws:ec2/routeTable:RouteTable")


def _rule(standing: Standing) -> dict[str, Any]:
    return {
        "securityGroupId": _group(standing),
        "ipProtocol": "tcp",
        "fromPort": 443,
        "toPort": 443,
        "cidrIpv4": "10.0.0.0/8",
        "description": "a rule",
    }


# Type, its inputs from what stands already, and the form of its id. In an order in which each can be made.
TYPES: list[tuple[str, Inputs, str]] = [
    (
        "aws:ec2/vpc:Vpc",
        lambda _: {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
        f"vpc-{HEX}{{17}}",
    ),
    (
        "aws:ec2/subnet:Subnet",
        lambda s: {
            "vpcId": _vpc(s),
            "cidrBlock": "10.0.0.0/24",
            "availabilityZone": "us-east-1a",
            "mapPublicIpOnLaunch": True,
        },
        f"subnet-{HEX}{{17}}",
    ),
    ("aws:ec2/internetGateway:InternetGateway", lambda s: {"vpcId": _vpc(s)}, f"igw-{HEX}{{17}}"),
    ("aws:ec2/eip:Eip", lambda _: {"domain": "vpc"}, f"eipalloc-{HEX}{{17}}"),
    (
        "aws:ec2/natGateway:NatGateway",
        lambda s: {
            "subnetId": _subnet(s),
            "allocationId": s["aws:ec2/eip:Eip"].id,
            "connectivityType": "public",
        },
        f"nat-{HEX}{{17}}",
    ),
    ("aws:ec2/routeTable:RouteTable", lambda s: {"vpcId": _vpc(s)}, f"rtb-{HEX}{{17}}"),
    (
        "aws:ec2/route:Route",
        lambda s: {
            "routeTableId": _table(s),
            "destinationCidrBlock": "0.0.0.0/0",
            "gatewayId": s["aws:ec2/internetGateway:InternetGateway"].id,
        },
        f"r-rtb-{HEX}{{17}}1080289494",
    ),
    (
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        lambda s: {"subnetId": _subnet(s), "routeTableId": _table(s)},
        f"rtbassoc-{HEX}{{17}}",
    ),
    ("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", lambda s: {"vpcId": _vpc(s)}, f"sg-{HEX}{{17}}"),
    (
        "aws:ec2/securityGroup:SecurityGroup",
        lambda s: {
            "vpcId": _vpc(s),
            "revokeRulesOnDelete": True,
            "ingress": [
                {
                    "protocol": "tcp",
                    "fromPort": 80,
                    "toPort": 80,
                    "cidrBlocks": ["10.0.0.0/8"],
                    "self": True,
                    "description": "web",
                }
            ],
        },
        f"sg-{HEX}{{17}}",
    ),
    ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", _rule, f"sgr-{HEX}{{17}}"),
    ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", _rule, f"sgr-{HEX}{{17}}"),
    ("aws:iam/role:Role", lambda _: {"assumeRolePolicy": TRUST, "description": "a role"}, f"sample{AUTO}"),
    (
        "aws:iam/rolePolicy:RolePolicy",
        lambda s: {"role": _role(s), "policy": READ},
        f"sample{AUTO}:sample{AUTO}",
    ),
    ("aws:iam/policy:Policy", lambda _: {"policy": READ}, f"arn:aws:iam::{ACCOUNT}:policy/sample{AUTO}"),
    (
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        lambda s: {"role": _role(s), "policyArn": s["aws:iam/policy:Policy"].id},
        f"sample{AUTO}/arn:aws:iam::{ACCOUNT}:policy/sample{AUTO}",
    ),
    ("aws:iam/instanceProfile:InstanceProfile", lambda s: {"role": _role(s), "path": "/"}, f"sample{AUTO}"),
    (
        "aws:iam/serviceLinkedRole:ServiceLinkedRole",
        lambda _: {"awsServiceName": "autoscaling.amazonaws.com", "customSuffix": "own"},
        f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_own",
    ),
    (
        "aws:kms/key:Key",
        lambda _: {
            "multiRegion": True,
            "enableKeyRotation": True,
            "rotationPeriodInDays": 180,
            "deletionWindowInDays": 7,
        },
        f"mrk-{HEX}{{32}}",
    ),
    ("aws:kms/alias:Alias", lambda s: {"targetKeyId": _key(s)}, f"alias/sample{AUTO}"),
    (
        "aws:kms/replicaKey:ReplicaKey",
        lambda s: {
            "primaryKeyArn": s["aws:kms/key:Key"].outputs["arn"],
            "region": "eu-west-1",
            "description": "a replica",
        },
        f"mrk-{HEX}{{32}}",
    ),
    (
        "aws:cloudwatch/logGroup:LogGroup",
        lambda _: {"retentionInDays": 7, "skipDestroy": True},
        f"sample{AUTO}",
    ),
    (
        "aws:sns/topic:Topic",
        lambda _: {"displayName": "a topic", "kmsMasterKeyId": "alias/aws/sns"},
        f"arn:aws:sns:us-east-1:{ACCOUNT}:sample{AUTO}",
    ),
    (
        "aws:sns/topicPolicy:TopicPolicy",
        lambda s: {"arn": _topic(s), "policy": READ},
        f"arn:aws:sns:us-east-1:{ACCOUNT}:sample{AUTO}",
    ),
    (
        "aws:sns/topicSubscription:TopicSubscription",
        lambda s: {
            "topic": _topic(s),
            "protocol": "email",
            "endpoint": "a@example.com",
            "rawMessageDelivery": False,
        },
        f"arn:aws:sns:us-east-1:{ACCOUNT}:sample{AUTO}:{UUID}",
    ),
    ("aws:s3/bucket:Bucket", lambda _: {"forceDestroy": True}, f"sample{AUTO}"),
    (
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        lambda s: {"bucket": _bucket(s), "blockPublicAcls": True},
        f"sample{AUTO}",
    ),
    (
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        lambda s: {"bucket": _bucket(s), "rule": {"objectOwnership": "BucketOwnerEnforced"}},
        f"sample{AUTO}",
    ),
    (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        lambda s: {
            "bucket": _bucket(s),
            "rules": [
                {
                    "applyServerSideEncryptionByDefault": {
                        "sseAlgorithm": "aws:kms",
                        "kmsMasterKeyId": _key(s),
                    },
                    "bucketKeyEnabled": True,
                }
            ],
        },
        f"sample{AUTO}",
    ),
    (
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        lambda s: {
            "bucket": _bucket(s),
            "rules": [
                {
                    "id": "old",
                    "status": "Enabled",
                    "filter": {"prefix": "logs/"},
                    "expiration": {"days": 30},
                    "noncurrentVersionExpiration": {"noncurrentDays": 3},
                    "abortIncompleteMultipartUpload": {"daysAfterInitiation": 1},
                }
            ],
        },
        f"sample{AUTO}",
    ),
    ("aws:s3/bucketPolicy:BucketPolicy", lambda s: {"bucket": _bucket(s), "policy": READ}, f"sample{AUTO}"),
    (
        "aws:s3/bucketVersioning:BucketVersioning",
        lambda s: {"bucket": _bucket(s), "versioningConfiguration": {"status": "Enabled"}},
        f"sample{AUTO}",
    ),
    (
        "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
        lambda s: {
            "bucket": _bucket(s),
            "indexDocument": {"suffix": "index.html"},
            "errorDocument": {"key": "404.html"},
        },
        f"sample{AUTO}",
    ),
    (
        "aws:s3/bucketObject:BucketObject",
        lambda s: {"bucket": _bucket(s), "key": "a/text", "content": "text", "contentType": "text/plain"},
        "a/text",
    ),
    (
        "aws:s3/bucketObjectv2:BucketObjectv2",
        lambda s: {"bucket": _bucket(s), "source": Asset({"text": "text"})},
        "sample",
    ),
    (
        "aws:ec2/launchTemplate:LaunchTemplate",
        lambda s: {
            "imageId": _image(s),
            "instanceType": "t3.micro",
            "description": "a template",
            "networkInterfaces": [
                {"associatePublicIpAddress": "false", "securityGroups": [_group(s)], "deviceIndex": 0}
            ],
            "tagSpecifications": [{"resourceType": "instance", "tags": {"Owner": "us"}}],
            "updateDefaultVersion": True,
        },
        f"lt-{HEX}{{17}}",
    ),
    (
        "aws:lb/loadBalancer:LoadBalancer",
        lambda s: {
            "subnets": [_subnet(s)],
            "internal": False,
            "idleTimeout": 30,
            "accessLogs": {"bucket": _bucket(s), "enabled": True, "prefix": "here"},
        },
        rf"{BALANCING}:loadbalancer/app/sample{AUTO}/{HEX}{{16}}",
    ),
    (
        "aws:lb/targetGroup:TargetGroup",
        lambda s: {
            "vpcId": _vpc(s),
            "port": 80,
            "protocol": "HTTP",
            "deregistrationDelay": 30,
            "healthCheck": {"path": "/", "matcher": "200", "interval": 10, "enabled": True},
        },
        rf"{BALANCING}:targetgroup/sample{AUTO}/{HEX}{{16}}",
    ),
    (
        "aws:lb/listener:Listener",
        lambda s: {
            "loadBalancerArn": _balancer(s),
            "port": 80,
            "protocol": "HTTP",
            "defaultActions": [{"type": "forward", "targetGroupArn": _targets(s)}],
        },
        rf"{BALANCING}:listener/app/sample{AUTO}/{HEX}{{16}}/{HEX}{{16}}",
    ),
    (
        "aws:autoscaling/group:Group",
        lambda s: {
            "minSize": 1,
            "maxSize": 2,
            "vpcZoneIdentifiers": [_subnet(s)],
            "launchTemplate": {"id": s["aws:ec2/launchTemplate:LaunchTemplate"].id, "version": "1"},
            "targetGroupArns": [_targets(s)],
            "instanceRefresh": {"strategy": "Rolling", "preferences": {"minHealthyPercentage": 90}},
            "enabledMetrics": ["GroupMinSize"],
            "tags": [{"key": "Owner", "value": "us", "propagateAtLaunch": True}],
        },
        f"sample{AUTO}",
    ),
    (
        "aws:autoscaling/policy:Policy",
        lambda s: {
            "autoscalingGroupName": _instances(s),
            "policyType": "StepScaling",
            "adjustmentType": "ChangeInCapacity",
            "stepAdjustments": [{"scalingAdjustment": 1, "metricIntervalLowerBound": "0"}],
        },
        f"sample{AUTO}",
    ),
    (
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        lambda s: {
            "comparisonOperator": "GreaterThanThreshold",
            "evaluationPeriods": 1,
            "metricName": "CPUUtilization",
            "namespace": "AWS/EC2",
            "statistic": "Average",
            "period": 60,
            "threshold": 60,
            "dimensions": {"AutoScalingGroupName": _instances(s)},
            "alarmActions": [_topic(s)],
        },
        f"sample{AUTO}",
    ),
    (
        "aws:cloudwatch/dashboard:Dashboard",
        lambda _: {"dashboardName": "board", "dashboardBody": '{"widgets": []}'},
        "board",
    ),
    (
        "aws:ec2/instance:Instance",
        lambda s: {
            "ami": _image(s),
            "instanceType": "t3.micro",
            "subnetId": _subnet(s),
            "iamInstanceProfile": s["aws:iam/instanceProfile:InstanceProfile"].id,
            "vpcSecurityGroupIds": [_group(s)],
            "metadataOptions": {"httpTokens": "required"},
            "rootBlockDevice": {"encrypted": True, "volumeSize": 40},
        },
        f"i-{HEX}{{17}}",
    ),
    ("aws:rds/subnetGroup:SubnetGroup", lambda s: {"subnetIds": [_subnet(s)]}, f"sample{AUTO}"),
    (
        "aws:rds/parameterGroup:ParameterGroup",
        lambda _: {"family": "mysql8.4", "parameters": [{"name": "slow_query_log", "value": "1"}]},
        f"sample{AUTO}",
    ),
    (
        "aws:rds/instance:Instance",
        lambda s: {
            "engine": "mysql",
            "engineVersion": "8.4",
            "instanceClass": "db.t4g.medium",
            "allocatedStorage": 20,
            "username": "someone",
            "manageMasterUserPassword": True,
            "dbSubnetGroupName": s["aws:rds/subnetGroup:SubnetGroup"].id,
            "parameterGroupName": s["aws:rds/parameterGroup:ParameterGroup"].id,
            "skipFinalSnapshot": True,
        },
        "db-[A-Z0-9]{26}",
    ),
]

FUNCTIONS: list[tuple[str, dict[str, Any]]] = [
    ("aws:index/getCallerIdentity:getCallerIdentity", {}),
    ("aws:index/getPartition:getPartition", {}),
    ("aws:index/getRegion:getRegion", {}),
    (
        "aws:index/getAvailabilityZones:getAvailabilityZones",
        {
            "state": "available",
            "filters": [{"name": "opt-in-status", "values": ["opt-in-not-required"]}],
            "excludeNames": ["us-east-1e"],
        },
    ),
    (
        "aws:ec2/getAmi:getAmi",
        {
            "owners": ["amazon"],
            "mostRecent": True,
            "nameRegex": "^al2023-ami-2023",
            "filters": [{"name": "architecture", "values": ["arm64"]}],
        },
    ),
    (
        "aws:iam/getPolicyDocument:getPolicyDocument",
        {"statements": [{"actions": ["s3:GetObject"], "resources": ["*"]}]},
    ),
    ("aws:ssm/getParameter:getParameter", {"name": IMAGE_PARAMETER}),
]
