"""Where a run differs from AWS: what was only recorded and why, and what the made resources do only there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tapstack.graph import Resource, ResourceGraph

_UNKNOWN: Final = "the embedded AWS has no such type"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """Something that resources would do on AWS, and don't here."""

    what: str
    resources: tuple[Resource, ...]

    @property
    def types(self) -> list[str]:
        """The types of the resources that it concerns, sorted."""
        return sorted({resource.type for resource in self.resources})

    def as_dict(self) -> dict[str, object]:
        """The behaviour as JSON holds it."""
        return {"what": self.what, "types": self.types, "count": len(self.resources)}


def recorded_in(graph: ResourceGraph) -> list[dict[str, object]]:
    """What was only recorded, each with its reason, as JSON holds it."""
    return [
        {
            "urn": resource.urn,
            "type": resource.type,
            "name": resource.name,
            "reason": reason_of(resource, graph),
        }
        for resource in graph.not_emulated
    ]


def behaviours_in(graph: ResourceGraph) -> list[Behaviour]:
    """What the made resources do only on AWS; each once, in the order of its words."""
    concerned: dict[str, dict[str, Resource]] = {}
    for resource in graph.cloud_resources:
        for what in _missing(resource):
            concerned.setdefault(what, {})[resource.urn] = resource
    return [Behaviour(what, tuple(found.values())) for what, found in sorted(concerned.items())]


def reason_of(resource: Resource, graph: ResourceGraph) -> str:
    """Why it was only recorded."""
    from tapstack.emulator.registry import ONLY_RECORDED

    if resource.skipped_on:
        return f"needs {', '.join(graph.by_urn[urn].name for urn in resource.skipped_on)}"
    return ONLY_RECORDED.get(resource.type, _UNKNOWN)


def _missing(resource: Resource) -> Iterator[str]:
    """What the resource would do on AWS, and doesn't here."""
    from tapstack.emulator.registry import BEHAVIOURS

    if resource.status != "created":
        return
    for (type_token, asked_by), what in BEHAVIOURS.items():
        if type_token == resource.type and (not asked_by or resource.inputs.get(asked_by)):
            yield what
