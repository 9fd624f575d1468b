"""What was to be run, and how the run ended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tapstack.cli import faults
from tapstack.cli.faults import Told

if TYPE_CHECKING:
    from tapstack.emulator import EmbeddedAws
    from tapstack.engine import Run
    from tapstack.graph import ResourceGraph
    from tapstack.settings import SettingsError


@dataclass(frozen=True, slots=True)
class Asked:
    """What to run and where its graph goes."""

    stack: str
    program: Path
    save: Path | None


@dataclass(frozen=True, slots=True)
class Done:
    """A run that has ended, and the account it ran on, which stands until `performed` is left."""

    run: Run
    aws: EmbeddedAws
    seconds: float
    """From the start of the command."""
    api_calls: int

    @property
    def graph(self) -> ResourceGraph:
        """What the run left."""
        return self.run.graph

    @property
    def own_words(self) -> bool:
        """Whether the program ended itself by a `pulumi.RunError`, and has said why."""
        from pulumi import RunError

        return isinstance(self.run.error, RunError)

    @property
    def settings_error(self) -> SettingsError | None:
        """The wrong settings that ended the program, if they did."""
        error = self.run.error
        if error is None:
            return None

        from tapstack.settings import SettingsError

        while error is not None and not isinstance(error, SettingsError):
            error = error.__cause__
        return error

    @property
    def faults(self) -> list[Told]:
        """Everything that went wrong."""
        wrong = self.settings_error
        return faults.in_settings(wrong.faults) if wrong else faults.in_graph(self.graph)
