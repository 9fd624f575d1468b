"""Parts: what each is told, where a first draft goes wrong."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed

TAGS = {
    "Owner": "tap",
    "Purpose": "web-platform",
    "Environment": "dev",
    "CostCenter": "tap",
    "ManagedBy": "pulumi",
}
US = "us-east-1"


def test_there_is_one_provider_and_it_sets_the_tags(baseline: Deployed) -> None:
    (provider,) = baseline.all("pulumi:providers:aws")
    assert "Owner" in str(provider.inputs["defaultTags"])
    own = {"aws:autoscaling/group:Group", "aws:ec2/launchTemplate:LaunchTemplate", "pulumi:providers:aws"}
    for made in baseline.made:
        if made.type not in own:
            assert set(made.inputs.get("tags", {})) <= {"Name"}, f"{made.type} {made.name}"


def test_instances_and_volumes_are_tagged_though_default_tags_do_not_reach_them(baseline: Deployed) -> None:
    wanted = {**TAGS, "Name": "tap-dev-web-us-east-1"}
    group = baseline.one("autoscaling/group:Group", "tap-dev-web-us-east-1")
    assert {tag["key"]: tag["value"] for tag in group.inputs["tags"]} == wanted
    assert all(tag["propagateAtLaunch"] for tag in group.inputs["tags"])
    template = baseline.one("LaunchTemplate", "tap-dev-web-us-east-1")
    specified = {spec["resourceType"]: spec["tags"] for spec in template.inputs["tagSpecifications"]}
    assert specified == {"instance": wanted, "volume": wanted}


def test_instances_are_private_imdsv2_only_and_encrypted(baseline: Deployed) -> None:
    inputs = baseline.one("LaunchTemplate", "tap-dev-web-us-east-1").inputs
    assert inputs["metadataOptions"]["httpTokens"] == "required"
    (interface,) = inputs["networkInterfaces"]
    assert interface["associatePublicIpAddress"] == "false"
    assert interface["securityGroups"] == ["tap-dev-instances-us-east-1-id"]
    (volume,) = inputs["blockDeviceMappings"]
    assert (volume["deviceName"], volume["ebs"]["encrypted"]) == ("/dev/xvda", "true")
    assert base64.b64decode(inputs["userData"]).startswith(b"#!/bin/bash\n")
    assert "keyName" not in inputs


@pytest.mark.parametrize(("instance", "architecture"), [("t3.micro", "x86_64"), ("t4g.small", "arm64")])
def test_the_image_is_the_regions_for_the_architecture(
    deploy: Deploy, instance: str, architecture: str
) -> None:
    deployed = deploy(compute={"instanceType": instance})
    parameters = {args["name"] for token, args in deployed.asked if token.endswith("getParameter")}
    assert parameters == {f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{architecture}"}
    images = {made.inputs["region"]: made.inputs["imageId"] for made in deployed.all("LaunchTemplate")}
    assert images == {region: f"ami-{region}" for region in images}


def test_a_named_image_has_its_own_root_device_encrypted(deploy: Deploy) -> None:
    ami = {"us-east-1": "ami-00000001", "eu-west-1": "ami-00000002", "ap-southeast-2": "ami-00000003"}
    deployed = deploy(compute={"ami": ami})
    for made in deployed.all("LaunchTemplate"):
        assert made.inputs["imageId"] == ami[made.inputs["region"]]
        assert made.inputs["blockDeviceMappings"][0]["deviceName"] == "/dev/sda1"


def test_the_group_follows_the_templates_version_and_the_balancers_health(baseline: Deployed) -> None:
    inputs = baseline.one("autoscaling/group:Group", "tap-dev-web-us-east-1").inputs
    assert inputs["launchTemplate"]["version"] == "7"
    assert inputs["healthCheckType"] == "ELB"
    assert inputs["vpcZoneIdentifiers"] == ["tap-dev-private-us-east-1a-id", "tap-dev-private-us-east-1b-id"]
    assert inputs["instanceRefresh"]["strategy"] == "Rolling"
    assert "AutoScaling" in inputs["serviceLinkedRoleArn"] or "autoscaling" in inputs["serviceLinkedRoleArn"]
    assert "desiredCapacity" not in inputs


def test_cpu_alarms_drive_their_own_groups_policies(baseline: Deployed) -> None:
    for region in ("us-east-1", "eu-west-1", "ap-southeast-2"):
        high = baseline.one("MetricAlarm", f"tap-dev-cpu-high-{region}").inputs
        low = baseline.one("MetricAlarm", f"tap-dev-cpu-low-{region}").inputs
        policy = "arn:aws:autoscaling/policy:Policy:tap-dev-scale"
        topic = f"arn:aws:sns/topic:Topic:tap-dev-alarms-{region}"
        assert high["alarmActions"] == [f"{policy}-out-{region}", topic]
        assert low["alarmActions"] == [f"{policy}-in-{region}"]
        for alarm in (high, low):
            assert alarm["dimensions"] == {"AutoScalingGroupName": f"tap-dev-web-{region}"}
        out = baseline.one("autoscaling/policy:Policy", f"tap-dev-scale-out-{region}").inputs
        back = baseline.one("autoscaling/policy:Policy", f"tap-dev-scale-in-{region}").inputs
        assert [step["scalingAdjustment"] for step in out["stepAdjustments"]] == [1, 2]
        assert [step["scalingAdjustment"] for step in back["stepAdjustments"]] == [-1]


def test_every_other_alarm_calls_people_when_it_rings_and_when_it_is_over(baseline: Deployed) -> None:
    others = [
        one
        for one in baseline.all("MetricAlarm")
        if "-cpu-high-" not in one.name and "-cpu-low-" not in one.name
    ]
    assert len(others) == 3 * 4 + 3
    for alarm in others:
        topic = [f"arn:aws:sns/topic:Topic:tap-dev-alarms-{alarm.inputs['region']}"]
        assert (alarm.inputs["alarmActions"], alarm.inputs["okActions"]) == (topic, topic)


def test_nobody_is_written_to_unless_asked(baseline: Deployed, deploy: Deploy) -> None:
    assert not baseline.all("TopicSubscription")
    asked = deploy(observability={"alarmEmail": "ops@example.com"})
    assert [one.inputs["endpoint"] for one in asked.all("TopicSubscription")] == ["ops@example.com"] * 3


def rules(deployed: Deployed, kind: str) -> dict[str, Any]:
    return {
        made.name.removesuffix(f"-{US}").removeprefix("tap-dev-"): (
            made.inputs.get("cidrIpv4")
            or made.inputs.get("cidrIpv6")
            or made.inputs["referencedSecurityGroupId"],
            made.inputs["fromPort"],
            made.inputs["toPort"],
        )
        for made in deployed.all(kind)
        if made.inputs["region"] == US
    }


def test_only_the_balancer_is_open_to_the_world(baseline: Deployed) -> None:
    assert rules(baseline, "SecurityGroupIngressRule") == {
        "balancer-http": ("0.0.0.0/0", 80, 80),
        "instances-app": ("tap-dev-balancer-us-east-1-id", 8080, 8080),
        "instances-ssh": ("203.0.113.0/24", 22, 22),
        "database-mysql": ("tap-dev-instances-us-east-1-id", 3306, 3306),
    }
    assert rules(baseline, "SecurityGroupEgressRule") == {
        "balancer-app": ("tap-dev-instances-us-east-1-id", 8080, 8080),
        "instances-https": ("0.0.0.0/0", 443, 443),
        "instances-mysql": ("tap-dev-database-us-east-1-id", 3306, 3306),
    }
    for default in baseline.all("DefaultSecurityGroup"):
        assert "ingress" not in default.inputs
        assert "egress" not in default.inputs


def test_ssh_may_be_open_to_an_ipv6_block(deploy: Deploy) -> None:
    rule = deploy(allowedSshCidr="2001:db8::/48").one("IngressRule", f"tap-dev-instances-ssh-{US}")
    assert rule.inputs["cidrIpv6"] == "2001:db8::/48"
    assert "cidrIpv4" not in rule.inputs


@pytest.mark.parametrize(
    ("nat", "used"),
    [
        ("per-az", {"us-east-1a": "us-east-1a", "us-east-1b": "us-east-1b", "us-east-1c": "us-east-1c"}),
        ("single", {"us-east-1a": "us-east-1a", "us-east-1b": "us-east-1a", "us-east-1c": "us-east-1a"}),
        ("none", {}),
    ],
)
def test_private_subnets_leave_by_the_gateway_of_their_zone(
    deploy: Deploy, nat: str, used: dict[str, str]
) -> None:
    deployed = deploy(network={"nat": nat, "azCount": 3})
    routes = {
        made.name.removeprefix("tap-dev-private-"): made.inputs["natGatewayId"]
        for made in deployed.all("ec2/route:Route")
        if "natGatewayId" in made.inputs and made.inputs["region"] == US
    }
    assert routes == {zone: f"tap-dev-nat-{gateway}-id" for zone, gateway in used.items()}
    gateways = {made.name for made in deployed.all("NatGateway") if made.inputs["region"] == US}
    assert gateways == {f"tap-dev-nat-{gateway}" for gateway in used.values()}
    assert len(deployed.all("ec2/eip:Eip")) == len(deployed.all("NatGateway"))


def test_there_is_one_database_and_its_password_is_nowhere(baseline: Deployed) -> None:
    (database,) = baseline.all("rds/instance:Instance")
    inputs = database.inputs
    assert database.name == "tap-dev-database-us-east-1"
    assert (inputs["engine"], inputs["engineVersion"], inputs["multiAz"]) == ("mysql", "8.4", True)
    assert inputs["manageMasterUserPassword"] is True
    assert "password" not in inputs
    assert inputs["masterUserSecretKmsKeyId"] == inputs["kmsKeyId"]
    assert (inputs["storageEncrypted"], inputs["publiclyAccessible"]) == (True, False)
    assert inputs["backupRetentionPeriod"] == 7
    assert inputs["vpcSecurityGroupIds"] == ["tap-dev-database-us-east-1-id"]
    (parameters,) = baseline.all("ParameterGroup")
    assert ("require_secure_transport", "1") in [
        (one["name"], one["value"]) for one in parameters.inputs["parameters"]
    ]


def test_the_databases_logs_have_groups_of_ours(baseline: Deployed) -> None:
    (database,) = baseline.all("rds/instance:Instance")
    groups = {made.inputs["name"] for made in baseline.all("LogGroup")}
    for log in database.inputs["enabledCloudwatchLogsExports"]:
        assert f"/aws/rds/instance/{database.inputs['identifier']}/{log}" in groups


def test_storage_does_not_grow_when_the_sizes_are_equal(baseline: Deployed, deploy: Deploy) -> None:
    (growing,) = baseline.all("rds/instance:Instance")
    assert growing.inputs["maxAllocatedStorage"] == 100
    (fixed,) = deploy(database={"storageGib": 50, "maxStorageGib": 50}).all("rds/instance:Instance")
    assert "maxAllocatedStorage" not in fixed.inputs


def test_production_is_hard_to_lose_and_development_easy_to_remove(
    baseline: Deployed, deploy: Deploy
) -> None:
    def guards(deployed: Deployed) -> list[object]:
        (database,) = deployed.all("rds/instance:Instance")
        balancers = {made.inputs["enableDeletionProtection"] for made in deployed.all("LoadBalancer")}
        buckets = {made.inputs["forceDestroy"] for made in deployed.all("s3/bucket:Bucket")}
        keys = (
            "deletionProtection",
            "skipFinalSnapshot",
            "deleteAutomatedBackups",
            "finalSnapshotIdentifier",
        )
        return [*(database.inputs.get(key) for key in keys), balancers, buckets]

    assert guards(baseline) == [False, True, True, None, {False}, {True}]
    production = deploy(environment="prod")
    assert guards(production) == [
        True,
        False,
        False,
        "tap-prod-database-us-east-1-final",
        {True},
        {False},
    ]


def test_access_logs_go_to_a_private_bucket_of_the_region(baseline: Deployed) -> None:
    for balancer in baseline.all("LoadBalancer"):
        region = balancer.inputs["region"]
        bucket = f"tap-dev-lb-logs-{region}-123456789012"
        assert balancer.inputs["accessLogs"] == {"bucket": bucket, "enabled": True}
        blocked = baseline.one("BucketPublicAccessBlock", f"tap-dev-lb-logs-{region}").inputs
        blocks = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
        assert all(blocked[block] is True for block in blocks)
        (rule,) = baseline.one("BucketLifecycleConfiguration", f"tap-dev-lb-logs-{region}").inputs["rules"]
        assert rule["expiration"] == {"days": 30}


def test_one_multi_region_key_with_a_replica_elsewhere(baseline: Deployed) -> None:
    (key,) = baseline.all("kms/key:Key")
    assert (key.inputs["multiRegion"], key.inputs["enableKeyRotation"]) == (True, True)
    replicas = baseline.all("ReplicaKey")
    assert {made.inputs["region"] for made in replicas} == {"eu-west-1", "ap-southeast-2"}
    assert {made.inputs["primaryKeyArn"] for made in replicas} == {f"arn:{key.type}:{key.name}"}
    aliases = {made.inputs["name"]: made.inputs["targetKeyId"] for made in baseline.all("Alias")}
    assert aliases == {f"alias/{one.name}": f"key-{one.name}" for one in (key, *replicas)}


def test_the_dashboard_can_be_left_out(baseline: Deployed, deploy: Deploy) -> None:
    assert len(baseline.all("Dashboard")) == 1
    assert not deploy(observability={"dashboards": "none"}).all("Dashboard")


def test_outputs_are_the_three_of_the_baseline(baseline: Deployed) -> None:
    assert baseline.outputs == {
        "regions": ["us-east-1", "eu-west-1", "ap-southeast-2"],
        "database_endpoint": "tap-dev-database-us-east-1.rds.amazonaws.com:3306",
        "load_balancer_dns": {
            "us-east-1": "tap-dev-web-use1.elb.amazonaws.com",
            "eu-west-1": "tap-dev-web-euw1.elb.amazonaws.com",
            "ap-southeast-2": "tap-dev-web-apse2.elb.amazonaws.com",
        },
    }
