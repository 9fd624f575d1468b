"""The command `tap`: one module a command, each of which parses, calls and prints.

`main.app` is the entry point, `commands.application` what Typer runs. Results go to stdout, progress and
faults to stderr. rich, Pulumi, boto3, moto and pydantic are imported inside functions, or by modules that
are, so that help and version are quick.
"""

from __future__ import annotations
