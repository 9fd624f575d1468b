"""Secrets: the database's credentials, in every region under that region's key.

The secret has no resource policy: without one nobody but this account's own roles can read it, as far as
their policies name it, and Secrets Manager has no endpoint without TLS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.document import arn
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext

SERVICE = "database"

_LENGTH = 32
_SPECIAL = "-_.~"
"""Characters that mean nothing in a URL, a shell or JSON."""


@dataclass(frozen=True)
class DatabaseSecret:
    """The credentials of the database's master user."""

    password: pulumi.Output[str]
    arn: pulumi.Output[str]
    """Of the original, in the primary region."""
    home: str
    """The primary region."""
    name: str
    """What the secret's name begins with, in every region."""
    account: pulumi.Output[str]

    def arn_in(self, region: str) -> pulumi.Output[str]:
        """Return the ARN of the copy in a region: the original's, the region aside.

        Source: Secrets Manager User Guide, "Replicate AWS Secrets Manager secrets across Regions".
        """
        return self.arn.apply(lambda original: original.replace(f":{self.home}:", f":{region}:"))

    def pattern_in(self, region: str) -> pulumi.Output[str]:
        """Return a pattern of that ARN that needs no secret to be known, and so no other region.

        The provider and Secrets Manager add random characters to the name.
        """
        resource = f"secret:{self.name}-*"
        return self.account.apply(lambda account: arn("secretsmanager", region, account, resource))


def make_database_secret(
    contexts: Mapping[str, RegionContext], key_arns: Mapping[str, pulumi.Output[str]]
) -> DatabaseSecret:
    """Make the password and the secret that will keep it, with a copy in every region.

    The secret is under its region's key, and each copy under its own region's. A copy never takes the place
    of a secret that is there already under its name: such a region's copy is told as failed in `replicas`.
    Outside production a deleted secret is gone at once, as is the rest of the stack.

    Its name is the provider's choice, so that a new secret with the same password can come before the old one
    goes when another region is first in the settings, and in the days in which a deleted one keeps its name.
    """
    stack = next(iter(contexts.values())).stack
    settings = stack.settings
    home = settings.primary_region
    name = stack.names.regional(SERVICE, home)
    secret = aws.secretsmanager.Secret(
        name,
        description=f"The master user of the database of {stack.names.prefix}",
        kms_key_id=key_arns.get(home),
        replicas=[
            aws.secretsmanager.SecretReplicaArgs(region=region, kms_key_id=key_arns[region])
            for region in sorted(key_arns)
            if region != home
        ],
        force_overwrite_replica_secret=False,
        recovery_window_in_days=settings.secrets.recovery_days if settings.production else 0,
        region=home,
        tags=name_tag(name),
        opts=stack.options(ignore_changes=_kept(settings.regions, key_arns)),
    )
    import pulumi_random as random  # noqa: PLC0415 - no other stack needs it, and each would wait for it

    password = random.RandomPassword(
        stack.names.once(SERVICE),
        length=_LENGTH,
        min_lower=1,
        min_upper=1,
        min_numeric=1,
        min_special=1,
        override_special=_SPECIAL,
        opts=stack.plain_options(),
    )
    return DatabaseSecret(password.result, secret.arn, home, name, stack.account)


def fill_database_secret(
    ctx: RegionContext,
    secret: DatabaseSecret,
    host: pulumi.Output[str],
    port: int,
    username: pulumi.Output[str],
) -> None:
    """Write what a client needs into the secret; Secrets Manager copies it to every region.

    The form is the one that Secrets Manager's own rotation understands (Secrets Manager User Guide, "JSON
    structure of AWS Secrets Manager secrets"). AWS never changes a version: when any of it changes, such as
    the host after another region's database became the writer, a new version becomes the current one and
    the old one stays readable as AWSPREVIOUS.
    """
    database = ctx.settings.database
    content = pulumi.Output.all(host, secret.password, username).apply(
        lambda known: json.dumps(
            {
                "engine": database.engine,
                "host": known[0],
                "port": port,
                "username": known[2],
                "password": known[1],
                "dbname": database.name,
            }
        )
    )
    aws.secretsmanager.SecretVersion(
        ctx.name(SERVICE), secret_id=secret.arn, secret_string=content, region=ctx.region, opts=ctx.options()
    )


def _kept(regions: tuple[str, ...], key_arns: Mapping[str, object]) -> tuple[str, ...]:
    """Return what stays as it is while a region doesn't answer: its copy must not be taken away."""
    return () if set(regions) <= set(key_arns) else ("kms_key_id", "replicas")
