"""A realiser's view of one resource: its inputs, region and tags, and a way to ask the embedded AWS."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from tapstack.emulator.aws import ACCOUNT_ID, EmbeddedAws
from tapstack.engine import Properties, RealisationError

_SUFFIX_DIGITS = 7


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make, read or answer something in one region."""

    aws: EmbeddedAws
    region: str
    inputs: Properties
    logical_name: str = ""
    urn: str = ""
    tags: Mapping[str, str] = field(default_factory=dict[str, str])
    directory: Path = Path()

    @property
    def account(self) -> str:
        """The embedded account's id."""
        return ACCOUNT_ID

    def client(self, service: str, region: str | None = None) -> Any:
        """The boto3 client of a service in the resource's region, or in another."""
        return self.aws.client(service, region or self.region)

    def ask(self, service: str, operation: str, /, **parameters: Any) -> dict[str, Any]:
        """Call an operation, e.g. `ask("ec2", "create_vpc", CidrBlock=...)`; None is left out.

        Raises `RealisationError` with AWS's code and words.
        """
        given = {key: value for key, value in parameters.items() if value is not None}
        return self.aws.ask(service, self.region, operation, given)

    def tag_list(self) -> list[dict[str, str]]:
        """The tags as most services want them."""
        return [{"Key": key, "Value": value} for key, value in self.tags.items()]

    def tag_specifications(self, resource_type: str) -> list[dict[str, Any]] | None:
        """The tags as EC2's create operations want them."""
        return [{"ResourceType": resource_type, "Tags": self.tag_list()}] if self.tags else None

    def physical_name(self, key: str = "name", *, limit: int = 255) -> str:
        """The name given, or one made as the provider does: prefix or logical name, seven hex digits."""
        given = self.inputs.get(key)
        if given:
            return str(given)
        prefix = self.inputs.get(f"{key}Prefix") or f"{self.logical_name}-"
        digits = hashlib.sha256(self.urn.encode()).hexdigest()[:_SUFFIX_DIGITS]
        return f"{str(prefix)[: limit - _SUFFIX_DIGITS]}{digits}"

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of the account."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def refuse(self, message: str, mend: str | None = None) -> NoReturn:
        """Refuse the resource. Raises `RealisationError`."""
        raise RealisationError(message, mend)
