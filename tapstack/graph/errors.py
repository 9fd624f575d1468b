"""The one error of this room: `GraphError`, a graph file that can't be read, written or understood."""

from __future__ import annotations


class GraphError(Exception):
    """A graph file is missing, unreadable, or not a graph; the message says which and what to do."""
