"""What was not emulated, as people read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from tapstack.cli.console import clean, count_of, listed
from tapstack.cli.not_emulated import Behaviour, behaviours_in, reason_of
from tapstack.cli.summary import service_of

if TYPE_CHECKING:
    from tapstack.graph import ResourceGraph


def show(graph: ResourceGraph, console: Console) -> None:
    """Print both, if there is anything to say."""
    if graph.not_emulated:
        _show_recorded(graph, console)
    if behaviours := behaviours_in(graph):
        _show_behaviours(behaviours, console)


def _show_recorded(graph: ResourceGraph, console: Console) -> None:
    console.print()
    title = f"NOT EMULATED, only recorded: {count_of(len(graph.not_emulated), 'resource')}"
    console.print(Text(title, style="bold yellow"))
    groups: dict[tuple[str, str], list[str]] = {}
    for resource in graph.not_emulated:
        groups.setdefault((resource.type, reason_of(resource, graph)), []).append(resource.name)
    for (type_token, reason), names in groups.items():
        line = clean(f"  {type_token} {listed(names)}: {reason}")
        console.print(Text(line, style="yellow"), soft_wrap=True)


def _show_behaviours(behaviours: list[Behaviour], console: Console) -> None:
    console.print()
    console.print(Text("not emulated of what stands:", style="yellow"))
    for behaviour in behaviours:
        types = ", ".join(map(_short, behaviour.types))
        line = f"  {behaviour.what} ({count_of(len(behaviour.resources), 'resource')}: {types})"
        console.print(Text(clean(line), style="dim"), soft_wrap=True)


def _short(type_token: str) -> str:
    """`cloudwatch.MetricAlarm`, as a program calls it."""
    return f"{service_of(type_token)}.{type_token.rpartition(':')[2]}"
