"""What `tap check` found, as people read it: by resource, the refusals first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from tapstack.cli.console import clean, count_of, print_indented

if TYPE_CHECKING:
    from tapstack.checks import Finding, Place, Severity
    from tapstack.cli.check_answer import Answer
    from tapstack.graph import ResourceGraph

_STYLES: Final[dict[Severity, str]] = {"refused": "bold red", "advice": "bold yellow"}
_MANY: Final = 12
"""So many places of one finding are listed, the others counted."""


def show(answer: Answer, console: Console) -> None:
    """Print the findings, what is ignored, and the summary line."""
    by_resource: dict[str, list[Finding]] = {}
    for finding in answer.sifted.left:
        by_resource.setdefault(finding.urn, []).append(finding)
    for urn, findings in by_resource.items():
        _show_resource(urn, findings, answer.graph, console)
    _show_ignored(answer, console)
    _show_summary(answer, console)
    console.file.flush()


def _show_resource(urn: str, findings: list[Finding], graph: ResourceGraph, console: Console) -> None:
    resource = graph.by_urn.get(urn)
    where = f"  {resource.region}" if resource and resource.region else ""
    name = f"{resource.type} {resource.name}{where}" if resource else urn
    console.print(Text(clean(name), style="bold"), soft_wrap=True)
    if resource and resource.source:
        console.print(Text(clean(f"  {resource.source}"), style="cyan"), soft_wrap=True)
    for finding in findings:
        title = Text.assemble("  ", (finding.severity, _STYLES[finding.severity]), f"  {finding.rule}")
        if pointer := finding.places[0].pointer:
            title.append(f"  {clean(pointer)}", style="dim")
        console.print(title, soft_wrap=True)
        print_indented(console, finding.message, 4)
        print_indented(console, f"mend: {finding.mend}", 4, "green")
        _show_other_places(finding, graph, console)
    console.print()


def _show_other_places(finding: Finding, graph: ResourceGraph, console: Console) -> None:
    others = finding.places[1:]
    for place in others[:_MANY]:
        console.print(
            Text(clean(f"    also {_place(place, finding.urn, graph)}"), style="dim"), soft_wrap=True
        )
    if len(others) > _MANY:
        console.print(Text(f"    and in {count_of(len(others) - _MANY, 'more place')}", style="dim"))


def _place(place: Place, told_of: str, graph: ResourceGraph) -> str:
    resource = graph.by_urn.get(place.urn)
    if place.urn == told_of and place.pointer:
        return place.pointer
    name = f"{resource.type} {resource.name}" if resource else place.urn
    where = f"  {resource.source}" if resource and resource.source else ""
    return f"{name}{f'  {place.pointer}' if place.pointer else ''}{where}"


def _show_ignored(answer: Answer, console: Console) -> None:
    if not answer.sifted.ignored:
        return
    console.print(Text("ignored", style="bold"))
    for one in answer.sifted.ignored:
        resource = answer.graph.by_urn.get(one.finding.urn)
        more = len({place.urn for place in one.finding.places}) - 1
        others = f" and {more} more" if more else ""
        name = f"{resource.name if resource else one.finding.urn}{others}"
        line = f"  {one.finding.rule}  {name}, until {one.by.expires}: {one.by.reason}"
        console.print(Text(clean(line), style="dim"), soft_wrap=True)
    console.print()


def _show_summary(answer: Answer, console: Console) -> None:
    counts = answer.counts
    number = count_of(len(answer.graph.cloud_resources), "resource")
    found = ", ".join(f"{count} {what}" for what, count in counts.items() if count) or "nothing to mend"
    name = f"{answer.graph.project} {answer.graph.stack}"
    line = f"{name}: {found}; {number}, {count_of(len(answer.rules), 'rule')}"
    style = "bold red" if counts["refused"] else "bold"
    console.print(Text(clean(line), style=style), soft_wrap=True)
