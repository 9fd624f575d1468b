"""AWS's regions. Read on 2026-11-24 (AWS Regions and Availability Zones User Guide, List of AWS Regions)."""

from __future__ import annotations

import re
from typing import Final

REGIONS: Final = frozenset(
    [
        "af-south-1",
        "ap-east-1",
        "ap-east-2",
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-southeast-3",
        "ap-southeast-4",
        "ap-southeast-5",
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-central-1",
        "ca-west-1",
        "eu-central-1",
        "eu-central-2",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "il-central-1",
        "me-central-1",
        "me-south-1",
        "mx-central-1",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "cn-north-1",
        "cn-northwest-1",
        "us-gov-east-1",
        "us-gov-west-1",
        "eusc-de-east-1",
    ]
)

REGION_FORM: Final = re.compile(r"[a-z]{2,4}(-[a-z]+){1,3}-\d+")
"""What every region's code looks like; the provider takes no other."""

ZONE: Final = re.compile(r"(?P<region>[a-z]{2,4}(-[a-z]+){1,3}-\d+)[a-z]")
"""An Availability Zone's name: its region and one letter."""

EDGE_ZONE: Final = re.compile(r"(?P<region>[a-z]{2,4}(-[a-z]+){1,3}-\d+)-[a-z]+\d*-[a-z0-9-]+")
"""A Local Zone's or Wavelength Zone's name: `us-west-2-lax-1a`, `us-east-1-wl1-bos-wlz-1`."""
