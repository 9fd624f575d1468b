"""Sessions: a global table with a replica in every region, each under its region's key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.document import arn
from tapstack.planning.tags import name_tag
from tapstack.stack.region import RegionContext, StackContext

SERVICE = "sessions"
KEY = "id"
"""The attribute that a session is found by."""


@dataclass(frozen=True)
class Sessions:
    """The table of sessions: it has one name in all regions."""

    name: str
    account: pulumi.Output[str]

    def table_arn_in(self, region: str) -> pulumi.Output[str]:
        """Return the ARN of the replica in a region."""
        return self.account.apply(lambda account: arn("dynamodb", region, account, f"table/{self.name}"))


def make_sessions(
    contexts: Mapping[str, RegionContext], key_arns: Mapping[str, pulumi.Output[str]]
) -> Sessions:
    """Make the table in the primary region, and its replica in every other.

    Any replica takes reads and writes, and all have the same sessions within a second. DynamoDB keeps the
    expiry of items alike in all replicas; keys, point-in-time recovery, deletion protection and tags are each
    replica's own (DynamoDB Developer Guide, "Global tables core concepts" and "Best practices for global
    tables").
    """
    stack = next(iter(contexts.values())).stack
    home = stack.settings.primary_region
    table = _table(stack, home, key_arns.get(home))
    for region, ctx in contexts.items():
        if region != home:
            _replica(ctx, table, key_arns[region])
    return Sessions(stack.names.once(SERVICE), stack.account)


def _table(stack: StackContext, home: str, key_arn: pulumi.Output[str] | None) -> aws.dynamodb.Table:
    """Make the table. The provider asks that changes of its replicas be ignored, as they are resources apart.

    Its stream is what replication needs. Under a fixed name a second table is refused: with another region
    first in the settings, the sessions are not lost in silence.
    """
    settings, name = stack.settings, stack.names.once(SERVICE)
    return aws.dynamodb.Table(
        stack.names.regional(SERVICE, home),
        name=name,
        attributes=[aws.dynamodb.TableAttributeArgs(name=KEY, type="S")],
        hash_key=KEY,
        billing_mode="PAY_PER_REQUEST",
        stream_enabled=True,
        stream_view_type="NEW_AND_OLD_IMAGES",
        ttl=aws.dynamodb.TableTtlArgs(attribute_name=settings.sessions.ttl_attribute, enabled=True),
        point_in_time_recovery=aws.dynamodb.TablePointInTimeRecoveryArgs(
            enabled=True, recovery_period_in_days=settings.sessions.recovery_days
        ),
        server_side_encryption=aws.dynamodb.TableServerSideEncryptionArgs(enabled=True, kms_key_arn=key_arn),
        deletion_protection_enabled=settings.production,
        region=home,
        tags=name_tag(name),
        opts=stack.options(
            ignore_changes=["replicas"] if key_arn is not None else ["replicas", "server_side_encryption"],
            protect=True,
        ),
    )


def _replica(ctx: RegionContext, table: aws.dynamodb.Table, key_arn: pulumi.Output[str]) -> None:
    """Make one region's replica. Its recovery reaches back 35 days: the provider lets no other be set."""
    aws.dynamodb.TableReplica(
        ctx.name(SERVICE),
        global_table_arn=table.arn,
        kms_key_arn=key_arn,
        point_in_time_recovery=True,
        deletion_protection_enabled=ctx.settings.production,
        region=ctx.region,
        tags=name_tag(ctx.stack.names.once(SERVICE)),
        opts=ctx.options(protect=True),
    )
