"""Which availability zones a region's subnets stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tapstack.planning.errors import PlanError

LETTERS = "abcdefgh"
"""The letters of zones that the address plan has room for; no region has more than six plain zones."""


def choose_zones(region: str, offered: Iterable[str], count: int) -> tuple[str, ...]:
    """Return the `count` zones to use, in alphabetical order.

    Only plain availability zones (`us-east-1a`) are taken: local and Wavelength zones have longer names
    (`us-west-2-lax-1a`). The order is by name, so that a zone that AWS adds later comes last and moves no
    subnet, and it doesn't depend on the zones' present state, so that an outage in one moves none either.

    Raises:
        PlanError: the region offers fewer zones than wanted.
    """
    plain = re.compile(f"{re.escape(region)}[{LETTERS}]")
    zones = sorted({zone for zone in offered if plain.fullmatch(zone)})
    if len(zones) < count:
        raise PlanError(
            f"{region} has too few availability zones",
            value=f"{count} wanted, {len(zones)} offered ({', '.join(zones) or 'none'})",
            allowed=f"up to {len(zones)}",
            mend="Lower tap:network azCount, or leave this region out.",
        )
    return tuple(zones[:count])


def zone_letter(zone: str) -> str:
    """Return the letter that tells a region's zones apart: `a` of `us-east-1a`."""
    return zone[-1]
