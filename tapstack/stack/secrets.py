"""Secrets: the database's credentials, in every region under that region's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from tapstack.stack.region import RegionContext


@dataclass(frozen=True)
class DatabaseSecret:
    """The credentials of the database's master user."""

    password: pulumi.Output[str]
    arn: pulumi.Output[str]

    def arn_in(self, region: str) -> pulumi.Output[str]:
        """Return the ARN of the copy in a region."""
        raise NotImplementedError(region)


def make_database_secret(
    contexts: Mapping[str, RegionContext], key_arns: Mapping[str, pulumi.Output[str]]
) -> DatabaseSecret:
    """Make the password and the secret that keeps it, with a copy in every region."""
    raise NotImplementedError(contexts, key_arns)


def fill_database_secret(
    ctx: RegionContext, secret: DatabaseSecret, host: pulumi.Output[str], port: int
) -> None:
    """Write what a client needs into the secret."""
    raise NotImplementedError(ctx, secret, host, port)
