"""Asks probes of the mended moto and, in a process of its own, of moto as it comes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from tapstack.emulator import EmbeddedAws, patches

ROOT = Path(__file__).parents[2]
Answers = dict[str, Any]
Probes = Mapping[str, Callable[[EmbeddedAws], Answers]]


def answers(module: str) -> dict[str, Answers]:
    """What the probes of a module are answered by the embedded AWS, as JSON has it."""
    probes: Probes = import_module(module).PROBES
    with EmbeddedAws() as aws:
        return json.loads(json.dumps({name: probe(aws) for name, probe in probes.items()}))


def bare_answers(module: str) -> dict[str, Answers]:
    """What moto answers them without any mend."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.emulator.probing", module],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


if __name__ == "__main__":
    patches.apply = lambda: None  # pyright: ignore[reportAttributeAccessIssue]
    probes_of: Probes = import_module(sys.argv[1]).PROBES
    with EmbeddedAws() as bare:
        json.dump({name: probe(bare) for name, probe in probes_of.items()}, sys.stdout)
        sys.stdout.flush()
        os._exit(0)  # what moto does on leaving takes longer than the answers
