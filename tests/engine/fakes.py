"""An in-memory provider, and small programs that need no cloud's package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from tapstack.engine import (
    Created,
    CreateRequest,
    Event,
    InvokeRequest,
    Logged,
    NotEmulatedError,
    Project,
    Properties,
    RealisationError,
    Run,
    run_program,
)
from tapstack.graph import Mode, Resource, ResourceGraph

PROJECT = "shop"
STACK = "dev"
STACK_URN = f"urn:pulumi:{STACK}::{PROJECT}::pulumi:pulumi:Stack::{PROJECT}-{STACK}"
THING = "test:index:Thing"
HOME = "test:index:Home"

THINGS = '''
"""Resources of a package that no plugin serves."""

import pulumi


class Thing(pulumi.CustomResource):
    def __init__(self, name, opts=None, type="test:index:Thing", **props):
        super().__init__(type, name, {"arn": None, "late": None, **props}, opts)


class Home(pulumi.ComponentResource):
    def __init__(self, name, opts=None, type="test:index:Home", props=None):
        super().__init__(type, name, props, opts)

    def child(self, name, **props):
        return Thing(name, opts=pulumi.ResourceOptions(parent=self), **props)


class Cloud(pulumi.ProviderResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test", name, props, opts)


class Other(pulumi.CustomResource):
    def __init__(self, name, opts=None, **props):
        super().__init__("test:index:Other", name, {"arn": None, "late": None, **props}, opts)
'''

PRELUDE = """\
import pulumi
from pulumi import ResourceOptions as Opts
from things import Cloud, Home, Other, Thing
"""


def arn_of(request: CreateRequest) -> Properties:
    """The one output that every made thing has; `late` stays a thing nobody gives."""
    return {"arn": f"arn:{request.name}"}


@dataclass
class FakeProvider:
    """Makes everything, but for what a test forbids, and remembers what it was asked."""

    refused: Mapping[str, str] = field(default_factory=dict[str, str])  # by name: the cloud's words
    unknown_types: frozenset[str] = frozenset()
    existing: Mapping[str, Properties] = field(default_factory=dict[str, Properties])  # by id
    answers: Mapping[str, Callable[[Properties], Properties]] = field(
        default_factory=dict[str, Callable[[Properties], Properties]]
    )
    computed: Callable[[CreateRequest], Properties] = arn_of
    known_in_plan: Properties = field(default_factory=Properties)
    asked: list[CreateRequest] = field(default_factory=list[CreateRequest])
    planned: list[CreateRequest] = field(default_factory=list[CreateRequest])
    invoked: list[InvokeRequest] = field(default_factory=list[InvokeRequest])

    def plan(self, request: CreateRequest) -> Properties:
        """Know what a test says is known."""
        self.planned.append(request)
        return self.known_in_plan

    def create(self, request: CreateRequest) -> Created:
        """Make it, or refuse."""
        self.asked.append(request)
        if request.type in self.unknown_types:
            raise NotEmulatedError(f"there is no {request.type} here", "leave it out")
        if request.name in self.refused:
            raise RealisationError(self.refused[request.name])
        return Created(f"{request.name}_id", self.computed(request))

    def read(self, request: CreateRequest, resource_id: str) -> Created:
        """Look it up among what a test says exists."""
        self.asked.append(request)
        if resource_id not in self.existing:
            raise RealisationError(f"{resource_id} does not exist")
        return Created(resource_id, self.existing[resource_id])

    def invoke(self, request: InvokeRequest) -> Properties:
        """Answer from the table."""
        self.invoked.append(request)
        if request.token not in self.answers:
            raise NotEmulatedError(f"there is no function {request.token} here", "leave it out")
        return self.answers[request.token](request.arguments)

    def request(self, name: str) -> CreateRequest:
        """The one request for the resource of this name."""
        (found,) = [request for request in self.asked if request.name == name]
        return found


@dataclass(frozen=True)
class Ran:
    """A run of a small program, and what it left."""

    run: Run
    provider: FakeProvider
    events: list[Event]
    main: Path

    @property
    def graph(self) -> ResourceGraph:
        """What the run left."""
        return self.run.graph

    @property
    def messages(self) -> list[str]:
        """The faults' texts."""
        return [fault.message for fault in self.graph.faults]

    @property
    def logged(self) -> list[tuple[str, str]]:
        """What the program logged."""
        return [(event.severity, event.message) for event in self.events if isinstance(event, Logged)]

    @property
    def statuses(self) -> dict[str, str]:
        """By name: what became of each resource but the stack."""
        return {r.name: r.status for r in self.graph.resources if r.urn != STACK_URN}

    def __getitem__(self, name: str) -> Resource:
        """The one resource of this name."""
        (found,) = [resource for resource in self.graph.resources if resource.name == name]
        return found

    def line_of(self, text: str) -> str:
        """Where the program says so, as `file:line`."""
        lines = self.main.read_text(encoding="utf-8").splitlines()
        (number,) = [number for number, line in enumerate(lines, 1) if text in line]
        return f"{self.main.name}:{number}"

    def ok(self) -> Ran:
        """This run, which went well."""
        assert self.run.error is None, self.run.error
        assert not self.graph.faults, self.graph.faults
        return self


@dataclass
class Runner:
    """Writes small programs into a folder of their own and runs them."""

    folder: Path
    ran: int = 0
    answers: Mapping[str, Callable[[Properties], Properties]] = field(
        default_factory=dict[str, Callable[[Properties], Properties]]
    )

    def write(self, source: str, files: Mapping[str, str] | None = None) -> Path:
        """Write a program with its helpers; returns its `__main__.py`."""
        self.ran += 1
        directory = self.folder / f"program{self.ran}"
        directory.mkdir()
        for name, text in {"things.py": THINGS, **(files or {})}.items():
            (directory / name).write_text(dedent(text), encoding="utf-8")
        main = directory / "__main__.py"
        main.write_text(PRELUDE + dedent(source), encoding="utf-8")
        return main

    def __call__(
        self,
        source: str,
        mode: Mode = "deploy",
        *,
        provider: FakeProvider | None = None,
        files: Mapping[str, str] | None = None,
        config: Mapping[str, str] | None = None,
        secret_keys: tuple[str, ...] = (),
        allow: bool = False,
    ) -> Ran:
        """Run a program, deploying unless told otherwise."""
        main = self.write(source, files)
        project = Project(PROJECT, STACK, main.parent, main, dict(config or {}), secret_keys)
        return self._run(project, mode, provider or FakeProvider(answers=self.answers), allow=allow)

    def again(self, main: Path) -> Ran:
        """Run a program that was written before."""
        project = Project(PROJECT, STACK, main.parent, main, {}, ())
        return self._run(project, "deploy", FakeProvider(answers=self.answers))

    def run_in(self, project: Project, source: str) -> Ran:
        """Run a program in a project that is there already."""
        (project.main.parent / "things.py").write_text(THINGS, encoding="utf-8")
        project.main.write_text(PRELUDE + dedent(source), encoding="utf-8")
        return self._run(project, "deploy", FakeProvider())

    def _run(self, project: Project, mode: Mode, provider: FakeProvider, *, allow: bool = False) -> Ran:
        events: list[Event] = []
        run = run_program(project, provider, mode, listener=events.append, allow_not_emulated=allow)
        return Ran(run, provider, events, project.main)


def urn(type_chain: str, name: str) -> str:
    """The URN of a resource of the small programs."""
    return f"urn:pulumi:{STACK}::{PROJECT}::{type_chain}::{name}"
