"""Reads `pulumi preview --json`: what would stand after the next deployment.

The format is the `PreviewDigest` of pulumi/pulumi: `pkg/display/json.go`, filled in by `ShowPreviewDigest` of
`pkg/backend/display/json.go`. A resource that would be replaced has several steps; one that would be deleted
has no new state. Unchanged resources are in it only with `--show-sames`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders.assembly import assemble
from tapstack.graph.loaders.document import listed
from tapstack.graph.loaders.state import State, state_of
from tapstack.graph.model import Fault, Json, ResourceGraph, Status

_GONE: Final = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "read-discard"})
_DIGEST: Final = ("config", "diagnostics", "duration", "changeSummary")


def is_preview(document: Mapping[str, Json]) -> bool:
    """Whether a document looks like one."""
    return "steps" in document or ("resources" not in document and all(key in _DIGEST for key in document))


def graph_of_preview(document: Mapping[str, Json]) -> ResourceGraph:
    """The graph in a preview. Raises `GraphError`."""
    states: dict[str, State] = {}
    unchanged = 0
    for at, raw in enumerate(listed(document.get("steps"))):
        if not isinstance(raw, dict) or not isinstance(op := raw.get("op"), str):
            raise GraphError(f"can't be read: step {at} has no operation")
        if op not in _GONE and raw.get("newState") is not None:
            state = state_of(raw["newState"], f"step {at}")
            states[state.urn] = state
            unchanged += op == "same"
    faults = (
        *_diagnostics(document.get("diagnostics")),
        *_left_out(document.get("changeSummary"), unchanged),
    )
    standing = [state for state in states.values() if state.stands]
    return assemble(standing, "plan", _status, faults=faults, region=_configured(document.get("config")))


def _status(state: State) -> Status:
    return "read" if state.external else "planned"


def _configured(config: Json) -> str | None:
    """The region of the stack's config, which default providers take."""
    region = config.get("aws:region") if isinstance(config, dict) else None
    return region if isinstance(region, str) else None


def _diagnostics(raw: Json) -> Iterator[Fault]:
    """The errors of the preview itself."""
    for one in listed(raw):
        said = one if isinstance(one, dict) else {}
        message, urn = said.get("message"), said.get("urn")
        if said.get("severity") == "error" and isinstance(message, str):
            yield Fault(message=message.strip(), urn=urn if isinstance(urn, str) and urn else None)


def _left_out(summary: Json, shown: int) -> Iterator[Fault]:
    """Say so when the preview leaves out what would not change: checks then see a part only."""
    same = summary.get("same") if isinstance(summary, dict) else None
    if isinstance(same, int) and same > shown:
        number = same - shown
        noun = "resource" if number == 1 else "resources"
        yield Fault(
            message=f"the preview leaves out {number} unchanged {noun}",
            mend="make it with `pulumi preview --json --show-sames`",
        )
