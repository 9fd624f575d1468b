"""What passes between the engine and the provider that realises resources.

The engine orders, encodes and records; a `Provider` makes. The embedded AWS is one; a test's fake is another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tapstack.engine.values import Properties


@dataclass(frozen=True, slots=True)
class ProviderConfig:
    """The arguments of the provider that serves a resource: an explicit one's, or those of the stack's
    config.
    """

    package: str
    arguments: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CreateRequest:
    """A resource to make, look up or plan: inputs in camelCase, secrets laid open.

    In a plan, what is not known yet stands among them as `Unknown`; otherwise all is known. Paths of assets
    are relative to `directory`, the program's.
    """

    urn: str
    type: str
    name: str
    inputs: Properties
    provider: ProviderConfig
    directory: Path


@dataclass(frozen=True, slots=True)
class InvokeRequest:
    """A provider function to answer, e.g. `aws:ec2/getAmi:getAmi`."""

    token: str
    arguments: Properties
    provider: ProviderConfig


@dataclass(frozen=True, slots=True)
class Created:
    """A resource that stands: its id and outputs in camelCase."""

    id: str
    outputs: Properties


class Provider(Protocol):
    """Realises resources. Raises `RealisationError` in the cloud's words, `NotEmulatedError` for what it
    doesn't know, `OnlyRecordedError` for what it knows and can't make.
    """

    def plan(self, request: CreateRequest) -> Properties:
        """The outputs that are known before the resource stands, e.g. its region."""
        ...

    def create(self, request: CreateRequest) -> Created:
        """Make the resource."""
        ...

    def read(self, request: CreateRequest, resource_id: str) -> Created:
        """Look an existing resource up."""
        ...

    def invoke(self, request: InvokeRequest) -> Properties:
        """Answer a provider function."""
        ...
