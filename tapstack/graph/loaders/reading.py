"""Reads a graph from a file, and tells by its content which form it has."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders.document import first_wrong, listed, read_document
from tapstack.graph.loaders.export import graph_of_export, is_export
from tapstack.graph.loaders.preview import graph_of_preview, is_preview
from tapstack.graph.model import Json, Resource, ResourceGraph

_FORMS: Final = "a graph of `tap`, a `pulumi stack export` or a `pulumi preview --json`"


def read_graph(path: Path) -> ResourceGraph:
    """The graph in a file of any known form: ours, Pulumi's export or preview.

    Raises `GraphError` for everything else: a file that is missing, cut off, foreign, empty or hostile.
    """
    document = read_document(path)
    try:
        return _graph(document)
    except GraphError as error:
        raise GraphError(f"{path} {error}") from error


def _graph(document: Mapping[str, Json]) -> ResourceGraph:
    if {"project", "stack", "mode"} <= document.keys():
        return _ours(document)
    if is_export(document):
        return graph_of_export(document)
    if document and is_preview(document):
        return graph_of_preview(document)
    names = ", ".join(name[:30] for name in list(document)[:5]) or "nothing"
    raise GraphError(f"is none of these: {_FORMS}; at its top it has {names}")


def _ours(document: Mapping[str, Json]) -> ResourceGraph:
    try:
        resources = [Resource.model_validate(raw) for raw in listed(document.get("resources"))]
        graph = ResourceGraph.model_validate({**document, "resources": resources})
    except ValidationError as error:
        raise GraphError(f"is not a resource graph: {first_wrong(error)}") from error
    if not resources:
        raise GraphError("holds no resources: nothing was planned or deployed")
    return graph
