"""The edge: names that lead to a healthy region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pulumi

from tapstack.stack.region import StackContext

if TYPE_CHECKING:
    from tapstack.stack.web_tier import WebTier


@dataclass(frozen=True)
class HostedZone:
    """The public hosted zone of the domain."""

    zone_id: pulumi.Output[str]
    name_servers: pulumi.Output[list[str]] | None
    """To be set at the parent domain, where the stack made the zone."""


def hosted_zone(stack: StackContext) -> HostedZone | None:
    """Return the zone of the domain, or None without a domain."""
    if stack.settings.edge.domain is None:
        return None
    raise NotImplementedError(stack)


def make_edge(stack: StackContext, zone: HostedZone | None, webs: Mapping[str, WebTier]) -> None:
    """Make the health checks and records that lead clients to a healthy region."""
    if zone is not None:
        raise NotImplementedError(stack, webs)
