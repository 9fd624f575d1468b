"""Programs under Pulumi's own mocks: what its SDK says that a program asks for.

Run as a program of its own, for mocks leave event loops and threads behind:
`python -m tests.engine.mocked FILE`.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import pickle
import runpy
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pulumi
from pulumi.runtime import mocks, rpc, set_all_config
from pulumi.runtime.known_types import is_unknown
from pulumi.runtime.settings import ROOT
from pulumi.runtime.stack import run_pulumi_func
from pulumi.runtime.sync_await import (
    _ensure_event_loop,  # pyright: ignore[reportPrivateUsage]
    _sync_await,  # pyright: ignore[reportPrivateUsage]
)

from tapstack.engine import Asset, Project, Properties, Value
from tapstack.engine.values import Secret, Unknown
from tests.engine import worlds
from tests.engine.worlds import answer, computed


@dataclass(frozen=True)
class Asked:
    """A resource as the SDK asked for it: inputs with `Secret`, `Unknown` and `Asset` for what those are."""

    type: str
    name: str
    custom: bool
    inputs: Properties


@dataclass
class Echo(mocks.Mocks):
    """Answers as the made-up cloud does, and remembers."""

    preview: bool
    resources: list[Asked] = field(default_factory=list[Asked])
    calls: list[tuple[str, Properties]] = field(default_factory=list[tuple[str, Properties]])

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Give an id and outputs; in a preview, no more than the inputs."""
        inputs = cast("dict[str, Any]", args.inputs)  # pyright: ignore[reportUnknownMemberType]
        self.resources.append(Asked(args.typ, args.name, bool(args.custom), _value(inputs)))
        if self.preview:
            return None, inputs
        return f"{args.name}_id", {**computed(args.name), **inputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        """Answer a function."""
        given = _value(args.args)  # pyright: ignore[reportUnknownMemberType]
        self.calls.append((args.token, given))
        return answer(args.token, given), []


class TransformingMonitor(mocks.MockMonitor):
    """Runs transforms, which Pulumi's mock monitor only records: it calls the program's functions itself."""

    def __init__(self, echo: Echo) -> None:
        super().__init__(echo)
        self._inherited: dict[str, list[Any]] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - its base's name
        """Transform the inputs, then go on as ever."""
        resolve = cast("Any", mocks)._resolve_callbacks
        own = [*resolve(request.transforms), *self._inherited.get(request.parent, [])]
        self._inherited[self.make_urn(request.parent, request.type, request.name)] = own
        transforms = cast("list[Any]", [*own, *self._stack_transforms])
        for transform in transforms:
            self._transform(request, transform)
        return cast("Any", super()).RegisterResource(request)

    def _transform(self, request: Any, transform: Any) -> None:
        _ensure_event_loop()
        props = rpc.deserialize_properties(request.object)
        opts = pulumi.ResourceOptions()
        args = pulumi.ResourceTransformArgs(request.custom, request.type, request.name, props, opts)
        result = transform(args)
        if result is not None:
            request.object.CopyFrom(_sync_await(rpc.serialize_properties(result.props, {})))


def run_mocked(project: Project, *, preview: bool) -> Echo:
    """Run a program under Pulumi's mocks, in a context of its own."""
    echo = Echo(preview)
    os.chdir(project.main.parent)
    sys.path.insert(0, str(project.main.parent))
    contextvars.copy_context().run(_run, project, echo)
    sys.path.pop(0)
    return echo


def _run(project: Project, echo: Echo) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    ROOT.set(None)
    mocks.set_mocks(echo, project.name, project.stack, echo.preview, monitor=TransformingMonitor(echo))
    set_all_config(dict(project.config), list(project.secret_keys))
    loop.run_until_complete(run_pulumi_func(lambda: _execute(project)))


def _execute(project: Project) -> None:
    runpy.run_path(str(project.main), run_name="__main__")


def _value(value: Any) -> Value:
    """A value of the mocks as the engine has it; that whole numbers are floats makes no difference."""
    if rpc.is_rpc_secret(value):
        return Secret(_value(rpc.unwrap_rpc_secret(value)))
    if is_unknown(value):
        return Unknown()
    if isinstance(value, pulumi.FileAsset):
        return Asset({"path": cast("Any", value).path})
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in cast("Mapping[str, Any]", value).items()}
    if isinstance(value, list):
        return [_value(item) for item in cast("list[Any]", value)]
    return value


def main(out: Path) -> None:
    """Run every program, planned and deployed, and leave what was asked by name of program and preview."""
    told = {
        (program, preview): run_mocked(worlds.project(program), preview=preview)
        for program in worlds.PROGRAMS
        for preview in (True, False)
    }
    asked = {key: (echo.resources, echo.calls) for key, echo in told.items()}
    out.write_bytes(pickle.dumps(asked))


if __name__ == "__main__":
    # Under its own name, not as __main__: what is pickled must be found again.
    from tests.engine import mocked

    mocked.main(Path(sys.argv[1]))
