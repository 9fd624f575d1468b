"""The rules that compare settings. Each yields the problems it finds among settings right by themselves."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from tapstack.settings.base import Problem
from tapstack.settings.windows import daily_window, weekly_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapstack.settings.sections import ComputeSettings, DatabaseSettings, NetworkSettings


def enough_regions(regions: tuple[str, ...], minimum: int) -> Iterator[Problem]:
    """There are at least `minimum` regions."""
    if len(regions) < minimum:
        yield Problem(
            f"names {len(regions)} of the {minimum} regions that are needed",
            f"Name {minimum - len(regions)} more, or lower tap:minimumRegions",
            f"{minimum} regions or more (tap:minimumRegions)",
            ("regions",),
            regions,
            ("regions", "minimumRegions"),
        )


def room_for_regions(network: NetworkSettings, regions: tuple[str, ...]) -> Iterator[Problem]:
    """The supernet has a /16 for every region."""
    room = 2 ** (16 - ipaddress.IPv4Network(network.supernet).prefixlen)
    if len(regions) > room:
        prefix = 16 - (len(regions) - 1).bit_length()
        yield Problem(
            f"has room for {room} of {len(regions)} regions",
            f"Take a block with a prefix of /{prefix} or shorter, such as 10.0.0.0/8",
            "a block with a /16 for every region of tap:regions",
            ("network", "supernet"),
            network.supernet,
            ("network.supernet", "regions"),
        )


def ami_everywhere(compute: ComputeSettings, regions: tuple[str, ...]) -> Iterator[Problem]:
    """The map of AMIs, when there is one, has every region."""
    missing = [region for region in regions if compute.ami is not None and region not in compute.ami]
    if missing:
        yield Problem(
            f"has no AMI for {', '.join(missing)}",
            "Add the id of an AMI in each of them, or leave tap:compute.ami out to run Amazon Linux 2023",
            key=("compute", "ami"),
            value=dict(compute.ami or {}),
            reads=("compute.ami", "regions"),
        )


def sizes(compute: ComputeSettings) -> Iterator[Problem]:
    """The least number of instances is not above the greatest, and the desired number lies between them."""
    low, high, desired = compute.min_size, compute.max_size, compute.desired_capacity
    if low > high:
        yield Problem(
            "is greater than tap:compute.maxSize",
            f"Lower tap:compute.minSize to {high}, or raise tap:compute.maxSize to {low}",
            f"at most {high} (tap:compute.maxSize)",
            ("compute", "minSize"),
            low,
            ("compute.minSize", "compute.maxSize"),
        )
    elif desired is not None and not low <= desired <= high:
        yield Problem(
            "is not between tap:compute.minSize and tap:compute.maxSize",
            f"Take {min(max(desired, low), high)}, or leave it out",
            f"{low} (tap:compute.minSize) to {high} (tap:compute.maxSize)",
            ("compute", "desiredCapacity"),
            desired,
            ("compute.desiredCapacity", "compute.minSize", "compute.maxSize"),
        )


def scaling_gap(compute: ComputeSettings) -> Iterator[Problem]:
    """Scaling in begins below where scaling out begins."""
    if compute.scale_in_cpu >= compute.scale_out_cpu:
        yield Problem(
            "is not below tap:compute.scaleOutCpu",
            f"Lower it below {compute.scale_out_cpu}: a gap of 20 or more keeps the group from swinging",
            f"less than {compute.scale_out_cpu} (tap:compute.scaleOutCpu)",
            ("compute", "scaleInCpu"),
            compute.scale_in_cpu,
            ("compute.scaleInCpu", "compute.scaleOutCpu"),
        )


def one_start(compute: ComputeSettings) -> Iterator[Problem]:
    """An instance runs a container or a script of the user's, not both."""
    if compute.container_image is not None and compute.user_data is not None:
        yield Problem(
            "is set together with tap:compute.userData",
            "Take out one of tap:compute.containerImage and tap:compute.userData",
            key=("compute", "containerImage"),
            value=compute.container_image,
            reads=("compute.containerImage", "compute.userData"),
        )


def image_reachable(compute: ComputeSettings, network: NetworkSettings) -> Iterator[Problem]:
    """A container image can be pulled: private instances reach a registry only through a NAT gateway."""
    if compute.container_image is not None and network.nat == "none":
        yield Problem(
            "can't be pulled: without a NAT gateway the instances reach no registry",
            "Set tap:network.nat to single or per-az, or leave tap:compute.containerImage out",
            "an image with tap:network.nat single or per-az",
            ("compute", "containerImage"),
            compute.container_image,
            ("compute.containerImage", "network.nat"),
        )


def storage_growth(database: DatabaseSettings) -> Iterator[Problem]:
    """The storage can grow by a tenth, or not at all.

    Source: RDS user guide, "Managing capacity automatically with Amazon RDS storage autoscaling".
    """
    size, limit = database.storage_gib, database.max_storage_gib
    least = -(-size * 11 // 10)
    if limit != size and limit < least:
        yield Problem(
            "leaves tap:database.storageGib no room to grow",
            f"Raise it to {least}, or set it to {size} to switch growth off"
            if least <= 65536
            else f"Set it to {size}",
            f"{size} (tap:database.storageGib, no growth), or {least} and more (a tenth above it)",
            ("database", "maxStorageGib"),
            limit,
            ("database.maxStorageGib", "database.storageGib"),
        )


def windows_apart(database: DatabaseSettings) -> Iterator[Problem]:
    """The daily backup and the weekly maintenance never run at the same time."""
    backup, maintenance = daily_window(database.backup_window), weekly_window(database.maintenance_window)
    if backup is not None and maintenance is not None and backup.overlaps(maintenance):
        yield Problem(
            "overlaps tap:database.maintenanceWindow",
            "Move one of them: 03:00-04:00 and sun:05:00-sun:06:00 (the defaults) stand apart",
            f"a window outside {database.maintenance_window} (tap:database.maintenanceWindow)",
            ("database", "backupWindow"),
            database.backup_window,
            ("database.backupWindow", "database.maintenanceWindow"),
        )
