"""Where resources refer to others of their own region. Data for the rules; no rule here."""

from __future__ import annotations

TARGETS: dict[str, tuple[str, ...]] = {
    "subnet": ("aws:ec2/subnet:Subnet",),
    "vpc": ("aws:ec2/vpc:Vpc",),
    "security group": (
        "aws:ec2/securityGroup:SecurityGroup",
        "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    ),
    "route table": ("aws:ec2/routeTable:RouteTable",),
    "gateway": ("aws:ec2/internetGateway:InternetGateway",),
    "nat gateway": ("aws:ec2/natGateway:NatGateway",),
    "address": ("aws:ec2/eip:Eip",),
    "template": ("aws:ec2/launchTemplate:LaunchTemplate",),
    "image": ("aws:ec2/ami:Ami", "aws:ec2/amiCopy:AmiCopy", "aws:ec2/amiFromInstance:AmiFromInstance"),
    "balancer": ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer"),
    "listener": ("aws:lb/listener:Listener", "aws:alb/listener:Listener"),
    "target group": ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
    "certificate": ("aws:acm/certificate:Certificate", "aws:acm/certificateValidation:CertificateValidation"),
    "web acl": ("aws:wafv2/webAcl:WebAcl",),
    "guarded": ("aws:lb/loadBalancer:LoadBalancer", "aws:apigateway/stage:Stage"),
    "log group": ("aws:cloudwatch/logGroup:LogGroup",),
    "group": ("aws:autoscaling/group:Group",),
    "action": ("aws:sns/topic:Topic", "aws:autoscaling/policy:Policy", "aws:lambda/function:Function"),
    "topic": ("aws:sns/topic:Topic",),
    "database subnets": ("aws:rds/subnetGroup:SubnetGroup",),
    "parameters": ("aws:rds/parameterGroup:ParameterGroup",),
    "cluster parameters": ("aws:rds/clusterParameterGroup:ClusterParameterGroup",),
    "ecs cluster": ("aws:ecs/cluster:Cluster",),
    "task": ("aws:ecs/taskDefinition:TaskDefinition",),
    "file system": ("aws:efs/fileSystem:FileSystem",),
    "stream": (
        "aws:sqs/queue:Queue",
        "aws:kinesis/stream:Stream",
        "aws:dynamodb/table:Table",
    ),
    "delivery": (
        "aws:lambda/function:Function",
        "aws:kinesis/stream:Stream",
        "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
    ),
}
"""What can be referred to, by the word that `PATHS` uses."""

_ALARM_ACTIONS = tuple(
    (f"{kind}.*", "action") for kind in ("alarmActions", "okActions", "insufficientDataActions")
)
_LISTENER_ACTIONS = (
    ("defaultActions.*.targetGroupArn", "target group"),
    ("defaultActions.*.forward.targetGroups.*.arn", "target group"),
)
_RULE_ACTIONS = (
    ("actions.*.targetGroupArn", "target group"),
    ("actions.*.forward.targetGroups.*.arn", "target group"),
)
_LISTENER = (("loadBalancerArn", "balancer"), ("certificateArn", "certificate"), *_LISTENER_ACTIONS)
_BALANCER = (
    ("subnets.*", "subnet"),
    ("subnetMappings.*.subnetId", "subnet"),
    ("subnetMappings.*.allocationId", "address"),
    ("securityGroups.*", "security group"),
)
_DATABASE = (
    ("vpcSecurityGroupIds.*", "security group"),
    ("dbSubnetGroupName", "database subnets"),
    ("parameterGroupName", "parameters"),
)
_SUBNETS = (("subnetIds.*", "subnet"),)

PATHS: dict[str, tuple[tuple[str, str], ...]] = {
    "aws:acm/certificateValidation:CertificateValidation": (("certificateArn", "certificate"),),
    "aws:alb/listener:Listener": _LISTENER,
    "aws:alb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:apigateway/domainName:DomainName": (("regionalCertificateArn", "certificate"),),
    "aws:apigatewayv2/domainName:DomainName": (("domainNameConfiguration.certificateArn", "certificate"),),
    "aws:autoscaling/attachment:Attachment": (
        ("lbTargetGroupArn", "target group"),
        ("autoscalingGroupName", "group"),
    ),
    "aws:autoscaling/group:Group": (
        ("vpcZoneIdentifiers.*", "subnet"),
        ("targetGroupArns.*", "target group"),
        ("launchTemplate.id", "template"),
        ("mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId", "template"),
    ),
    "aws:autoscaling/notification:Notification": (("topicArn", "topic"),),
    "aws:autoscaling/policy:Policy": (("autoscalingGroupName", "group"),),
    "aws:cloudtrail/trail:Trail": (("cloudWatchLogsGroupArn", "log group"),),
    "aws:cloudwatch/compositeAlarm:CompositeAlarm": _ALARM_ACTIONS,
    "aws:cloudwatch/logSubscriptionFilter:LogSubscriptionFilter": (
        ("logGroup", "log group"),
        ("destinationArn", "delivery"),
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": _ALARM_ACTIONS,
    "aws:ec2/flowLog:FlowLog": (
        ("vpcId", "vpc"),
        ("subnetId", "subnet"),
        ("logDestination", "log group"),
    ),
    "aws:ec2/instance:Instance": (
        ("subnetId", "subnet"),
        ("vpcSecurityGroupIds.*", "security group"),
        ("ami", "image"),
        ("launchTemplate.id", "template"),
    ),
    "aws:ec2/launchTemplate:LaunchTemplate": (
        ("vpcSecurityGroupIds.*", "security group"),
        ("networkInterfaces.*.securityGroups.*", "security group"),
        ("networkInterfaces.*.subnetId", "subnet"),
        ("imageId", "image"),
    ),
    "aws:ec2/natGateway:NatGateway": (("subnetId", "subnet"), ("allocationId", "address")),
    "aws:ec2/route:Route": (
        ("routeTableId", "route table"),
        ("gatewayId", "gateway"),
        ("natGatewayId", "nat gateway"),
    ),
    "aws:ec2/routeTable:RouteTable": (
        ("vpcId", "vpc"),
        ("routes.*.gatewayId", "gateway"),
        ("routes.*.natGatewayId", "nat gateway"),
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": (
        ("routeTableId", "route table"),
        ("subnetId", "subnet"),
    ),
    "aws:ec2/internetGateway:InternetGateway": (("vpcId", "vpc"),),
    "aws:ec2/securityGroup:SecurityGroup": (
        ("vpcId", "vpc"),
        ("ingress.*.securityGroups.*", "security group"),
        ("egress.*.securityGroups.*", "security group"),
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": (
        ("securityGroupId", "security group"),
        ("sourceSecurityGroupId", "security group"),
    ),
    "aws:ec2/subnet:Subnet": (("vpcId", "vpc"),),
    "aws:ec2/vpcEndpoint:VpcEndpoint": (
        ("vpcId", "vpc"),
        ("subnetIds.*", "subnet"),
        ("securityGroupIds.*", "security group"),
        ("routeTableIds.*", "route table"),
    ),
    "aws:ecs/service:Service": (
        ("cluster", "ecs cluster"),
        ("taskDefinition", "task"),
        ("networkConfiguration.subnets.*", "subnet"),
        ("networkConfiguration.securityGroups.*", "security group"),
        ("loadBalancers.*.targetGroupArn", "target group"),
    ),
    "aws:efs/mountTarget:MountTarget": (
        ("fileSystemId", "file system"),
        ("subnetId", "subnet"),
        ("securityGroups.*", "security group"),
    ),
    "aws:eks/cluster:Cluster": (
        ("vpcConfig.subnetIds.*", "subnet"),
        ("vpcConfig.securityGroupIds.*", "security group"),
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": _SUBNETS,
    "aws:lambda/eventSourceMapping:EventSourceMapping": (("eventSourceArn", "stream"),),
    "aws:lambda/function:Function": (
        ("vpcConfig.subnetIds.*", "subnet"),
        ("vpcConfig.securityGroupIds.*", "security group"),
    ),
    "aws:lb/listener:Listener": _LISTENER,
    "aws:lb/listenerCertificate:ListenerCertificate": (
        ("listenerArn", "listener"),
        ("certificateArn", "certificate"),
    ),
    "aws:lb/listenerRule:ListenerRule": (("listenerArn", "listener"), *_RULE_ACTIONS),
    "aws:lb/loadBalancer:LoadBalancer": _BALANCER,
    "aws:lb/targetGroup:TargetGroup": (("vpcId", "vpc"),),
    "aws:lb/targetGroupAttachment:TargetGroupAttachment": (("targetGroupArn", "target group"),),
    "aws:rds/cluster:Cluster": (
        ("vpcSecurityGroupIds.*", "security group"),
        ("dbSubnetGroupName", "database subnets"),
        ("dbClusterParameterGroupName", "cluster parameters"),
    ),
    "aws:rds/instance:Instance": _DATABASE,
    "aws:rds/subnetGroup:SubnetGroup": _SUBNETS,
    "aws:sns/topicPolicy:TopicPolicy": (("arn", "topic"),),
    "aws:sns/topicSubscription:TopicSubscription": (("topic", "topic"),),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": (
        ("securityGroupId", "security group"),
        ("referencedSecurityGroupId", "security group"),
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (
        ("securityGroupId", "security group"),
        ("referencedSecurityGroupId", "security group"),
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": (("webAclArn", "web acl"), ("resourceArn", "guarded")),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": (
        ("resourceArn", "web acl"),
        ("logDestinationConfigs.*", "log group"),
    ),
}
"""By type: the path, and what stands there, of the same region (Pulumi Registry, AWS package, inputs)."""

ANY_REGION = frozenset({"firehose", "iam", "s3"})
"""Services whose ARNs need not be of the region where they are referred to."""

GLOBAL_HOME: dict[str, str] = {"viewerCertificate.acmCertificateArn": "certificate", "webAclId": "web acl"}
"""What a CloudFront distribution names that must be of us-east-1."""
