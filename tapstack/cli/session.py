"""Runs a program on a fresh embedded AWS, as `tap up` and `tap plan` both do."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Generator
from typing import TYPE_CHECKING

from tapstack.cli import kept, progress
from tapstack.cli.outcome import Asked, Done

if TYPE_CHECKING:
    from tapstack.engine import Listener
    from tapstack.graph import Mode


@contextlib.contextmanager
def performed(asked: Asked, mode: Mode, *, allow_not_emulated: bool = False) -> Generator[Done]:
    """Run the program and keep its graph; the embedded AWS stands while the block runs.

    Raises `ProjectError`, `Refusal` when the graph has no place to go, `GraphError` when it can't be written.
    """
    with contextlib.ExitStack() as stays:
        with progress.showing("starting the embedded AWS") as shown:
            done = stays.enter_context(_run(asked, mode, shown, allow_not_emulated=allow_not_emulated))
        if not done.settings_error:  # nothing was deployed: the graph of what was stays
            kept.keep(done.graph, asked.program, asked.save)
        yield done


@contextlib.contextmanager
def _run(asked: Asked, mode: Mode, shown: progress.Progress, *, allow_not_emulated: bool) -> Generator[Done]:
    began = time.monotonic()
    from tapstack.engine import load_project, run_program

    project = load_project(asked.program, asked.stack)
    kept.make_room(asked.program, asked.save)

    from tapstack.emulator import EmbeddedAws, EmbeddedProvider

    with EmbeddedAws() as aws:
        shown.phase(f"{'deploying' if mode == 'deploy' else 'planning'} {project.name} {project.stack}")
        run = run_program(
            project,
            EmbeddedProvider(aws),
            mode,
            listener=_listener(shown),
            allow_not_emulated=allow_not_emulated,
        )
        yield Done(run, aws, round(time.monotonic() - began, 2), aws.api_calls)


def _listener(shown: progress.Progress) -> Listener:
    from tapstack.engine import Event, Finished, Logged, Started

    def listen(event: Event) -> None:
        match event:
            case Started():
                shown.started(event.type, event.name)
            case Finished():
                shown.finished(event.resource)
            case Logged():
                shown.logged(event.severity, event.message)

    return listen
