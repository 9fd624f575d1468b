"""The engine's one verb: run a program and return its graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tapstack.engine.events import Listener, ignore
from tapstack.engine.host import run_in_process
from tapstack.engine.ledger import Ledger
from tapstack.engine.monitor import Monitor
from tapstack.engine.project import Project
from tapstack.engine.registrar import Registrar
from tapstack.engine.requests import Provider
from tapstack.graph import Mode, ResourceGraph


@dataclass(frozen=True, slots=True)
class Run:
    """How a run ended: its graph, and the exception that ended the program early, if one did."""

    graph: ResourceGraph
    error: BaseException | None
    strike: Callable[[str], str]
    """Takes the run's secrets out of a text."""

    @property
    def ok(self) -> bool:
        """Whether all went well."""
        return self.error is None and not self.graph.faults


def run_program(
    project: Project,
    provider: Provider,
    mode: Mode,
    *,
    listener: Listener = ignore,
    allow_not_emulated: bool = False,
) -> Run:
    """Run the program in this process, planning or deploying; never raises for what the program does wrong.

    With `allow_not_emulated`, types that the provider does not know are recorded instead of failing. A
    `KeyboardInterrupt` passes through.
    """
    ledger = Ledger(project, mode)
    registrar = Registrar(ledger, provider, listener, allow_not_emulated=allow_not_emulated)
    error = run_in_process(project, ledger, Monitor(ledger, registrar), listener)
    return Run(ledger.graph(), error, ledger.vault.strike)
