"""Prints the ratios, each with its bound; exits 1 when one is over it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

_STARTS = 7


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure and what it must not exceed."""

    what: str
    value: float
    bound: float
    unit: str
    from_figures: str

    @property
    def kept(self) -> bool:
        """Whether it is within its bound."""
        return self.value <= self.bound


def platform(**how: Any) -> dict[str, Any]:
    """Measure the platform in a fresh process."""
    answer = subprocess.run(
        [sys.executable, "-m", "benchmarks.platform", json.dumps(how)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(answer.stdout)


def seconds(*command: str) -> float:
    """The best of several starts of a command."""
    best = float("inf")
    for _ in range(_STARTS):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        best = min(best, time.perf_counter() - start)
    return best


def deployments() -> list[Ratio]:
    """How a deployment compares with its API calls, and how it grows."""
    by_regions = {n: platform(regions=n, rounds=5, with_floor=n == 3) for n in (1, 3, 6, 12)}
    prod = platform(regions=3, rounds=5, with_floor=True, stack="prod")
    once = platform(regions=12, rounds=0, with_floor=False)
    one, three, six, twelve = (by_regions[n] for n in (1, 3, 6, 12))

    def each(more: dict[str, Any], fewer: dict[str, Any]) -> float:
        return 1000 * (more["seconds"] - fewer["seconds"]) / (more["resources"] - fewer["resources"])

    early, late = each(three, one), each(twelve, six)
    return [
        Ratio(
            "deploy of 3 regions ÷ its API calls alone",
            three["seconds"] / three["floor"],
            1.5,
            "",
            f"{three['seconds']:.2f} s ÷ {three['floor']:.2f} s",
        ),
        Ratio(
            "deploy of stack prod ÷ its API calls alone",
            prod["seconds"] / prod["floor"],
            1.5,
            "",
            f"{prod['seconds']:.2f} s ÷ {prod['floor']:.2f} s; "
            f"{prod['resources']} resources, {prod['calls']} calls",
        ),
        Ratio(
            "12 regions ÷ 3 regions",
            twelve["seconds"] / three["seconds"],
            4.0,
            "",
            f"{twelve['seconds']:.2f} s ÷ {three['seconds']:.2f} s",
        ),
        Ratio(
            f"added resource at {twelve['resources']} ÷ at {one['resources']}",
            late / early,
            1.2,
            "",
            f"{late:.1f} ms ÷ {early:.1f} ms",
        ),
        Ratio(
            "peak memory, 12 regions, once", once["peak_mb"], 700.0, " MB", f"{once['resources']} resources"
        ),
    ]


def startup() -> Ratio:
    """How `tap --help` compares with its two libraries alone."""
    libraries = seconds(sys.executable, "-c", "import typer, rich")
    command = seconds(sys.executable, "-m", "tapstack", "--help")
    figures = f"{1000 * command:.0f} ms ÷ {1000 * libraries:.0f} ms"
    return Ratio("tap --help ÷ import typer, rich", command / libraries, 2.0, "", figures)


def main() -> int:
    """Measure, print, judge."""
    console = Console()
    with console.status("measuring: about a minute"):
        ratios = [startup(), *deployments()]
    table = Table("figure", "value", "bound", "from", title="tapstack's speed, as ratios")
    for ratio in ratios:
        mark = "" if ratio.kept else "  over"
        table.add_row(
            ratio.what,
            f"{ratio.value:.2f}{ratio.unit}{mark}",
            f"≤ {ratio.bound:g}{ratio.unit}",
            ratio.from_figures,
        )
    console.print(table)
    return 0 if all(ratio.kept for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main())
