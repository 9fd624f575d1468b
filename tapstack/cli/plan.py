"""`tap plan`: show what the program would make, and make nothing."""

from __future__ import annotations

from tapstack.cli import summary
from tapstack.cli.ending import told
from tapstack.cli.options import PROGRAM, STACK, AsJson, Program, Save, Stack
from tapstack.cli.outcome import Asked


def plan(
    stack: Stack = STACK, program: Program = PROGRAM, save: Save = None, as_json: AsJson = False
) -> None:
    """Show what the program would make, without making it.

    Look-ups are answered by an embedded AWS. The graph is kept in DIR/.tapstack/NAME.plan.json.
    """
    from tapstack.cli import report, session

    asked = Asked(stack, program, save)
    with told(as_json=as_json, answer=summary.no_answer(stack)), session.performed(asked, "plan") as done:
        report.show_plan(done, asked, as_json=as_json)
    report.end(done)
