"""Runs the checks of `tap check` on a file or on a plan, and ends by their result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

import typer

from tapstack.checks import Finding, Rule, all_rules
from tapstack.checks import check as checked
from tapstack.checks.exceptions import Accepted, ExceptionFileError, load_exceptions, sift
from tapstack.cli import check_answer, check_rules, fault_list, faults, report, session
from tapstack.cli.check_answer import Answer
from tapstack.cli.console import print_json, remarks, results
from tapstack.cli.ending import FAILED, Refusal
from tapstack.graph import read_graph

if TYPE_CHECKING:
    from tapstack.cli.outcome import Asked
    from tapstack.graph import ResourceGraph

Form = Literal["text", "json", "sarif"]


@dataclass(frozen=True, slots=True)
class Order:
    """What to check for, and what of it to show."""

    rules: Sequence[Rule]
    exceptions: Sequence[Accepted]
    only_refused: bool
    fail_on_advice: bool

    def fails(self, findings: Sequence[Finding]) -> bool:
        """Whether these make the command fail."""
        return any(self.fail_on_advice or finding.severity == "refused" for finding in findings)


def ordered(severity: str | None, words: Sequence[str], ignore: Path | None) -> Order:
    """The order that the options give. Raises `Refusal`."""
    known = all_rules()
    rules = (
        list({rule.id: rule for word in words for rule in check_rules.meant(word, known)}.values()) or known
    )
    if severity == "refused":
        rules = [rule for rule in rules if rule.severity == "refused"]
    try:
        exceptions = load_exceptions(ignore, known) if ignore else []
    except ExceptionFileError as error:
        mend = "each entry needs rule, resource, reason and expires (YYYY-MM-DD)"
        raise Refusal(str(error), mend) from error
    return Order(rules, exceptions, severity == "refused", severity == "advice")


def form_of(*, as_json: bool, as_sarif: bool) -> Form:
    """How to print the result."""
    return "json" if as_json else "sarif" if as_sarif else "text"


def file(path: Path, order: Order, form: Form, program: Path) -> None:
    """Check the graph in a file. Raises `GraphError`, and `typer.Exit` when something is found."""
    graph = read_graph(path)
    findings = _show(graph, order, form, program)
    if graph.faults:
        console = remarks()
        console.print("\nwhat went wrong when this graph was made; what is missing in it is not checked:\n")
        fault_list.show(faults.in_graph(graph), console)
    _end(order, findings)


def stack(asked: Asked, order: Order, form: Form) -> None:
    """Plan the stack and check it. Raises `typer.Exit` when the plan fails or something is found."""
    findings: Sequence[Finding] = ()
    with session.performed(asked, "plan") as done:
        if not done.settings_error:
            findings = _show(done.graph, order, form, asked.program)
        elif form == "json":
            print_json({**check_answer.NONE, "faults": [fault.as_dict() for fault in done.faults]})
    report.end(done)
    _end(order, findings)


def _show(graph: ResourceGraph, order: Order, form: Form, program: Path) -> Sequence[Finding]:
    """Check and print; gives what was found."""
    today = datetime.now(tz=UTC).date()
    sifted = sift(checked(graph, order.rules), order.exceptions, graph, today, order.rules)
    answer = Answer(graph, sifted, order.rules)
    if form == "json":
        print_json(answer.as_dict())
    elif form == "sarif":
        print_json(answer.as_sarif(_seen_from_here(program)))
    else:
        from tapstack.cli import check_list

        check_list.show(answer, results())
    for idle in sifted.idle:
        said = f"exception {idle.number} ({idle.named} for {idle.resource}) matches nothing: remove it"
        remarks().print(said, style="yellow", soft_wrap=True)
    return sifted.left


def _seen_from_here(program: Path) -> PurePath:
    """The program's folder relative to where we are, which in CI is the repository's root."""
    folder, here = program.resolve(), Path.cwd().resolve()
    return folder.relative_to(here) if folder.is_relative_to(here) else PurePath()


def _end(order: Order, findings: Sequence[Finding]) -> None:
    if order.fails(findings):
        raise typer.Exit(FAILED)
