"""A stack's config, as the Pulumi CLI gives it to a program: full keys and texts.

The project file declares keys and gives defaults, the stack file gives values (Pulumi docs, "Project file
reference" and "Stack settings file reference"). Keys of the project's own namespace may leave the namespace
out. A scalar is handed on as it is written, a list or a mapping as JSON with sorted keys.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from tapstack.engine.errors import ProjectError
from tapstack.engine.yaml_files import Plain, Tree, plain_json, read_mapping


def read_config(
    project_file: Path, declared: Tree | None, stack_file: Path, project: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """The config's texts by full key, and which keys are secret. Raises `ProjectError`."""
    declarations = _entries(project_file, declared, project)
    values = dict(_defaults(declarations))
    secrets: list[str] = []
    for key, value in _entries(stack_file, read_mapping(stack_file).get("config"), project).items():
        if _holds_secret(value):
            secrets.append(key)
            values[key] = _secret_text(stack_file, key)
        else:
            values[key] = _text(value)
    _require(stack_file, [key for key in declarations if key.startswith(f"{project}:") and key not in values])
    return values, tuple(secrets)


def _entries(path: Path, entries: Tree | None, project: str) -> dict[str, Tree]:
    if entries is None or (isinstance(entries, Plain) and entries.value is None):
        return {}
    if not isinstance(entries, dict):
        raise ProjectError(
            f"{path}: `config` must be a mapping of keys to values", "write `key: value` lines"
        )
    return {_full_key(path, key, project): value for key, value in entries.items()}


def _full_key(path: Path, key: str, project: str) -> str:
    """The key with its namespace (pulumi/pulumi, `sdk/go/common/resource/config/key.go`)."""
    parts = key.split(":")
    if len(parts) == 1:
        return f"{project}:{key}"
    if len(parts) == 3 and parts[1] == "config":
        return f"{parts[0]}:{parts[2]}"
    if len(parts) == 2:
        return key
    raise ProjectError(f"{path}: {key!r} is no config key", "write it as namespace:name")


def _defaults(declarations: Mapping[str, Tree]) -> Iterator[tuple[str, str]]:
    """What the declarations give: `key: value`, or a mapping with `value` or `default`."""
    for key, declared in declarations.items():
        given = declared
        if isinstance(declared, dict):
            given = declared.get("default", declared.get("value", Plain("", None)))
        if not (isinstance(given, Plain) and given.value is None):
            yield key, _default_text(given)


def _default_text(value: Tree) -> str:
    """A default's text. The CLI has read these already, so that `0x10` has become 16."""
    return _text(value) if not isinstance(value, Plain) else json.dumps(value.value)


def _text(value: Tree) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Plain):
        return "" if value.value is None else value.text
    return json.dumps(plain_json(value), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _holds_secret(value: Tree) -> bool:
    """Whether something encrypted, `{secure: ...}`, stands anywhere in the value."""
    if isinstance(value, dict):
        encrypted = len(value) == 1 and isinstance(value.get("secure"), str)
        return encrypted or any(_holds_secret(item) for item in value.values())
    return isinstance(value, list) and any(_holds_secret(item) for item in value)


def _secret_text(path: Path, key: str) -> str:
    """The text of an encrypted value comes from the environment: it can't be decrypted here."""
    variable = "TAP_SECRET_" + "".join(c if c.isalnum() else "_" for c in key).upper()
    text = os.environ.get(variable)
    if text is None:
        raise ProjectError(
            f"{path}: {key} is encrypted, and there is no key for it here",
            f"give its whole value for the embedded run in the environment: {variable}=...",
        )
    return text


def _require(path: Path, missing: list[str]) -> None:
    if missing:
        raise ProjectError(
            f"{path}: the project declares {', '.join(missing)}, but the stack gives no value",
            "set it under `config:`, or give it a default in Pulumi.yaml",
        )
