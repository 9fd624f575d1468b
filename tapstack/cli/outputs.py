"""`tap outputs`: the outputs of the last deployment, from its kept graph."""

from __future__ import annotations

import difflib
import json
from typing import TYPE_CHECKING, Annotated

import typer

from tapstack.cli import kept
from tapstack.cli.console import print_json, remarks, results
from tapstack.cli.ending import FAILED, Refusal, told
from tapstack.cli.options import PROGRAM, STACK, Program, Stack

if TYPE_CHECKING:
    from pathlib import Path

    from tapstack.graph import Json, ResourceGraph

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="Print the bare value of this one.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print JSON: the object of all outputs, or the one value.")
]


def outputs(
    name: Name = None, stack: Stack = STACK, program: Program = PROGRAM, as_json: AsJson = False
) -> None:
    """Print the outputs of the last `tap up`.

    They are read from DIR/.tapstack/NAME.json; nothing is run. Secrets stay masked.
    """
    from tapstack.cli import tables

    with told(as_json=as_json, answer={"stack": stack}):
        graph = _last(program, stack)
        if graph.faults:
            remarks().print("the last deployment failed; outputs may be missing", style="yellow")
        asked_for = graph.outputs if name is None else _value(graph, name)
        if as_json:
            print_json(asked_for)
        elif name is not None:
            typer.echo(asked_for if isinstance(asked_for, str) else json.dumps(asked_for))
        elif graph.outputs:
            tables.show_outputs(graph.outputs, results())
        elif not graph.faults:
            remarks().print("the program has no outputs")
    if graph.faults and not graph.outputs:
        raise typer.Exit(FAILED)


def _last(program: Path, stack: str) -> ResourceGraph:
    """The kept graph. Raises `Refusal` when there is none, `GraphError` when it can't be read."""
    from tapstack.graph import load_graph

    path = kept.path_of(program, stack, "deploy")
    if not path.is_file():
        known = kept.stacks_in(program)
        others = f"; deployed here: {', '.join(known)}" if known else ""
        raise Refusal(
            f"stack {stack!r} was not deployed yet: there is no {path}",
            f"deploy it with {_command(program, stack)}{others}",
        )
    return load_graph(path)


def _command(program: Path, stack: str) -> str:
    where = "" if program == PROGRAM else f" --program {program}"
    return f"`tap up{'' if stack == STACK else f' --stack {stack}'}{where}`"


def _value(graph: ResourceGraph, name: str) -> Json:
    """One output. Raises `Refusal` for a name that there is not."""
    if name in graph.outputs:
        return graph.outputs[name]
    close = difflib.get_close_matches(name, graph.outputs, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    raise Refusal(
        f"there is no output {name!r}{meant}", f"outputs of this stack: {', '.join(graph.outputs) or 'none'}"
    )
