"""Reads a graph from whatever holds one: ours, `pulumi stack export`, `pulumi preview --json`."""

from __future__ import annotations

from tapstack.graph.loaders.reading import read_graph

__all__ = ["read_graph"]
