"""The three locks agree with one another and with pyproject.toml, and every package in them has hashes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.project.tree import ROOT

BASE, EMBEDDED, DEV = "requirements.txt", "requirements-embedded.txt", "requirements-dev.txt"
PIN = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>\S+)(?P<rest>(?:.*\\\n)(?:    --hash=.*\n)*)", re.MULTILINE
)


def pins(lock: str) -> dict[str, Version]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {canonicalize_name(pin["name"]): Version(pin["version"]) for pin in PIN.finditer(text)}


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def group(name: str) -> Iterator[str]:
    for entry in project()["dependency-groups"][name]:
        if isinstance(entry, str):
            yield entry
        else:
            yield from group(entry["include-group"])


def declared(lock: str) -> list[Requirement]:
    tables = project()["project"]
    lines = list(tables["dependencies"])
    if lock != BASE:
        lines += tables["optional-dependencies"]["embedded"]
        lines += group("bootstrap" if lock == EMBEDDED else "dev")
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(("smaller", "larger"), [(BASE, EMBEDDED), (EMBEDDED, DEV)])
def test_a_smaller_lock_is_a_part_of_the_larger(smaller: str, larger: str) -> None:
    assert pins(smaller).items() <= pins(larger).items()


@pytest.mark.parametrize("lock", [BASE, EMBEDDED, DEV])
def test_a_lock_satisfies_what_the_project_declares(lock: str) -> None:
    locked = pins(lock)
    wrong = [
        str(requirement)
        for requirement in declared(lock)
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0.dev0"))
    ]
    assert wrong == []


@pytest.mark.parametrize("lock", [BASE, EMBEDDED, DEV])
def test_every_package_is_locked_by_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert [pin["name"] for pin in PIN.finditer(text) if "--hash=sha256:" not in pin["rest"]] == []
    assert len(pins(lock)) == len(re.findall(r"^[^ #\n]", text, re.MULTILINE))


def test_the_program_itself_needs_neither_the_emulator_nor_the_tools() -> None:
    assert pins(BASE).keys().isdisjoint({"boto3", "moto", "flask", "pytest", "uv"})


def test_the_installer_and_the_build_backend_are_locked_too() -> None:
    assert {"hatchling", "pip", "uv"} <= pins(EMBEDDED).keys()
    assert project()["build-system"]["requires"] == [
        line for line in group("bootstrap") if line.startswith("hatchling")
    ]
