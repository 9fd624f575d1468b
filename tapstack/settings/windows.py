"""The weekly arithmetic of RDS windows, in minutes since Monday 00:00 UTC.

Source of forms and limits: RDS API reference, CreateDBInstance, PreferredBackupWindow (`hh24:mi-hh24:mi`,
daily) and PreferredMaintenanceWindow (`ddd:hh24:mi-ddd:hh24:mi`, weekly): in UTC, 30 minutes or longer, no
conflict of the two. A window may run over midnight, and over the end of the week.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY: Final = 24 * 60
WEEK: Final = 7 * DAY
SHORTEST: Final = 30
"""Minutes that a window lasts at least."""

_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_DAY = f"({'|'.join(DAYS)})"
_DAILY = re.compile(f"{_TIME}-{_TIME}")
_WEEKLY = re.compile(f"{_DAY}:{_TIME}-{_DAY}:{_TIME}")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time that comes back every `period` minutes and ends before `start + length`."""

    start: int
    length: int
    period: int

    def overlaps(self, other: Window) -> bool:
        """Whether the two share any minute of the week. Windows that only touch do not."""
        if not (self.length and other.length):
            return False
        starts = ((mine, theirs) for mine in self._starts() for theirs in other._starts())
        return any(
            (theirs - mine) % WEEK < self.length or (mine - theirs) % WEEK < other.length
            for mine, theirs in starts
        )

    def _starts(self) -> range:
        return range(self.start, WEEK, self.period)


def daily_window(text: str) -> Window | None:
    """The window that `hh:mm-hh:mm` stands for, or None when `text` has another form."""
    match = _DAILY.fullmatch(text)
    if match is None:
        return None
    start, end = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    return Window(start, (end - start) % DAY, DAY)


def weekly_window(text: str) -> Window | None:
    """The window that `ddd:hh:mm-ddd:hh:mm` stands for, or None when `text` has another form."""
    match = _WEEKLY.fullmatch(text)
    if match is None:
        return None
    start = DAYS.index(match[1]) * DAY + _minutes(match[2], match[3])
    end = DAYS.index(match[4]) * DAY + _minutes(match[5], match[6])
    return Window(start, (end - start) % WEEK, WEEK)


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)
