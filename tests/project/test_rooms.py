"""The rules about who may import whom leave no room out."""

from __future__ import annotations

import ast
import tomllib
from typing import Any

from tests.project.tree import ROOT

ANYTHING = {"cli"}
PROGRAM_MAY_IMPORT = ("tapstack.settings", "tapstack.stack")


def contracts() -> list[dict[str, Any]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return project["tool"]["importlinter"]["contracts"]


def rooms() -> set[str]:
    return {path.parent.name for path in (ROOT / "tapstack").glob("*/__init__.py")}


def test_every_room_has_a_rule() -> None:
    ruled = {
        module.removeprefix("tapstack.")
        for contract in contracts()
        for module in contract.get("source_modules", [])
    }
    assert rooms() - ruled - ANYTHING == set()


def test_no_room_imports_the_command_line() -> None:
    guarded = {
        module.removeprefix("tapstack.")
        for contract in contracts()
        for module in contract.get("source_modules", [])
        if "tapstack.cli" in contract["forbidden_modules"]
    }
    assert rooms() - guarded - ANYTHING == set()


def test_the_program_imports_settings_and_stack_alone() -> None:
    tree = ast.parse((ROOT / "__main__.py").read_text(encoding="utf-8"))
    imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    ours = [name for name in imported if name.split(".")[0] == "tapstack"]
    assert ours
    assert [name for name in ours if name not in PROGRAM_MAY_IMPORT] == []
