"""A realiser's view of one resource: its inputs, region and tags, and a way to ask the embedded AWS."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from tapstack.emulator.aws import ACCOUNT_ID, EmbeddedAws
from tapstack.emulator.inputs import Inputs
from tapstack.engine import RealisationError

_RANDOM_DIGITS = 7
_PREFIXED_DIGITS = 26
_READ_BY_PROVIDER = frozenset({"region", "tags", "tagsAll"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request to make, read or answer something in one region."""

    aws: EmbeddedAws
    region: str
    inputs: Inputs
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

    def physical_name(
        self, key: str = "name", *, limit: int = 255, separator: str = "-", stem: str | None = None
    ) -> str:
        """The name given, or one made up: the same in every run, where the provider's is random.

        After a prefix come 26 digits (terraform-provider-aws, `create.Name`); after the logical name, or the
        `stem` made of it, the separator and seven hex digits (pulumi-terraform-bridge, `AutoName`). Raises
        `RealisationError` when that is longer than `limit` characters: the provider doesn't cut names.
        """
        given = self.inputs.get(key)
        if given:
            return str(given)
        digits = hashlib.sha256(self.urn.encode()).hexdigest()
        prefix = self.inputs.get(f"{key}Prefix")
        if prefix:
            return f"{prefix}{digits[:_PREFIXED_DIGITS]}"
        start = f"{stem or self.logical_name}{separator}"
        if len(start) + _RANDOM_DIGITS > limit:
            self.refuse(
                f"name '{start}' plus {_RANDOM_DIGITS} random chars is longer than maximum length {limit}",
                f"give the resource a shorter name, or set its `{key}`",
            )
        return f"{start}{digits[:_RANDOM_DIGITS]}"

    def ignore(self, *names: str) -> None:
        """Pass over inputs that only the provider heeds, e.g. when it deletes or waits."""
        for name in names:
            self.inputs.pass_over(name)

    def refuse_unread(self) -> None:
        """Raises `RealisationError` if inputs were left that nobody read: they would be lost in silence."""
        unread = [path for path in self.inputs.unread() if path.partition(".")[0] not in _READ_BY_PROVIDER]
        if unread:
            listed = ", ".join(f"`{path}`" for path in unread)
            self.refuse(
                f"the input {listed} is not emulated"
                if len(unread) == 1
                else f"the inputs {listed} are not emulated",
                "leave it out in this stack, or map it in tapstack/emulator/services (docs/extending.md)",
            )

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a regional resource of the account."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"

    def refuse(self, message: str, mend: str | None = None) -> NoReturn:
        """Refuse the resource. Raises `RealisationError`."""
        raise RealisationError(message, mend)
