"""`tap:network`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tapstack.settings import values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Whole


class NetworkSettings(Section):
    """`tap:network`: one VPC a region."""

    supernet: Annotated[
        str,
        AfterValidator(values.supernet),
        Guide(
            "The block that every region's VPC gets its own /16 of.",
            "a private IPv4 block (RFC 1918) with a prefix of /16 or shorter, and a /16 for every region",
        ),
    ] = "10.0.0.0/8"
    az_count: Annotated[
        Whole,
        Field(ge=2, le=4),
        Guide("Availability zones in use in each region, with a public and a private subnet each."),
    ] = 2
    nat: Annotated[
        Literal["per-az", "single", "none"],
        Guide("NAT gateways of a region: one in each zone, one for all zones, or none."),
    ] = "per-az"
    flow_logs: Annotated[bool, Guide("Whether each VPC's traffic is logged, accepted and rejected.")] = False
    gateway_endpoints: Annotated[
        bool, Guide("Whether S3 and DynamoDB are reached inside the network, by gateway endpoints.")
    ] = False
    interface_endpoints: Annotated[
        tuple[str, ...],
        BeforeValidator(values.listed),
        AfterValidator(values.endpoint_services),
        Guide(
            "Services that each VPC reaches by an interface endpoint, in every zone.",
            "names as in com.amazonaws.REGION.NAME, as a list or comma-separated, each once; no s3, dynamodb",
            ["ssm", "ssmmessages", "logs"],
        ),
    ] = ()
    vpc_fallback: Annotated[
        Literal["none", "default-vpc"],
        Guide("Where a region goes whose quota of VPCs is used up: nowhere, or into its default VPC."),
    ] = "none"
