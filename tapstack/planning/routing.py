"""The target groups of a region's load balancer, and which requests go to which.

The first target group gets every request that no rule takes. Each further one has one rule, and a load
balancer tries its rules by priority, the lowest number first (ELB user guide, "Listener rules for your
Application Load Balancer"); so the order in the settings is the order in which rules are tried.

No two rules may have the same priority at any time, also while a deployment changes them one after the other
(SetRulePriorities, PriorityInUse). Numbers that were positions alone would collide whenever a target group is
put in the middle: each rule behind it would take the number that the next one still has. So each position has
a block of numbers, and a rule takes the one in the block that its name stands for. A rule that moves to
another block finds its number there free, unless two names happen to stand for the same one (one pair in
2,000), and then a second deployment finds it free.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tapstack.settings import TapSettings

MAIN: Final = "web"
"""The name of the first target group."""

_BLOCK: Final = 2000
"""Priorities for each position: those of the settings' 20 target groups end below 50,000, AWS's highest."""


@dataclass(frozen=True)
class Target:
    """A target group: where its instances listen, and how they are asked whether they are healthy."""

    name: str
    port: int
    health_path: str
    health_codes: str


@dataclass(frozen=True)
class Route:
    """The rule of a target group: it gets the requests with one of the paths and one value of each header."""

    target: str
    priority: int
    paths: tuple[str, ...]
    headers: Mapping[str, tuple[str, ...]]


def targets(settings: TapSettings) -> tuple[Target, ...]:
    """Return the target groups: the first, then those of the settings."""
    compute, web = settings.compute, settings.web
    further = [
        Target(
            group.name,
            group.port or compute.app_port,
            group.health_path or compute.health_path,
            group.health_codes or web.health_codes,
        )
        for group in web.target_groups
    ]
    return (Target(MAIN, compute.app_port, compute.health_path, web.health_codes), *further)


def further_ports(settings: TapSettings) -> tuple[int, ...]:
    """Return the ports that target groups use besides the application's own, in ascending order."""
    return tuple(sorted({target.port for target in targets(settings)} - {settings.compute.app_port}))


def routes(settings: TapSettings) -> tuple[Route, ...]:
    """Return the rules, in the order in which they are tried."""
    return tuple(
        Route(group.name, _priority(position, group.name), group.paths, group.headers)
        for position, group in enumerate(settings.web.target_groups, start=1)
    )


def _priority(position: int, name: str) -> int:
    digest = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    return position * _BLOCK + digest % _BLOCK
