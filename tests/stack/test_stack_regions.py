"""Regions: everything says its own, nothing leans on another, and one that is down stops no other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

import pytest
from pulumi.runtime.mocks import MockCallArgs

from tapstack.planning.regions import region_code
from tests.stack.conftest import Recorder

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed, Made

REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")
GLOBAL = ("pulumi:providers:aws", "aws:iam/")


def is_global(made: Made) -> bool:
    return made.type.startswith(GLOBAL)


def region_of(name: str) -> str:
    """Return the region that a name says, by its whole name or its short code."""
    (found,) = [one for one in REGIONS if one in name or name.endswith(f"-{region_code(one)}")]
    return found


def texts(value: object) -> Iterator[str]:
    """Yield every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in cast("dict[str, object]", value).values():
            yield from texts(part)
    elif isinstance(value, list):
        for part in cast("list[object]", value):
            yield from texts(part)


def test_every_regional_resource_is_in_the_region_of_its_name(baseline: Deployed) -> None:
    regional = [made for made in baseline.made if not is_global(made)]
    assert {made.inputs.get("region") for made in regional} == set(REGIONS)
    for made in regional:
        assert made.inputs.get("region") == region_of(made.name), f"{made.type} {made.name}"


def test_every_look_up_says_its_region(baseline: Deployed) -> None:
    regional = [(token, args) for token, args in baseline.asked if not token.endswith("getCallerIdentity")]
    assert len(regional) == 2 * len(REGIONS)
    assert all(args["region"] in REGIONS for _, args in regional)


def test_a_region_leans_on_no_other_but_for_its_keys_primary(baseline: Deployed) -> None:
    leaning: set[tuple[str, str]] = set()
    for made in baseline.made:
        if made.type.startswith("pulumi:") or made.name == "tap-dev-autoscaling":
            continue
        others = [one for one in REGIONS if one != region_of(made.name)]
        for key, value in made.inputs.items():
            for text in texts(value):
                if any(other in text or f"-{region_code(other)}" in text for other in others):
                    leaning.add((made.type, key))
    assert leaning == {
        ("aws:kms/replicaKey:ReplicaKey", "primaryKeyArn"),
        ("aws:cloudwatch/dashboard:Dashboard", "dashboardBody"),
    }


def test_every_region_has_the_same_but_for_what_only_the_primary_has(baseline: Deployed) -> None:
    def shape(region: str) -> set[tuple[str, str]]:
        return {
            (made.type, made.name.replace(region, "*").replace(region_code(region), "*"))
            for made in baseline.made
            if not made.type.startswith("pulumi:") and made.name != "tap-dev-autoscaling"
            if region_of(made.name) == region
        }

    primary, second, third = (shape(region) for region in REGIONS)
    assert second == third
    only = {(kind, name) for kind, name in primary ^ second if "database" not in name and "mysql" not in name}
    assert only == {
        ("aws:cloudwatch/dashboard:Dashboard", "tap-dev-platform-*"),
        ("aws:kms/key:Key", "tap-dev-encryption-*"),
        ("aws:kms/replicaKey:ReplicaKey", "tap-dev-encryption-*"),
    }


def test_another_order_or_another_region_moves_nothing_that_stays(baseline: Deployed, deploy: Deploy) -> None:
    more = deploy(regions=["eu-west-1", "us-east-1", "ap-southeast-2", "us-west-2"])
    assert more.error is None
    before = {(one.type, one.name): one.inputs for one in baseline.made}
    after = {(one.type, one.name): one.inputs for one in more.made}
    kept = [key for key in before if key in after and not key[0].startswith("pulumi:")]
    assert {key for key in before if key not in after and "database" not in key[1]} == {
        ("aws:kms/key:Key", "tap-dev-encryption-us-east-1"),
        ("aws:kms/replicaKey:ReplicaKey", "tap-dev-encryption-eu-west-1"),
        ("aws:cloudwatch/dashboard:Dashboard", "tap-dev-platform-us-east-1"),
        ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "tap-dev-instances-mysql-us-east-1"),
    }
    for key in kept:
        assert replaced_key(after[key]) == replaced_key(before[key]), key


def replaced_key(inputs: object) -> str:
    """Return the inputs as text in which the primary key and a replica read alike."""
    text = json.dumps(inputs, sort_keys=True)
    text = text.replace("aws:kms/replicaKey:ReplicaKey", "key").replace("aws:kms/key:Key", "key")
    return text.replace("tap-dev-encryption-us-east-1", "E").replace("tap-dev-encryption-eu-west-1", "E")


def test_a_region_that_is_down_stops_no_other(baseline: Deployed, deploy: Deploy) -> None:
    some = deploy(down=("eu-west-1",))
    made = {(one.type, one.name) for one in some.made}
    elsewhere = [one for one in baseline.made if "eu-west-1" not in one.name and "euw1" not in one.name]
    assert made == {(one.type, one.name) for one in elsewhere}
    assert some.error is not None
    assert set(some.error.failures) == {"eu-west-1"}
    assert "eu-west-1 can't be deployed: eu-west-1 does not say which availability zones it has" in str(
        some.error
    )


@pytest.mark.parametrize("region", REGIONS)
def test_everything_encrypted_is_under_the_regions_own_key(baseline: Deployed, region: str) -> None:
    kind = "aws:kms/key:Key" if region == REGIONS[0] else "aws:kms/replicaKey:ReplicaKey"
    key = f"arn:{kind}:tap-dev-encryption-{region}"
    here = [made for made in baseline.made if made.inputs.get("region") == region]
    found = {
        (made.type.rpartition(":")[2], text)
        for made in here
        if not made.type.startswith("aws:kms/")
        for text in texts(made.inputs)
        if text.startswith("arn:aws:kms")
    }
    users = ["LogGroup", "Topic", "LaunchTemplate"] + (["Instance"] if region == REGIONS[0] else [])
    assert found == {(user, key) for user in users}


def test_with_every_region_down_each_is_told(deploy: Deploy) -> None:
    none = deploy(down=REGIONS, profile="resilient")
    assert none.error is not None
    assert set(none.error.failures) == set(REGIONS)


def test_a_region_without_an_image_stops_no_other(deploy: Deploy, monkeypatch: pytest.MonkeyPatch) -> None:
    call = Recorder.call

    def without(self: Recorder, args: MockCallArgs) -> Any:
        wanted = cast("dict[str, Any]", args.args)  # pyright: ignore[reportUnknownMemberType]
        there = args.token.endswith("getParameter") and wanted["region"] == "eu-west-1"
        return ({}, [("name", "ParameterNotFound")]) if there else call(self, args)

    monkeypatch.setattr(Recorder, "call", without)
    some = deploy()
    assert some.error is not None
    assert "eu-west-1 has no image /aws/service/ami-amazon-linux" in str(some.error)
    assert not [made for made in some.made if "eu-west-1" in made.name]
    assert [made for made in some.made if "us-east-1" in made.name]
