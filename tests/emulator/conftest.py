"""An embedded AWS for each module, and a way to make one resource on it.

Tests of a module share the account, since making one costs a second: each makes things of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Created, CreateRequest, InvokeRequest, Properties, ProviderConfig
from tests.emulator import probing
from tests.emulator.probing import Answers

HOME = "us-east-1"
Make = Callable[..., Created]
Ask = Callable[..., Properties]


@pytest.fixture(scope="module")
def aws() -> Iterator[EmbeddedAws]:
    """An account that was fresh when the module began."""
    with EmbeddedAws() as embedded:
        yield embedded


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give each entry of a module of mends to the tests of mends."""
    module = cast("Any", metafunc).module
    for fixture, entries in (("mend", "MENDS"), ("untouched", "UNTOUCHED")):
        if fixture in metafunc.fixturenames:
            rights = getattr(module, entries)
            metafunc.parametrize(fixture, rights, ids=[f"{probe}-{what}" for probe, what, _ in rights])


@pytest.fixture(scope="module")
def held(request: pytest.FixtureRequest) -> list[Any]:
    """Every entry of a module of mends."""
    module = cast("Any", request).module
    return [*module.MENDS, *module.UNTOUCHED]


@pytest.fixture(scope="module")
def bare(request: pytest.FixtureRequest) -> dict[str, Answers]:
    """What moto answers the module's `PROBES` without any mend."""
    return probing.bare_answers(_probes(request))


@pytest.fixture(scope="module")
def mended(request: pytest.FixtureRequest) -> dict[str, Answers]:
    """What the embedded AWS answers them."""
    return probing.answers(_probes(request))


def _probes(request: pytest.FixtureRequest) -> str:
    return cast("Any", request).module.PROBES


def request(
    token: str, name: str, inputs: dict[str, Any], provider: dict[str, Any] | None = None
) -> CreateRequest:
    """What the engine would ask the provider for; `provider` are its arguments, by default a region."""
    config = ProviderConfig("aws", {"region": HOME} if provider is None else provider)
    return CreateRequest(f"urn:pulumi:dev::test::{token}::{name}", token, name, inputs, config, Path())


@pytest.fixture
def make(aws: EmbeddedAws) -> Make:
    """Make a resource: `make(type, name, cidrBlock=...)`; third may come the provider's arguments."""
    provider = EmbeddedProvider(aws)

    def create(token: str, name: str, arguments: dict[str, Any] | None = None, /, **inputs: Any) -> Created:
        return provider.create(request(token, name, inputs, arguments))

    return create


@pytest.fixture
def ask(aws: EmbeddedAws) -> Ask:
    """Ask a function: `ask("aws:index/getRegion:getRegion")`."""
    provider = EmbeddedProvider(aws)

    def invoke(token: str, of_provider: dict[str, Any] | None = None, /, **arguments: Any) -> Properties:
        config = ProviderConfig("aws", {"region": HOME} if of_provider is None else of_provider)
        return provider.invoke(InvokeRequest(token, arguments, config))

    return invoke
