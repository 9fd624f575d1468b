"""Names: the pattern, and the list of all that is deployed, since a changed name is a replaced resource."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed

SNAPSHOTS = Path(__file__).parent / "snapshots"
PATTERN = re.compile(r"tap-dev-[a-z0-9]+(-[a-z0-9]+)*")
PHYSICAL = ("bucket", "customSuffix", "dashboardName", "identifier", "name")


def test_logical_names_follow_the_pattern_and_are_unique_by_type(baseline: Deployed) -> None:
    assert all(PATTERN.fullmatch(made.name) for made in baseline.made)
    assert len({(made.type, made.name) for made in baseline.made}) == len(baseline.made)


def test_fixed_names_follow_the_pattern(baseline: Deployed) -> None:
    fixed = {
        str(made.inputs[key])
        for made in baseline.made
        for key in PHYSICAL
        if key in made.inputs and not (key == "bucket" and "/bucket:" not in made.type)
    }
    assert len(fixed) > 40
    for name in fixed:
        stem = name.removeprefix("alias/").removeprefix("/aws/rds/instance/").partition("/")[0]
        assert PATTERN.fullmatch(stem), name


@pytest.mark.parametrize(
    "kind",
    [
        "lb/loadBalancer:LoadBalancer",
        "lb/targetGroup:TargetGroup",
        "ec2/securityGroup:SecurityGroup",
        "ec2/launchTemplate:LaunchTemplate",
        "autoscaling/group:Group",
        "rds/subnetGroup:SubnetGroup",
        "rds/parameterGroup:ParameterGroup",
    ],
)
def test_what_is_replaced_by_a_new_one_first_has_no_fixed_name(baseline: Deployed, kind: str) -> None:
    made = baseline.all(kind)
    assert made
    assert not any("name" in one.inputs or "namePrefix" in one.inputs for one in made)


def test_global_roles_carry_their_region(baseline: Deployed) -> None:
    names = {made.inputs["name"] for made in baseline.all("iam/role:Role")}
    assert names == {f"tap-dev-instance-{region}" for region in ("us-east-1", "eu-west-1", "ap-southeast-2")}


def test_the_longest_team_fits(deploy: Deploy) -> None:
    long = deploy(team="a-very-long-team", environment="prod")
    assert long.error is None
    for made in long.all("LoadBalancer") + long.all("TargetGroup"):
        assert len(made.name) <= 24
    assert all(len(str(made.inputs["bucket"])) <= 63 for made in long.all("s3/bucket:Bucket"))


def test_the_deployed_resources_are_those_on_record(baseline: Deployed) -> None:
    lines = sorted(f"{made.type} {made.name}" for made in baseline.made)
    record = SNAPSHOTS / "baseline.txt"
    if os.environ.get("TAPSTACK_RECORD"):
        record.write_text("\n".join(lines) + "\n")
    assert lines == record.read_text().splitlines(), (
        "a changed name is a replaced resource: if that is meant, record it with TAPSTACK_RECORD=1"
    )
