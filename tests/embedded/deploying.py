"""Programs deployed for real on the embedded AWS and served over HTTP."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Project, Run, load_project, run_program
from tapstack.graph import Mode, Resource, ResourceGraph
from tapstack.settings import TapSettings, parse_settings
from tests.embedded.outside import Outside, Region

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Deployment:
    """A program that stands: its graph, its settings if it is the platform, and the client outside."""

    run: Run
    aws: Outside
    embedded: EmbeddedAws
    settings: TapSettings | None = None
    views: dict[str, Region] = field(default_factory=dict[str, Region])

    @property
    def graph(self) -> ResourceGraph:
        """What the run left."""
        return self.run.graph

    def region(self, name: str) -> Region:
        """The view of one region, with what it remembers."""
        owner = self.settings.team if self.settings else ""
        return self.views.setdefault(name, Region(self.aws, name, owner))


def settings_of(project: Project) -> TapSettings:
    """The settings that the stack file gives the platform."""
    return parse_settings(
        {key.removeprefix("tap:"): value for key, value in project.config.items() if key.startswith("tap:")}
    )


DEV = load_project(ROOT, "dev")
DEV_SETTINGS = settings_of(DEV)


@contextlib.contextmanager
def deployed(project: Project) -> Generator[Deployment]:
    """Deploy a program and serve the account while the block runs."""
    platform = any(key.startswith("tap:") for key in project.config)
    with EmbeddedAws() as aws:
        run = run_program(project, EmbeddedProvider(aws), "deploy")
        assert run.ok, [fault.message for fault in run.graph.faults]
        with aws.serve(0) as port:
            yield Deployment(run, Outside(port), aws, settings_of(project) if platform else None)


def ran(project: Project, mode: Mode = "plan") -> ResourceGraph:
    """The graph of a run that went well, on an AWS of its own."""
    with EmbeddedAws() as aws:
        run = run_program(project, EmbeddedProvider(aws), mode)
    assert run.ok, [fault.message for fault in run.graph.faults]
    return run.graph


def made_by(graph: ResourceGraph, kind: str) -> list[Resource]:
    """The resources whose type ends so, e.g. `kms/key:Key`."""
    return [each for each in graph.resources if each.type.endswith(kind)]


ProjectWith = Callable[..., Project]


def project_with(folder: Path, **changes: object) -> Project:
    """The platform with other settings: those given change the development stack's file, in a copy of it."""
    document = _read(ROOT / "Pulumi.dev.yaml")
    document["config"] |= {f"tap:{key}": value for key, value in changes.items()}
    (folder / "Pulumi.dev.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    program = {**_read(ROOT / "Pulumi.yaml"), "main": str(ROOT / "__main__.py")}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump(program), encoding="utf-8")
    return load_project(folder, "dev")


def _read(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.safe_load(path.read_text(encoding="utf-8")))
