"""The options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Stack = Annotated[
    str, typer.Option("--stack", "-s", metavar="NAME", help="The stack: its settings are Pulumi.NAME.yaml.")
]
Program = Annotated[Path, typer.Option("--program", "-p", metavar="DIR", help="The folder of Pulumi.yaml.")]
Save = Annotated[
    Path | None, typer.Option("--save", metavar="FILE", help="Write the resource graph to this file, too.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout and nothing else.")]
AllowNotEmulated = Annotated[
    bool,
    typer.Option("--allow-not-emulated", help="Record what the embedded AWS lacks instead of failing."),
]

STACK = "dev"
PROGRAM = Path()
