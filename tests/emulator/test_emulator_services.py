"""What single types do beyond passing their inputs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.emulator.schema import TypeSchema
from tapstack.engine import Asset, RealisationError
from tests.emulator.conftest import HOME, Make

LISTENER = "aws:lb/listener:Listener"
OBJECT = "aws:s3/bucketObject:BucketObject"


@pytest.fixture(scope="module")
def balancer(aws: EmbeddedAws) -> str:
    subnets = [each["SubnetId"] for each in aws.client("ec2", HOME).describe_subnets()["Subnets"][:2]]
    made = aws.client("elbv2", HOME).create_load_balancer(Name="balancer", Subnets=subnets)
    return made["LoadBalancers"][0]["LoadBalancerArn"]


@pytest.mark.parametrize(
    ("port", "action", "taken"),
    [
        (
            81,
            {"type": "redirect", "redirect": {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}},
            {"RedirectConfig": {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}},
        ),
        (
            82,
            {
                "type": "fixed-response",
                "fixedResponse": {"contentType": "text/plain", "messageBody": "no", "statusCode": "404"},
            },
            {"FixedResponseConfig": {"ContentType": "text/plain", "MessageBody": "no", "StatusCode": "404"}},
        ),
    ],
)
def test_a_listeners_action_is_taken_whole(
    make: Make, aws: EmbeddedAws, balancer: str, port: int, action: dict[str, Any], taken: dict[str, Any]
) -> None:
    made = make(
        LISTENER, f"l{port}", loadBalancerArn=balancer, port=port, protocol="HTTP", defaultActions=[action]
    )
    (listener,) = aws.client("elbv2", HOME).describe_listeners(ListenerArns=[made.id])["Listeners"]
    (found,) = listener["DefaultActions"]
    assert found["Type"] == action["type"]
    assert {key: found[key] for key in taken} == taken


def test_an_action_that_is_not_emulated_is_refused(make: Make, balancer: str) -> None:
    action: dict[str, Any] = {"type": "authenticate-oidc", "authenticateOidc": {}}
    with pytest.raises(
        RealisationError,
        match="the listener action 'authenticate-oidc' with authenticateOidc, type is not emulated",
    ):
        make(LISTENER, "odd", loadBalancerArn=balancer, port=83, protocol="HTTP", defaultActions=[action])


@pytest.mark.parametrize(
    ("region", "domain"),
    [
        ("us-east-1", "s3-website-us-east-1.amazonaws.com"),
        ("ap-southeast-2", "s3-website-ap-southeast-2.amazonaws.com"),
        ("eu-central-1", "s3-website.eu-central-1.amazonaws.com"),
        ("us-east-2", "s3-website.us-east-2.amazonaws.com"),
    ],
)
def test_a_websites_domain_is_that_of_its_region(make: Make, region: str, domain: str) -> None:
    bucket = make("aws:s3/bucket:Bucket", f"site-{region}", region=region)
    site = make(
        "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
        "site",
        bucket=bucket.id,
        region=region,
        indexDocument={"suffix": "index.html"},
    )
    assert site.outputs["websiteDomain"] == domain
    assert site.outputs["websiteEndpoint"] == f"{bucket.id}.{domain}"
    assert bucket.outputs["bucketRegion"] == region


def test_an_object_comes_from_a_file_or_from_text(make: Make, aws: EmbeddedAws, tmp_path: Path) -> None:
    bucket = make("aws:s3/bucket:Bucket", "files").id
    (tmp_path / "page").write_bytes(b"from a file")
    sources = {"file": Asset({"path": str(tmp_path / "page")}), "asset": Asset({"text": "from an asset"})}
    for key, source in sources.items():
        make(OBJECT, key, bucket=bucket, source=source)
    make(OBJECT, "content", bucket=bucket, content="from text")
    client = aws.client("s3", HOME)
    bodies = [
        client.get_object(Bucket=bucket, Key=key)["Body"].read() for key in ("file", "asset", "content")
    ]
    assert bodies == [b"from a file", b"from an asset", b"from text"]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Asset({"path": "/no/such/file.html"}), r"cannot read file\.html: No such file or directory"),
        (Asset({"uri": "https://example.com"}), "objects from anything but a file or text"),
    ],
)
def test_an_object_from_anything_else_is_refused(make: Make, source: Asset, words: str) -> None:
    with pytest.raises(RealisationError, match=words):
        make(OBJECT, "odd", bucket="none", source=source)


def test_inline_rules_keep_their_descriptions_and_all_sources(make: Make, aws: EmbeddedAws) -> None:
    rule = {
        "protocol": "tcp",
        "fromPort": 80,
        "toPort": 80,
        "cidrBlocks": ["10.0.0.0/8", "172.16.0.0/12"],
        "ipv6CidrBlocks": ["2001:db8::/32"],
        "self": True,
        "description": "the web",
    }
    group = make("aws:ec2/securityGroup:SecurityGroup", "web", ingress=[rule])
    (found,) = aws.client("ec2", HOME).describe_security_groups(GroupIds=[group.id])["SecurityGroups"]
    (permission,) = found["IpPermissions"]
    assert permission["IpRanges"] == [
        {"CidrIp": "10.0.0.0/8", "Description": "the web"},
        {"CidrIp": "172.16.0.0/12", "Description": "the web"},
    ]
    assert permission["Ipv6Ranges"] == [{"CidrIpv6": "2001:db8::/32", "Description": "the web"}]
    assert [each["GroupId"] for each in permission["UserIdGroupPairs"]] == [group.id]
    assert found["IpPermissionsEgress"] == []


def test_a_group_is_told_its_metrics_and_what_to_leave_alone(make: Make, aws: EmbeddedAws) -> None:
    image = aws.client("ec2", HOME).describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    template = make("aws:ec2/launchTemplate:LaunchTemplate", "t", imageId=image, instanceType="t3.micro")
    made = make(
        "aws:autoscaling/group:Group",
        "group",
        minSize=0,
        maxSize=2,
        vpcZoneIdentifiers=[aws.client("ec2", HOME).describe_subnets()["Subnets"][0]["SubnetId"]],
        launchTemplate={"id": template.id, "version": "1"},
        enabledMetrics=["GroupMinSize"],
        suspendedProcesses=["AZRebalance"],
        protectFromScaleIn=True,
        maxInstanceLifetime=86400,
        waitForCapacityTimeout="0",
        forceDelete=True,
    )
    (group,) = aws.client("autoscaling", HOME).describe_auto_scaling_groups()["AutoScalingGroups"]
    assert [each["Metric"] for each in group["EnabledMetrics"]] == ["GroupMinSize"]
    assert [each["ProcessName"] for each in group["SuspendedProcesses"]] == ["AZRebalance"]
    assert group["NewInstancesProtectedFromScaleIn"] is True
    assert group["MaxInstanceLifetime"] == 86400
    assert made.outputs["desiredCapacity"] == 0


def test_a_managed_password_is_told_by_its_secret(make: Make) -> None:
    made = make(
        "aws:rds/instance:Instance",
        "managed",
        engine="mysql",
        instanceClass="db.t4g.medium",
        allocatedStorage=20,
        username="someone",
        manageMasterUserPassword=True,
    )
    (secret,) = made.outputs["masterUserSecrets"]
    assert secret["secretArn"].startswith("arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-")
    plain = make(
        "aws:rds/instance:Instance",
        "plain",
        engine="mysql",
        instanceClass="db.t4g.medium",
        allocatedStorage=20,
        username="someone",
        password="not-a-secret-here",
    )
    assert "masterUserSecrets" not in plain.outputs


def test_outputs_become_of_the_kind_that_the_type_has() -> None:

    schema = TypeSchema(
        {"text": str, "flag": str, "number": int, "share": float, "listed": Sequence, "mapped": Mapping}
    )
    given: dict[str, Any] = {
        "text": 1,
        "flag": True,
        "number": "2",
        "share": "0.5",
        "listed": [],
        "mapped": {},
    }
    assert schema.conform(given) == {
        "text": "1",
        "flag": "true",
        "number": 2,
        "share": 0.5,
        "listed": [],
        "mapped": {},
    }
    assert schema.conform({"text": [], "listed": {}, "mapped": [], "number": None, "unknown": 1}) == {}
