"""`docs/emulated.md`: what the embedded AWS can make and answer, from its registry."""

from __future__ import annotations

from itertools import groupby

from tapstack.emulator import services
from tapstack.emulator.registry import ANSWERERS, READERS, REALISERS

_PAGE = """\
# What the embedded AWS can do

The embedded AWS is [moto](https://docs.getmoto.org), in the process of `tap`, with its gaps mended or
refused. These are the resource types that it can make and the functions that it can answer;
[extending.md](extending.md) shows how to add one. A type that is not here is an error that names it, unless
`--allow-not-emulated` has it only recorded.

It does not run anything: no code boots on its instances, no traffic flows, no alarm is evaluated, nothing
scales by itself, no time passes for backups or retention. What AWS would refuse and moto accepts, it accepts.

## Resource types ({types})

| service | types |
|---|---|
{type_rows}

Existing resources can be looked up by id (`.get`) for: {readers}.

## Functions ({functions})

{function_rows}

This page is made by `python tools/generate_docs.py`.
"""


def page() -> str:
    """The page."""
    services.load()
    by_service = groupby(sorted(REALISERS), key=lambda token: token.partition("/")[0].removeprefix("aws:"))
    rows = [
        f"| {service} | {', '.join(_short(token) for token in tokens)} |" for service, tokens in by_service
    ]
    return _PAGE.format(
        types=len(REALISERS),
        type_rows="\n".join(rows),
        readers=", ".join(_short(token) for token in sorted(READERS)),
        functions=len(ANSWERERS),
        function_rows="\n".join(f"- `{token}`" for token in sorted(ANSWERERS)),
    )


def _short(token: str) -> str:
    return f"`{token.rpartition(':')[2]}`"
