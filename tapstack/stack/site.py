"""One region's parts, as the others see them."""

from __future__ import annotations

from dataclasses import dataclass

import pulumi

from tapstack.stack.access_logs import LogBucket
from tapstack.stack.firewall import Firewall
from tapstack.stack.network import Network
from tapstack.stack.region import RegionContext
from tapstack.stack.web_tier import WebTier


@dataclass(frozen=True)
class Site:
    """What stands in one region."""

    ctx: RegionContext
    key_arn: pulumi.Output[str]
    topic_arn: pulumi.Output[str]
    network: Network
    firewall: Firewall
    log_bucket: LogBucket
    web: WebTier
