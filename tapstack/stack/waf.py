"""The web ACL before each load balancer, and its log."""

from __future__ import annotations

import pulumi
import pulumi_aws as aws

from tapstack.planning.policies.keys import WEB_ACL_LOGS
from tapstack.planning.policies.waf import web_acl_log_policy
from tapstack.planning.waf_rules import (
    MANAGED_GROUPS,
    RATE_PRIORITY,
    REDACTED_HEADERS,
    WINDOW_SECONDS,
    ManagedGroup,
)
from tapstack.stack.observability import log_group
from tapstack.stack.region import RegionContext

SERVICE = "waf"


def make_waf(ctx: RegionContext, balancer_arn: pulumi.Output[str], key_arn: pulumi.Output[str]) -> None:
    """Make the region's web ACL, put it before the load balancer, and log what it sees under the key.

    What no rule blocks gets through. No requests are sampled for the console: samples would show the headers
    that the log leaves out (WAF Developer Guide, "Logging AWS WAF protection pack (web ACL) traffic").
    """
    name = ctx.name(SERVICE)
    acl = aws.wafv2.WebAcl(
        name,
        name=name,
        description=f"Protects {ctx.name('web')}",
        scope="REGIONAL",
        default_action=aws.wafv2.WebAclDefaultActionArgs(allow=aws.wafv2.WebAclDefaultActionAllowArgs()),
        rules=[_rate_rule(ctx), *(_managed_rule(group) for group in MANAGED_GROUPS)],
        visibility_config=aws.wafv2.WebAclVisibilityConfigArgs(
            cloudwatch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
        ),
        region=ctx.region,
        opts=ctx.options(),
    )
    aws.wafv2.WebAclAssociation(
        name, resource_arn=balancer_arn, web_acl_arn=acl.arn, region=ctx.region, opts=ctx.options()
    )
    _log(ctx, acl, key_arn)


def _rate_rule(ctx: RegionContext) -> aws.wafv2.WebAclRuleArgs:
    statement = aws.wafv2.WebAclRuleStatementRateBasedStatementArgs(
        limit=ctx.settings.edge.waf_rate_limit,
        aggregate_key_type="IP",
        evaluation_window_sec=WINDOW_SECONDS,
    )
    return aws.wafv2.WebAclRuleArgs(
        name="RateLimit",
        priority=RATE_PRIORITY,
        action=aws.wafv2.WebAclRuleActionArgs(block=aws.wafv2.WebAclRuleActionBlockArgs()),
        statement=aws.wafv2.WebAclRuleStatementArgs(rate_based_statement=statement),
        visibility_config=_seen_as("RateLimit"),
    )


def _managed_rule(group: ManagedGroup) -> aws.wafv2.WebAclRuleArgs:
    """Return the rule that applies a group as it is, but for the rules that only count."""
    count = aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseArgs(
        count=aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideActionToUseCountArgs()
    )
    statement = aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementArgs(
        vendor_name="AWS",
        name=group.full_name,
        rule_action_overrides=[
            aws.wafv2.WebAclRuleStatementManagedRuleGroupStatementRuleActionOverrideArgs(
                name=rule, action_to_use=count
            )
            for rule in group.counted
        ],
    )
    return aws.wafv2.WebAclRuleArgs(
        name=group.name,
        priority=group.priority,
        override_action=aws.wafv2.WebAclRuleOverrideActionArgs(
            none=aws.wafv2.WebAclRuleOverrideActionNoneArgs()
        ),
        statement=aws.wafv2.WebAclRuleStatementArgs(managed_rule_group_statement=statement),
        visibility_config=_seen_as(group.name),
    )


def _seen_as(metric: str) -> aws.wafv2.WebAclRuleVisibilityConfigArgs:
    return aws.wafv2.WebAclRuleVisibilityConfigArgs(
        cloudwatch_metrics_enabled=True, metric_name=metric, sampled_requests_enabled=False
    )


def _log(ctx: RegionContext, acl: aws.wafv2.WebAcl, key_arn: pulumi.Output[str]) -> None:
    """Log every request that the web ACL sees, without what lets its sender in."""
    name = ctx.name(SERVICE)
    group_name = f"{WEB_ACL_LOGS}{name}"
    group = log_group(ctx, SERVICE, group_name, key_arn)
    admitted = aws.cloudwatch.LogResourcePolicy(
        name,
        policy_name=name,
        policy_document=ctx.stack.account.apply(
            lambda account: web_acl_log_policy(account=account, region=ctx.region, log_group=group_name)
        ),
        region=ctx.region,
        opts=ctx.options(),
    )
    aws.wafv2.WebAclLoggingConfiguration(
        name,
        resource_arn=acl.arn,
        log_destination_configs=[group.arn],
        redacted_fields=[_header(header) for header in REDACTED_HEADERS],
        region=ctx.region,
        opts=ctx.options(depends_on=[admitted]),
    )


def _header(name: str) -> aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs:
    return aws.wafv2.WebAclLoggingConfigurationRedactedFieldArgs(
        single_header=aws.wafv2.WebAclLoggingConfigurationRedactedFieldSingleHeaderArgs(name=name)
    )
