"""Security groups."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN
from tests.checks.graphs import clean, found, refused, resource
from tests.checks.networks import DEFAULT_GROUP, GROUP, INGRESS, OLD_RULE, both, group, make, vpc

EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"


def inline(**rule: object) -> dict[str, object]:
    """Return the inputs of a group with one rule in itself."""
    return {
        "ingress": [{"protocol": "tcp", "fromPort": 80, "toPort": 80, "cidrBlocks": ["10.0.0.0/8"], **rule}]
    }


def alone(**inputs: object) -> dict[str, object]:
    """Return the inputs of a rule that is a resource."""
    return {"ipProtocol": "tcp", "fromPort": 80, "toPort": 80, "cidrIpv4": "10.0.0.0/8", **inputs}


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (GROUP, inline(protocol="-1", fromPort=80, toPort=80)),
        (GROUP, inline(protocol="all", fromPort=0, toPort=65535)),
        (INGRESS, alone(ipProtocol="-1", fromPort=80, toPort=80)),
        (EGRESS, alone(ipProtocol="-1", fromPort=0, toPort=65535)),
    ],
)
def test_ports_beside_all_protocols(type_token: str, inputs: dict[str, object]) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", inputs)
    refused("sg-protocol-ports", wrong, at=wrong, says="protocol -1")


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (GROUP, inline(protocol="-1", fromPort=0, toPort=0)),
        (EGRESS, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}),
        (INGRESS, alone(ipProtocol=UNKNOWN)),
        (OLD_RULE, {"type": "egress", "protocol": "-1", "fromPort": 0, "toPort": 65535}),
    ],
)
def test_all_protocols_without_ports(type_token: str, inputs: dict[str, object]) -> None:
    clean("sg-protocol-ports", resource(type_token, "right", "us-east-1", inputs))


@pytest.mark.parametrize(
    ("type_token", "inputs", "says"),
    [
        (GROUP, inline(toPort=70000), "70000"),
        (GROUP, inline(fromPort=443, toPort=80), "443-80"),
        (INGRESS, alone(fromPort=-1), "port -1"),
        (INGRESS, alone(fromPort=8080), "8080-80"),
        (INGRESS, {"ipProtocol": "tcp", "cidrIpv4": "10.0.0.0/8"}, "no fromPort"),
        (INGRESS, alone(ipProtocol="icmp", fromPort=300), "300"),
        (OLD_RULE, {"type": "ingress", "protocol": "udp", "fromPort": 9, "toPort": 1}, "9-1"),
    ],
)
def test_ports_out_of_range(type_token: str, inputs: dict[str, object], says: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", inputs)
    refused("sg-ports", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (GROUP, inline(fromPort=0, toPort=65535)),
        (INGRESS, alone(ipProtocol="icmp", fromPort=8, toPort=-1)),
        (INGRESS, alone(ipProtocol="icmp", fromPort=3, toPort=0)),
        (INGRESS, alone(ipProtocol="50", fromPort=None, toPort=None)),
        (INGRESS, alone(fromPort=UNKNOWN, toPort=80)),
    ],
)
def test_ports_in_range(type_token: str, inputs: dict[str, object]) -> None:
    clean("sg-ports", resource(type_token, "right", "us-east-1", inputs))


@pytest.mark.parametrize("protocol", ["http", "tls", "300", 999])
def test_unknown_protocols(protocol: object) -> None:
    wrong = resource(INGRESS, "wrong", "us-east-1", alone(ipProtocol=protocol))
    refused("sg-protocol", wrong, at=wrong, says=str(protocol))
    written = resource(GROUP, "wrong", "us-east-1", inline(protocol=protocol))
    refused("sg-protocol", written, at=written)


@pytest.mark.parametrize("protocol", ["tcp", "TCP", "-1", "6", "esp", "icmpv6", UNKNOWN])
def test_known_protocols(protocol: str) -> None:
    clean("sg-protocol", resource(INGRESS, "right", "us-east-1", alone(ipProtocol=protocol)))


@both
def test_a_rule_with_two_peers(plan: bool) -> None:
    home = vpc(plan)
    own = group(plan, home)
    wrong = make(plan, INGRESS, "wrong", refs={"referencedSecurityGroupId": own}, given=alone())
    refused("sg-peer", own, wrong, at=wrong, says="cidrIpv4 and referencedSecurityGroupId")
    old = make(
        plan, OLD_RULE, "old", refs={"sourceSecurityGroupId": own}, type="ingress", cidrBlocks=["10.0.0.0/8"]
    )
    refused("sg-peer", own, old, at=old, says="cidrBlocks")
    none = make(plan, INGRESS, "none", ipProtocol="-1")
    refused("sg-peer", none, at=none, says="no peer")
    right = make(
        plan,
        INGRESS,
        "right",
        refs={"referencedSecurityGroupId": own},
        ipProtocol="tcp",
        fromPort=1,
        toPort=1,
    )
    clean("sg-peer", own, right)
    clean("sg-peer", make(plan, OLD_RULE, "self", type="ingress", self=True, cidrBlocks=[]))
    several = {"type": "ingress", "cidrBlocks": ["10.0.0.0/8"], "ipv6CidrBlocks": ["fd00::/8"]}
    clean("sg-peer", make(plan, OLD_RULE, "several", given=several))


@both
def test_the_same_rule_twice(plan: bool) -> None:
    home = vpc(plan)
    own, other = group(plan, home), group(plan, home, "other")
    one = make(plan, INGRESS, "one", refs={"securityGroupId": own}, given=alone(description="one"))
    two = make(plan, INGRESS, "two", refs={"securityGroupId": own}, given=alone(description="two"))
    refused("sg-rule-twice", own, one, two, at=one, says="two")
    for near in (
        make(plan, INGRESS, "near", refs={"securityGroupId": other}, given=alone()),
        make(plan, INGRESS, "near", refs={"securityGroupId": own}, given=alone(toPort=81)),
        make(plan, INGRESS, "near", refs={"securityGroupId": own}, given=alone(cidrIpv4="10.0.0.0/9")),
        make(plan, EGRESS, "near", refs={"securityGroupId": own}, given=alone()),
        make(plan, INGRESS, "near", refs={"securityGroupId": own}, given=alone(cidrIpv4=UNKNOWN)),
    ):
        clean("sg-rule-twice", own, other, one, near)


@pytest.mark.parametrize(
    ("type_token", "inputs", "says"),
    [
        (INGRESS, alone(fromPort=22, toPort=22, cidrIpv4="0.0.0.0/0"), "SSH (port 22)"),
        (INGRESS, {"ipProtocol": "tcp", "fromPort": 3389, "toPort": 3389, "cidrIpv6": "::/0"}, "RDP"),
        (INGRESS, alone(fromPort=0, toPort=65535, cidrIpv4="0.0.0.0/0"), "SSH (port 22) and RDP"),
        (INGRESS, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}, "SSH"),
        (GROUP, inline(fromPort=22, toPort=22, cidrBlocks=["0.0.0.0/0"]), "SSH"),
        (
            OLD_RULE,
            {"type": "ingress", "protocol": "tcp", "fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0"]},
            "SSH",
        ),
    ],
)
def test_administration_open_to_the_world(type_token: str, inputs: dict[str, object], says: str) -> None:
    wrong = resource(type_token, "wrong", "us-east-1", inputs)
    assert refused("sg-world-admin", wrong, at=wrong, says=says).severity == "advice"


@pytest.mark.parametrize(
    ("type_token", "inputs"),
    [
        (INGRESS, alone(fromPort=443, toPort=443, cidrIpv4="0.0.0.0/0")),
        (INGRESS, alone(fromPort=22, toPort=22, cidrIpv4="203.0.113.0/24")),
        (INGRESS, alone(ipProtocol="udp", fromPort=0, toPort=65535, cidrIpv4="0.0.0.0/0")),
        (EGRESS, {"ipProtocol": "-1", "cidrIpv4": "0.0.0.0/0"}),
        (GROUP, {"egress": [{"protocol": "-1", "fromPort": 0, "toPort": 0, "cidrBlocks": ["0.0.0.0/0"]}]}),
    ],
)
def test_what_may_be_open(type_token: str, inputs: dict[str, object]) -> None:
    clean("sg-world-admin", resource(type_token, "right", "us-east-1", inputs))


@both
def test_the_default_group_of_a_vpc(plan: bool) -> None:
    home, other = vpc(plan), vpc(plan, "other")
    emptied = make(plan, DEFAULT_GROUP, "emptied", refs={"vpcId": home})
    refused("vpc-default-group", home, other, emptied, at=other, says="other")
    clean("vpc-default-group", home, emptied)
    filled = make(
        plan, DEFAULT_GROUP, "filled", refs={"vpcId": home}, ingress=[{"protocol": "-1", "self": True}]
    )
    refused("vpc-default-group", home, filled, at=filled, says="ingress")


def test_a_default_group_of_an_unknown_vpc_may_be_any_s() -> None:
    home = vpc(plan=True)
    assert not found(
        "vpc-default-group", home, resource(DEFAULT_GROUP, "any", "us-east-1", {"vpcId": UNKNOWN})
    )
