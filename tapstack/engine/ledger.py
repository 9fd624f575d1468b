"""What a run has done so far: the resources in order, their fates and the faults, from which the graph is
made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tapstack.engine import source
from tapstack.engine.errors import EngineError
from tapstack.engine.project import Project
from tapstack.engine.secrecy import Vault
from tapstack.engine.urns import STACK_TYPE, former_urn
from tapstack.engine.values import Properties, Secret, Unknown, decode_properties, find
from tapstack.graph import Fault, Mode, Options, Resource, ResourceGraph, SourcePosition, Status

STOPPED: frozenset[Status] = frozenset({"failed", "skipped"})


@dataclass(frozen=True, slots=True)
class Registration:
    """A resource as the program asked for it."""

    urn: str
    type: str
    name: str
    custom: bool
    parent: str | None
    provider: str | None
    inputs: Properties
    dependencies: tuple[str, ...]
    property_dependencies: dict[str, tuple[str, ...]]
    secret_outputs: frozenset[str]
    options: Options
    source: SourcePosition | None

    def needs(self) -> set[str]:
        """URNs of everything that must stand before this resource can be made."""
        needed = {*self.dependencies, *(urn for urns in self.property_dependencies.values() for urn in urns)}
        needed.update(urn for urn in (self.parent, self.provider) if urn)
        return needed


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a registration."""

    status: Status
    id: str | None = None
    outputs: Properties = field(default_factory=Properties)
    skipped_on: tuple[str, ...] = ()

    @property
    def stopped(self) -> bool:
        """Whether there is nothing to go on with."""
        return self.status in STOPPED


def registration_of(request: Any, urn: str, directory: Path) -> Registration:
    """Read a RegisterResource request (pulumi/pulumi, `proto/pulumi/resource.proto`)."""
    inputs = decode_properties(request.object)
    secret_inputs = {key for key, value in inputs.items() if any(find(value, Secret))}
    return Registration(
        urn=urn,
        type=request.type,
        name=request.name,
        custom=request.custom,
        parent=request.parent or None,
        provider=provider_urn(request.provider),
        inputs=inputs,
        dependencies=tuple(sorted(set(request.dependencies))),
        property_dependencies={
            key: tuple(sorted(set(request.propertyDependencies[key].urns)))
            for key in sorted(request.propertyDependencies)
            if request.propertyDependencies[key].urns
        },
        secret_outputs=frozenset(secret_inputs | set(request.additionalSecretOutputs)),
        options=_options(request, urn),
        source=None if request.type == STACK_TYPE else source.of_stack_trace(request.stackTrace, directory),
    )


def provider_urn(reference: str) -> str | None:
    """The URN of a provider reference, which is `urn::id`."""
    return reference.rpartition("::")[0] or None


def _options(request: Any, urn: str) -> Options:
    return Options(
        protect=request.protect,
        retain_on_delete=request.retainOnDelete,
        delete_before_replace=request.deleteBeforeReplace if request.deleteBeforeReplaceDefined else None,
        ignore_changes=tuple(request.ignoreChanges),
        replace_on_changes=tuple(request.replaceOnChanges),
        aliases=tuple(former_urn(urn, request, alias) for alias in request.aliases),
    )


@dataclass(slots=True)
class Ledger:
    """Keeps the run's books. Not thread-safe: the monitor holds its lock."""

    project: Project
    mode: Mode
    vault: Vault = field(default_factory=Vault)
    resources: dict[str, Resource] = field(default_factory=dict[str, Resource])
    outputs: Properties = field(default_factory=Properties)
    faults: list[Fault] = field(default_factory=list[Fault])

    def __post_init__(self) -> None:
        """Know the config's secrets before the program can say one."""
        for key in self.project.secret_keys:
            self.vault.remember(Secret(self.project.config[key]))

    def record(self, asked: Registration, fate: Fate) -> Resource:
        """Enter a resource with its fate; secrets are masked here."""
        outputs = fate.outputs
        both = {"inputs": asked.inputs, "outputs": outputs}
        self.vault.remember(both)
        region = outputs.get("region", asked.inputs.get("region")) if asked.custom else None
        resource = Resource(
            urn=asked.urn,
            type=asked.type,
            name=asked.name,
            custom=asked.custom,
            status=fate.status,
            id=fate.id and self.vault.strike(fate.id),
            region=region if isinstance(region, str) and not asked.type.startswith("pulumi:") else None,
            parent=asked.parent,
            provider=asked.provider,
            inputs=self.vault.shown_properties(asked.inputs),
            outputs=self.vault.shown_properties(outputs),
            dependencies=asked.dependencies,
            property_dependencies=asked.property_dependencies,
            secret_paths=tuple(sorted(find(both, Secret))),
            unknown_paths=tuple(sorted(find(both, Unknown))),
            skipped_on=fate.skipped_on,
            options=asked.options,
            source=asked.source,
        )
        self.resources[asked.urn] = resource
        return resource

    def complete(self, urn: str, outputs: Properties) -> None:
        """Enter the outputs that a component registered at its end."""
        resource = self.resources[urn]
        self.vault.remember(outputs)
        inputs_only = [path for path in resource.secret_paths if path.startswith("/inputs")]
        unknown_inputs = [path for path in resource.unknown_paths if path.startswith("/inputs")]
        self.resources[urn] = resource.model_copy(
            update={
                "outputs": self.vault.shown_properties(outputs),
                "secret_paths": tuple(sorted([*inputs_only, *find(outputs, Secret, "/outputs")])),
                "unknown_paths": tuple(sorted([*unknown_inputs, *find(outputs, Unknown, "/outputs")])),
            }
        )

    def fault(self, error: EngineError | str, befell: Registration | Resource | None = None) -> None:
        """Enter what went wrong, with the resource that it befell."""
        message, mend = (error.message, error.mend) if isinstance(error, EngineError) else (error, None)
        self.faults.append(
            Fault(
                message=self.vault.strike(message),
                urn=befell.urn if befell else None,
                source=befell.source if befell else None,
                mend=mend,
            )
        )

    def stopped_among(self, urns: Iterable[str]) -> list[str]:
        """Those of the URNs that failed or were skipped, sorted."""
        return self._with_status(urns, STOPPED)

    def not_emulated_among(self, urns: Iterable[str]) -> list[str]:
        """Those of the URNs that were only recorded, sorted."""
        return self._with_status(urns, frozenset({"not-emulated"}))

    def _with_status(self, urns: Iterable[str], statuses: frozenset[Status]) -> list[str]:
        return sorted(urn for urn in urns if urn in self.resources and self.resources[urn].status in statuses)

    def graph(self) -> ResourceGraph:
        """The graph as it stands."""
        self.vault.remember(self.outputs)
        shown = {"outputs": self.outputs}
        return ResourceGraph(
            project=self.project.name,
            stack=self.project.stack,
            mode=self.mode,
            resources=tuple(self.resources.values()),
            outputs=self.vault.shown_properties(self.outputs),
            secret_paths=tuple(sorted(find(shown, Secret))),
            unknown_paths=tuple(sorted(find(shown, Unknown))),
            faults=tuple(_struck(fault, self.vault) for fault in self.faults),
        )


def _struck(fault: Fault, vault: Vault) -> Fault:
    """The fault without secrets that became known only after it was entered."""
    return fault.model_copy(update={"message": vault.strike(fault.message)})
