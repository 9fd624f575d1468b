"""The examples, deployed, as a client outside finds them."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tapstack.engine import load_project
from tapstack.graph import save_graph
from tests.embedded.deploying import ROOT, deployed
from tests.embedded.outside import policy_statements, tags_in

EXAMPLES = ROOT / "examples"
TOKEN = "not-a-real-token"


@pytest.mark.parametrize("example", sorted(path.parent.name for path in EXAMPLES.glob("*/Pulumi.yaml")))
def test_every_example_deploys_whole(example: str) -> None:
    with deployed(load_project(EXAMPLES / example, "dev")) as deployment:
        graph = deployment.graph
        assert {each.status for each in graph.resources} == {"created"}
        assert len(graph.cloud_resources) >= 4
        assert graph.outputs
        assert graph.unknown_paths == ()


def test_the_website_holds_its_pages_for_everybody_to_read() -> None:
    site = EXAMPLES / "website" / "site"
    with deployed(load_project(EXAMPLES / "website", "dev")) as deployment:
        outputs = deployment.graph.outputs
        bucket = outputs["bucket"]
        client: Any = deployment.aws.client("s3", "eu-west-1")
        for page in site.iterdir():
            answer = client.get_object(Bucket=bucket, Key=page.name)
            assert answer["Body"].read() == page.read_bytes()
            assert answer["ContentType"] == "text/html"
        (statement,) = policy_statements(client.get_bucket_policy(Bucket=bucket)["Policy"]).values()
        assert (statement["Effect"], statement["Principal"], statement["Action"]) == (
            "Allow",
            "*",
            "s3:GetObject",
        )
        assert statement["Resource"] == f"arn:aws:s3:::{bucket}/*"
        blocked = client.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"]
        assert blocked == {
            "BlockPublicAcls": True,
            "IgnorePublicAcls": True,
            "BlockPublicPolicy": False,
            "RestrictPublicBuckets": False,
        }
        website = client.get_bucket_website(Bucket=bucket)
        assert website["IndexDocument"] == {"Suffix": "index.html"}
        assert website["ErrorDocument"] == {"Key": "404.html"}
        assert outputs["url"] == f"http://{bucket}.s3-website-eu-west-1.amazonaws.com"


def test_the_instance_stands_in_the_other_region_encrypted_and_closed(tmp_path: Path) -> None:
    with deployed(load_project(EXAMPLES / "instance", "dev")) as deployment:
        outputs = deployment.graph.outputs
        region = deployment.region("eu-central-1")
        found = region.ask("ec2.describe_instances", "Reservations", InstanceIds=[outputs["instance_id"]])
        (instance,) = found[0]["Instances"]
        assert instance["ImageId"] == outputs["image"]
        assert instance["PrivateIpAddress"] == outputs["private_ip"]
        assert instance["MetadataOptions"]["HttpTokens"] == "required"
        assert tags_in(instance["Tags"]) == {"Purpose": "example", "ManagedBy": "pulumi", "Name": "instance"}
        (group,) = [each["GroupId"] for each in instance["SecurityGroups"]]
        (rules,) = region.ask("ec2.describe_security_groups", "SecurityGroups", GroupIds=[group])
        assert rules["IpPermissions"] == []
        assert [each["IpRanges"] for each in rules["IpPermissionsEgress"]] == [[{"CidrIp": "0.0.0.0/0"}]]
        (volume,) = region.ask("ec2.describe_volumes", "Volumes")
        assert (volume["Encrypted"], volume["Size"], volume["VolumeType"]) == (True, 10, "gp3")
        assert volume["Attachments"][0]["Device"] == instance["RootDeviceName"]
        data = region.ask(
            "ec2.describe_instance_attribute",
            "UserData",
            InstanceId=outputs["instance_id"],
            Attribute="userData",
        )
        assert TOKEN in base64.b64decode(data["Value"]).decode()
        save_graph(deployment.graph, tmp_path / "graph.json")
    kept = (tmp_path / "graph.json").read_text(encoding="utf-8")
    assert TOKEN not in kept
    assert base64.b64encode(TOKEN.encode()).decode()[:-4] not in kept
    assert "[secret]" in kept


def test_the_components_children_hang_below_it_with_the_owners_tags() -> None:
    with deployed(load_project(EXAMPLES / "component", "dev")) as deployment:
        graph = deployment.graph
        region = deployment.region("us-east-1")
        homes = {each.name: each for each in graph.of_type("examples:platform:ServiceHome")}
        assert set(homes) == {"orders", "billing"}
        vpcs = region.ask("ec2.describe_vpcs", "Vpcs", Filters=[{"Name": "is-default", "Values": ["false"]}])
        assert {each["CidrBlock"] for each in vpcs} == {"10.20.0.0/16", "10.21.0.0/16"}
        assert {tags_in(each["Tags"])["Owner"] for each in vpcs} == {"payments"}
        ids = [str(graph.outputs[name]) for name in ("billing_vpc", "orders_vpc")]
        assert sorted(each["VpcId"] for each in vpcs) == sorted(ids)
        groups = region.ask("logs.describe_log_groups", "logGroups", logGroupNamePrefix="/examples/")
        assert {each["logGroupName"]: each["retentionInDays"] for each in groups} == {
            "/examples/orders": 30,
            "/examples/billing": 365,
        }
        bucket = graph.outputs["billing_bucket"]
        (role,) = [each for each in graph.of_type("aws:iam/role:Role") if each.name == "billing-role"]
        policy = region.ask(
            "iam.get_role_policy", "PolicyDocument", RoleName=role.id, PolicyName=_policy_of(graph, "billing")
        )
        assert f"arn:aws:s3:::{bucket}/*" in json.dumps(policy)


def _policy_of(graph: Any, home: str) -> str:
    (policy,) = [
        each for each in graph.of_type("aws:iam/rolePolicy:RolePolicy") if each.name.startswith(home)
    ]
    return str(policy.outputs["name"])
