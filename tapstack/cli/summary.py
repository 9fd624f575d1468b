"""A run in numbers, and as the JSON object that `tap up` and `tap plan` print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from tapstack.cli import faults, not_emulated

if TYPE_CHECKING:
    from tapstack.cli.outcome import Done
    from tapstack.graph import Resource, ResourceGraph, Status

GLOBAL: Final = "global"
STANDING: Final[frozenset[Status]] = frozenset({"created", "planned", "read"})
"""What became of the resources that are there, or in a plan would be."""


def standing(graph: ResourceGraph) -> list[Resource]:
    """The cloud resources that were made, or in a plan would be."""
    return [resource for resource in graph.cloud_resources if resource.status in STANDING]


def regions_of(resources: Iterable[Resource]) -> list[str]:
    """Their regions in the order of first appearance."""
    return list(dict.fromkeys(resource.region for resource in resources if resource.region))


def service_of(type_token: str) -> str:
    """`ec2` for `aws:ec2/vpc:Vpc`; for types of other packages, the package."""
    package, _, rest = type_token.partition(":")
    module = rest.partition("/")[0]
    return module if package == "aws" and "/" in rest else package


def by_service(resources: Iterable[Resource]) -> dict[str, Counter[str]]:
    """How many resources each service has in each region, sorted by service."""
    counts: dict[str, Counter[str]] = {}
    for resource in resources:
        counts.setdefault(service_of(resource.type), Counter())[resource.region or GLOBAL] += 1
    return dict(sorted(counts.items()))


def answer_of(done: Done) -> dict[str, object]:
    """The run as JSON holds it; what failed is in it only when something did."""
    graph, made = done.graph, standing(done.graph)
    answer: dict[str, object] = {
        "stack": graph.stack,
        "regions": regions_of(graph.cloud_resources),
        "resources": {
            "count": len(made),
            "by_type": _counted(resource.type for resource in made),
            "by_region": _counted(resource.region or GLOBAL for resource in made),
        },
        "outputs": graph.outputs,
        "not_emulated": not_emulated.recorded_in(graph),
        "behaviours_not_emulated": [each.as_dict() for each in not_emulated.behaviours_in(graph)],
        "seconds": done.seconds,
        "api_calls": done.api_calls,
    }
    if not done.run.ok:
        answer["faults"] = [fault.as_dict() for fault in done.faults]
        answer["skipped"] = faults.skipped_in(graph)
    return answer


def no_answer(stack: str) -> dict[str, object]:
    """The same object of a run that never began."""
    return {
        "stack": stack,
        "regions": [],
        "resources": {"count": 0, "by_type": {}, "by_region": {}},
        "outputs": {},
        "not_emulated": [],
        "behaviours_not_emulated": [],
        "seconds": 0,
        "api_calls": 0,
        "skipped": [],
    }


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
