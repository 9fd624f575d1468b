"""No input is dropped in silence: what an entry does not read is refused."""

from __future__ import annotations

from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws
from tapstack.emulator.inputs import Inputs
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME, Make


def test_what_was_not_asked_for_is_unread() -> None:
    inputs = Inputs({"a": 1, "b": {"c": 2, "d": [{"e": 3, "f": 4}, {"e": 5}]}, "g": {"h": 6}})
    assert list(inputs.unread()) == ["a", "b", "g"]
    assert inputs["a"] == 1
    assert inputs.get("b")["d"][0]["e"] == 3
    assert "g" in inputs
    assert list(inputs.unread()) == ["b.c", "b.d.f", "b.d.e", "g.h"]


def test_items_read_one_level_and_passing_over_reads_all() -> None:
    inputs = Inputs({"a": {"b": {"c": 1}}, "d": [{"e": {"f": 2}}]})
    assert dict(inputs.items()) == inputs
    assert list(inputs.unread()) == ["a.b", "d.e"]
    inputs.pass_over("a")
    inputs.pass_over("d")
    inputs.pass_over("missing")
    assert list(inputs.unread()) == []


def test_asking_for_what_is_missing_reads_nothing_else() -> None:
    inputs = Inputs({"a": 1})
    assert inputs.get("b", 2) == 2
    assert "c" not in inputs
    with pytest.raises(KeyError):
        inputs["d"]
    assert list(inputs.unread()) == ["a"]


@pytest.mark.parametrize(
    ("token", "inputs", "words"),
    [
        (
            "aws:ec2/vpc:Vpc",
            {"cidrBlock": "10.0.0.0/16", "ipv4NetmaskLengthh": 16},
            "the input `ipv4NetmaskLengthh` is not emulated",
        ),
        (
            "aws:ec2/instance:Instance",
            {"ami": "ami-1", "getPasswordData": True},
            "the input `getPasswordData` is not emulated",
        ),
        (
            "aws:s3/bucket:Bucket",
            {"acl": "private", "requestPayer": "Requester"},
            "the inputs `acl`, `requestPayer` are not emulated",
        ),
        (
            "aws:kms/key:Key",
            {"customKeyStoreId": "store"},
            "the input `customKeyStoreId` is not emulated",
        ),
        (
            "aws:autoscaling/group:Group",
            {"minSize": 0, "maxSize": 1, "warmPool": {"minSize": 1}},
            "the input `warmPool` is not emulated",
        ),
    ],
)
def test_an_input_that_nobody_reads_is_an_error(
    make: Make, token: str, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(RealisationError) as refused:
        make(token, "odd", **inputs)
    assert refused.value.message == words
    assert "docs/extending.md" in str(refused.value.mend)


def test_an_input_deep_inside_is_named_by_its_path(make: Make, aws: EmbeddedAws) -> None:
    vpc = aws.client("ec2", HOME).describe_vpcs()["Vpcs"][0]["VpcId"]
    with pytest.raises(RealisationError, match=r"`targetFailovers`, `healthCheck\.odd` are not emulated"):
        make(
            "aws:lb/targetGroup:TargetGroup",
            "odd",
            vpcId=vpc,
            port=80,
            protocol="HTTP",
            targetFailovers=[{"onDeregistration": "rebalance"}],
            healthCheck={"path": "/", "odd": 1},
        )


def test_what_only_the_provider_heeds_is_no_error(make: Make) -> None:
    assert make("aws:s3/bucket:Bucket", "bucket", forceDestroy=True).id
    assert make("aws:kms/key:Key", "key", deletionWindowInDays=7).id
    assert make("aws:cloudwatch/logGroup:LogGroup", "group", skipDestroy=True).id
    assert make("aws:ec2/securityGroup:SecurityGroup", "group", revokeRulesOnDelete=True).id
