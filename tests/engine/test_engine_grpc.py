"""The same monitor, served over gRPC to a process of its own, leaves the same graph as in this process.

There the SDK registers from many threads, so the order differs: resources are compared by URN.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from operator import itemgetter
from typing import Any, TypeAlias, cast

import grpc
import pytest
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Provider, run_program
from tapstack.engine.events import ignore
from tapstack.engine.host import EngineService
from tapstack.engine.ledger import Ledger
from tapstack.engine.monitor import Monitor
from tapstack.engine.registrar import Registrar
from tapstack.graph import Mode, ResourceGraph
from tests.engine.worlds import ROOT, World, project

Serve: TypeAlias = Callable[[str, Provider, Mode], ResourceGraph]


@pytest.fixture(scope="module")
def host() -> Iterator[Any]:
    """Start the process that runs programs, once: it is slow to import pulumi_aws."""
    command = [sys.executable, "-m", "tests.engine.language_host"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        yield child
        child.kill()


@pytest.fixture
def serve(host: Any) -> Serve:
    """Return a function that runs a program in the other process."""

    def serve(program: str, provider: Provider, mode: Mode) -> ResourceGraph:
        ledger = Ledger(project(program), mode)
        monitor = Monitor(ledger, Registrar(ledger, provider, ignore, allow_not_emulated=False))
        server = grpc.server(ThreadPoolExecutor(16))
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
        engine_pb2_grpc.add_EngineServicer_to_server(EngineService(ledger, ignore), server)
        address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        job = {"project": program, "mode": mode, "monitor": address, "engine": address}
        host.stdin.write(json.dumps(job) + "\n")
        host.stdin.flush()
        assert json.loads(host.stdout.readline()) == ""
        server.stop(grace=None).wait()
        return ledger.graph()

    return serve


def by_urn(graph: ResourceGraph) -> dict[str, Any]:
    """The graph as JSON, its resources in the order of their URNs."""
    document: dict[str, Any] = graph.model_dump(mode="json")
    document["resources"].sort(key=itemgetter("urn"))
    return document


@pytest.mark.parametrize("mode", ["plan", "deploy"])
@pytest.mark.parametrize("program", ["platform", "component", "instance"])
def test_a_program_leaves_the_same_graph_over_grpc(program: str, mode: str, serve: Serve) -> None:
    chosen: Mode = "plan" if mode == "plan" else "deploy"
    here = run_program(project(program), World(), chosen)
    assert here.ok, here.graph.faults
    there = serve(program, World(), chosen)
    assert by_urn(there) == by_urn(here.graph)


def test_faults_and_what_they_stop_are_the_same_over_grpc(serve: Serve) -> None:
    def broken() -> World:
        world = World()
        world.refused = {"orders-vpc": "VpcLimitExceeded: five is enough", "billing-role": "no"}
        return world

    here = run_program(project("component"), broken(), "deploy").graph
    there = serve("component", broken(), "deploy")
    assert by_urn(there)["resources"] == by_urn(here)["resources"]
    assert sorted(map(str, there.faults)) == sorted(map(str, here.faults))
    assert len(here.faults) == 1  # all of billing waits for all of orders


class Renaming:
    """Whether two values are the same but for a one-to-one renaming of words."""

    def __init__(self) -> None:
        self.there: dict[str, str] = {}
        self.here: dict[str, str] = {}

    def check(self, here: Any, there: Any, path: str) -> None:
        """Compare, learning the renaming on the way."""
        assert type(here) is type(there), path
        if isinstance(here, dict):
            mine, other = cast("dict[str, Any]", here), cast("dict[str, Any]", there)
            assert list(mine) == list(other), path
            for key, value in mine.items():
                self.check(value, other[key], f"{path}/{key}")
        elif isinstance(here, list):
            items, others = cast("list[Any]", here), cast("list[Any]", there)
            assert len(items) == len(others), path
            for index, value in enumerate(items):
                self.check(value, others[index], f"{path}/{index}")
        elif isinstance(here, str):
            self._check_words(words(here), words(there), path)
        else:
            assert here == there, path

    def _check_words(self, here: list[str], there: list[str], path: str) -> None:
        assert len(here) == len(there), (path, here, there)
        for mine, other in zip(here, there, strict=True):
            assert self.there.setdefault(mine, other) == other, (path, mine, other, self.there[mine])
            assert self.here.setdefault(other, mine) == mine, (path, mine, other, self.here[other])


def words(text: str) -> list[str]:
    return re.split(r"[/:,\s\"|@]+", text)


def test_the_platform_on_the_embedded_aws_is_the_same_but_for_generated_ids(serve: Serve) -> None:
    with EmbeddedAws() as aws:
        run = run_program(project("platform"), EmbeddedProvider(aws), "deploy")
        assert run.ok, run.graph.faults
        here, calls_here = by_urn(run.graph), dict(aws.calls)
    with EmbeddedAws() as aws:
        there, calls_there = by_urn(serve("platform", EmbeddedProvider(aws), "deploy")), dict(aws.calls)
    assert calls_there == calls_here
    renaming = Renaming()
    renaming.check(here, there, "")
    renamed = {mine: other for mine, other in renaming.there.items() if mine != other}
    assert len(renamed) < 0.2 * len(renaming.there)
