"""The rules of each region's web ACL, in the order in which they look at a request.

Priorities have gaps, so that a rule can come between two others without renumbering them. All rules together
use 1127 capacity units; up to 1500 cost nothing extra (WAF Developer Guide, "Web ACL capacity units (WCUs) in
AWS WAF").
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

WINDOW_SECONDS: Final = 300
"""The time over which the requests of an address are counted."""
RATE_PRIORITY: Final = 10
"""First, so that it counts every request: what an earlier rule blocks is counted by no later one."""
RATE_CAPACITY: Final = 2

REDACTED_HEADERS: Final = ("authorization", "cookie")
"""What lets its bearer in, and must not stand in logs."""


@dataclass(frozen=True)
class ManagedGroup:
    """A rule group that AWS keeps up to date."""

    name: str
    """AWS's name without the `AWSManagedRules` before it."""
    priority: int
    capacity: int
    counted: tuple[str, ...] = ()
    """Rules that only count what they match."""

    @property
    def full_name(self) -> str:
        """AWS's name."""
        return f"AWSManagedRules{self.name}"


MANAGED_GROUPS: Final = (
    ManagedGroup("AmazonIpReputationList", 20, 25),
    ManagedGroup("KnownBadInputsRuleSet", 30, 200),
    ManagedGroup("SQLiRuleSet", 40, 200),
    ManagedGroup("CommonRuleSet", 50, 700, counted=("SizeRestrictions_BODY",)),
)
"""The groups for any web application, the cheapest and surest first (WAF Developer Guide, "AWS Managed Rules
rule groups list").

* Addresses that Amazon has seen attack; then requests that exploit known holes, such as Log4j's; then SQL
  injection, as there is a database behind; then the core rule set, with the most common attacks.
* The core rule set blocks every body of more than 8 KB. Behind a load balancer that limit can't be raised
  (WAF API reference, RequestBodyAssociatedResourceTypeConfig), and uploads would fail: the rule only counts.
* Not the list of anonymous addresses: it blocks hosting providers, and so Route 53's own health checks.
"""
