"""No file of the project says where it was written or where its packages came from."""

from __future__ import annotations

import re

import pytest

from tests.project.tree import ROOT, project_files, text_of

# Written in two parts, so that this file is no finding of its own.
MACHINE_PATHS = re.compile(
    "|".join(
        [
            r"(?<![\w.-])/wor" + r"k/(main|shared)\b",
            r"/tmp/scr" + r"atch\b",
            r"(?<![\w.-])/home/(?!ec2-user\b)[a-z]",
            r"(?<![\w.-])/Use" + r"rs/[A-Za-z]",
            r"\.pye" + r"nv/",
        ]
    )
)
REGISTRY_HOSTS = re.compile(
    "|".join(
        [r"py" + r"pi\.org", r"python" + r"hosted\.org", r"npm" + r"js\.(org|com)", r"proxy\.gol" + "ang"]
    )
)


def findings(pattern: re.Pattern[str]) -> list[str]:
    found: list[str] = []
    for path in project_files():
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_the_files_are_seen() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in project_files()}
    assert {"pyproject.toml", "Makefile", ".github/workflows/ci.yml", "tests/project/test_tree.py"} <= names


def test_no_file_holds_a_path_of_the_machine_it_was_written_on() -> None:
    assert findings(MACHINE_PATHS) == []


def test_no_file_names_a_package_registry() -> None:
    assert findings(REGISTRY_HOSTS) == []


@pytest.mark.parametrize(
    "text", ["cd /wor" + "k/main", "/ho" + "me/me/x", "'/Use" + "rs/Ann'", "~/.pye" + "nv/versions"]
)
def test_a_machine_path_is_a_finding(text: str) -> None:
    assert MACHINE_PATHS.search(text)


@pytest.mark.parametrize(
    "text", ["frame/wor" + "k/main", "/home/ec2-user/app", "/usr/bin/env", "s3://b/home/x"]
)
def test_an_innocent_path_is_none(text: str) -> None:
    assert not MACHINE_PATHS.search(text)
