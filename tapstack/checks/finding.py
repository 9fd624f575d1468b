"""What a check finds: which rule is broken, where, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["refused", "advice"]
"""`refused`: AWS or the provider would refuse it. `advice`: it would work, and a careful engineer would
mend it.
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A property of a resource."""

    urn: str
    pointer: str = ""
    """JSON Pointer (RFC 6901) below the inputs, such as `/ebs/0/kmsKeyId`; empty for the resource as such."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, with all the places in which it shows."""

    rule: str
    severity: Severity
    message: str
    """What is wrong, with the bad value; no full stop."""
    mend: str
    places: tuple[Place, ...]
    """The first is the resource that the finding is told of."""

    @property
    def urn(self) -> str:
        """The resource that the finding is told of."""
        return self.places[0].urn
