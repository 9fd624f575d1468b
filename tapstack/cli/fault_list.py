"""Faults and what was skipped, as people read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console

from tapstack.cli.console import count_of, listed, print_indented

if TYPE_CHECKING:
    from tapstack.cli.faults import Told
    from tapstack.graph import Resource, ResourceGraph


def show(faults: Sequence[Told], console: Console, indent: int = 2) -> None:
    """Print the faults; those that differ by the resource alone stand together."""
    groups: dict[tuple[str, str | None, str | None], list[Told]] = {}
    for fault in faults:
        groups.setdefault((fault.message, fault.mend, fault.place), []).append(fault)
    for number, ((message, mend, place), members) in enumerate(groups.items()):
        if number:
            console.print()
        for member in members:
            _line(console, member.what, indent, "bold")
        _line(console, place, indent, "cyan")
        _line(console, message, indent, "red")
        _line(console, mend and f"mend: {mend}", indent, "green")


def _line(console: Console, text: str | None, indent: int, style: str) -> None:
    if text:
        print_indented(console, text, indent, style)


def show_skipped(graph: ResourceGraph, console: Console) -> None:
    """Print what was skipped, under what it waited for in the end."""
    skipped = [resource for resource in graph.resources if resource.status == "skipped"]
    if not skipped:
        return
    console.print()
    console.print(f"{count_of(len(skipped), 'resource')} skipped", style="bold yellow")
    groups: dict[tuple[str, ...], list[str]] = {}
    for resource in skipped:
        groups.setdefault(tuple(sorted(_roots(resource, graph))), []).append(resource.name)
    for roots, names in groups.items():
        causes = " and ".join(f"{graph.by_urn[urn].type} {graph.by_urn[urn].name}" for urn in roots)
        console.print()
        print_indented(console, f"{len(names)} waiting for {causes}:", 2)
        print_indented(console, listed(names), 4, "dim")


def _roots(resource: Resource, graph: ResourceGraph) -> Iterator[str]:
    """URNs of the failed resources that it waited for, directly or through others."""
    seen: set[str] = set()
    waiting = list(resource.skipped_on)
    while waiting:
        urn = waiting.pop()
        if urn in seen:
            continue
        seen.add(urn)
        further = graph.by_urn[urn].skipped_on
        waiting.extend(further)
        if not further:
            yield urn
