"""What `tap up` and `tap plan` say after a run, and the code that they exit with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from tapstack.cli import fault_list, kept, not_emulated_list, summary, tables, tree
from tapstack.cli.console import clean, count_of, print_json, remarks, results
from tapstack.cli.ending import FAILED, WRONG, show_traceback

if TYPE_CHECKING:
    from tapstack.cli.outcome import Asked, Done
    from tapstack.graph import ResourceGraph


def show_deployment(done: Done, asked: Asked, *, as_json: bool, endpoint: str | None = None) -> None:
    """Print what stands now and, with an endpoint, how to reach it; on stderr, what was not emulated."""
    console = results()
    if as_json:
        print_json(summary.answer_of(done) | ({"endpoint": endpoint} if endpoint else {}))
    elif not done.settings_error:
        _show_resources(done, asked, console)
    not_emulated_list.show(done.graph, remarks())
    if endpoint and not as_json:
        _show_environment(done.graph, endpoint, console)
        console.file.flush()


def _show_resources(done: Done, asked: Asked, console: Console) -> None:
    console.print(_title(done, "made", "bold" if done.run.ok else "bold red"))
    console.print()
    tables.show_resources(summary.standing(done.graph), console)
    if done.graph.outputs:
        console.print(Text("outputs", style="bold"))
        tables.show_outputs(done.graph.outputs, console, indent="  ")
        console.print()
    _show_end(done, asked, console)
    console.file.flush()


def show_plan(done: Done, asked: Asked, *, as_json: bool) -> None:
    """Print what would be made."""
    if as_json:
        print_json(summary.answer_of(done))
    elif not done.settings_error:
        console = results()
        console.print(tree.of(done.graph))
        console.print()
        console.print(_title(done, "would be made", "bold"))
        _show_end(done, asked, console)


def _title(done: Done, verb: str, style: str) -> Text:
    asked_for, made = done.graph.cloud_resources, summary.standing(done.graph)
    regions = summary.regions_of(made)
    where = f" in {count_of(len(regions), 'region')}" if regions else ""
    name = clean(f"{done.graph.project} {done.graph.stack}")
    part = f"{len(made)} of " if len(made) < len(asked_for) else ""
    failed = "" if done.run.ok else "failed; "
    return Text(f"{name}: {failed}{part}{count_of(len(asked_for), 'resource')} {verb}{where}", style=style)


def _show_end(done: Done, asked: Asked, console: Console) -> None:
    path = kept.path_of(asked.program, asked.stack, done.graph.mode)
    places = f"{path} and {asked.save}" if asked.save else str(path)
    calls = count_of(done.api_calls, "API call")
    console.print(Text(clean(f"{done.seconds:.1f} s, {calls}; graph kept in {places}")), soft_wrap=True)


def _show_environment(graph: ResourceGraph, endpoint: str, console: Console) -> None:
    regions = summary.regions_of(graph.cloud_resources)
    region = regions[0] if regions else "us-east-1"
    environment = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
    console.print()
    console.print(Text(f"serving on {endpoint} until Ctrl-C; for aws, boto3 or Terraform:", style="bold"))
    for name, value in environment.items():
        console.print(f"export {name}={value}", soft_wrap=True)


def end(done: Done) -> None:
    """Say on stderr what failed. Raises `typer.Exit` when the run did not go well."""
    if done.run.ok:
        return
    console = remarks()
    console.print()
    wrong = f"wrong settings of stack {done.graph.stack}" if done.settings_error else "faults"
    console.print(clean(f"{wrong}: {len(done.faults)}"), style="bold red")
    console.print()
    fault_list.show(done.faults, console)
    fault_list.show_skipped(done.graph, console)
    if (
        done.run.error is not None
        and not show_traceback(done.run.error, done.run.strike)
        and not done.own_words
    ):
        console.print()
        console.print("TAP_TRACEBACK=1 in the environment adds the traceback", style="dim")
    raise typer.Exit(WRONG if done.settings_error else FAILED)
