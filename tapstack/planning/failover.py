"""What must be known of a stack whose writer has moved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapstack.settings import TapSettings


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
