"""The component package as the Pulumi CLI runs it, and an engine for it to register with.

The provider is a process of its own that prints its port. The engine's monitor is served over gRPC, with the
stack's root resource in it, as when a program in another language asks for the component.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import grpc
import yaml
from google.protobuf import json_format, struct_pb2
from pulumi.runtime.proto import (
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

from tapstack.engine import Project, Provider
from tapstack.engine.events import ignore
from tapstack.engine.host import EngineService
from tapstack.engine.ledger import Ledger
from tapstack.engine.monitor import Monitor
from tapstack.engine.registrar import Registrar
from tapstack.graph import Mode, ResourceGraph
from tests.engine.worlds import ROOT, project

TYPE = "tapstack:index:TapPlatform"
DEV = project("platform")


def inputs_of(project: Project) -> dict[str, Any]:
    """The settings of a stack as a component's inputs."""
    path = project.directory / f"Pulumi.{project.stack}.yaml"
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))["config"]
    return {key.removeprefix("tap:"): value for key, value in config.items()}


SETTINGS = inputs_of(DEV)

_OPTIONS = [("grpc.max_receive_message_length", 64 * 1024 * 1024)]


@dataclass(frozen=True)
class ComponentPackage:
    """The provider, running."""

    stub: Any
    errors: Path
    """What it wrote on stderr."""

    def schema(self) -> dict[str, Any]:
        """The package's schema."""
        return json.loads(self.stub.GetSchema(provider_pb2.GetSchemaRequest()).schema)


@contextlib.contextmanager
def running(folder: Path) -> Generator[ComponentPackage]:
    """Start the package from another folder than its own, as the CLI may."""
    errors = folder / "stderr.txt"
    log = grpc.server(ThreadPoolExecutor(4))
    engine_pb2_grpc.add_EngineServicer_to_server(EngineService(Ledger(DEV, "deploy"), ignore), log)
    command = [sys.executable, str(ROOT / "component"), _started(log)]
    with (
        errors.open("w", encoding="utf-8") as stderr,
        subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=stderr, text=True) as child,
    ):
        assert child.stdout is not None
        address = f"127.0.0.1:{int(child.stdout.readline())}"
        with grpc.insecure_channel(address, options=_OPTIONS) as channel:
            yield ComponentPackage(provider_pb2_grpc.ResourceProviderStub(channel), errors)
        child.terminate()
    log.stop(grace=None).wait()


def _started(server: grpc.Server) -> str:
    """Start a server on any port; its address."""
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    return address


@dataclass(frozen=True)
class Engine:
    """A monitor that the package registers with, and the books that it keeps."""

    package: ComponentPackage
    ledger: Ledger
    address: str
    stack: str
    """The URN of the stack's root resource."""

    def construct(
        self, inputs: Mapping[str, Any], name: str = "web", depends_on: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Make one platform; its outputs. `depends_on` has by input the URN of what it comes from."""
        given = struct_pb2.Struct()
        given.update(inputs)
        request = provider_pb2.ConstructRequest(
            project=self.ledger.project.name,
            stack=self.ledger.project.stack,
            organization="organization",
            dryRun=self.ledger.mode == "plan",
            parallel=16,
            monitorEndpoint=self.address,
            type=TYPE,
            name=name,
            parent=self.stack,
            inputs=given,
        )
        for key, urn in (depends_on or {}).items():
            request.inputDependencies[key].urns.append(urn)
        return json_format.MessageToDict(self.package.stub.Construct(request).state)

    def graph(self) -> ResourceGraph:
        """What was made."""
        return self.ledger.graph()


@contextlib.contextmanager
def engine(package: ComponentPackage, provider: Provider, mode: Mode = "deploy") -> Generator[Engine]:
    """An engine that realises with `provider`. The stack has no config: settings come as inputs."""
    ledger = Ledger(replace(DEV, config={}), mode)
    monitor = Monitor(ledger, Registrar(ledger, provider, ignore, allow_not_emulated=False))
    root = resource_pb2.RegisterResourceRequest(type="pulumi:pulumi:Stack", name="tapstack-dev")
    server = grpc.server(ThreadPoolExecutor(16))
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
    try:
        yield Engine(package, ledger, _started(server), monitor.RegisterResource(root).urn)
    finally:
        server.stop(grace=None).wait()
