"""The resource graph: what one run of a Pulumi program left behind, and what every analysis reads.

A graph says which resources there are, with their inputs, outputs, dependencies and the line of the program
that made each. It reads the same whether the run touched nothing (`plan`) or was realised (`deploy`). Its
JSON form and schema are described in docs/graph.md.
"""

from __future__ import annotations

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders import read_graph
from tapstack.graph.model import (
    MODES,
    SECRET,
    STATUSES,
    UNKNOWN,
    Fault,
    Json,
    Mode,
    Options,
    Resource,
    ResourceGraph,
    SourcePosition,
    Status,
)
from tapstack.graph.store import json_schema, load_graph, save_graph

__all__ = [
    "MODES",
    "SECRET",
    "STATUSES",
    "UNKNOWN",
    "Fault",
    "GraphError",
    "Json",
    "Mode",
    "Options",
    "Resource",
    "ResourceGraph",
    "SourcePosition",
    "Status",
    "json_schema",
    "load_graph",
    "read_graph",
    "save_graph",
]
