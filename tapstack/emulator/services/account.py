"""Account, partition and regions: what a program asks before it makes anything."""

from __future__ import annotations

from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import answers
from tapstack.engine import Properties


@answers("aws:index/getCallerIdentity:getCallerIdentity")
def caller_identity(call: Call) -> Properties:
    """Who the embedded run is."""
    who = call.ask("sts", "get_caller_identity")
    return {"accountId": who["Account"], "arn": who["Arn"], "userId": who["UserId"], "id": who["Account"]}


@answers("aws:index/getPartition:getPartition")
def partition(_call: Call) -> Properties:
    """The partition; the embedded account lies in `aws`."""
    return {
        "partition": "aws",
        "dnsSuffix": "amazonaws.com",
        "reverseDnsPrefix": "com.amazonaws",
        "id": "aws",
    }


@answers("aws:index/getRegion:getRegion")
def region(call: Call) -> Properties:
    """The region of the provider, or the one asked for."""
    return {"name": call.region, "id": call.region, "endpoint": f"ec2.{call.region}.amazonaws.com"}


@answers("aws:index/getAvailabilityZones:getAvailabilityZones")
def availability_zones(call: Call) -> Properties:
    """The zones of the region that pass the filters, by name."""
    filters = [{"Name": f["name"], "Values": f["values"]} for f in call.inputs.get("filters", [])]
    if call.inputs.get("state"):
        filters.append({"Name": "state", "Values": [call.inputs["state"]]})
    answer = call.ask(
        "ec2",
        "describe_availability_zones",
        Filters=filters,
        AllAvailabilityZones=call.inputs.get("allAvailabilityZones"),
    )
    zones: list[dict[str, Any]] = sorted(answer["AvailabilityZones"], key=lambda zone: zone["ZoneName"])
    left_out = set(call.inputs.get("excludeNames", [])) | set(call.inputs.get("excludeZoneIds", []))
    kept = [zone for zone in zones if not {zone["ZoneName"], zone["ZoneId"]} & left_out]
    return {
        "names": [zone["ZoneName"] for zone in kept],
        "zoneIds": [zone["ZoneId"] for zone in kept],
        "groupNames": sorted({call.region for _ in kept}),
    }
