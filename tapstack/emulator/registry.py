"""Which types the embedded AWS can make, and which functions it can answer: entries are added by the service
modules.

An entry is a function of five to fifteen lines, or a row of `tapstack.emulator.table` where names map one to
one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from tapstack.emulator.call import Call
from tapstack.engine import Properties


@dataclass(frozen=True, slots=True)
class Made:
    """A resource that stands: its id, and the outputs that its inputs don't already give."""

    id: str
    outputs: Properties


Realiser: TypeAlias = Callable[[Call], Made]
Reader: TypeAlias = Callable[[Call, str], Made]
Answerer: TypeAlias = Callable[[Call], Properties]

REALISERS: dict[str, Realiser] = {}
READERS: dict[str, Reader] = {}
ANSWERERS: dict[str, Answerer] = {}
ONLY_RECORDED: dict[str, str] = {}
"""Types that are known and can't be made, and why: a run records them as not emulated, and says so."""
BEHAVIOURS: dict[tuple[str, str], str] = {}
"""What made resources do on AWS and not here, by type and the input that asks for it (empty: always)."""


def realises(token: str) -> Callable[[Realiser], Realiser]:
    """Enter the function that makes resources of this type."""

    def enter(realiser: Realiser) -> Realiser:
        REALISERS[token] = realiser
        return realiser

    return enter


def reads(token: str) -> Callable[[Reader], Reader]:
    """Enter the function that looks an existing resource of this type up by its id."""

    def enter(reader: Reader) -> Reader:
        READERS[token] = reader
        return reader

    return enter


def answers(token: str) -> Callable[[Answerer], Answerer]:
    """Enter the function that answers this provider function."""

    def enter(answerer: Answerer) -> Answerer:
        ANSWERERS[token] = answerer
        return answerer

    return enter
