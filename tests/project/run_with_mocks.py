"""Run the Pulumi program in the current folder on Pulumi's own mocks and print, as JSON, what it asked for.

Started by test_examples.py as a program of its own, since a mocked run leaves its marks on the whole process.
"""

from __future__ import annotations

import asyncio
import json
import runpy
import sys
from pathlib import Path
from typing import Any, cast

import pulumi
import yaml
from pulumi.runtime import settings

ANSWERS = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": {"names": ["zone-c", "zone-a", "zone-b"]},
    "aws:ec2/getAmi:getAmi": {"id": "ami-0123456789abcdef0", "architecture": "x86_64"},
}


class Recorder(pulumi.runtime.Mocks):
    """Answers every request and remembers it."""

    def __init__(self) -> None:
        """Start with nothing asked for."""
        self.resources: list[dict[str, Any]] = []
        self.calls: list[dict[str, Any]] = []

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[Any, Any]]:
        """Give a resource an id and echo its inputs, with the two computed outputs that the examples read."""
        inputs = cast("dict[str, Any]", args.inputs)  # pyright: ignore[reportUnknownMemberType]
        self.resources.append({"type": args.typ, "name": args.name, "inputs": inputs})
        computed = {"arn": f"arn:aws:mock:::{args.name}", "websiteEndpoint": f"{args.name}.example"}
        return f"{args.name}-id", {**inputs, **computed}

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]]]:
        """Answer a look-up."""
        given = cast("dict[str, Any]", args.args)  # pyright: ignore[reportUnknownMemberType]
        self.calls.append({"token": args.token, "args": given, "provider": args.provider})
        return ANSWERS[args.token], []


def program() -> None:
    """Run the folder's program."""
    runpy.run_path("__main__.py", run_name="__main__")


def main() -> None:
    """Run the program as its files say."""
    project: str = yaml.safe_load(Path("Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    config: dict[str, str] = yaml.safe_load(Path("Pulumi.dev.yaml").read_text(encoding="utf-8"))["config"]
    sys.path.insert(0, str(Path.cwd()))
    recorder = Recorder()
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    pulumi.runtime.set_mocks(recorder, project=project, stack="dev", preview=False)
    pulumi.runtime.set_all_config(config)
    settings.ROOT.set(None)
    loop.run_until_complete(pulumi.runtime.run_in_stack(program))
    print(json.dumps({"resources": recorder.resources, "calls": recorder.calls}, default=repr))


main()
