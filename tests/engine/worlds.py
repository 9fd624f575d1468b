"""The platform and the examples, and a made-up cloud that answers them the same way every time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tapstack.engine import CreateRequest, Project, Properties, load_project
from tests.engine.fakes import FakeProvider

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = {"platform": ROOT} | {
    path.parent.name: path.parent for path in sorted((ROOT / "examples").glob("*/Pulumi.yaml"))
}


def project(program: str) -> Project:
    """The stack `dev` of the platform or an example."""
    return load_project(PROGRAMS[program], "dev")


def computed(name: str) -> Properties:
    """What the made-up cloud gives every resource; an input of the same name wins."""
    return {
        "arn": f"arn:{name}",
        "arnSuffix": f"suffix/{name}",
        "bucket": f"bucket-of-{name}",
        "dnsName": f"{name}.elb.example",
        "endpoint": f"{name}.example:3306",
        "keyId": f"key-{name}",
        "latestVersion": 7,
        "name": f"name-of-{name}",
        "privateIp": "10.9.9.9",
        "websiteEndpoint": f"{name}.site.example",
    }


def answer(token: str, arguments: Properties) -> Properties:
    """What the made-up cloud answers."""
    region: Any = arguments.get("region", "here")
    answers: dict[str, Properties] = {
        "getAvailabilityZones": {"names": [f"{region}{letter}" for letter in "cbad"]},
        "getCallerIdentity": {"accountId": "123456789012"},
        "getParameter": {"insecureValue": f"ami-{region}", "value": f"ami-{region}"},
        "getAmi": {"id": f"ami-of-{region}", "rootDeviceName": "/dev/sda1", "architecture": "x86_64"},
    }
    return answers[token.rpartition(":")[2]]


class World(FakeProvider):
    """The made-up cloud as a provider."""

    def __init__(self) -> None:
        super().__init__(computed=_computed)

    def invoke(self, request: Any) -> Properties:
        """Answer from the table."""
        self.invoked.append(request)
        return answer(request.token, request.arguments)


def _computed(request: CreateRequest) -> Properties:
    return {key: value for key, value in computed(request.name).items() if key not in request.inputs}
