"""The stack under Pulumi's mocks: every registration and every look-up is recorded, and all are awaited."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime import mocks

from tapstack.settings import parse_settings
from tapstack.stack import RegionsError, TapStack
from tests.stack.vpcs import Vpcs

gc.freeze()
"""Pulumi's classes stay for good: collections that don't walk through them halve the time of a run."""

ACCOUNT = "123456789012"
REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")

REQUIRED: dict[str, object] = {
    "team": "tap",
    "environment": "dev",
    "regions": list(REGIONS),
    "allowedSshCidr": "203.0.113.0/24",
}

PROOF = {
    "domainName": "shop.example",
    "resourceRecordName": "_proof.shop.example.",
    "resourceRecordType": "CNAME",
    "resourceRecordValue": "_of.acm-validations.aws.",
}
"""The record that ACM wants for a domain, in each region the same."""

Inputs = dict[str, Any]


@dataclass(frozen=True)
class Made:
    """One resource as the program registered it."""

    type: str
    name: str
    inputs: Inputs


@dataclass
class Recorder(mocks.Mocks):
    """Answers registrations with the inputs and an ARN that says type and name; look-ups like AWS."""

    down: tuple[str, ...] = ()
    vpcs: Vpcs = field(default_factory=Vpcs)
    made: list[Made] = field(default_factory=list[Made])
    asked: list[tuple[str, Inputs]] = field(default_factory=list[tuple[str, Inputs]])

    def new_resource(self, args: mocks.MockResourceArgs) -> tuple[str, Inputs]:
        """Record one resource."""
        inputs = cast("Inputs", args.inputs)  # pyright: ignore[reportUnknownMemberType]
        self.made.append(Made(args.typ, args.name, inputs))
        answers: Inputs = {
            "address": f"{args.name}.rds.amazonaws.com",
            "arn": f"arn:{args.typ}:{args.name}",
            "arnSuffix": f"{args.typ}/{args.name}",
            "dnsName": f"{args.name}.elb.amazonaws.com",
            "endpoint": f"{args.name}.rds.amazonaws.com:3306",
            "keyId": f"key-{args.name}",
            "latestVersion": 7,
            "name": args.name,
            "result": f"generated for {args.name}",
            "certPem": f"certificate of {args.name}",
            "privateKeyPem": f"key of {args.name}",
            "zoneId": f"zone of {args.name}",
            "nameServers": ["ns-1.example", "ns-2.example"],
            "domainValidationOptions": [PROOF],
        }
        return f"{args.name}-id", {**answers, **inputs}

    def call(self, args: mocks.MockCallArgs) -> tuple[Inputs, list[tuple[str, str]]]:
        """Answer one look-up, or fail it if its region is down."""
        wanted = cast("Inputs", args.args)  # pyright: ignore[reportUnknownMemberType]
        self.asked.append((args.token, wanted))
        if wanted.get("region") in self.down or self.vpcs.denies(args.token):
            return {}, [("region", "no answer")]
        return self.answer(args.token, wanted), []

    def answer(self, token: str, wanted: Inputs) -> Inputs:
        """Return what AWS would say."""
        region = wanted.get("region", "")
        if (found := self.vpcs.answer(token, wanted)) is not None:
            return found
        if token.endswith("getAvailabilityZones"):
            return {"names": [f"{region}{letter}" for letter in "cbad"]}
        if token.endswith("getCallerIdentity"):
            return {"accountId": ACCOUNT}
        if token.endswith("getParameter"):
            return {"insecureValue": f"ami-{region}"}
        if token.endswith("getAmi"):
            return {"id": wanted["filters"][0]["values"][0], "rootDeviceName": "/dev/sda1"}
        raise AssertionError(f"an unexpected look-up: {token}")


@dataclass(frozen=True)
class Deployed:
    """What a run of the program made, asked and gave out."""

    made: tuple[Made, ...]
    asked: tuple[tuple[str, Inputs], ...]
    outputs: Inputs
    error: RegionsError | None

    def all(self, type_end: str) -> list[Made]:
        """Return the resources whose type ends so, e.g. `rds/instance:Instance`."""
        return [one for one in self.made if one.type.endswith(type_end)]

    def one(self, type_end: str, name: str) -> Made:
        """Return the one resource of this type and name."""
        (found,) = [one for one in self.all(type_end) if one.name == name]
        return found


Deploy = Callable[..., Deployed]


_LOOP = asyncio.new_event_loop()


@pytest.fixture(autouse=True)
def loop() -> None:
    """Give the SDK's mocks a loop: tests that ran before may have left the thread without one."""
    asyncio.set_event_loop(_LOOP)


def run(down: tuple[str, ...] = (), vpcs: Vpcs | None = None, **other: object) -> Deployed:
    """Run the program with the required settings and `other`, while the regions of `down` don't answer.

    `vpcs` are those that the account has before.
    """
    recorder = Recorder(down, vpcs or Vpcs())
    asyncio.set_event_loop(_LOOP)
    mocks.set_mocks(recorder, project="tapstack", stack="dev")
    outputs: Inputs = {}
    error: list[RegionsError] = []

    def program() -> pulumi.Output[None] | None:
        try:
            stack = TapStack(parse_settings({**REQUIRED, **other}))
        except RegionsError as caught:
            error.append(caught)
            return None
        return pulumi.Output.from_input(stack.outputs()).apply(outputs.update)

    mocks.test(program)()  # pyright: ignore[reportUnknownMemberType]
    return Deployed(tuple(recorder.made), tuple(recorder.asked), outputs, error[0] if error else None)


@pytest.fixture(scope="session")
def deploy() -> Deploy:
    """Return the runner of the program."""
    return run


@pytest.fixture(scope="session")
def baseline() -> Deployed:
    """Return the program as run with nothing but the required settings."""
    deployed = run()
    assert deployed.error is None
    assert deployed.made
    return deployed


@pytest.fixture(scope="session")
def baseline_names(baseline: Deployed) -> set[str]:
    """Return the logical names of the baseline."""
    return {made.name for made in baseline.made}


@pytest.fixture
def recorder() -> Recorder:
    """Return a recorder of its own, for a test that runs the program itself."""
    return Recorder()
