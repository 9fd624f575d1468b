"""Encryption: one customer-managed multi-Region key, with a replica in every other region.

A running stack keeps its primary region. KMS itself can pass the primary's part to a replica, but the
provider has no resource for that: with another region first in the settings, a new key would take the place
of the old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.keys import key_policy
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext, StackContext

SERVICE = "encryption"


@dataclass(frozen=True)
class Keys:
    """The keys of a stack."""

    arns: Mapping[str, pulumi.Output[str]]
    """By region: the key that everything in it is encrypted under."""
    autoscaling_role_arn: pulumi.Output[str]


def make_keys(stack: StackContext, contexts: Mapping[str, RegionContext]) -> Keys:
    """Make the key of each region."""
    primary = primary_key(stack)
    arns = {region: region_key_arn(ctx, primary) for region, ctx in contexts.items()}
    return Keys(arns, primary.autoscaling_role_arn)


@dataclass(frozen=True)
class PrimaryKey:
    """The primary key, and the role of Auto Scaling that every key policy names."""

    key: aws.kms.Key
    autoscaling_role_arn: pulumi.Output[str]


def primary_key(stack: StackContext) -> PrimaryKey:
    """Make the stack's one key, in the primary region, before any region is deployed.

    A multi-Region key, since a plain key can't be used from another region. In production it outlives the
    stack: the database's final snapshot can be read only as long as its key lives.
    """
    settings = stack.settings
    region = settings.primary_region
    role = autoscaling_role(stack)
    key = aws.kms.Key(
        stack.names.regional(SERVICE, region),
        description=f"Encrypts what {stack.names.prefix} stores in {region}",
        multi_region=True,
        enable_key_rotation=True,
        deletion_window_in_days=settings.encryption.deletion_window_days,
        policy=_key_policy(stack, region, role.arn),
        region=region,
        tags=name_tag(stack.names.regional(SERVICE, region)),
        opts=stack.options(retain_on_delete=settings.production),
    )
    return PrimaryKey(key, role.arn)


def region_key_arn(ctx: RegionContext, primary: PrimaryKey) -> pulumi.Output[str]:
    """Return the ARN of the key that everything in this region is encrypted under, with an alias for it.

    That is the primary key in its own region, and a replica, made here, in every other. The replica is the
    only thing in a region that depends on another region. Rotation is a shared property: replicas follow the
    primary.
    """
    key = primary.key if ctx.primary else _replica(ctx, primary)
    aws.kms.Alias(
        ctx.name(SERVICE),
        name=f"alias/{ctx.name(SERVICE)}",
        target_key_id=key.key_id,
        region=ctx.region,
        opts=ctx.options(),
    )
    return key.arn


def autoscaling_role(stack: StackContext) -> aws.iam.ServiceLinkedRole:
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


def _replica(ctx: RegionContext, primary: PrimaryKey) -> aws.kms.ReplicaKey:
    return aws.kms.ReplicaKey(
        ctx.name(SERVICE),
        primary_key_arn=primary.key.arn,
        description=f"Encrypts what {ctx.stack.names.prefix} stores in {ctx.region}",
        deletion_window_in_days=ctx.settings.encryption.deletion_window_days,
        policy=_key_policy(ctx.stack, ctx.region, primary.autoscaling_role_arn),
        region=ctx.region,
        tags=name_tag(ctx.name(SERVICE)),
        opts=ctx.options(),
    )


def _key_policy(stack: StackContext, region: str, role_arn: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(stack.account, role_arn).apply(
        lambda known: key_policy(
            account=known[0], region=region, prefix=stack.names.prefix, autoscaling_role_arn=known[1]
        )
    )
