"""A process of its own that runs programs as the Pulumi CLI's language host does, over gRPC.

`python -m tests.engine.language_host` reads jobs from stdin, one a line, as JSON: `project` (a program's
name), `mode`, `monitor` and `engine` (addresses). For each it writes one line to stdout, as JSON: the error
that the host reports, or nothing.
"""

from __future__ import annotations

import importlib
import json
import os
import runpy
import sys
from typing import Any

from pulumi.automation._server import LanguageServer
from pulumi.runtime.proto import language_pb2

from tapstack.engine import Project
from tests.engine.worlds import project


def run(project: Project, mode: str, monitor: str, engine: str) -> str:
    """Run one program; returns the error, if there is one."""
    os.chdir(project.main.parent)
    sys.path.insert(0, str(project.main.parent))
    request = language_pb2.RunRequest(
        project=project.name,
        stack=project.stack,
        organization="organization",
        config=dict(project.config),
        configSecretKeys=project.secret_keys,
        dryRun=mode == "plan",
        parallel=4,
        monitor_address=monitor,
        args=[engine],
    )

    def program() -> None:
        runpy.run_path(str(project.main), run_name="__main__")

    server: Any = LanguageServer(program)
    error: str = server.Run(request, None).error
    sys.path.pop(0)
    return error


def warm_up() -> None:
    """Import what is slow to import while the test still prepares the first job."""
    for name in ("autoscaling", "cloudwatch", "ec2", "iam", "kms", "lb", "rds", "s3", "sns", "vpc"):
        importlib.import_module(f"pulumi_aws.{name}")


if __name__ == "__main__":
    warm_up()
    for line in sys.stdin:
        job = json.loads(line)
        told = run(project(job["project"]), job["mode"], job["monitor"], job["engine"])
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
