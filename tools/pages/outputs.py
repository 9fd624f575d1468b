"""`docs/outputs.md`: what a deployed stack tells, from the table that the program gives its outputs by."""

from __future__ import annotations

from tapstack.stack.outputs import OUTPUTS

_PAGE = """\
# Stack outputs

What a deployed stack tells the outside: `pulumi stack output NAME` on AWS, `tap outputs NAME` on the embedded
AWS. An output *by region* is a map from the region's code to the region's value. None is secret: the
database's password is in Secrets Manager alone.

| output | form | meaning | there when |
|---|---|---|---|
{rows}

This page is made by `python tools/generate_docs.py`.
"""


def page() -> str:
    """The page."""
    return _PAGE.format(
        rows="\n".join(
            f"| `{output.name}` | {output.form} | {output.meaning} | {output.when} |" for output in OUTPUTS
        )
    )
