"""The README is short, what it tells the reader to type exists, and no document links to nothing."""

from __future__ import annotations

import re

from tests.project.tree import ROOT, project_files, text_of

LONGEST = 200
MAKE_TARGET = re.compile(r"(?:^|[`$&;(]\s*)(?:CI=\w+ )?make ([a-z][a-z-]*)", re.MULTILINE)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")


def readme() -> str:
    path = ROOT / "README.md"
    assert path.is_file(), "the project has no README.md"
    return path.read_text(encoding="utf-8")


def make_targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, re.MULTILINE))


def test_the_readme_is_short() -> None:
    assert len(readme().splitlines()) <= LONGEST


def test_the_readme_shows_how_to_run_and_test() -> None:
    assert {"up", "test", "check"} <= set(MAKE_TARGET.findall(readme()))


def test_every_make_target_that_the_readme_names_exists() -> None:
    assert set(MAKE_TARGET.findall(readme())) - make_targets() == set()


def test_every_link_from_a_document_to_a_file_leads_somewhere() -> None:
    broken = [
        f"{path.relative_to(ROOT)}: {link}"
        for path in project_files()
        if path.suffix == ".md"
        for link in LINK.findall(text_of(path) or "")
        if not (path.parent / link).exists()
    ]
    assert broken == []
