"""Runs a Pulumi Python program in this process, with a monitor of ours instead of the CLI's.

The SDK keeps its state in context variables, so each run gets a context and an event loop of its own; two
runs in one process don't see each other.
"""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import logging
import os
import runpy
import sys
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

from google.protobuf import empty_pb2
from pulumi import RunError
from pulumi.runtime import set_all_config
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc
from pulumi.runtime.settings import ROOT, Settings, configure
from pulumi.runtime.stack import run_in_stack

from tapstack.engine import collector, source
from tapstack.engine.calls import CallExecutor, callbacks_marked
from tapstack.engine.events import Listener, Logged, Severity
from tapstack.engine.ledger import Ledger
from tapstack.engine.monitor import Monitor
from tapstack.engine.project import Project
from tapstack.graph import Fault

_SEVERITIES: dict[int, Severity] = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


class EngineService(engine_pb2_grpc.EngineServicer):
    """Pulumi's Engine service, as far as the SDK calls it (pulumi/pulumi, `proto/pulumi/engine.proto`)."""

    def __init__(self, ledger: Ledger, listener: Listener) -> None:
        self._ledger = ledger
        self._listen = listener

    def Log(self, request: engine_pb2.LogRequest, context: Any = None) -> empty_pb2.Empty:
        """Pass a message on; an error among them fails the run, as it does under the CLI."""
        severity = _SEVERITIES[request.severity]
        if severity == "error":
            self._ledger.fault(request.message, self._ledger.resources.get(request.urn))
        elif severity != "debug":
            self._listen(Logged(severity, self._ledger.vault.strike(request.message)))
        return empty_pb2.Empty()

    def RequirePulumiVersion(
        self, request: Any, context: Any = None
    ) -> engine_pb2.RequirePulumiVersionResponse:
        """Any version will do: there is no CLI."""
        return engine_pb2.RequirePulumiVersionResponse()


def run_in_process(
    project: Project, ledger: Ledger, monitor: Monitor, listener: Listener
) -> BaseException | None:
    """Run the program to its end. Returns the exception that ended it early, if one did; it is a fault in the
    ledger, too.
    """
    service = EngineService(ledger, listener)
    context = contextvars.copy_context()
    with collector.at_rest(), _in_directory(project):
        error = context.run(_run, project, ledger, monitor, service)
    if error is not None:
        ledger.faults.append(_fault(error, ledger))
    return error


def _run(project: Project, ledger: Ledger, monitor: Monitor, service: EngineService) -> BaseException | None:
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    calls = CallExecutor(loop)
    loop.set_default_executor(calls)
    tracebacks = source.Tracebacks(loop)
    ROOT.set(None)
    settings = Settings(
        monitor=monitor,
        engine=service,
        project=project.name,
        stack=project.stack,
        dry_run=ledger.mode == "plan",
        organization="organization",
        root_directory=str(project.directory),
    )
    configure(settings)
    set_all_config(dict(project.config), list(project.secret_keys))
    try:
        with callbacks_marked():
            loop.run_until_complete(run_in_stack(lambda: _execute(project)))
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever the program raises is its fault to show
        return None if isinstance(error, SystemExit) and not error.code else tracebacks.restore(error)
    finally:
        _close(loop, calls)
    return None


def _execute(project: Project) -> None:
    runpy.run_path(str(project.main), run_name="__main__")


def _close(loop: asyncio.AbstractEventLoop, executor: ThreadPoolExecutor) -> None:
    for task in asyncio.all_tasks(loop):
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            loop.run_until_complete(task)
    executor.shutdown(wait=False, cancel_futures=True)
    asyncio.set_event_loop(None)
    loop.close()


def _fault(error: BaseException, ledger: Ledger) -> Fault:
    """What ended the program, in one line with its place; a `RunError` is the program's own last word."""
    if isinstance(error, RunError):
        return Fault(message=ledger.vault.strike(str(error)))
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    place = source.of_exception(error, ledger.project.directory)
    return Fault(message=ledger.vault.strike(f"the program stopped: {what}"), source=place)


@contextlib.contextmanager
def _in_directory(project: Project) -> Generator[None]:
    """Run in the program's folder and import from it, as the CLI does, and forget its modules afterwards."""
    before, path, modules = Path.cwd(), list(sys.path), set(sys.modules)
    os.chdir(project.main.parent)
    sys.path.insert(0, str(project.main.parent))
    try:
        yield
    finally:
        os.chdir(before)
        sys.path[:] = path
        _forget(modules)


def _forget(known: set[str]) -> None:
    """Drop the modules that came from the program's folder, lest the next program's namesakes be taken for
    them.
    """
    new = set(sys.modules) - known
    ours = {name for name in {module.partition(".")[0] for module in new} if not _is_elsewhere(name)}
    for name in new:
        if name.partition(".")[0] in ours:
            del sys.modules[name]


def _is_elsewhere(name: str) -> bool:
    """Whether the top-level module that was imported is found without the program's folder, too."""
    found = PathFinder.find_spec(name)
    imported = getattr(sys.modules.get(name), "__spec__", None)
    return found is not None and (imported is None or imported.origin == found.origin)
