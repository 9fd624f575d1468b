"""What a component made, as if it had been made without one: to be compared with what the stack makes."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import Any

from tapstack.graph import ResourceGraph
from tests.component.serving import TYPE
from tests.engine.test_engine_grpc import by_urn


def resources(graph: ResourceGraph) -> list[dict[str, Any]]:
    """The resources as JSON, by URN. The id of a Pulumi provider, which follows from its URN, is left out."""
    text = json.dumps(by_urn(graph)["resources"])
    for each in graph.resources:
        if each.type.startswith("pulumi:providers:") and each.id:
            text = text.replace(each.id, "its-id")
    return json.loads(text)


def moved_out(graph: ResourceGraph) -> list[dict[str, Any]]:
    """The resources as JSON, as if everything in the one component stood in the stack itself."""
    (component,) = [each for each in graph.resources if each.type == TYPE]
    text = json.dumps(resources(graph)).replace(f"{TYPE}$", "")
    moved = json.loads(text.replace(f'"{component.urn}"', f'"{component.parent}"'))
    return sorted((each for each in moved if each["type"] != TYPE), key=itemgetter("urn"))
