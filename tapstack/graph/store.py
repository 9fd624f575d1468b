"""Graphs on disk: JSON in, JSON out, and the schema of that JSON."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from tapstack.graph.errors import GraphError
from tapstack.graph.model import Json, ResourceGraph

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def save_graph(graph: ResourceGraph, path: Path) -> None:
    """Write the graph as JSON; a crash in the middle leaves the old file as it was.

    Raises `GraphError` when the file can't be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(graph.model_dump_json(indent=1) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            partial.unlink()
        raise GraphError(f"cannot write the graph to {path}: {error.strerror}") from error


def load_graph(path: Path) -> ResourceGraph:
    """Read a graph back. Raises `GraphError` when there is none, or it is not a graph."""
    try:
        text = path.read_bytes()
    except FileNotFoundError as error:
        raise GraphError(f"there is no graph at {path}: make one with `tap up` or `tap plan`") from error
    except OSError as error:
        raise GraphError(f"cannot read {path}: {error.strerror}") from error
    try:
        return ResourceGraph.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = "/".join(str(part) for part in first["loc"]) or "the top"
        raise GraphError(f"{path} is not a resource graph: {first['msg']} (at {where})") from error


def json_schema() -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of a saved graph."""
    return {"$schema": _DIALECT, **ResourceGraph.model_json_schema()}
