"""Encryption: the key of each region, by which everything in it is encrypted.

Two ways, by the settings: one multi-Region key with a replica in every other region, or an independent key in
each. A running stack keeps its way: going over to the other replaces keys, and what is encrypted under a key
can't be moved to another in place. With the single key, it keeps its primary region, too: KMS itself can pass
the primary's part to a replica, but the provider has no resource for that. With a key for each region, no
region's encryption depends on another region.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.keys import key_policy, key_uses
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext, StackContext

SERVICE = "encryption"


@dataclass(frozen=True)
class Keys:
    """The keys of a stack."""

    arns: Mapping[str, pulumi.Output[str]]
    """By region: the key that everything in it is encrypted under."""
    autoscaling_role_arn: pulumi.Output[str]
    """The role of Auto Scaling that every key policy names."""


def make_keys(stack: StackContext, contexts: Mapping[str, RegionContext]) -> Keys:
    """Make the key of each region, with its alias.

    All are rotated after the settings' days. In production the keys outlive the stack, since a database's
    final snapshot can be read only as long as its key lives; a replica doesn't, as its primary can be
    replicated anew.
    """
    role_arn = _autoscaling_role(stack).arn
    if stack.settings.encryption.keys == "per-region":
        return Keys({region: _own_key_arn(ctx, role_arn) for region, ctx in contexts.items()}, role_arn)
    primary = _key(stack, stack.settings.primary_region, role_arn, multi_region=True)
    return Keys(
        {region: _shared_key_arn(ctx, primary, role_arn) for region, ctx in contexts.items()}, role_arn
    )


def _own_key_arn(ctx: RegionContext, role_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    key = _key(ctx.stack, ctx.region, role_arn, multi_region=False)
    _alias(ctx, key)
    return key.arn


def _shared_key_arn(
    ctx: RegionContext, primary: aws.kms.Key, role_arn: pulumi.Output[str]
) -> pulumi.Output[str]:
    """Return the ARN of the multi-Region key in a region: the primary, or a replica, made here.

    A plain key can't be used from another region. Rotation is a shared property: replicas follow the primary.
    """
    key = primary if ctx.primary else _replica(ctx, primary, role_arn)
    _alias(ctx, key)
    return key.arn


def _key(
    stack: StackContext, region: str, role_arn: pulumi.Output[str], *, multi_region: bool
) -> aws.kms.Key:
    settings = stack.settings
    name = stack.names.regional(SERVICE, region)
    return aws.kms.Key(
        name,
        description=f"Encrypts what {stack.names.prefix} stores in {region}",
        multi_region=multi_region,
        enable_key_rotation=True,
        rotation_period_in_days=settings.encryption.rotation_days,
        deletion_window_in_days=settings.encryption.deletion_window_days,
        policy=_key_policy(stack, region, role_arn),
        region=region,
        tags=name_tag(name),
        opts=stack.options(retain_on_delete=settings.production),
    )


def _replica(ctx: RegionContext, primary: aws.kms.Key, role_arn: pulumi.Output[str]) -> aws.kms.ReplicaKey:
    return aws.kms.ReplicaKey(
        ctx.name(SERVICE),
        primary_key_arn=primary.arn,
        description=f"Encrypts what {ctx.stack.names.prefix} stores in {ctx.region}",
        deletion_window_in_days=ctx.settings.encryption.deletion_window_days,
        policy=_key_policy(ctx.stack, ctx.region, role_arn),
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _alias(ctx: RegionContext, key: aws.kms.Key | aws.kms.ReplicaKey) -> None:
    aws.kms.Alias(
        ctx.name(SERVICE),
        name=f"alias/{ctx.name(SERVICE)}",
        target_key_id=key.key_id,
        region=ctx.region,
        opts=ctx.options(),
    )


def _key_policy(stack: StackContext, region: str, role_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(stack.account, role_arn).apply(
        lambda known: key_policy(
            account=known[0],
            region=region,
            prefix=stack.names.prefix,
            autoscaling_role_arn=known[1],
            uses=key_uses(stack.settings, region),
        )
    )


def _autoscaling_role(stack: StackContext) -> aws.iam.ServiceLinkedRole:
    """Make the service-linked role with which Auto Scaling launches this stack's instances.

    A key policy must name the role that launches instances with encrypted volumes, and a policy that names a
    principal that doesn't exist is refused. Auto Scaling's default role is there only once the account has
    had its first group, and it can't be made if it is there already: neither a new nor an old account is
    sure. A role with a suffix of our own is: it belongs to this stack, exists before the key, and never
    collides with the default. (Naming the account with a condition on the role's ARN would not do: that only
    lets IAM policies decide, and a service-linked role's policy can't be changed to allow the key.)

    Source: EC2 Auto Scaling User Guide, "Service-linked roles for Amazon EC2 Auto Scaling".
    """
    return aws.iam.ServiceLinkedRole(
        stack.names.once("autoscaling"),
        aws_service_name="autoscaling.amazonaws.com",
        custom_suffix=stack.names.once("autoscaling"),
        description=f"Launches the instances of {stack.names.prefix}",
        opts=stack.options(),
    )
