"""Reads `pulumi stack export`: what stands in a cloud, by Pulumi's state.

The format is an `UntypedDeployment` around a `DeploymentV3`: pulumi/pulumi, `sdk/go/common/apitype/core.go`.
Version 4 differs only by features that the file lists beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders.assembly import assemble
from tapstack.graph.loaders.document import listed
from tapstack.graph.loaders.state import State, state_of
from tapstack.graph.model import Fault, Json, ResourceGraph, Status

_VERSIONS: Final = (3, 4)


def is_export(document: Mapping[str, Json]) -> bool:
    """Whether a document looks like one."""
    return "deployment" in document


def graph_of_export(document: Mapping[str, Json]) -> ResourceGraph:
    """The graph in an export. Raises `GraphError`."""
    version, deployment = document.get("version"), document["deployment"]
    if version not in _VERSIONS:
        raise GraphError(f"can't be read: deployment version {str(version)[:20]}; export it with Pulumi 3")
    if not isinstance(deployment, dict):
        raise GraphError("can't be read: its deployment is no object")
    raw = listed(deployment.get("resources"))
    states = [state_of(one, f"resource {at}") for at, one in enumerate(raw)]
    standing = [state for state in states if state.stands]
    faults = tuple(
        Fault(message=said, urn=state.urn) for state in standing for said in state.init_errors or ()
    )
    return assemble(standing, "deploy", _status, faults=faults)


def _status(state: State) -> Status:
    return "read" if state.external else "created"
