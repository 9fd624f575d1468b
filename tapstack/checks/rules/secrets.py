"""Secrets: replicas of Secrets Manager, and secrets that stand in clear."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, items, known, said
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_SECRETS_IN = {
    "aws:docdb/cluster:Cluster": ("passwordKeeper",),
    "aws:directoryservice/directory:Directory": ("password",),
    "aws:elasticache/replicationGroup:ReplicationGroup": ("authToken",),
    "aws:elasticache/user:User": ("passwords",),
    "aws:iam/userLoginProfile:UserLoginProfile": ("password",),
    "aws:rds/cluster:Cluster": ("passwordKeeper",),
    "aws:rds/instance:Instance": ("password",),
    "aws:redshift/cluster:Cluster": ("passwordKeeper",),
    "aws:secretsmanager/secretVersion:SecretVersion": ("secretString", "secretBinary"),
}
"""Inputs that hold a secret (Pulumi Registry, AWS package: inputs marked as secret)."""

_LOOKS_SECRET = re.compile(r"(^|[_-])(password|passwd|secret|token|api_?key|private_?key)$", re.IGNORECASE)


@rule(
    "secret-in-clear",
    "advice",
    title="A password is secret wherever it stands in the program's state",
    why="What isn't marked secret stands in clear in the stack's state, in its previews and in the logs "
    "of who deploys it.",
    source="Pulumi documentation, Secrets: how secrets relate to outputs; Secrets Manager User Guide, "
    "best practices",
    aliases=("R7",),
)
def in_clear(view: View) -> Iterator[Wrong]:
    """Known passwords that the graph doesn't hide."""
    for type_token, names in _SECRETS_IN.items():
        for resource in view.of(type_token):
            clear = [name for name in names if _in_clear(resource, name)]
            if clear:
                yield Wrong(
                    f"{said(resource)} has its {', '.join(clear)} in clear",
                    "make it a secret: config.require_secret, pulumi.Output.secret, or a "
                    "random.RandomPassword",
                    tuple(at(resource, name) for name in clear),
                )


def _in_clear(resource: Resource, name: str) -> bool:
    value = resource.inputs.get(name)
    hidden = any(f"/inputs/{name}".startswith(path) for path in resource.secret_paths)
    return isinstance(value, str | list) and bool(value) and known(value) and not hidden


@rule(
    "secret-in-environment",
    "advice",
    title="A function's environment holds no password",
    why="Whoever may read the function's configuration reads its environment too.",
    source="AWS Lambda Developer Guide, Working with Lambda environment variables: use Secrets Manager "
    "for credentials",
    aliases=("R7",),
)
def in_environment(view: View) -> Iterator[Wrong]:
    """Environment variables of functions that look like secrets and stand in clear."""
    for function in view.of("aws:lambda/function:Function"):
        held = view.value(function, "environment.variables")
        variables: dict[str, Json] = held if isinstance(held, dict) else {}
        for name, value in variables.items():
            if _LOOKS_SECRET.search(name) and isinstance(value, str) and _plain(value):
                yield Wrong(
                    f"{said(function)} has {name} in clear in its environment",
                    "give it the ARN of a secret and let the function read it",
                    (Place(function.urn, f"/environment/variables/{name}"),),
                )


def _plain(value: str) -> bool:
    return bool(value) and known(value) and not value.startswith(("arn:", "/", "{{resolve:"))


@rule(
    "secret-replica-region",
    "refused",
    title="A secret's replicas are each in another region than it is",
    why="Secrets Manager refuses a replica in the secret's own region, and two in one region.",
    source="Secrets Manager User Guide, Replicate AWS Secrets Manager secrets across Regions; API "
    "Reference, CreateSecret, AddReplicaRegions",
)
def replica_region(view: View) -> Iterator[Wrong]:
    """Replicas in the secret's own region, or twice in one."""
    for secret in view.of(_SECRET):
        seen = {secret.region} if secret.region else set[str | None]()
        for where, replica in enumerate(items(secret.inputs.get("replicas"))):
            region = replica.get("region")
            if not isinstance(region, str) or not known(region):
                continue
            if region in seen:
                what = "its own region" if region == secret.region else "the same region twice"
                yield Wrong(
                    f"{said(secret)} has a replica in {what}, {region}",
                    "name each other region once",
                    (Place(secret.urn, f"/replicas/{where}/region"),),
                )
            seen.add(region)


@rule(
    "secret-recovery-window",
    "refused",
    title="A deleted secret is kept for 7 to 30 days, or not at all",
    why="Secrets Manager refuses any other recovery window.",
    source="Secrets Manager API Reference, DeleteSecret, RecoveryWindowInDays; Pulumi Registry, "
    "aws.secretsmanager.Secret",
)
def recovery_window(view: View) -> Iterator[Wrong]:
    """Recovery windows outside the range."""
    for secret in view.of(_SECRET):
        days = secret.inputs.get("recoveryWindowInDays")
        if isinstance(days, int) and days != 0 and not 7 <= days <= 30:
            yield Wrong(
                f"{said(secret)} has a recovery window of {days} days",
                "choose 7 to 30 days, or 0 to delete at once",
                (at(secret, "recoveryWindowInDays"),),
            )
