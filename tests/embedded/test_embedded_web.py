"""Each region's web tier, as a client outside finds it."""

from __future__ import annotations

import base64
from collections import Counter

from tests.embedded.deploying import DEV_SETTINGS, Deployment
from tests.embedded.outside import Region, policy_statements, tags_in

COMPUTE = DEV_SETTINGS.compute


def test_an_internet_facing_load_balancer_in_the_public_subnets(region: Region) -> None:
    balancer = region.balancer
    assert balancer["Scheme"] == "internet-facing"
    assert balancer["Type"] == "application"
    assert balancer["State"] == {"Code": "active"}
    assert balancer["VpcId"] == region.vpc["VpcId"]
    assert {zone["SubnetId"] for zone in balancer["AvailabilityZones"]} == set(region.public)


def test_the_listener_forwards_to_the_target_group(region: Region) -> None:
    (listener,) = region.ask(
        "elbv2.describe_listeners", "Listeners", LoadBalancerArn=region.balancer["LoadBalancerArn"]
    )
    assert (listener["Protocol"], listener["Port"]) == ("HTTP", 80)
    assert listener["DefaultActions"] == [
        {"Type": "forward", "TargetGroupArn": region.target_group["TargetGroupArn"]}
    ]
    group = region.target_group
    assert group["LoadBalancerArns"] == [region.balancer["LoadBalancerArn"]]
    assert (group["Protocol"], group["Port"], group["VpcId"]) == (
        "HTTP",
        COMPUTE.app_port,
        region.vpc["VpcId"],
    )
    assert (group["HealthCheckProtocol"], group["HealthCheckPath"], group["HealthCheckPort"]) == (
        "HTTP",
        COMPUTE.health_path,
        "traffic-port",
    )


def _attributes(region: Region) -> dict[str, str]:
    listed = region.ask(
        "elbv2.describe_load_balancer_attributes",
        "Attributes",
        LoadBalancerArn=region.balancer["LoadBalancerArn"],
    )
    return {each["Key"]: each["Value"] for each in listed}


def test_access_logs_go_to_an_encrypted_private_bucket_of_the_same_region(
    platform: Deployment, region: Region
) -> None:
    attributes = _attributes(region)
    assert attributes["access_logs.s3.enabled"] == "true"
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["deletion_protection.enabled"] == "false"
    bucket = attributes["access_logs.s3.bucket"]
    location = region.ask("s3.get_bucket_location", "LocationConstraint", Bucket=bucket)
    assert (location or "us-east-1") == region.name
    (rule,) = region.ask("s3.get_bucket_encryption", "ServerSideEncryptionConfiguration", Bucket=bucket)[
        "Rules"
    ]
    assert rule["ApplyServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    blocked = region.ask("s3.get_public_access_block", "PublicAccessBlockConfiguration", Bucket=bucket)
    assert set(blocked.values()) == {True}
    assert len(blocked) == 4
    owned = region.ask("s3.get_bucket_ownership_controls", "OwnershipControls", Bucket=bucket)
    assert owned["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    (expiry,) = region.ask("s3.get_bucket_lifecycle_configuration", "Rules", Bucket=bucket)
    assert expiry["Expiration"] == {"Days": DEV_SETTINGS.observability.log_retention_days}


def test_only_log_delivery_writes_to_the_bucket_and_only_over_tls(region: Region) -> None:
    bucket = _attributes(region)["access_logs.s3.bucket"]
    statements = policy_statements(region.ask("s3.get_bucket_policy", "Policy", Bucket=bucket))
    allowed = [each for each in statements.values() if each["Effect"] == "Allow"]
    account = region.ask("sts.get_caller_identity", "Account")
    assert [(each["Principal"], each["Action"], each["Resource"]) for each in allowed] == [
        (
            {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
            "s3:PutObject",
            f"arn:aws:s3:::{bucket}/AWSLogs/{account}/*",
        )
    ]
    (denied,) = [each for each in statements.values() if each["Effect"] == "Deny"]
    assert denied["Principal"] == "*"
    assert denied["Action"] == "s3:*"
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert set(denied["Resource"]) == {f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"}


def test_the_group_stands_in_the_private_subnets_and_is_bound_to_the_target_group(region: Region) -> None:
    group = region.group
    assert set(group["VPCZoneIdentifier"].split(",")) == set(region.private)
    assert group["TargetGroupARNs"] == [region.target_group["TargetGroupArn"]]
    assert group["HealthCheckType"] == "ELB"
    assert (group["MinSize"], group["MaxSize"]) == (COMPUTE.min_size, COMPUTE.max_size)
    assert group["DesiredCapacity"] == len(group["Instances"]) == COMPUTE.min_size
    assert group["LaunchTemplate"]["Version"] == "1"


def test_its_instances_are_healthy_targets(region: Region) -> None:
    _assert_all_are_healthy_targets(region)


def _assert_all_are_healthy_targets(region: Region) -> None:
    health = region.ask(
        "elbv2.describe_target_health",
        "TargetHealthDescriptions",
        TargetGroupArn=region.target_group["TargetGroupArn"],
    )
    assert {each["Target"]["Id"] for each in health} == {each["InstanceId"] for each in region.instances}
    assert {each["TargetHealth"]["State"] for each in health} == {"healthy"}
    assert {each["Target"]["Port"] for each in health} == {COMPUTE.app_port}


def test_its_instances_have_no_public_address_and_are_as_the_template_says(region: Region) -> None:
    profile = region.template["IamInstanceProfile"]["Arn"]
    assert profile.endswith(f":instance-profile/tap-dev-instance-{region.name}")
    (groups,) = [each["Groups"] for each in region.template["NetworkInterfaces"]]
    for instance in region.instances:
        assert instance["SubnetId"] in region.private
        assert "PublicIpAddress" not in instance
        assert [each["Association"] for each in instance["NetworkInterfaces"]] == [{}]
        assert instance["InstanceType"] == COMPUTE.instance_type
        assert instance["IamInstanceProfile"]["Arn"] == profile
        assert [each["GroupId"] for each in instance["SecurityGroups"]] == groups
        assert instance["Monitoring"] == {"State": "enabled"}


def test_imdsv2_is_required(region: Region) -> None:
    wanted = {"HttpTokens": "required", "HttpEndpoint": "enabled", "HttpPutResponseHopLimit": 1}
    assert region.template["MetadataOptions"] == wanted
    assert region.instances
    for instance in region.instances:
        assert instance["MetadataOptions"].items() >= wanted.items()


def test_the_image_is_amazon_linux_2023_of_the_region_and_architecture(region: Region) -> None:
    used = region.template["ImageId"]
    name = f"/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-{COMPUTE.architecture}"
    assert region.ask("ssm.get_parameter", "Parameter", Name=name)["Value"] == used
    (image,) = region.ask("ec2.describe_images", "Images", ImageIds=[used])
    assert image["Architecture"] == COMPUTE.architecture
    assert image["Name"].startswith("al2023-ami-2023.")
    assert [each["DeviceName"] for each in region.template["BlockDeviceMappings"]] == [
        image["RootDeviceName"]
    ]


def test_the_first_boot_script_is_of_the_region(region: Region) -> None:
    script = base64.b64decode(region.template["UserData"]).decode()
    assert script.startswith("#!/bin/bash")
    assert region.name in script
    assert str(COMPUTE.app_port) in script
    assert not any(other in script for other in DEV_SETTINGS.regions if other != region.name)


def test_the_instance_role_may_reach_session_manager_and_its_own_logs_only(region: Region) -> None:
    role = f"tap-dev-instance-{region.name}"
    (profile,) = [
        each
        for each in region.ask("iam.list_instance_profiles", "InstanceProfiles")
        if each["InstanceProfileName"] == role
    ]
    assert [each["RoleName"] for each in profile["Roles"]] == [role]
    trust = policy_statements(profile["Roles"][0]["AssumeRolePolicyDocument"])
    assert [each["Principal"] for each in trust.values()] == [{"Service": "ec2.amazonaws.com"}]
    assert region.ask("iam.list_attached_role_policies", "AttachedPolicies", RoleName=role) == []
    (name,) = region.ask("iam.list_role_policies", "PolicyNames", RoleName=role)
    document = region.ask("iam.get_role_policy", "PolicyDocument", RoleName=role, PolicyName=name)
    statements = policy_statements(document)
    assert set(statements) == {"SessionManager", "WriteOwnLogs"}
    (log_group,) = region.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix="tap-dev-web")
    assert statements["WriteOwnLogs"]["Resource"][0] == log_group["logGroupArn"]
    actions = {action for each in statements.values() for action in each["Action"]}
    assert {action.partition(":")[0] for action in actions} == {"ssm", "ssmmessages", "logs"}


def test_more_instances_spread_over_the_zones(region: Region) -> None:
    group = region.group["AutoScalingGroupName"]
    client = region.aws.client("autoscaling", region.name)
    client.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=3)
    try:
        zones = Counter(each["Placement"]["AvailabilityZone"] for each in region.instances)
        assert sorted(zones.values()) == [1, 2]
        assert len(region.instances) == 3
        subnets = {each["SubnetId"] for each in region.instances}
        assert subnets == set(region.private)
        assert {tags_in(each["Tags"])["Owner"] for each in region.instances} == {"tap"}
        assert {each["MetadataOptions"]["HttpTokens"] for each in region.instances} == {"required"}
        _assert_all_are_healthy_targets(region)
    finally:
        client.set_desired_capacity(AutoScalingGroupName=group, DesiredCapacity=COMPUTE.min_size)
    assert len(region.instances) == COMPUTE.min_size
