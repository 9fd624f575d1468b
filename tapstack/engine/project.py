"""The Pulumi project as its files give it: name, program, and a stack's config.

`Pulumi.yaml` and `Pulumi.<stack>.yaml` are read as the Pulumi CLI reads them (Pulumi docs, "Project file
reference" and "Stack settings file reference"): keys of the project's own namespace may leave the namespace
out, nested values reach the program as JSON, and the project file's `config` gives defaults.
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import yaml

from tapstack.engine.errors import ProjectError


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
    document = _read_mapping(project_file)
    name = document.get("name")
    if not isinstance(name, str):
        raise ProjectError(f"{project_file}: `name` must be a text, not {name!r}", "name the project")
    _require_python(project_file, document)
    config, secrets = _config(project_file, document, _stack_file(directory, stack), name)
    return Project(name, stack, directory.resolve(), _main(directory, document), config, secrets)


def _read_mapping(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ProjectError(f"{path} can't be read: {' '.join(str(error).split())}") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise ProjectError(f"{path} must hold a mapping, not {type(document).__name__}")
    return cast("dict[str, Any]", document)


def _require_python(path: Path, document: Mapping[str, Any]) -> None:
    runtime = document.get("runtime")
    language = cast("dict[str, Any]", runtime).get("name") if isinstance(runtime, dict) else runtime
    if language != "python":
        raise ProjectError(
            f"{path}: the runtime is {language!r}", "only Python programs can be run: `runtime: python`"
        )


def _main(directory: Path, document: Mapping[str, Any]) -> Path:
    main = (directory / str(document.get("main") or "__main__.py")).resolve()
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
        f"stacks here: {', '.join(known) or 'none'}; a stack is a file Pulumi.<stack>.yaml",
    )


def _config(
    project_file: Path, document: Mapping[str, Any], stack_file: Path, project: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    values: dict[str, str] = {}
    for key, declared in _entries(project_file, document.get("config")).items():
        default = _declared_default(declared)
        if default is not None:
            values[_full_key(key, project)] = _text(default)
    secrets: list[str] = []
    for key, value in _entries(stack_file, _read_mapping(stack_file).get("config")).items():
        full = _full_key(key, project)
        values[full] = _text(_open_secret(stack_file, full, value, secrets))
    return values, tuple(secrets)


def _entries(path: Path, entries: object) -> dict[str, Any]:
    if entries is None:
        return {}
    if not isinstance(entries, dict):
        raise ProjectError(f"{path}: `config` must be a mapping of keys to values")
    return {str(key): value for key, value in cast("dict[Any, Any]", entries).items()}


def _declared_default(declared: object) -> object:
    if not isinstance(declared, dict):
        return declared
    schema = cast("dict[str, object]", declared)
    return schema.get("value", schema.get("default"))


def _open_secret(path: Path, key: str, value: object, secrets: list[str]) -> object:
    """A `secure:` value can't be decrypted here; its text may come from the environment instead."""
    if not isinstance(value, dict):
        return value
    entry = cast("dict[str, object]", value)
    if set(entry) != {"secure"}:
        return entry
    secrets.append(key)
    variable = "TAP_SECRET_" + "".join(c if c.isalnum() else "_" for c in key).upper()
    text = os.environ.get(variable)
    if text is None:
        raise ProjectError(
            f"{path}: {key} is encrypted, and there is no key for it here",
            f"give a value for the embedded run in the environment: {variable}=...",
        )
    return text


def _full_key(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, default=str)
