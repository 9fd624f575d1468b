"""Puts a graph together from the resources of Pulumi's state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders.state import STACK, Regions, State, resource_of, stack_of, stack_outputs
from tapstack.graph.loaders.values import Decoder
from tapstack.graph.model import Fault, Json, Mode, Resource, ResourceGraph, Status


def assemble(
    states: Sequence[State],
    mode: Mode,
    status: Callable[[State], Status],
    *,
    faults: tuple[Fault, ...] = (),
    region: str | None = None,
) -> ResourceGraph:
    """The graph of these resources; `region` is the stack's own. Raises `GraphError` when there are none."""
    if not states:
        raise GraphError("holds no resources: the stack is empty")
    by_urn = {state.urn: state for state in states}
    if len(by_urn) < len(states):
        raise GraphError("can't be read: two resources have the same URN")
    decoder, regions = Decoder(), Regions(by_urn, region)
    resources = [resource_of(state, status(state), regions, decoder) for state in states]
    stack = next((state for state in states if state.type == STACK), None)
    outputs, secret, unknown = stack_outputs(stack, decoder) if stack else ({}, [], [])
    project, name = stack_of(states[0])
    graph = ResourceGraph(
        project=project,
        stack=name,
        mode=mode,
        resources=tuple(resources),
        outputs=outputs,
        secret_paths=tuple(sorted(secret)),
        unknown_paths=tuple(sorted(unknown)),
        faults=faults,
    )
    return _struck(graph, decoder) if decoder.in_clear else graph


def _struck(graph: ResourceGraph, decoder: Decoder) -> ResourceGraph:
    """The graph with no secret in clear, wherever it turned up."""
    shown = [part for each in graph.resources for part in (each.id, each.inputs, each.outputs)]
    said = [fault.message for fault in graph.faults]
    strike = decoder.striker([*shown, graph.outputs, *said])
    return graph.model_copy(
        update={
            "resources": tuple(_without_secrets(resource, strike) for resource in graph.resources),
            "outputs": strike(graph.outputs),
            "faults": tuple(
                fault.model_copy(update={"message": strike(fault.message)}) for fault in graph.faults
            ),
        }
    )


def _without_secrets(resource: Resource, strike: Callable[[Json], Json]) -> Resource:
    struck = {"id": resource.id, "inputs": resource.inputs, "outputs": resource.outputs}
    return resource.model_copy(update={name: strike(part) for name, part in struck.items()})
