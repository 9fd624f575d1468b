"""Availability zones (seen in moto 5.2.5).

`DescribeAvailabilityZones` leaves `OptInStatus` out and does not know the filter `opt-in-status`, with which
a program keeps local zones away. Every zone that moto knows is of the kind that needs no opt-in.
"""

from __future__ import annotations

from typing import Any

from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone

_OPT_IN = "opt-in-not-required"


def apply() -> None:
    """Add the status and its filter."""
    Zone.opt_in_status = _OPT_IN  # pyright: ignore[reportAttributeAccessIssue]
    describe = RegionsAndZonesBackend.describe_availability_zones

    def describe_availability_zones(
        self: RegionsAndZonesBackend, filters: Any = None, zone_names: Any = None, zone_ids: Any = None
    ) -> list[Zone]:
        wanted: Any = dict(filters or {})
        statuses = wanted.pop("opt-in-status", [_OPT_IN])
        return describe(self, wanted, zone_names, zone_ids) if _OPT_IN in statuses else []

    RegionsAndZonesBackend.describe_availability_zones = describe_availability_zones
