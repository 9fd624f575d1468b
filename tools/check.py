"""Run every static check of the project and say which failed: `make check`.

The checks don't touch the network and change nothing. Two run at a time, the slowest first; what a failed one
printed is shown whole. Exit status 1 when any failed.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_A_TIME = 2


@dataclass(frozen=True)
class Check:
    """One tool and its arguments; `says` tells what a failure means."""

    name: str
    command: Sequence[str]
    says: str


@dataclass(frozen=True)
class Outcome:
    """How a check ended: its output and the seconds it took."""

    check: Check
    passed: bool
    output: str
    seconds: float


CHECKS = (
    Check("types", [str(BIN / "pyright"), "--warnings"], "pyright, strict"),
    Check(
        "docs",
        [sys.executable, "tools/generate_docs.py", "--check"],
        "tools/generate_docs.py writes them anew",
    ),
    Check(
        "rooms",
        [str(BIN / "lint-imports"), "--no-cache", "--no-logo"],
        "who may import whom: [tool.importlinter]",
    ),
    Check("lint", [str(BIN / "ruff"), "check", "."], "ruff check --fix mends many"),
    Check("format", [str(BIN / "ruff"), "format", "--check", "."], "ruff format mends it"),
    Check(
        "shell",
        [str(BIN / "shellcheck"), ".ci/run", "tools/lock.sh", "tools/venv.sh"],
        "shell scripts: mistakes",
    ),
    Check(
        "workflows",
        [str(BIN / "jactionlint"), "--shellcheck", str(BIN / "shellcheck"), "--pyflakes", ""],
        "GitHub Actions: mistakes",
    ),
    Check(
        "workflow security",
        [str(BIN / "zizmor"), "--offline", "--no-progress", "--persona", "pedantic", ".github"],
        "GitHub Actions: security",
    ),
)


def run(check: Check) -> Outcome:
    """Run one check from the project's root. A tool that can't be started is a failed check."""
    start = time.monotonic()
    try:
        done = subprocess.run(
            check.command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
    except OSError as error:
        return Outcome(check, passed=False, output=f"{error}\n", seconds=time.monotonic() - start)
    return Outcome(check, done.returncode == 0, done.stdout, time.monotonic() - start)


def show(outcome: Outcome) -> None:
    """Print one line, and for a failure all that the tool said."""
    word = "ok  " if outcome.passed else "FAIL"
    meaning = "" if outcome.passed else f": {outcome.check.says}"
    print(f"{word} {outcome.check.name} ({outcome.seconds:.1f} s){meaning}", flush=True)
    if not outcome.passed:
        print(outcome.output.rstrip() + "\n", flush=True)


def main(checks: Sequence[Check] = CHECKS) -> int:
    """Run all checks, print their outcomes as they end and a summary, and return the exit status."""
    start = time.monotonic()
    print("checking: " + ", ".join(check.name for check in checks), flush=True)
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        futures = [pool.submit(run, check) for check in checks]
        for future in as_completed(futures):
            show(future.result())
    failed = [future.result().check.name for future in futures if not future.result().passed]
    seconds = time.monotonic() - start
    if failed:
        print(f"check failed: {', '.join(failed)} ({len(failed)} of {len(checks)}, {seconds:.1f} s)")
        return 1
    print(f"check: all {len(checks)} ok ({seconds:.1f} s)")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
