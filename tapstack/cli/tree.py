"""The tree of a plan: components with what they hold; a long flat list by region and service instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich.text import Text
from rich.tree import Tree

from tapstack.cli.console import clean
from tapstack.cli.summary import GLOBAL, regions_of, service_of

if TYPE_CHECKING:
    from tapstack.graph import Resource, ResourceGraph

_LONGEST: Final = 20
"""Children that are listed by name at most; more are counted by region and service."""

_STACK: Final = "pulumi:pulumi:Stack"
_GUIDES: Final = "dim"


def of(graph: ResourceGraph) -> Tree:
    """The tree of everything in the graph."""
    root = Tree(Text(clean(f"{graph.project} {graph.stack}"), style="bold"), guide_style=_GUIDES)
    stacks = [resource.urn for resource in graph.of_type(_STACK)]
    _grow(root, [child for urn in (*stacks, None) for child in graph.children(urn)], graph)
    return root


def _grow(tree: Tree, children: Sequence[Resource], graph: ResourceGraph) -> None:
    shown = [child for child in children if not child.type.startswith("pulumi:")]
    parents = [child for child in shown if not child.custom or any(graph.children(child.urn))]
    leaves = [child for child in shown if child not in parents]
    for parent in parents:
        _grow(tree.add(_label(parent)), list(graph.children(parent.urn)), graph)
    if len(leaves) > _LONGEST:
        _count(tree, leaves)
    else:
        for leaf in leaves:
            tree.add(_label(leaf))


def _label(resource: Resource) -> Text:
    label = Text(clean(resource.name), style="" if resource.custom else "bold")
    label.append(f"  {_kind(resource)}", style="cyan")
    return label.append(f"  {resource.region}" if resource.region else "", style="dim")


def _kind(resource: Resource) -> str:
    """`ec2/vpc` for `aws:ec2/vpc:Vpc`; other types as they are."""
    package, _, rest = resource.type.partition(":")
    return clean(rest.partition(":")[0] if package == "aws" else resource.type)


def _count(tree: Tree, leaves: Sequence[Resource]) -> None:
    """Count the leaves by region and service; regions that have the same share a branch."""
    branches: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for region in [*regions_of(leaves), None]:
        here = [leaf for leaf in leaves if leaf.region == region]
        if here:
            branches.setdefault(tuple(_services(here)), []).append(f"{region or GLOBAL} {len(here)}")
    for services, regions in branches.items():
        branch = tree.add(Text(", ".join(regions), style="bold"))
        for service, kinds in services:
            branch.add(Text.assemble((clean(service), "cyan"), "  ", clean(kinds)))


def _services(leaves: Iterable[Resource]) -> Iterator[tuple[str, str]]:
    """Each service with how many of each of its types there are."""
    services: dict[str, Counter[str]] = {}
    for leaf in leaves:
        kind = _kind(leaf).rpartition("/")[2]
        services.setdefault(service_of(leaf.type), Counter())[kind] += 1
    for service, kinds in sorted(services.items()):
        listed = (f"{kind} x{count}" if count > 1 else kind for kind, count in sorted(kinds.items()))
        yield f"{service} {kinds.total()}", ", ".join(listed)
