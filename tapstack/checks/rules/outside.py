"""Ids that the program neither makes nor looks up by a resource: they may not exist."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.checks.facts.references import known, place, said
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View

_NAT = "aws:ec2/natGateway:NatGateway"
_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
_PROFILE = "aws:iam/instanceProfile:InstanceProfile"

_NAMED = (
    ("aws:ec2/route:Route", "natGatewayId", _NAT),
    ("aws:ec2/routeTable:RouteTable", "routes.*.natGatewayId", _NAT),
    (_NAT, "allocationId", "aws:ec2/eip:Eip"),
    ("aws:autoscaling/group:Group", "launchTemplate.id", _TEMPLATE),
    ("aws:autoscaling/group:Group", "launchTemplate.name", _TEMPLATE),
    (_TEMPLATE, "iamInstanceProfile.name", _PROFILE),
    (_TEMPLATE, "iamInstanceProfile.arn", _PROFILE),
    ("aws:ec2/instance:Instance", "iamInstanceProfile", _PROFILE),
    ("aws:route53/record:Record", "healthCheckId", "aws:route53/healthCheck:HealthCheck"),
)
"""Type, path, and what the value should be of."""


@rule(
    "named-outside",
    "advice",
    title="Gateways, templates, profiles and health checks are made, or looked up, by the program",
    why="An id written by hand belongs to one account and region. Where it does not exist AWS answers "
    "NotFound, and "
    "in a route the subnets behind it have no way out.",
    source="Amazon EC2 API Reference, Error codes: InvalidNatGatewayID.NotFound, "
    "InvalidAllocationID.NotFound, "
    "InvalidLaunchTemplateId.NotFound; IAM User Guide, Instance profiles",
)
def named_outside(view: View) -> Iterator[Wrong]:
    """Values that came from no resource and that no resource of the program has."""
    for type_token, path, kind in _NAMED:
        for resource in view.of(type_token):
            for value in view.values(resource, path):
                if isinstance(value.value, str) and _strange(view, value, kind):
                    yield Wrong(
                        f"{said(resource)} names {value.value}, which the program does not make",
                        f"make it, or look it up, with {kind.rsplit(':', 1)[-1]}; or check that it exists",
                        (place(value),),
                    )


def _strange(view: View, value: Value, kind: str) -> bool:
    text = value.value
    if not text or not known(text) or value.resource.property_dependencies.get(value.input):
        return False
    by_name = any(text == one.inputs.get("name") for one in view.of(kind))
    return not by_name and not view.referred(value, kind)
