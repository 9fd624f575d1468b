"""Roles that AWS's services take: one for each purpose and region, with what it may do."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.stack.region import RegionContext


def service_role(
    ctx: RegionContext,
    name: str,
    description: str,
    *,
    trust: pulumi.Input[str],
    policy: pulumi.Input[str],
) -> tuple[aws.iam.Role, aws.iam.RolePolicy]:
    """Make a role and the policy in it; return both, as whatever uses the role has to wait for its policy.

    `trust` says who may take it, `policy` what it may do then. Roles are global: `name` carries the region.
    The settings' permissions boundary is on every role that is made here.
    """
    role = aws.iam.Role(
        name,
        name=name,
        description=description,
        assume_role_policy=trust,
        permissions_boundary=ctx.settings.identity.permissions_boundary,
        opts=ctx.options(),
    )
    inside = aws.iam.RolePolicy(name, name=name, role=role.name, policy=policy, opts=ctx.options())
    return role, inside
