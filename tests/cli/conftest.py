"""Small programs, and two ways to run `tap` on them: in this process, and in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import pytest
from typer.testing import CliRunner, Result

from tapstack.cli.commands import application

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tapstack"]

MakeProgram: TypeAlias = Callable[..., Path]
Tap: TypeAlias = Callable[..., Result]
Start: TypeAlias = Callable[..., "subprocess.Popen[str]"]

FINE = """
import pulumi
import pulumi_aws as aws

topic = aws.sns.Topic("alerts")
away = aws.sns.Topic("away", region="eu-west-1")
role = aws.iam.Role("reader", assume_role_policy='{"Version": "2012-10-17", "Statement": []}')
pulumi.export("topic", topic.arn)
pulumi.export("names", {"here": topic.name, "away": away.name})
pulumi.export("password", pulumi.Output.secret("hunter2-hunter2"))
pulumi.export("count", 2)
"""


@pytest.fixture
def program(tmp_path: Path) -> MakeProgram:
    """Writes a program and its stack `dev`; gives its folder."""

    def make(source: str = FINE, config: str = "{aws:region: us-east-1}", name: str = "demo") -> Path:
        folder = tmp_path / "program"
        folder.mkdir(exist_ok=True)
        (folder / "Pulumi.yaml").write_text(f"name: {name}\nruntime: python\n")
        (folder / "Pulumi.dev.yaml").write_text(f"config: {config}\n")
        (folder / "__main__.py").write_text(source)
        return folder

    return make


@pytest.fixture
def tap() -> Tap:
    """Runs `tap` in this process, without a terminal; the width is 80 columns unless `env` says another."""

    def run(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Result:
        environment = {"COLUMNS": None, "TAP_TRACEBACK": None, **(env or {})}
        return CliRunner().invoke(application, [str(argument) for argument in arguments], env=environment)

    return run


@pytest.fixture
def start() -> Start:
    """Starts `tap` in a process group of its own."""

    def run(*arguments: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*COMMAND, *map(str, arguments)],
            cwd=ROOT,
            env={name: value for name, value in os.environ.items() if name != "COLUMNS"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return run
