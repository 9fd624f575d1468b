"""`docs/graph.md` and `docs/graph.schema.json`: the resource graph, from its models."""

from __future__ import annotations

import json
from typing import Any, cast

from tapstack.graph import Fault, Options, Resource, ResourceGraph, SourcePosition, json_schema

_PAGE = """\
# The resource graph

One run of a program leaves a graph: which resources there are, with their inputs, outputs, dependencies and
the line of the program that made each. `tap up` keeps it in `.tapstack/<stack>.json`, `tap plan` in
`.tapstack/<stack>.plan.json`, both also where `--save` says. Whatever analyses a stack reads its graph and
nothing else, and so can your own tools: the JSON Schema is in [graph.schema.json](graph.schema.json).

```python
from pathlib import Path
from tapstack.graph import load_graph

graph = load_graph(Path(".tapstack/dev.json"))
for vpc in graph.of_type("aws:ec2/vpc:Vpc"):
    print(vpc.region, vpc.outputs["cidrBlock"], vpc.source)
```

`read_graph(path)` also reads what `pulumi stack export` and `pulumi preview --json` write, as the same graph.

- **Secrets never enter a graph.** Where one stood stands `"[secret]"`, and `secret_paths` names the place.
- **What a run can't know** (an output, in a plan) is `"[unknown]"`, and `unknown_paths` names the place.
- Places are JSON Pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)) from the resource, as in
  `/inputs/tags/Owner`, or from the graph for stack outputs, as in `/outputs/endpoint`.
- Property names are Pulumi's, in camelCase. Whole numbers are integers.
- The same program and settings give the same resources with the same ids; only their order may differ.

`status` of a resource:

| status | meaning |
|---|---|
| `planned` | the run was a plan: nothing was made |
| `created` | it stands on the embedded AWS (a component: it was registered) |
| `read` | it was looked up (`Vpc.get(...)`) |
| `not-emulated` | allowed to be only recorded: it can't be made, or needs what `skipped_on` names |
| `failed` | it could not be made; `faults` says why |
| `skipped` | it was not tried: `skipped_on` names what it waited for in vain |

{tables}
This page is made by `python tools/generate_docs.py`.
"""

_MODELS = (ResourceGraph, Resource, Options, SourcePosition, Fault)


def page() -> str:
    """The page."""
    schema = json_schema()
    definitions = cast("dict[str, Any]", schema["$defs"])
    tables = [_table(model.__name__, definitions.get(model.__name__, schema)) for model in _MODELS]
    return _PAGE.format(tables="\n".join(tables))


def schema_file() -> str:
    """The schema."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _table(name: str, definition: dict[str, Any]) -> str:
    lines = [f"## {name}", "", "| field | type | meaning |", "|---|---|---|"]
    for field, described in definition["properties"].items():
        lines.append(f"| `{field}` | {_type_of(described)} | {described['description']} |")
    return "\n".join([*lines, ""])


def _type_of(described: dict[str, Any]) -> str:
    if "anyOf" in described:
        return " or ".join(_type_of(each) for each in described["anyOf"])
    if "$ref" in described:
        return str(described["$ref"]).rpartition("/")[2]
    if "enum" in described:
        return ", ".join(f"`{value}`" for value in described["enum"])
    if "const" in described:
        return f"`{described['const']}`"
    return _container_or_plain(described)


def _container_or_plain(described: dict[str, Any]) -> str:
    if described.get("type") == "array":
        return f"list of {_type_of(described['items'])}"
    if described.get("type") == "object":
        return f"map to {_type_of(described['additionalProperties'])}"
    return str(described["type"])
