"""A graph as rules look at it: resources by type, values by path, and what a value refers to.

A reference is a text in a deployment (an ARN, an id, a name) and unknown in a plan. There the graph still
says, by input, which resources the value came from: so both are answered alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

from tapstack.graph import UNKNOWN, Json, Resource, ResourceGraph

_NOT_THERE = frozenset({"failed", "skipped"})


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a resource's inputs, and where it stands."""

    resource: Resource
    pointer: str
    """JSON Pointer below the inputs."""
    value: Json

    @property
    def unknown(self) -> bool:
        """Whether a plan could not know it."""
        return self.value == UNKNOWN

    @property
    def input(self) -> str:
        """The top-level input that it belongs to."""
        return self.pointer.split("/")[1] if self.pointer else ""


class View:
    """Answers what rules ask of a graph."""

    def __init__(self, graph: ResourceGraph) -> None:
        """Look at `graph`; resources that failed or were skipped are left out."""
        self.graph = graph

    @cached_property
    def _by_type(self) -> Mapping[str, list[Resource]]:
        found: dict[str, list[Resource]] = defaultdict(list)
        for resource in self.graph.cloud_resources:
            if resource.status not in _NOT_THERE:
                found[resource.type].append(resource)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, list[Resource]]:
        """Resources by each text that may refer to them: id, ARN, name."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for resources in self._by_type.values():
            for resource in resources:
                names = [resource.id, *(resource.outputs.get(key) for key in ("arn", "id", "name"))]
                for name in {name for name in names if isinstance(name, str) and name}:
                    if name != UNKNOWN:
                        found[name].append(resource)
        return found

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, such as `aws:kms/key:Key`."""
        for one in types:
            yield from self._by_type.get(one, ())

    def values(self, resource: Resource, path: str) -> Iterator[Value]:
        """The values at a path of the inputs: `blockDeviceMappings.*.ebs.kmsKeyId`; `*` is any position."""
        return _walk(resource, resource.inputs, path.split("."), "")

    def value(self, resource: Resource, path: str) -> Json:
        """The one value at a path without `*`, or None."""
        return next((found.value for found in self.values(resource, path)), None)

    def referred(self, value: Value, *types: str) -> list[Resource]:
        """The resources of these types that a value refers to: by its text, or in a plan by where it is from.

        Empty when it refers to something outside the graph, or to nothing that is known.
        """
        if isinstance(value.value, str) and not value.unknown:
            found = self._by_name.get(value.value, [])
        else:
            urns = value.resource.property_dependencies.get(value.input, ())
            found = [self.graph.by_urn[urn] for urn in urns if urn in self.graph.by_urn]
        return [resource for resource in found if resource.type in types or not types]

    def region_named(self, value: Json) -> str | None:
        """The region in an ARN; None for other values, and for ARNs of global services."""
        parts = value.split(":", 5) if isinstance(value, str) else []
        return parts[3] or None if len(parts) == 6 and parts[0] == "arn" else None


def _walk(resource: Resource, value: Json, steps: list[str], pointer: str) -> Iterator[Value]:
    if not steps:
        if value is not None:
            yield Value(resource, pointer, value)
        return
    step, *rest = steps
    if value == UNKNOWN:
        yield Value(resource, pointer, value)
    elif step == "*" and isinstance(value, list):
        for at, item in enumerate(value):
            yield from _walk(resource, item, rest, f"{pointer}/{at}")
    elif step != "*" and isinstance(value, dict) and step in value:
        yield from _walk(resource, cast("dict[str, Json]", value)[step], rest, f"{pointer}/{step}")
