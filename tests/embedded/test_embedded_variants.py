"""Single settings, each deployed in one region."""

from __future__ import annotations

from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.embedded.deploying import ProjectWith, deployed

REGION = "eu-west-1"


def _image_with_root(device: str) -> str:
    with EmbeddedAws() as aws:
        images: list[dict[str, Any]] = aws.client("ec2", REGION).describe_images()["Images"]
    return next(str(each["ImageId"]) for each in images if each["RootDeviceName"] == device)


def test_a_named_image_is_used_with_its_own_root_device(with_settings: ProjectWith) -> None:
    named = _image_with_root("/dev/sda1")
    with deployed(
        with_settings(regions=[REGION], minimumRegions=1, compute={"ami": {REGION: named}})
    ) as deployment:
        region = deployment.region(REGION)
        assert region.template["ImageId"] == named
        assert [each["ImageId"] for each in region.instances] == [named]
        (volume,) = region.ask("ec2.describe_volumes", "Volumes")
        assert volume["Attachments"][0]["Device"] == "/dev/sda1"
        assert volume["KmsKeyId"] == region.key["Arn"]


def test_an_ipv6_range_for_ssh(with_settings: ProjectWith) -> None:
    with deployed(
        with_settings(regions=[REGION], minimumRegions=1, allowedSshCidr="2001:db8::/48")
    ) as deployment:
        region = deployment.region(REGION)
        rules = region.ours("ec2.describe_security_group_rules", "SecurityGroupRules")
        ssh = [rule for rule in rules if not rule["IsEgress"] and rule["FromPort"] == 22]
        assert [(rule.get("CidrIpv4"), rule["CidrIpv6"]) for rule in ssh] == [(None, "2001:db8::/48")]
