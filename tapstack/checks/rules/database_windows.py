"""RDS's backup and maintenance windows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.rules.database import CLUSTER, INSTANCE
from tapstack.checks.view import View

_DAY = 24 * 60
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"([01]\d|2[0-3]):([0-5]\d)"
_DAILY = re.compile(rf"{_TIME}-{_TIME}")
_WEEKLY = re.compile(rf"({'|'.join(_DAYS)}):{_TIME}-({'|'.join(_DAYS)}):{_TIME}", re.IGNORECASE)


@rule(
    "rds-windows",
    "refused",
    title="Backup and maintenance windows are of RDS's form, 30 minutes or more, and apart",
    why="RDS refuses a window in another form or shorter, and a backup window that meets the maintenance "
    "window.",
    source="RDS API Reference, CreateDBInstance, PreferredBackupWindow and PreferredMaintenanceWindow",
)
def windows(view: View) -> Iterator[Wrong]:
    """Windows that can't be read, are short, or overlap."""
    for database in view.of(INSTANCE, CLUSTER):
        names = ("backupWindow", "maintenanceWindow")
        if database.type == CLUSTER:
            names = ("preferredBackupWindow", "preferredMaintenanceWindow")
        held = tuple(text_of(view, database, name) for name in names)
        for name, message in _wrong(names, held):
            yield Wrong(
                f"{said(database)}: {message}",
                "write hh:mm-hh:mm for backups and ddd:hh:mm-ddd:hh:mm for maintenance, in UTC, apart, "
                "30 minutes or more",
                (at(database, name),),
            )


def _wrong(names: tuple[str, ...], held: tuple[str | None, ...]) -> Iterator[tuple[str, str]]:
    spans = (_daily(held[0]), _weekly(held[1]))
    for name, text, span in zip(names, held, spans, strict=True):
        if text and span is None:
            yield name, f"{name} {text} is not of RDS's form"
        elif span and span[1] < 30:
            yield name, f"{name} {text} is shorter than 30 minutes"
    daily, weekly = spans
    if daily and weekly and _meet(daily, weekly):
        yield names[0], f"{names[0]} {held[0]} meets {names[1]} {held[1]}"


def _daily(text: str | None) -> tuple[int, int] | None:
    """Start and length in minutes; the start counts from midnight."""
    read = _DAILY.fullmatch(text) if text else None
    if read is None:
        return None
    begin, end = _minutes(read[1], read[2]), _minutes(read[3], read[4])
    return begin, (end - begin) % _DAY


def _weekly(text: str | None) -> tuple[int, int] | None:
    """Start and length in minutes; the start counts from Monday's midnight."""
    read = _WEEKLY.fullmatch(text) if text else None
    if read is None:
        return None
    begin = _DAYS.index(read[1].lower()) * _DAY + _minutes(read[2], read[3])
    end = _DAYS.index(read[4].lower()) * _DAY + _minutes(read[5], read[6])
    return begin, (end - begin) % (7 * _DAY)


def _minutes(hours: str, minutes: str) -> int:
    return int(hours) * 60 + int(minutes)


def _meet(daily: tuple[int, int], weekly: tuple[int, int]) -> bool:
    """Whether a daily span meets a weekly one on any day."""
    week = 7 * _DAY
    starts = (day * _DAY + daily[0] for day in range(7))
    return any(
        (weekly[0] - start) % week < daily[1] or (start - weekly[0]) % week < weekly[1] for start in starts
    )
