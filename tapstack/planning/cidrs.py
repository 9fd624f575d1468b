"""Address ranges: a /16 for each region out of the supernet, and a /20 for each tier and zone out of that.

Stable by design, because a changed range replaces every subnet and all that stands in it:

* a region's /16 is chosen by the region's permanent number, not by its place in the list, so with the default
  supernet (256 ranges of /16) neither a new region nor another order moves anything;
* in a supernet with fewer ranges than AWS has regions two numbers can fall on the same range. Then the region
  that comes first in the settings keeps it and the later one takes the next free range: a region added at the
  end still moves nothing;
* a subnet's /20 is chosen by its zone's letter, not by how many zones are used: public subnets are in the
  lower half of the /16, private ones in the upper half, eight of each (letters a to h).
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Literal

from tapstack.planning.errors import PlanError
from tapstack.planning.regions import region_number
from tapstack.planning.zones import LETTERS, zone_letter

REGION_PREFIX = 16
SUBNET_PREFIX = 20

Tier = Literal["public", "private"]


def region_cidrs(supernet: str, regions: Sequence[str]) -> dict[str, str]:
    """Return the /16 of each region, e.g. `{"us-east-1": "10.0.0.0/16"}`.

    Raises:
        PlanError: the supernet has fewer /16 ranges than there are regions, or a region is unknown.
    """
    whole = IPv4Network(supernet)
    slots = 1 << max(0, REGION_PREFIX - whole.prefixlen)
    if whole.prefixlen > REGION_PREFIX or slots < len(regions):
        raise PlanError(
            "the supernet is too small",
            value=f"{supernet} for {len(regions)} regions",
            allowed="a network with one /16 for each region",
            mend="Widen tap:network supernet (10.0.0.0/8 holds 256).",
        )
    taken: dict[int, str] = {}
    for region in regions:
        slot = region_number(region) % slots
        while slot in taken:
            slot = (slot + 1) % slots
        taken[slot] = region
    return {region: str(_part(whole, REGION_PREFIX, slot)) for slot, region in taken.items()}


def subnet_cidr(region_cidr: str, tier: Tier, zone: str) -> str:
    """Return the /20 of one tier in one zone; the zone is one that `choose_zones` gave."""
    slot = LETTERS.index(zone_letter(zone))
    if tier == "private":
        slot += len(LETTERS)
    return str(_part(IPv4Network(region_cidr), SUBNET_PREFIX, slot))


def _part(network: IPv4Network, prefix: int, slot: int) -> IPv4Network:
    size = 1 << (network.max_prefixlen - prefix)
    return IPv4Network((int(network.network_address) + slot * size, prefix))
