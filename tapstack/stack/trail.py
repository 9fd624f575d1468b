"""The trail: one for all regions of the account, kept in the primary region, in a locked bucket."""

from __future__ import annotations

from functools import partial

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.document import service_trust_policy
from tapstack.planning.policies.keys import trail_key_policy
from tapstack.planning.policies.trail import trail_bucket_policy, trail_logs_policy
from tapstack.planning.tags import name_tag
from tapstack.stack.observability import log_group
from tapstack.stack.record_bucket import make_record_bucket
from tapstack.stack.region import RegionContext
from tapstack.stack.roles import service_role

SERVICE = "trail"


def make_trail(ctx: RegionContext, region_key_arn: pulumi.Output[str]) -> None:
    """Make the trail of all regions, with its key, its bucket and its log group.

    It has a key of its own, so that who may use a region's key can't read it by that. Its files can be proved
    to be unchanged, and can't be deleted for the settings' days; nothing else deletes them. The log group is
    for looking around in: it is under the region's key, and forgets as all logs do.

    Made once: a trail of all regions records the regions that are not in the settings, too (CloudTrail User
    Guide, "Understanding multi-Region trails and opt-in Regions").
    """
    name = ctx.name(SERVICE)
    key_arn = _key_arn(ctx, name)
    bucket = make_record_bucket(
        ctx,
        SERVICE,
        key_arn,
        lambda bucket, account: trail_bucket_policy(
            bucket=bucket, account=account, region=ctx.region, trail=name
        ),
        lock_days=ctx.settings.compliance.trail_lock_days,
    )
    logs = log_group(ctx, SERVICE, name, region_key_arn)
    role, may_write = _logs_role(ctx, name)
    aws.cloudtrail.Trail(
        name,
        name=name,
        is_multi_region_trail=True,
        include_global_service_events=True,
        enable_log_file_validation=True,
        kms_key_id=key_arn,
        s3_bucket_name=bucket.name,
        cloud_watch_logs_group_arn=logs.arn.apply(lambda arn: f"{arn}:*"),
        cloud_watch_logs_role_arn=role.arn,
        region=ctx.region,
        opts=ctx.options(depends_on=[*bucket.ready, may_write]),
    )


def _key_arn(ctx: RegionContext, trail: str) -> pulumi.Output[str]:
    settings = ctx.settings.encryption
    planned = partial(trail_key_policy, region=ctx.region, trail=trail)
    key = aws.kms.Key(
        trail,
        description=f"Encrypts the trail of {ctx.stack.names.prefix}",
        enable_key_rotation=True,
        rotation_period_in_days=settings.rotation_days,
        deletion_window_in_days=settings.deletion_window_days,
        policy=ctx.stack.account.apply(lambda account: planned(account=account)),
        region=ctx.region,
        tags=name_tag(trail),
        opts=ctx.options(retain_on_delete=ctx.settings.production),
    )
    aws.kms.Alias(
        trail, name=f"alias/{trail}", target_key_id=key.key_id, region=ctx.region, opts=ctx.options()
    )
    return key.arn


def _logs_role(ctx: RegionContext, log_group: str) -> tuple[aws.iam.Role, pulumi.Resource]:
    """Return the role with which the trail writes to its log group, and what must stand before it can."""
    name = ctx.name(SERVICE)
    planned = partial(trail_logs_policy, region=ctx.region, log_group=log_group)
    return service_role(
        ctx,
        name,
        f"The trail of {ctx.stack.names.prefix}, into its log group",
        trust=service_trust_policy("cloudtrail.amazonaws.com"),
        policy=ctx.stack.account.apply(lambda account: planned(account=account)),
    )
