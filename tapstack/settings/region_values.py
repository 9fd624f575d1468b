"""The checks of regions in settings."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from tapstack.settings.base import Problem, refuse, wrong
from tapstack.settings.regions import KNOWN_REGIONS
from tapstack.settings.spelling import did_you_mean, slips

if TYPE_CHECKING:
    from collections.abc import Sequence

ALL: Final = ("all",)
"""What stands for every region of the stack."""


def known_regions(regions: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse regions that AWS does not have and regions named twice."""
    problems = [_region_problems(regions, index, region) for index, region in enumerate(regions)]
    refuse(chain.from_iterable(problems))
    return regions


def _region_problems(regions: Sequence[str], index: int, region: str) -> list[Problem]:
    if region not in KNOWN_REGIONS:
        return [unknown_region(region, (index,))]
    if region in regions[:index]:
        return [Problem("is named twice", f"Name {region} once", "regions that differ", (index,), region)]
    return []


def unknown_region(region: str, key: tuple[str | int, ...] = ()) -> Problem:
    """What is wrong with a region that AWS does not have; `key` is its place in the value."""
    mend = did_you_mean(slips(region, KNOWN_REGIONS, cutoff=0.6)) or "Take a code from AWS's list of regions"
    allowed = "codes of commercial AWS regions, such as us-east-1"
    return Problem("is not a known AWS region", mend, allowed, key, region)


def known_region(region: str) -> str:
    """Refuse a region that AWS does not have."""
    if region not in KNOWN_REGIONS:
        raise unknown_region(region).error()
    return region


def regions_or_all(regions: tuple[str, ...]) -> tuple[str, ...]:
    """Regions as `known_regions` takes them, or the one word "all"."""
    if regions != ALL and "all" in regions:
        wrong("names all beside other regions", "Leave the other names out: all stands alone")
    return regions if regions == ALL else known_regions(regions)
