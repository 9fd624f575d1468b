"""URNs, as Pulumi's engine makes them (pulumi/pulumi, `sdk/go/common/resource/urn`)."""

from __future__ import annotations

from typing import Any, Final

STACK_TYPE: Final = "pulumi:pulumi:Stack"
PROVIDER_PREFIX: Final = "pulumi:providers:"


def make_urn(stack: str, project: str, parent: str | None, type_token: str, name: str) -> str:
    """The URN of a resource: its type part is the chain of its parents' types, without the stack's."""
    chain = f"{parent.split('::')[2]}${type_token}" if parent and not _is_stack(parent) else type_token
    return f"urn:pulumi:{stack}::{project}::{chain}::{name}"


def former_urn(urn: str, request: Any, alias: Any) -> str:
    """The URN that an alias stands for: what it doesn't say is as the resource (`urn`) has it now.

    `request` is a RegisterResource request, `alias` one of its aliases (pulumi/pulumi,
    `proto/pulumi/alias.proto`).
    """
    if alias.urn:
        return alias.urn
    was = alias.spec
    stack, project = urn.removeprefix("urn:pulumi:").split("::")[:2]
    parent = None if was.noParent else was.parentUrn or request.parent or None
    return make_urn(
        was.stack or stack, was.project or project, parent, was.type or request.type, was.name or request.name
    )


def _is_stack(urn: str) -> bool:
    return urn.split("::")[2] == STACK_TYPE


def package_of(token: str) -> str:
    """The package of a type or function token: `aws` of `aws:ec2/vpc:Vpc`; of a provider's type, what it
    provides.
    """
    if token.startswith(PROVIDER_PREFIX):
        return token.removeprefix(PROVIDER_PREFIX)
    return token.split(":", 1)[0]
