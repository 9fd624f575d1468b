"""What the engine tells while it runs, for progress displays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from tapstack.graph import Resource

Severity: TypeAlias = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Started:
    """A resource is about to be realised."""

    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Finished:
    """A resource is done: made, planned, failed or skipped."""

    resource: Resource


@dataclass(frozen=True, slots=True)
class Logged:
    """The program logged a message; secrets in it are masked."""

    severity: Severity
    message: str


Event: TypeAlias = Started | Finished | Logged
Listener: TypeAlias = Callable[[Event], None]


def ignore(_event: Event) -> None:
    """A listener for those who don't care."""
