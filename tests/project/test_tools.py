"""What `make` runs: its targets, the checks, and what the installer says when it can't."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.project.tree import ROOT
from tools import check

PASSES = check.Check("passes", [sys.executable, "-c", "print('quiet')"], "never said")
FAILS = check.Check(
    "fails", [sys.executable, "-c", "print('what is wrong'); raise SystemExit(3)"], "what it means"
)
MISSING = check.Check("missing", [str(ROOT / "no-such-tool")], "not installed")


def sh(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


def test_make_alone_lists_the_targets() -> None:
    listing = sh("make", "--no-print-directory")
    assert listing.returncode == 0
    targets = [line.split()[1] for line in listing.stdout.splitlines()]
    assert targets == ["help", "up", "test", "check", "bench", "lock", "clean"]


def test_ci_runs_what_a_developer_runs() -> None:
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert [line for line in commands if line.startswith("make")] == ["make check", "make test"]
    assert "set -euo pipefail" in commands


def test_checks_that_all_pass(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([PASSES, PASSES]) == 0
    assert "check: all 2 ok" in capsys.readouterr().out


def test_a_failed_check_shows_what_its_tool_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([FAILS, PASSES]) == 1
    printed = capsys.readouterr().out
    assert "FAIL fails" in printed
    assert "what it means" in printed
    assert "what is wrong" in printed
    assert "quiet" not in printed
    assert "check failed: fails (1 of 2" in printed


def test_a_check_whose_tool_is_missing_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert check.main([MISSING]) == 1
    assert "no-such-tool" in capsys.readouterr().out


def test_every_hook_runs_a_tool_of_the_environment() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    tools = [Path(hook["entry"].split()[0]) for hook in hooks]
    assert {tool.parent for tool in tools} == {Path(".venv/bin")}
    used = {Path(each.command[0]).name for each in check.CHECKS}
    assert {tool.name for tool in tools} <= used


def test_an_interpreter_that_does_not_fit_is_named() -> None:
    attempt = sh("sh", "tools/venv.sh", "embedded", PYTHON="/no/such/python")
    assert attempt.returncode == 1
    assert "PYTHON=/no/such/python is no Python of version 3.11 or newer" in attempt.stderr


def test_without_a_python_that_fits_the_installer_says_what_to_do(tmp_path: Path) -> None:
    """Only an old `python3` is on the PATH."""
    for tool in ("dirname", "sh"):
        (tmp_path / tool).symlink_to(sh("sh", "-c", f"command -v {tool}").stdout.strip())
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "Python 3.8.18"\nexit 1\n', encoding="utf-8")
    old.chmod(0o755)
    attempt = sh("sh", "tools/venv.sh", "embedded", PATH=str(tmp_path), PYTHON="")
    assert attempt.returncode == 1
    assert "Python 3.11 or newer" in attempt.stderr
    assert "found: Python 3.8.18" in attempt.stderr
    assert "mend: " in attempt.stderr


def test_a_set_without_a_lock_is_refused() -> None:
    attempt = sh("sh", "tools/venv.sh", "unheard-of")
    assert attempt.returncode == 1
    assert "there is no lock requirements-unheard-of.txt" in attempt.stderr
