from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tapstack import __version__
from tests.cli.conftest import COMMAND, ROOT, Tap

HEAVY = {"boto3", "botocore", "moto", "pulumi", "pulumi_aws", "pydantic", "rich", "yaml"}
LIST_MODULES = """
import atexit, sys
atexit.register(lambda: print("\\nMODULES", *sys.modules))
from tapstack.cli.main import app
app()
"""


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_import_nothing_heavy(argument: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LIST_MODULES, argument], cwd=ROOT, capture_output=True, text=True, check=True
    )
    modules = set(done.stdout.partition("MODULES")[2].split())
    assert "tapstack.cli.up" in modules
    assert not modules & HEAVY


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_take_at_most_twice_typers_import(argument: str) -> None:
    base = min(cpu_seconds([sys.executable, "-c", "import typer, rich"]) for _ in range(4))
    assert min(cpu_seconds([*COMMAND, argument]) for _ in range(4)) <= 2 * base


def cpu_seconds(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def test_version(tap: Tap) -> None:
    assert tap("--version").output == f"tap {__version__}\n"


def test_without_arguments_the_help_teaches_by_examples(tap: Tap) -> None:
    done = tap()
    assert done.exit_code == 0
    for example in ("tap up --serve", "tap plan", "tap outputs database_endpoint", "tap config --stack prod"):
        assert f"    {example}" in done.stdout
    assert "Exit codes: 0 done, 1 the deployment failed, 2 wrong usage or settings" in done.stdout


def test_each_example_of_the_help_is_a_command_that_is_understood(tap: Tap) -> None:
    examples = [line.split("  ")[2] for line in tap().stdout.splitlines() if line.startswith("    tap ")]
    assert len(examples) >= 6
    for example in examples:
        assert tap(*example.split()[1:], "--help").exit_code == 0


def test_an_unknown_option_is_wrong_usage(tap: Tap) -> None:
    done = tap("up", "--prot", "1")
    assert done.exit_code == 2
    assert "--port" in done.stderr
    assert done.stdout == ""


def test_completion_is_offered() -> None:
    environment = {**os.environ, "_TAP_COMPLETE": "complete_bash", "COMP_WORDS": "tap o", "COMP_CWORD": "1"}
    code = "import sys; sys.argv = ['tap']; from tapstack.cli.main import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["outputs"]
