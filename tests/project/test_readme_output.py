"""The output that the README and docs/resilient.md show is what is printed, times aside."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.project.test_readme import readme
from tests.project.tree import ROOT

WRONG = {
    "tap:regions": ["us-esat-1", "eu-west-1", "ap-southeast-2"],
    "tap:allowedSshCidr": "0.0.0.0/0",
    "tap:database": {"backupRetentionDays": 36},
}


def shown(command: str, page: str | None = None) -> list[str]:
    """The lines that the README or another page shows for a command, without times."""
    blocks = re.findall(r"```console\n\$ (.*?)\n(.*?)```", page or readme(), re.DOTALL)
    return lines(dict(blocks)[command])


def lines(text: str) -> list[str]:
    return [re.sub(r"\d+\.\d s", "N s", line.rstrip()) for line in text.strip().splitlines()]


def tap(*arguments: str, program: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "COLUMNS": "100", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "tapstack", *arguments, "--program", str(program)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    )


@pytest.fixture
def program(tmp_path: Path) -> Path:
    for name in ("__main__.py", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def test_a_deployment_prints_what_the_readme_shows(program: Path) -> None:
    """And so does serving it, which only adds how to reach it."""
    serving = shown("tap up --serve --port 4566")
    with tap("up", "--serve", "--port", "0", program=program) as process:
        assert process.stdout is not None
        printed: list[str] = []
        for line in process.stdout:
            printed.append(line)
            if line.startswith("export AWS_DEFAULT_REGION"):
                break
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    told = lines(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:4566", "".join(printed)))
    assert told[-len(serving) + 1 :] == serving[1:]
    kept = [line.replace(str(program), "").replace("/.tapstack", ".tapstack") for line in told]
    assert kept[: len(shown("make up"))] == shown("make up")


def test_wrong_settings_print_what_the_readme_shows(program: Path) -> None:
    stack = yaml.safe_load((program / "Pulumi.dev.yaml").read_text(encoding="utf-8"))
    stack["config"] |= WRONG
    (program / "Pulumi.dev.yaml").write_text(yaml.safe_dump(stack), encoding="utf-8")
    process = tap("up", program=program)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 2
    expected = shown("tap up")
    start = lines(told).index(expected[0])
    assert lines(told)[start:] == expected


def test_the_production_stack_prints_what_its_page_shows(program: Path) -> None:
    process = tap("up", "--stack", "prod", program=program)
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    page = (ROOT / "docs" / "resilient.md").read_text(encoding="utf-8")
    kept = told.replace(str(program), "").replace("/.tapstack", ".tapstack")
    assert lines(kept) == shown("tap up --stack prod", page)
