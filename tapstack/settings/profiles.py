"""The profiles: sets of defaults, below what a stack sets by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from pydantic_core import PydanticCustomError

from tapstack.settings.base import as_mapping, is_mapping
from tapstack.settings.values import decoded

PROFILES: Final[Mapping[str, Mapping[str, Mapping[str, object]]]] = {
    "baseline": {},
    "resilient": {
        "network": {"flowLogs": True, "gatewayEndpoints": True, "vpcFallback": "default-vpc"},
        "compute": {"scaling": "target-tracking", "requestsPerTarget": 1000},
        "edge": {"certificate": "auto", "waf": True},
        "database": {"replicaRegions": ["all"], "monitoringInterval": 60, "performanceInsights": True},
        "secrets": {"passwordKeeper": "stack"},
        "sessions": {"table": True},
        "encryption": {"keys": "per-region"},
        "observability": {"dashboards": "every-region", "regionAlarm": True},
        "compliance": {"trail": True, "config": True},
    },
}
"""By profile, section and setting; what is not here has the default of its setting."""


def profile_of(config: Mapping[str, object]) -> str:
    """The profile that raw config asks for; the baseline where it asks for no such thing."""
    asked = config.get("profile")
    return asked if isinstance(asked, str) else "baseline"


def default_in(profile: str, path: tuple[str, ...], default: object) -> object:
    """The default that a setting has in a profile; of one that is not known, the baseline's."""
    section, name = (*path, "")[:2]
    return PROFILES.get(profile, {}).get(section, {}).get(name, default)


def with_profile(raw: object) -> object:
    """Raw config with its profile's defaults below it; as it is where it can't be read."""
    config = as_mapping(raw)
    sections = PROFILES.get(profile_of(config), {})
    filled = {name: _below(defaults, config.get(name, {})) for name, defaults in sections.items()}
    return {**config, **filled} if is_mapping(raw) else raw


def _below(defaults: Mapping[str, object], section: object) -> object:
    try:
        given = decoded(section)
    except PydanticCustomError:
        return section
    return {**defaults, **cast("Mapping[str, object]", given)} if is_mapping(given) else given
