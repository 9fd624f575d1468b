"""The Typer application: the commands and their help."""

from __future__ import annotations

from typing import Annotated

import typer

from tapstack import __version__
from tapstack.cli.check import check
from tapstack.cli.config import config
from tapstack.cli.outputs import outputs
from tapstack.cli.plan import plan
from tapstack.cli.up import up

_EPILOG = """\b
Examples:
  tap plan                           what would be made
  tap up                             deploy the stack dev of this folder
  tap up --serve                     ... and keep it for aws, boto3, Terraform
  tap up --json --save graph.json    for scripts
  tap outputs database_endpoint      one value, bare
  tap check --stack prod             what AWS would refuse
  tap config --stack prod            what can be set, and what is in force
  tap up --program examples/website  any Pulumi program in Python

\b
Exit codes: 0 done, 1 the deployment failed, 2 wrong usage or settings,
70 a bug in tapstack, 130 Ctrl-C. TAP_TRACEBACK=1 adds the traceback.
"""

application = typer.Typer(
    name="tap",
    rich_markup_mode=None,  # the plain help is as good, and there in half the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=_EPILOG,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tap {__version__}")
        raise typer.Exit


@application.callback(invoke_without_command=True)
def _tap(  # pyright: ignore[reportUnusedFunction]
    context: typer.Context,
    version: Annotated[  # noqa: ARG001 - its callback does it
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Show the version.")
    ] = False,
) -> None:
    """Run Pulumi AWS programs on an embedded AWS: no account, no cloud, no Pulumi CLI."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


for _command in (up, plan, check, outputs, config):
    application.command()(_command)
