"""The tags that every resource carries, and the one a person reads first.

The five common tags are set once, on the provider; only what a provider's default tags don't reach (an Auto
Scaling group's own tags, and what a launch template tags) states them again, from here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

MANAGED_BY = "pulumi"


def default_tags(settings: TapSettings) -> dict[str, str]:
    """Return the five tags of every resource: Owner, Purpose, Environment, CostCenter, ManagedBy."""
    return {
        "Owner": settings.team,
        "Purpose": settings.purpose,
        "Environment": settings.environment,
        "CostCenter": settings.cost_center,
        "ManagedBy": MANAGED_BY,
    }


def name_tag(name: str) -> dict[str, str]:
    """Return the Name tag, which the consoles show for things that have no name of their own."""
    return {"Name": name}
