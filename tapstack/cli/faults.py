"""What went wrong, in one form for people and programs: what befell which resource where, and the mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tapstack.graph import Fault, ResourceGraph
    from tapstack.settings import Fault as SettingFault


@dataclass(frozen=True, slots=True)
class Told:
    """One fault as the user is told it."""

    message: str
    mend: str | None = None
    resource: str | None = None
    """The URN; None when it befell the program as a whole."""
    type: str | None = None
    name: str | None = None
    file: str | None = None
    line: int | None = None

    def as_dict(self) -> dict[str, object]:
        """The fault as JSON holds it."""
        return asdict(self)

    @property
    def place(self) -> str | None:
        """`file:line`."""
        return f"{self.file}:{self.line}" if self.file else None

    @property
    def what(self) -> str | None:
        """The resource: its type and name."""
        return f"{self.type} {self.name}" if self.resource else None


def in_graph(graph: ResourceGraph) -> list[Told]:
    """The faults of a run."""
    return [_in_run(fault, graph) for fault in graph.faults]


def _in_run(fault: Fault, graph: ResourceGraph) -> Told:
    resource = graph.by_urn.get(fault.urn) if fault.urn else None
    return Told(
        message=fault.message,
        mend=fault.mend,
        resource=fault.urn,
        type=resource.type if resource else None,
        name=resource.name if resource else None,
        file=fault.source.file if fault.source else None,
        line=fault.source.line if fault.source else None,
    )


def in_settings(faults: Iterable[SettingFault]) -> list[Told]:
    """The faults of a stack's settings."""
    return [
        Told(f"{fault.key} {fault.message}\nvalue:   {fault.value}\nallowed: {fault.allowed}", fault.mend)
        for fault in faults
    ]


def skipped_in(graph: ResourceGraph) -> list[dict[str, object]]:
    """What was skipped, and on what each waited, as JSON holds it."""
    return [
        {"resource": resource.urn, "on": list(resource.skipped_on)}
        for resource in graph.resources
        if resource.status == "skipped"
    ]
