"""Every rule of every security group, wherever it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tapstack.checks.facts.topology import SECURITY_GROUPS, texts, whole_number
from tapstack.checks.finding import Place
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
EGRESS_RULE = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
OLD_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"

_NAMED_PROTOCOLS = {"-1": -1, "all": -1, "tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58}


@dataclass(frozen=True, slots=True)
class Opening:
    """One rule of a security group, wherever it is written."""

    resource: Resource
    pointer: str
    """Of the rule within the inputs; empty for a rule that is a resource."""
    inbound: bool | None
    protocol: int | None
    """IANA's number; -1 for all; None when it is not known."""
    first: int | None
    last: int | None
    cidrs: tuple[str, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """Where it is written."""
        return (Place(self.resource.urn, self.pointer),)

    @property
    def inputs(self) -> Mapping[str, Json]:
        """Its own inputs."""
        if not self.pointer:
            return self.resource.inputs
        _, direction, position = self.pointer.split("/")
        return cast("list[dict[str, Json]]", self.resource.inputs[direction])[int(position)]


def protocol_number(value: Json) -> int | None:
    """A protocol's number, given by name or number."""
    text = str(value).lower() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    number = _NAMED_PROTOCOLS.get(text)
    return whole_number(text) if number is None else number


def openings(view: View) -> Iterator[Opening]:
    """Every rule of every security group."""
    for group in view.of(*SECURITY_GROUPS):
        for direction in ("ingress", "egress"):
            for value in view.values(group, f"{direction}.*"):
                if isinstance(value.value, dict):
                    inputs = cast("dict[str, Json]", value.value)
                    yield _opening(group, value.pointer, direction == "ingress", inputs, "protocol")
    for one in view.of(INGRESS_RULE, EGRESS_RULE):
        yield _opening(one, "", one.type == INGRESS_RULE, one.inputs, "ipProtocol")
    for one in view.of(OLD_RULE):
        inbound = {"ingress": True, "egress": False}.get(str(one.inputs.get("type")))
        yield _opening(one, "", inbound, one.inputs, "protocol")


def _opening(
    resource: Resource, pointer: str, inbound: bool | None, inputs: Mapping[str, Json], protocol: str
) -> Opening:
    single = [inputs.get(name) for name in ("cidrIpv4", "cidrIpv6")]
    cidrs = [*texts(inputs.get("cidrBlocks")), *texts(inputs.get("ipv6CidrBlocks")), *texts(single)]
    first, last = (whole_number(inputs.get(name)) for name in ("fromPort", "toPort"))
    number = protocol_number(inputs.get(protocol))
    return Opening(resource, pointer, inbound, number, first, last, tuple(cidrs))
