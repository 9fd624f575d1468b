from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import tapstack.graph
from tapstack.cli import kept, signals
from tapstack.graph import ResourceGraph


@pytest.fixture
def came() -> Iterator[list[int]]:
    """The signals that came through; pytest's own handler is back afterwards."""
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    yield heard
    signal.signal(signal.SIGINT, before)


def test_a_signal_that_is_put_off_comes_afterwards(came: list[int]) -> None:
    with signals.put_off():
        signal.raise_signal(signal.SIGINT)
        assert came == []
    assert came == [signal.SIGINT]


def test_the_graph_is_kept_whole_before_a_signal_ends_the_process(
    came: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[tuple[str, int]] = []

    def save(_graph: ResourceGraph, path: Path) -> None:
        signal.raise_signal(signal.SIGINT)
        written.append((path.name, len(came)))

    monkeypatch.setattr(tapstack.graph, "save_graph", save)
    kept.keep(ResourceGraph(project="p", stack="dev", mode="plan"), Path("x"), Path("y.json"))
    assert written == [("dev.plan.json", 0), ("y.json", 0)]
    assert came == [signal.SIGINT]


def test_nothing_comes_when_nothing_came(came: list[int]) -> None:
    with signals.put_off():
        pass
    assert came == []


def test_a_wait_ends_with_the_signal_and_the_handler_is_back(came: list[int]) -> None:
    with signals.awaited() as wait:
        timer = threading.Timer(0.2, signal.raise_signal, [signal.SIGINT])
        timer.start()
        began = time.monotonic()
        wait()
        assert 0.1 < time.monotonic() - began < 2
        timer.join()
    assert came == []
    signal.raise_signal(signal.SIGINT)
    assert came == [signal.SIGINT]


def test_a_signal_before_the_wait_ends_it_too(came: list[int]) -> None:
    with signals.awaited() as wait:
        signal.raise_signal(signal.SIGINT)
        wait()
    assert came == []
