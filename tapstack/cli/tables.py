"""Resources by region and service, and a stack's outputs, as text that fits the terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, cast

from rich.console import Console
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from tapstack.cli.console import clean, count_of, print_indented
from tapstack.cli.summary import GLOBAL, by_service, regions_of

if TYPE_CHECKING:
    from tapstack.graph import Json, Resource

_UNLIMITED: Final = 10_000
"""Columns, when a table is measured."""


def show_resources(resources: Sequence[Resource], console: Console) -> None:
    """Print how many resources each service has in each region: a table, or a list where that is too wide."""
    if not resources:
        return
    columns = regions_of(resources)
    if any(resource.region is None for resource in resources):
        columns.append(GLOBAL)
    counts = by_service(resources)
    table = _table(counts, columns)
    unlimited = console.options.update(max_width=_UNLIMITED)
    if Measurement.get(console, unlimited, table).maximum <= console.width:
        console.print(table)
    else:
        _show_list(counts, columns, console)
    console.print()


def _table(counts: Mapping[str, Counter[str]], columns: Sequence[str]) -> Table:
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 3, 0, 0),
        show_footer=True,
        header_style="dim",
        footer_style="bold",
    )
    table.add_column("service", footer="total", no_wrap=True)
    for column in columns:
        total = sum(row[column] for row in counts.values())
        table.add_column(column, footer=str(total), justify="right", no_wrap=True)
    for service, row in counts.items():
        table.add_row(clean(service), *(str(row[column] or "") for column in columns))
    return table


def _show_list(counts: Mapping[str, Counter[str]], columns: Sequence[str], console: Console) -> None:
    for column in columns:
        services = {service: row[column] for service, row in counts.items() if row[column]}
        console.print(Text(f"{column}: {count_of(sum(services.values()), 'resource')}", style="bold"))
        listed = ", ".join(f"{service} {count}" for service, count in services.items())
        print_indented(console, listed, 2)


def show_outputs(outputs: Mapping[str, Json], console: Console, *, indent: str = "") -> None:
    """Print outputs a line each, maps indented; a long value is left whole, so that it can be copied."""
    for line in _lines(outputs, indent):
        console.print(line, soft_wrap=True)


def _lines(values: Mapping[str, Json], indent: str) -> Iterator[Text]:
    width = max(map(len, values), default=0)
    for name, value in values.items():
        label = clean(f"{indent}{name:{width}}")
        if isinstance(value, dict) and value:
            yield Text(label.rstrip(), style="cyan")
            yield from _lines(value, f"{indent}  ")
        elif sentences := _sentences(value):
            yield Text(label.rstrip(), style="cyan")
            yield from (Text(clean(f"{indent}  {sentence}")) for sentence in sentences)
        else:
            yield Text.assemble((label, "cyan"), "  ", clean(_text(value)))


def _sentences(value: Json) -> list[str]:
    """A list of texts with spaces in them: one line would not tell where each begins."""
    items = value if isinstance(value, list) else []
    texts = [item for item in items if isinstance(item, str)]
    return texts if len(texts) == len(items) and any(" " in text for text in texts) else []


def _text(value: Json) -> str:
    """A value in one line: text as it is, a list of texts with commas, everything else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return ", ".join(cast("list[str]", value))
    return json.dumps(value)
