"""`docs/emulated.md`: what the embedded AWS can make and answer, and what it can't, from its registry."""

from __future__ import annotations

from itertools import groupby

from tapstack.emulator import services
from tapstack.emulator.registry import ANSWERERS, BEHAVIOURS, ONLY_RECORDED, READERS, REALISERS

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

## Types that are only recorded ({recorded})

They are known, and can't be made here. A run records them and goes on; its summary names each, with the
reason.

{recorded_rows}

## What does not happen ({behaviours})

Resources of these types are made, and lack something of what they do on AWS. A run's summary says what, once,
and how many of its resources that concerns.

| type | when it has | what does not happen |
|---|---|---|
{behaviour_rows}

## Functions ({functions})

{function_rows}

This page is made by `python tools/generate_docs.py`.
"""


def page() -> str:
    """The page."""
    services.load()
    by_service = groupby(sorted(REALISERS), key=_service)
    rows = [
        f"| {service} | {', '.join(_short(token) for token in tokens)} |" for service, tokens in by_service
    ]
    return _PAGE.format(
        types=len(REALISERS),
        type_rows="\n".join(rows),
        readers=", ".join(_short(token) for token in sorted(READERS)),
        recorded=len(ONLY_RECORDED),
        recorded_rows=_recorded_rows(),
        behaviours=len(BEHAVIOURS),
        behaviour_rows="\n".join(
            f"| {_service(token)} {_short(token)} | {f'`{name}`' if name else ''} | {what} |"
            for (token, name), what in sorted(BEHAVIOURS.items())
        ),
        functions=len(ANSWERERS),
        function_rows="\n".join(f"- `{token}`" for token in sorted(ANSWERERS)),
    )


def _recorded_rows() -> str:
    rows = [f"| {_service(token)} {_short(token)} | {why} |" for token, why in sorted(ONLY_RECORDED.items())]
    return "\n".join(["| type | why |", "|---|---|", *rows]) if rows else "There are none."


def _service(token: str) -> str:
    return token.partition("/")[0].removeprefix("aws:").removesuffix(":index")


def _short(token: str) -> str:
    return f"`{token.rpartition(':')[2]}`"
