"""What planners know of each AWS region: a short code for short names, and its place in the address plan.

A region's number is for ever: it decides the region's address range, so numbers are never changed or reused,
and a new region gets the next one. Source of the region list: AWS General Reference, "AWS regional
endpoints".
"""

from __future__ import annotations

from tapstack.planning.errors import PlanError

REGION_NUMBERS: dict[str, int] = {
    "us-east-1": 0,
    "us-east-2": 1,
    "us-west-1": 2,
    "us-west-2": 3,
    "eu-west-1": 4,
    "eu-west-2": 5,
    "eu-west-3": 6,
    "eu-central-1": 7,
    "eu-central-2": 8,
    "eu-north-1": 9,
    "eu-south-1": 10,
    "eu-south-2": 11,
    "ap-southeast-1": 12,
    "ap-southeast-2": 13,
    "ap-northeast-1": 14,
    "ap-northeast-2": 15,
    "ap-northeast-3": 16,
    "ap-south-1": 17,
    "ap-south-2": 18,
    "ap-east-1": 19,
    "ap-east-2": 20,
    "ap-southeast-3": 21,
    "ap-southeast-4": 22,
    "ap-southeast-5": 23,
    "ap-southeast-6": 24,
    "ap-southeast-7": 25,
    "ca-central-1": 26,
    "ca-west-1": 27,
    "sa-east-1": 28,
    "mx-central-1": 29,
    "af-south-1": 30,
    "il-central-1": 31,
    "me-central-1": 32,
    "me-south-1": 33,
}

_DIRECTIONS = {
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "central": "c",
    "northeast": "ne",
    "southeast": "se",
    "northwest": "nw",
    "southwest": "sw",
}


def region_number(region: str) -> int:
    """Return the region's permanent number.

    Raises:
        PlanError: the region is not in the table.
    """
    try:
        return REGION_NUMBERS[region]
    except KeyError:
        raise PlanError(
            "a region has no place in the address plan",
            value=region,
            allowed=", ".join(sorted(REGION_NUMBERS)),
            mend="Use one of these, or give the region the next free number in planning/regions.py.",
        ) from None


def region_code(region: str) -> str:
    """Return the region's short code: `us-east-1` is `use1`, `ap-southeast-2` is `apse2`."""
    area, direction, number = region.split("-")
    return f"{area}{_DIRECTIONS[direction]}{number}"
