"""Identity: the role of a region's instances.

Roles are global, so names carry the region. The one boundary of the settings, if there is one, is on every
role but the service-linked ones: those take none (IAM User Guide, "Permissions boundaries for IAM entities").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.document import Statement, service_trust_policy
from tapstack.planning.policies.instances import instance_policy
from tapstack.planning.policies.secrets import read_secret
from tapstack.planning.policies.sessions import use_sessions
from tapstack.stack.region import RegionContext
from tapstack.stack.roles import service_role

SERVICE = "instance"


@dataclass(frozen=True)
class InstanceGrants:
    """What of the platform's data a region's instances may use, and the key that it is under."""

    key_arn: pulumi.Output[str]
    secret_arn: pulumi.Output[str] | None = None
    """The ARN of the region's copy, or a pattern of it."""
    table_arn: pulumi.Output[str] | None = None


def instance_profile_arn(ctx: RegionContext, log_group: str, grants: InstanceGrants) -> pulumi.Output[str]:
    """Make the role and profile of this region's instances; return the profile's ARN.

    The role lets Session Manager in, writes to the region's log group, and uses the region's own copies of
    the data that `grants` name. The profile comes after its policy.
    """
    name = ctx.name(SERVICE)
    role, policy = service_role(
        ctx,
        name,
        f"Instances of {ctx.stack.names.prefix} in {ctx.region}",
        trust=service_trust_policy("ec2.amazonaws.com"),
        policy=pulumi.Output.all(ctx.stack.account, *_statements(ctx, grants)).apply(
            lambda known: instance_policy(
                account=known[0],
                region=ctx.region,
                log_group=log_group,
                data=[statement for statements in known[1:] for statement in statements],
            )
        ),
    )
    profile = aws.iam.InstanceProfile(name, name=name, role=role.name, opts=ctx.options(depends_on=[policy]))
    return profile.arn


def _statements(ctx: RegionContext, grants: InstanceGrants) -> list[pulumi.Output[Sequence[Statement]]]:
    """Return the statements of each grant; one that is not given leaves no trace, nor a dependency."""
    found: list[pulumi.Output[Sequence[Statement]]] = []
    if grants.secret_arn is not None:
        arns = pulumi.Output.all(grants.secret_arn, grants.key_arn)
        found.append(arns.apply(lambda a: read_secret(secret_arn=a[0], key_arn=a[1], region=ctx.region)))
    if grants.table_arn is not None:
        arns = pulumi.Output.all(grants.table_arn, grants.key_arn)
        found.append(arns.apply(lambda a: use_sessions(table_arn=a[0], key_arn=a[1], region=ctx.region)))
    return found
