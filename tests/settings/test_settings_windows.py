"""The arithmetic of windows against a set of all minutes of the week."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tapstack.settings.windows import DAY, DAYS, WEEK, daily_window, weekly_window

MINUTES = st.integers(0, DAY - 1) | st.sampled_from([0, 1, 29, 30, 31, DAY - 1])


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def minutes_of_daily(start: int, end: int) -> set[int]:
    """Every minute of the week in the daily window, by walking through it."""
    found: set[int] = set()
    for day in range(7):
        minute = start
        while minute % DAY != end:
            found.add((day * DAY + minute) % WEEK)
            minute += 1
    return found


def minutes_of_weekly(start: int, end: int) -> set[int]:
    """Every minute of the week in the weekly window, by walking through it."""
    found: set[int] = set()
    while start != end:
        found.add(start)
        start = (start + 1) % WEEK
    return found


@settings(max_examples=400, deadline=None)
@given(MINUTES, MINUTES, st.integers(0, 6), MINUTES, st.integers(0, WEEK - 1) | st.integers(0, 120))
@example(0, 60, 6, 23 * 60 + 30, 60)
@example(23 * 60 + 30, 30, 6, 23 * 60, 31)
@example(0, 30, 0, 30, 60)
def test_overlap_is_a_shared_minute(start: int, end: int, day: int, minute: int, length: int) -> None:
    first = day * DAY + minute
    last = (first + length) % WEEK
    daily = daily_window(f"{clock(start)}-{clock(end)}")
    weekly = weekly_window(
        f"{DAYS[day]}:{clock(minute)}-{DAYS[last // DAY]}:{clock(last % DAY)}",
    )
    assert daily is not None
    assert weekly is not None
    in_daily, in_weekly = minutes_of_daily(start, end), minutes_of_weekly(first, last)
    assert daily.overlaps(weekly) == bool(in_daily & in_weekly)
    assert weekly.overlaps(daily) == daily.overlaps(weekly)
    assert daily.length * 7 == len(in_daily)
    assert weekly.length == len(in_weekly)


@pytest.mark.parametrize(
    "text",
    ["", "3:00-04:00", "03:00", "03:00-04:60", "24:00-01:00", "03:00-04:00 ", "03:00 - 04:00", "٠٣:00-04:00"],
)
def test_other_forms_are_no_daily_window(text: str) -> None:
    assert daily_window(text) is None


@pytest.mark.parametrize(
    "text", ["", "03:00-04:00", "sun:03:00-04:00", "day:03:00-day:04:00", "sun:03:00-sun:24:00"]
)
def test_other_forms_are_no_weekly_window(text: str) -> None:
    assert weekly_window(text) is None
