"""One measurement of the platform in its own process: `python -m benchmarks.platform '{...}'` prints JSON.

Everything is imported and run once before the clock starts, so that a deployment and the bare API calls it
makes are compared in a process that has imported the same modules.
"""

from __future__ import annotations

import json
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Project, collector, load_project, run_program

ROOT = Path(__file__).resolve().parent.parent
REGIONS = (
    "us-east-1",
    "eu-west-1",
    "ap-southeast-2",
    "us-east-2",
    "us-west-2",
    "eu-central-1",
    "eu-west-2",
    "eu-north-1",
    "ap-northeast-1",
    "ap-south-1",
    "ca-central-1",
    "sa-east-1",
)


Step: TypeAlias = Callable[[EmbeddedAws], object]


class Recorder(EmbeddedAws):
    """An embedded AWS that writes down what it is asked, to be asked again without Pulumi."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Step] = []

    def draw_ids_for(self, urn: str) -> None:
        """Seed and remember: the same seeds make the same ids, which later calls name."""
        self.steps.append(lambda aws: aws.draw_ids_for(urn))
        super().draw_ids_for(urn)

    def ask(self, service: str, region: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Ask and remember."""
        self.steps.append(lambda aws: aws.ask(service, region, operation, parameters))
        return super().ask(service, region, operation, parameters)


def project_with(stack: str, regions: int, folder: Path) -> Project:
    """The platform as a stack of ours has it, in so many regions."""
    for name in ("__main__.py", "Pulumi.yaml"):
        shutil.copy(ROOT / name, folder / name)
    document = yaml.safe_load((ROOT / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))
    if stack == "dev":
        document["config"] |= {"tap:regions": list(REGIONS[:regions]), "tap:minimumRegions": 1}
    (folder / "Pulumi.bench.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return load_project(folder, "bench")


def deploy(project: Project, aws: EmbeddedAws) -> tuple[float, int]:
    """Seconds for a deployment, and how many resources it made. Raises `RuntimeError` when it fails."""
    with aws:
        start = time.perf_counter()
        run = run_program(project, EmbeddedProvider(aws), "deploy")
        seconds = time.perf_counter() - start
    if not run.ok:
        raise RuntimeError(str(run.graph.faults or run.error))
    return seconds, len(run.graph.cloud_resources)


def replay(steps: list[Step]) -> float:
    """Seconds for the same API calls without Pulumi."""
    with EmbeddedAws() as aws, collector.at_rest():
        start = time.perf_counter()
        for step in steps:
            step(aws)
        return time.perf_counter() - start


def measure(regions: int, rounds: int, *, with_floor: bool, stack: str = "dev") -> dict[str, Any]:
    """The best of several rounds: noise only ever adds."""
    with tempfile.TemporaryDirectory() as folder:
        project = project_with(stack, regions, Path(folder))
        recorder = Recorder()
        _, count = deploy(project, recorder)
        calls = recorder.api_calls
        times, floors = list[float](), list[float]()
        for _ in range(rounds):
            times.append(deploy(project, EmbeddedAws())[0])
            if with_floor:
                floors.append(replay(recorder.steps))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "regions": regions,
        "resources": count,
        "calls": calls,
        "seconds": min(times, default=0.0),
        "floor": min(floors, default=0.0),
        "peak_mb": peak,
    }


if __name__ == "__main__":
    print(json.dumps(measure(**json.loads(sys.argv[1]))))
