"""Sessions: a global table with a replica in every region, each under its region's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from tapstack.stack.region import RegionContext


@dataclass(frozen=True)
class Sessions:
    """The table of sessions."""

    name: str

    def table_arn_in(self, region: str) -> pulumi.Output[str]:
        """Return the ARN of the replica in a region."""
        raise NotImplementedError(region)


def make_sessions(
    contexts: Mapping[str, RegionContext], key_arns: Mapping[str, pulumi.Output[str]]
) -> Sessions:
    """Make the table and its replicas."""
    raise NotImplementedError(contexts, key_arns)
