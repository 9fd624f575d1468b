"""The graph's data: frozen models whose JSON form is the published schema.

Secrets never enter a graph: their place holds `SECRET` and `secret_paths` names it. A value that the run
could not know (an output in a plan) holds `UNKNOWN` and is named in `unknown_paths`. Paths are JSON Pointers
(RFC 6901) that start at the resource, as in `/inputs/tags/Owner`, or at the graph for stack outputs, as in
`/outputs/endpoint`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue

Json = JsonValue
Mode = Literal["plan", "deploy"]
Status = Literal["planned", "created", "read", "not-emulated", "failed", "skipped"]

MODES: tuple[Mode, ...] = get_args(Mode)
STATUSES: tuple[Status, ...] = get_args(Status)

SECRET = "[secret]"  # noqa: S105 - what stands in a secret's place
UNKNOWN = "[unknown]"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourcePosition(_Frozen):
    """The line of the user's program that made a resource."""

    file: str = Field(
        description="Path of the file, relative to the program's folder where it lies inside it."
    )
    line: int = Field(description="Line number, from 1.", ge=0)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class Options(_Frozen):
    """The resource options that outlive the run."""

    protect: bool = Field(default=False, description="`protect`: the resource must not be deleted.")
    retain_on_delete: bool = Field(default=False, description="`retain_on_delete`.")
    delete_before_replace: bool | None = Field(default=None, description="`delete_before_replace`, if set.")
    ignore_changes: tuple[str, ...] = Field(default=(), description="`ignore_changes`, property paths.")
    replace_on_changes: tuple[str, ...] = Field(
        default=(), description="`replace_on_changes`, property paths."
    )
    aliases: tuple[str, ...] = Field(default=(), description="`aliases`: the URNs it had before.")


class Resource(_Frozen):
    """One resource of the program: a node of the graph."""

    urn: str = Field(description="Pulumi's unique name; it identifies the resource across runs.")
    type: str = Field(description="The type token, e.g. `aws:ec2/vpc:Vpc`.")
    name: str = Field(description="The logical name.")
    custom: bool = Field(description="True: a provider's resource; false: a component.")
    status: Status = Field(description="What became of it in this run.")
    id: str | None = Field(default=None, description="The provider's id; null when not made.")
    region: str | None = Field(
        default=None, description="Its region; null for global resources and components."
    )
    parent: str | None = Field(default=None, description="URN of the parent.")
    provider: str | None = Field(default=None, description="URN of the explicit provider, if there is one.")
    inputs: dict[str, Json] = Field(default_factory=dict, description="Inputs, by their camelCase names.")
    outputs: dict[str, Json] = Field(default_factory=dict, description="Outputs, by their camelCase names.")
    dependencies: tuple[str, ...] = Field(default=(), description="URNs it depends on, sorted.")
    property_dependencies: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="By input: the URNs that this input's value came from."
    )
    secret_paths: tuple[str, ...] = Field(default=(), description="JSON Pointers to what was secret.")
    unknown_paths: tuple[str, ...] = Field(default=(), description="JSON Pointers to what is not known.")
    skipped_on: tuple[str, ...] = Field(
        default=(), description="When skipped, or not emulated for want of others: their URNs."
    )
    options: Options = Field(default_factory=Options, description="Resource options.")
    source: SourcePosition | None = Field(default=None, description="Where the program made it.")


class Fault(_Frozen):
    """Something that went wrong in a run."""

    message: str = Field(description="What is wrong, in the cloud's words where it refused.")
    urn: str | None = Field(default=None, description="The resource it befell; null: the program as a whole.")
    source: SourcePosition | None = Field(default=None, description="The line of the program.")
    mend: str | None = Field(default=None, description="What to do about it, where that is known.")


class ResourceGraph(_Frozen):
    """All that one run of a program left: resources in the order of registration, outputs, faults."""

    version: Literal[1] = Field(default=1, description="Version of this schema.")
    project: str = Field(description="The Pulumi project.")
    stack: str = Field(description="The stack.")
    mode: Mode = Field(description="`plan`: nothing was realised; `deploy`: realised.")
    resources: tuple[Resource, ...] = Field(default=(), description="In the order of registration.")
    outputs: dict[str, Json] = Field(default_factory=dict, description="The stack's outputs.")
    secret_paths: tuple[str, ...] = Field(default=(), description="JSON Pointers to secret stack outputs.")
    unknown_paths: tuple[str, ...] = Field(default=(), description="JSON Pointers to unknown stack outputs.")
    faults: tuple[Fault, ...] = Field(default=(), description="What went wrong; empty when all went well.")

    @cached_property
    def by_urn(self) -> dict[str, Resource]:
        """The resources by URN."""
        return {resource.urn: resource for resource in self.resources}

    def __contains__(self, urn: str) -> bool:
        return urn in self.by_urn

    def of_type(self, type_token: str) -> Iterator[Resource]:
        """The resources of one type, in the order of registration."""
        return (resource for resource in self.resources if resource.type == type_token)

    def children(self, urn: str | None) -> Iterator[Resource]:
        """The resources whose parent is `urn`; with None, the roots."""
        return (resource for resource in self.resources if resource.parent == urn)

    @cached_property
    def cloud_resources(self) -> tuple[Resource, ...]:
        """The resources that stand in a cloud: neither components nor providers."""
        return tuple(r for r in self.resources if r.custom and not r.type.startswith("pulumi:"))

    @cached_property
    def not_emulated(self) -> tuple[Resource, ...]:
        """The resources that were only recorded."""
        return tuple(r for r in self.resources if r.status == "not-emulated")

    def count_by_type(self) -> dict[str, int]:
        """How many cloud resources there are of each type, by type token."""
        return dict(sorted(Counter(r.type for r in self.cloud_resources).items()))

    def count_by_region(self) -> dict[str, int]:
        """How many cloud resources each region has; `global` counts those without a region."""
        return dict(sorted(Counter(r.region or "global" for r in self.cloud_resources).items()))
