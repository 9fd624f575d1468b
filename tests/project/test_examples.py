"""Every example is an ordinary Pulumi program: it runs to its end on Pulumi's own mocks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from typing import Any

import pytest

from tests.project.tree import ROOT

EXAMPLES = sorted(path.parent.name for path in (ROOT / "examples").glob("*/Pulumi.yaml"))


@cache
def run(example: str) -> dict[str, list[dict[str, Any]]]:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tests" / "project" / "run_with_mocks.py")],
        cwd=ROOT / "examples" / example,
        env={**os.environ, "COVERAGE_PROCESS_START": "", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def types(example: str) -> Counter[str]:
    return Counter(resource["type"] for resource in run(example)["resources"])


def inputs(example: str, name: str) -> dict[str, Any]:
    return next(resource["inputs"] for resource in run(example)["resources"] if resource["name"] == name)


def test_the_examples_are_known() -> None:
    assert EXAMPLES == ["component", "instance", "website"]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_what_it_is(example: str) -> None:
    folder = ROOT / "examples" / example
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert f"--program examples/{example}" in readme
    assert (folder / "Pulumi.dev.yaml").is_file()


def test_component_makes_two_homes_of_ten_resources_and_two_more_subnets() -> None:
    made = types("component")
    assert made["examples:platform:ServiceHome"] == 2
    assert made["aws:ec2/subnet:Subnet"] == 4
    assert made["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"] == 2
    assert made["aws:iam/rolePolicy:RolePolicy"] == 2
    assert inputs("component", "orders-subnet-zone-b")["cidrBlock"] == "10.20.1.0/24"


def test_component_grants_its_role_what_it_made_and_no_more() -> None:
    policy = json.loads(inputs("component", "orders-policy")["policy"])
    assert [statement["Resource"] for statement in policy["Statement"]] == [
        "arn:aws:mock:::orders-data/*",
        "arn:aws:mock:::orders-logs:*",
        "arn:aws:mock:::orders-alerts",
    ]


def test_website_serves_every_page_of_its_folder() -> None:
    assert types("website")["aws:s3/bucketObject:BucketObject"] == 2
    assert inputs("website", "index.html")["contentType"] == "text/html"
    policy = json.loads(inputs("website", "site-public-read")["policy"])
    assert policy["Statement"][0]["Resource"] == "arn:aws:mock:::site/*"
    assert inputs("website", "site-access")["blockPublicAcls"] is True


def test_instance_is_looked_up_and_placed_in_the_other_region() -> None:
    (call,) = run("instance")["calls"]
    assert call["token"] == "aws:ec2/getAmi:getAmi"
    assert call["args"]["mostRecent"] is True
    assert call["provider"].endswith("::away::away-id")
    assert inputs("instance", "away")["region"] == "eu-central-1"
    assert inputs("instance", "instance")["ami"] == "ami-0123456789abcdef0"
    assert inputs("instance", "instance")["metadataOptions"]["httpTokens"] == "required"


def test_instance_writes_the_token_into_its_user_data() -> None:
    assert "not-a-real-token" in str(inputs("instance", "instance")["userData"])
