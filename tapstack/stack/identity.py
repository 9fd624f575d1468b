"""Identity: the role of a region's instances, and nothing else.

Roles are global, so names carry the region.
"""

from __future__ import annotations

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.document import service_trust_policy
from tapstack.planning.policies.instances import instance_policy
from tapstack.stack.region import RegionContext

SERVICE = "instance"


@dataclass(frozen=True)
class InstanceGrants:
    """What of the platform's data a region's instances may use."""

    key_arn: pulumi.Output[str]
    secret_arn: pulumi.Output[str] | None = None
    table_arn: pulumi.Output[str] | None = None


def instance_profile_arn(ctx: RegionContext, log_group: str, grants: InstanceGrants) -> pulumi.Output[str]:
    """Make the role and profile of this region's instances; return the profile's ARN.

    The role lets Session Manager in and writes to the region's log group. The profile comes after its policy.
    """
    name = ctx.name(SERVICE)
    role = aws.iam.Role(
        name,
        name=name,
        description=f"Instances of {ctx.stack.names.prefix} in {ctx.region}",
        assume_role_policy=service_trust_policy("ec2.amazonaws.com"),
        opts=ctx.options(),
    )
    policy = aws.iam.RolePolicy(
        name,
        name=name,
        role=role.name,
        policy=ctx.stack.account.apply(
            lambda account: instance_policy(account=account, region=ctx.region, log_group=log_group)
        ),
        opts=ctx.options(),
    )
    profile = aws.iam.InstanceProfile(name, name=name, role=role.name, opts=ctx.options(depends_on=[policy]))
    return profile.arn
