"""The pages made from the code are current, and a stale one is seen."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from tests.project.tree import ROOT


def test_the_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "generate_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_stale_page_is_shown_and_only_writing_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = runpy.run_path(str(ROOT / "tools" / "generate_docs.py"))
    main = cast("Callable[[], int]", tool["main"])
    monkeypatch.setitem(main.__globals__, "ROOT", tmp_path)
    monkeypatch.setattr(sys, "argv", ["generate_docs.py", "--check"])
    assert main() == 1
    told = capsys.readouterr().err
    assert "+# Settings" in told
    assert "docs/settings.md. Run: python tools/generate_docs.py" in told
    assert not (tmp_path / "docs").exists()
    monkeypatch.setattr(sys, "argv", ["generate_docs.py"])
    assert main() == 0
    assert (tmp_path / "docs/settings.md").read_text() == (ROOT / "docs/settings.md").read_text()
    monkeypatch.setattr(sys, "argv", ["generate_docs.py", "--check"])
    assert main() == 0


def test_the_entries_that_the_docs_show_are_those_of_the_code() -> None:
    """Each block of Python stands in a service module as it is, its indentation aside."""
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    modules = (ROOT / "tapstack" / "emulator" / "services").glob("*.py")
    code = "\n".join(_flat(module.read_text(encoding="utf-8")) for module in modules)
    blocks = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    assert [block for block in blocks if _flat(block) not in code] == []


def _flat(text: str) -> str:
    return "\n".join(line.strip() for line in text.strip().splitlines())
