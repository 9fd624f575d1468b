"""AWS Config: a recorder in every region, the rules that the region is held against, and one view of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pulumi
import pulumi_aws as aws

from tapstack.planning.config_rules import config_rules
from tapstack.planning.policies import recorder as policies
from tapstack.stack.record_bucket import RecordBucket, make_record_bucket
from tapstack.stack.region import RegionContext
from tapstack.stack.roles import service_role

SERVICE = "config"


def make_config(contexts: Mapping[str, RegionContext], key_arns: Mapping[str, pulumi.Output[str]]) -> None:
    """Make the recorders, the rules, and in the primary region the aggregator.

    An account has one recorder in a region: where the settings say that it is there already, none is made,
    and the rules are evaluated by what that one records.
    """
    for region, ctx in contexts.items():
        ours = region not in ctx.settings.compliance.existing_recorders
        recording = [_recorder(ctx, key_arns[region])] if ours else []
        _rules(ctx, recording)
        _authorize(ctx)
        if ctx.primary:
            _aggregator(ctx)


def _recorder(ctx: RegionContext, key_arn: pulumi.Output[str]) -> aws.cfg.RecorderStatus:
    """Make a region's recorder, which delivers to a bucket of the region, and turn it on.

    All of the region's types are recorded. IAM's, which are the same everywhere, only in the primary region:
    each recorder would write down the same changes again (AWS Config API Reference, RecordingGroup). The
    bucket has no lock, since AWS Config can't deliver to a locked one (CloudFormation Template Reference,
    AWS::Config::DeliveryChannel).
    """
    name = ctx.name(SERVICE)
    bucket = make_record_bucket(
        ctx, SERVICE, key_arn, lambda bucket, _account: policies.recorder_bucket_policy(bucket=bucket)
    )
    role, may_record = _role(ctx, bucket, key_arn)
    recorder = aws.cfg.Recorder(
        name,
        name=name,
        role_arn=role.arn,
        recording_group=aws.cfg.RecorderRecordingGroupArgs(
            all_supported=True, include_global_resource_types=ctx.primary
        ),
        region=ctx.region,
        opts=ctx.options(depends_on=may_record),
    )
    channel = aws.cfg.DeliveryChannel(
        name,
        name=name,
        s3_bucket_name=bucket.name,
        s3_kms_key_arn=key_arn,
        snapshot_delivery_properties=aws.cfg.DeliveryChannelSnapshotDeliveryPropertiesArgs(
            delivery_frequency="TwentyFour_Hours"
        ),
        region=ctx.region,
        opts=ctx.options(depends_on=[recorder, *bucket.ready]),
    )
    return aws.cfg.RecorderStatus(
        name,
        name=recorder.name,
        is_enabled=True,
        region=ctx.region,
        opts=ctx.options(depends_on=[channel]),
    )


def _role(
    ctx: RegionContext, bucket: RecordBucket, key_arn: pulumi.Output[str]
) -> tuple[aws.iam.Role, Sequence[pulumi.Resource]]:
    """Return the recorder's role, and what must stand before the recorder can record.

    A role of our own in each region, and not AWS Config's service-linked role, which an account has once: it
    can't be made where it stands already, as in every account that has used AWS Config, and it can't be left
    unmade where it doesn't. The guide has both as fit (AWS Config Developer Guide, "Permissions for the IAM
    Role Assigned to AWS Config"). Security Hub's control Config.1 wants the service-linked one, unless its
    parameter includeConfigServiceLinkedRoleCheck is false.
    """
    name = ctx.name(SERVICE)
    role, delivers = service_role(
        ctx,
        name,
        f"AWS Config's recorder of {ctx.stack.names.prefix} in {ctx.region}",
        trust=ctx.stack.account.apply(
            lambda account: policies.recorder_trust_policy(account=account, region=ctx.region)
        ),
        policy=pulumi.Output.all(ctx.stack.account, bucket.name, key_arn).apply(
            lambda known: policies.recorder_policy(account=known[0], bucket=known[1], key_arn=known[2])
        ),
    )
    reads = aws.iam.RolePolicyAttachment(
        name, role=role.name, policy_arn=policies.READ_EVERYTHING, opts=ctx.options()
    )
    return role, (reads, delivers)


def _rules(ctx: RegionContext, recording: Sequence[pulumi.Resource]) -> None:
    for rule in config_rules(ctx.settings, ctx.region):
        aws.cfg.Rule(
            ctx.name(rule.service),
            name=ctx.name(rule.service),
            description=rule.meaning,
            source=aws.cfg.RuleSourceArgs(owner="AWS", source_identifier=rule.identifier),
            input_parameters=rule.input_parameters,
            region=ctx.region,
            opts=ctx.options(depends_on=recording),
        )


def _authorize(ctx: RegionContext) -> None:
    """Let the primary region's aggregator collect from this region.

    An aggregator of single accounts needs that of every account and region, its own too (AWS Config Developer
    Guide, "Authorizing Aggregator Accounts to Collect AWS Config Configuration and Compliance Data").
    """
    aws.cfg.AggregateAuthorization(
        ctx.name(SERVICE),
        account_id=ctx.stack.account,
        authorized_aws_region=ctx.settings.primary_region,
        region=ctx.region,
        opts=ctx.options(),
    )


def _aggregator(ctx: RegionContext) -> None:
    """Make the one view of all of the stack's regions; it names them, and leans on none."""
    name = ctx.name(SERVICE)
    aws.cfg.ConfigurationAggregator(
        name,
        name=name,
        account_aggregation_source=aws.cfg.ConfigurationAggregatorAccountAggregationSourceArgs(
            account_ids=[ctx.stack.account], regions=list(ctx.settings.regions)
        ),
        region=ctx.region,
        opts=ctx.options(),
    )
