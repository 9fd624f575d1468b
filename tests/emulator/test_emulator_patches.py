"""Each mend of moto: right with it, and still wrong without it in the moto that is installed.

The second half is there to be told when moto has mended something itself: then the mend can go.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tapstack.emulator import EmbeddedAws
from tests.emulator.mending import Mends
from tests.emulator.probes import HOME, ROLE, Answers

ROOT = Path(__file__).parents[2]
LAUNCHED = "/dev/xvda 20 GiB True us"
DENIED = "ClientError: An error occurred (AccessDeniedException)"


PROBES = "tests.emulator.probes"


MENDS: list[tuple[str, str, object]] = [
    ("zones", "opted in", 0),
    ("zones", "statuses", ["opt-in-not-required"]),
    ("keys", "id", f"mrk-{'x' * 32}"),
    ("keys", "by ARN", "replicated"),
    ("keys", "primary", "PRIMARY"),
    ("keys", "descriptions", ["primary", "replica"]),
    ("keys", "policy", "the-replicas-own"),
    ("keys", "tags", [{"TagKey": "Owner", "TagValue": "us"}]),
    ("keys", "same alias", True),
    ("keys", "encrypts", "plain"),
    ("group", "by zone", [1, 2]),
    ("group", "profiles", ["arn:aws:iam::123456789012:instance-profile/own"]),
    ("group", "tokens", ["required"]),
    ("group", "own group", True),
    ("group", "monitored", ["enabled"]),
    ("group", "volumes", [LAUNCHED, LAUNCHED, LAUNCHED]),
    ("group", "role", ROLE),
    ("group", "warmup", 77),
    ("group", "left behind", 0),
    ("balancers", "zone", "Z1H1FL5HABSF5"),
    ("balancers", "TLS policy of a plain listener", None),
    ("waste", "many images", False),
    ("waste", "dates as named", True),
    ("waste", "key pair of a symmetric key", False),
    ("ids", "same secret", True),
    ("ids", "same before and after the region was first asked", True),
    ("threads", "at once", 1),
]
UNTOUCHED: list[tuple[str, str, object]] = [
    ("zones", "need no opt-in", [f"{HOME}{letter}" for letter in "abcdef"]),
    ("keys", "replica", "REPLICA"),
    ("keys", "of the replica", HOME),
    ("group", "public", False),
    ("group", "refused", "ClientError"),
    ("balancers", "zone of another kind", "Z2P70J7EXAMPLE"),
    ("waste", "key pair of a signing key", True),
    ("waste", "signature holds", True),
    ("waste", "encrypts", "plain"),
]


class TestMends(Mends):
    """What holds of every mend, of these."""

    ASKED_ELSEWHERE = frozenset({("keys", "unknown")})


def test_an_unknown_key_is_still_unknown(mended: dict[str, Answers]) -> None:
    assert mended["keys"]["unknown"].startswith("NotFoundException")


@pytest.mark.parametrize("region", ["us-east-1", "eu-west-1", "ap-southeast-2"])
def test_every_image_that_a_public_parameter_names_can_be_launched(aws: EmbeddedAws, region: str) -> None:
    ssm, ec2 = aws.client("ssm", region), aws.client("ec2", region)
    listed = ssm.get_paginator("get_parameters_by_path").paginate(Path="/aws/service/ami-amazon-linux-latest")
    named = {
        parameter["Value"]: parameter["Name"]
        for page in listed
        for parameter in page["Parameters"]
        if "/al2023-" in parameter["Name"]
    }
    assert len(named) >= 8
    known = {image["ImageId"] for image in ec2.describe_images(Owners=["amazon"])["Images"]}
    assert [name for image, name in named.items() if image not in known] == []
