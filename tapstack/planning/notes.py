"""What who deploys must know of a stack with such settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapstack.settings import TapSettings


NEEDED_INSIDE = ("logs", "secretsmanager", "ssm", "ssmmessages")
"""What instances reach besides S3 and DynamoDB: their log group, the credentials, Session Manager."""


def stack_notes(settings: TapSettings) -> Iterator[str]:
    """Yield the notes on settings that are right and have a consequence."""
    if settings.replica_regions and settings.database_region != settings.primary_region:
        yield moved_writer(settings)
    missing = [name for name in NEEDED_INSIDE if name not in settings.network.interface_endpoints]
    if settings.profile == "resilient" and settings.network.nat == "none" and missing:
        yield (
            "Without NAT gateways the instances reach these services only by interface endpoints: add "
            f"{', '.join(missing)} to tap:network.interfaceEndpoints."
        )


def moved_writer(settings: TapSettings) -> str:
    """Return the note on a writer that is not in the first region, where it is by default.

    A replica keeps its source when another becomes the writer, and the old writer keeps its data: both look
    like replicas of the new one in the settings, and are not, until they are replaced.
    """
    others = ", ".join(settings.replica_regions)
    return (
        f"The database takes writes in {settings.database_region}. If it was moved there from another, "
        f"the instances of {others} still have the data of before: replace each "
        "(pulumi up --replace <URN>) before the writer moves again, or it will go back to old data."
    )
