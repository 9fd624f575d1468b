"""Instances: metadata and public addresses."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tapstack.checks.facts.references import at, only_target, place, said, targets
from tapstack.checks.facts.topology import SCALING_GROUP, SUBNET, TEMPLATE, truth
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import UNKNOWN, Resource

_INSTANCE = "aws:ec2/instance:Instance"
_CONFIGURATION = "aws:ec2/launchConfiguration:LaunchConfiguration"


@rule(
    "imdsv2",
    "advice",
    title="Instances answer metadata requests with a token only (IMDSv2)",
    why="Without it, a request that a web application is tricked into reads the role's credentials.",
    source="Amazon EC2 User Guide, Configure the instance metadata service; AWS Security Hub User Guide, "
    "EC2.8",
    aliases=("R20",),
)
def imdsv2(view: View) -> Iterator[Wrong]:
    """Templates and instances whose `httpTokens` isn't `required`, unless the service is off."""
    for one in view.of(TEMPLATE, _INSTANCE, _CONFIGURATION):
        tokens, endpoint = (
            view.value(one, f"metadataOptions.{name}") for name in ("httpTokens", "httpEndpoint")
        )
        if tokens not in ("required", UNKNOWN) and endpoint != "disabled" and one.status != "read":
            yield Wrong(
                f"{said(one)} lets instances answer metadata requests without a token"
                + (f": httpTokens is {tokens}" if tokens else ""),
                "set metadataOptions.httpTokens to required",
                (at(one, "metadataOptions"),),
            )


def _subnets(view: View, user: Resource) -> Iterator[Resource]:
    path = "vpcZoneIdentifiers.*" if user.type == SCALING_GROUP else "subnetId"
    for value in view.values(user, path):
        found = targets(view, value, SUBNET)
        yield from found if value.pointer.count("/") > 1 else found[:1]


@rule(
    "public-address",
    "advice",
    title="Instances have no public addresses",
    why="Whatever the security group forgets is open to the internet. Load balancers take the traffic in, "
    "and NAT "
    "gateways out.",
    source="AWS Security Hub User Guide, EC2.9, EC2.25 and AutoScaling.5",
    aliases=("R20",),
)
def public_address(view: View) -> Iterator[Wrong]:
    """Instances and templates that ask for an address, and instances in subnets that give one."""
    asked = ((_INSTANCE, ""), (_CONFIGURATION, ""), (TEMPLATE, "networkInterfaces.*."))
    for type_token, base in asked:
        for one in view.of(type_token):
            for value in view.values(one, f"{base}associatePublicIpAddress"):
                if truth(value.value) is True:
                    yield Wrong(
                        f"instances of {said(one)} get a public address",
                        "leave associatePublicIpAddress out or false, and use private subnets",
                        (place(value),),
                    )
    for user in view.of(SCALING_GROUP, _INSTANCE):
        yield from _by_subnet(view, user)


def _by_subnet(view: View, user: Resource) -> Iterator[Wrong]:
    if truth(user.inputs.get("associatePublicIpAddress")) is not None or _template_says(view, user):
        return
    giving = {one.urn: one for one in _subnets(view, user) if truth(one.inputs.get("mapPublicIpOnLaunch"))}
    if giving:
        names = ", ".join(one.name for one in giving.values())
        yield Wrong(
            f"instances of {said(user)} get a public address from subnet {names}",
            "use private subnets, or set mapPublicIpOnLaunch to false",
            (at(user), *(at(one, "mapPublicIpOnLaunch") for one in giving.values())),
        )


def _template_says(view: View, user: Resource) -> bool:
    """Whether the launch template decides about public addresses itself."""
    for value in view.values(user, "launchTemplate.id"):
        template = only_target(view, value, TEMPLATE)
        if template and "associatePublicIpAddress" in json.dumps(template.inputs.get("networkInterfaces")):
            return True
    return False
