"""The Pulumi project as its files give it: name, program, and a stack's config.

`Pulumi.yaml` and `Pulumi.<stack>.yaml` are read as the Pulumi CLI reads them (Pulumi docs, "Project file
reference" and "Stack settings file reference").
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tapstack.engine.config import read_config
from tapstack.engine.errors import ProjectError
from tapstack.engine.yaml_files import Tree, plain_json, read_mapping


@dataclass(frozen=True, slots=True)
class Project:
    """A program and the stack it is run for. `config` maps full keys (`aws:region`) to their text."""

    name: str
    stack: str
    directory: Path
    main: Path
    config: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()


def load_project(directory: Path, stack: str) -> Project:
    """Read the project in `directory` for `stack`. Raises `ProjectError`, which says what is missing or
    wrong.
    """
    project_file = directory / "Pulumi.yaml"
    if not project_file.is_file():
        raise ProjectError(
            f"there is no Pulumi.yaml in {directory}", "give the folder of a Pulumi program with --program"
        )
    document = read_mapping(project_file)
    name = _name(project_file, document)
    _require_python(project_file, document)
    main = _main(project_file, document)
    config, secrets = read_config(project_file, document.get("config"), _stack_file(directory, stack), name)
    return Project(name, stack, directory.resolve(), main, config, secrets)


def _name(path: Path, document: Mapping[str, Tree]) -> str:
    """The project's name (pulumi/pulumi, `sdk/go/common/tokens`: ValidateProjectName)."""
    name = document.get("name")
    if not isinstance(name, str) or not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", name):
        raise ProjectError(
            f"{path}: the project's `name` is {plain_json(name)!r}",
            "name it with letters, digits, hyphens, underscores and periods, 100 at most",
        )
    return name


def _require_python(path: Path, document: Mapping[str, Tree]) -> None:
    runtime = document.get("runtime")
    language = runtime.get("name") if isinstance(runtime, dict) else runtime
    if language != "python":
        raise ProjectError(
            f"{path}: the runtime is {plain_json(language)!r}",
            "only Python programs can be run: `runtime: python`",
        )


def _main(path: Path, document: Mapping[str, Tree]) -> Path:
    given = document.get("main") or "."
    if not isinstance(given, str) or "\0" in given:
        raise ProjectError(f"{path}: `main` is {plain_json(given)!r}", "give the program's file or folder")
    main = (path.parent / given).resolve()
    main = main / "__main__.py" if main.is_dir() else main
    if not main.is_file():
        raise ProjectError(
            f"there is no program at {main}", "write __main__.py, or set `main` in Pulumi.yaml"
        )
    return main


def _stack_file(directory: Path, stack: str) -> Path:
    path = directory / f"Pulumi.{stack}.yaml"
    if path.is_file():
        return path
    known = sorted(
        found.name.removeprefix("Pulumi.").removesuffix(".yaml") for found in directory.glob("Pulumi.*.yaml")
    )
    close = difflib.get_close_matches(stack, known, n=1)
    meant = f"; did you mean {close[0]!r}?" if close else ""
    raise ProjectError(
        f"there is no stack {stack!r} in {directory}{meant}",
        f"stacks here: {', '.join(known) or 'none'}; a stack is a file Pulumi.<stack>.yaml, even if empty",
    )
