"""`tap check`: refuse what AWS would refuse, in a graph or in what the program would make."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tapstack.cli.ending import Refusal, told
from tapstack.cli.options import PROGRAM, STACK, AsJson, Program, Stack
from tapstack.cli.outcome import Asked


class Least(StrEnum):
    """The values of --severity."""

    REFUSED = "refused"
    ADVICE = "advice"


Graph = Annotated[
    Path | None,
    typer.Argument(metavar="GRAPH", help="A kept graph, a `pulumi stack export`, a `pulumi preview --json`."),
]
AsSarif = Annotated[bool, typer.Option("--sarif", help="Print SARIF 2.1.0, for code scanning.")]
Severity = Annotated[
    Least | None,
    typer.Option("--severity", help="Show and fail on this and worse.  [default: show all, fail on refused]"),
]
OnlyRules = Annotated[
    list[str] | None, typer.Option("--rule", metavar="ID", help="Only this rule; may be given again.")
]
Ignore = Annotated[
    Path | None, typer.Option("--ignore", metavar="FILE", help="Exceptions: YAML, each with reason and end.")
]
ListRules = Annotated[bool, typer.Option("--list", help="List the rules and check nothing.")]
Explain = Annotated[
    str | None, typer.Option("--explain", metavar="ID", help="Explain a rule and check nothing.")
]


def check(  # noqa: PLR0913, PLR0917 - Typer passes them by name
    graph: Graph = None,
    stack: Stack = STACK,
    program: Program = PROGRAM,
    as_json: AsJson = False,
    as_sarif: AsSarif = False,
    severity: Severity = None,
    rule: OnlyRules = None,
    ignore: Ignore = None,
    list_rules: ListRules = False,
    explain: Explain = None,
) -> None:
    """Check for what AWS would refuse, and for what is better done otherwise.

    Without GRAPH the stack is planned, as by `tap plan`. Exit code 1 tells of findings.

    Exceptions are a list of maps: rule, resource (a URN or a pattern of names), reason and expires
    (YYYY-MM-DD).
    """
    from tapstack.cli import check_answer, check_rules, check_run

    with told(as_json=as_json, answer=check_answer.NONE):
        if as_json and as_sarif:
            raise Refusal("--json and --sarif exclude each other", "give one of them")
        if list_rules or explain is not None:
            check_rules.show(explain, as_json=as_json)
            return
        order = check_run.ordered(severity, rule or (), ignore)
        form = check_run.form_of(as_json=as_json, as_sarif=as_sarif)
        if graph is not None:
            check_run.file(graph, order, form, program)
        else:
            check_run.stack(Asked(stack, program, None), order, form)
