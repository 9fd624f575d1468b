"""Web ACLs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import cast

from tapstack.checks.data.balancers import MANAGED_GROUP_UNITS, STATEMENT_UNITS
from tapstack.checks.data.quotas import WEB_ACL_UNITS, WEB_ACL_UNITS_INCLUDED
from tapstack.checks.facts.references import at, first, items, known, said
from tapstack.checks.facts.topology import BALANCERS, whole_number
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

_ACL = "aws:wafv2/webAcl:WebAcl"
_GROUP = "aws:wafv2/ruleGroup:RuleGroup"
_ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation"
_SCOPED = (_ACL, _GROUP, "aws:wafv2/ipSet:IpSet", "aws:wafv2/regexPatternSet:RegexPatternSet")
_API = "AWS WAF API Reference"
_UNITS = "AWS WAF Developer Guide, Web ACL capacity units (WCUs) in AWS WAF"
_DEEPEST = 20


@rule(
    "waf-rules-differ",
    "refused",
    title="The rules of a web ACL have different priorities and names",
    why="AWS WAF answers WAFInvalidParameterException for a priority that stands twice, and refuses equal "
    "names.",
    source=f"{_API}, Rule, Priority and Name: unique in the web ACL",
)
def rules_differ(view: View) -> Iterator[Wrong]:
    """Priorities and names that stand twice."""
    for acl in view.of(_ACL, _GROUP):
        for name in ("priority", "name"):
            seen: dict[str, list[Place]] = defaultdict(list)
            for value in view.values(acl, f"rules.*.{name}"):
                if known(value.value):
                    seen[str(value.value)].append(Place(acl.urn, value.pointer))
            for shown, places in seen.items():
                if len(places) > 1:
                    yield Wrong(
                        f"{len(places)} rules of {said(acl)} have the {name} {shown}",
                        f"give each rule a {name} of its own",
                        tuple(places),
                    )


def _units(view: View, acl: Resource, statement: Json, depth: int = 0) -> int:
    """The least number of capacity units that a statement takes; 0 for what is not known."""
    total = 0
    for name, inner in statement.items() if isinstance(statement, dict) and depth < _DEEPEST else ():
        if not isinstance(inner, dict):
            continue
        total += STATEMENT_UNITS.get(name, 0)
        if name == "managedRuleGroupStatement" and inner.get("vendorName") == "AWS":
            total += MANAGED_GROUP_UNITS.get(str(inner.get("name")), 0)
        nested = [inner.get("scopeDownStatement"), *items(inner.get("statement"))]
        nested += [one for one in items(inner.get("statements")) if name in ("andStatement", "orStatement")]
        total += sum(_units(view, acl, one, depth + 1) for one in nested if isinstance(one, dict))
    return total


def _capacity(view: View, acl: Resource) -> int:
    """The least number of capacity units of a web ACL, with the rule groups that the program makes."""
    rules = cast("list[Json]", acl.inputs["rules"]) if isinstance(acl.inputs.get("rules"), list) else []
    own = sum(_units(view, acl, one.get("statement")) for one in rules if isinstance(one, dict))
    groups = [
        view.referred(value, _GROUP)
        for value in view.values(acl, "rules.*.statement.ruleGroupReferenceStatement.arn")
    ]
    return own + sum(
        whole_number(group[0].inputs.get("capacity")) or 0 for group in groups if len(group) == 1
    )


@rule(
    "waf-capacity",
    "refused",
    title=f"A web ACL takes {WEB_ACL_UNITS:,} capacity units at the most",
    why="AWS WAF answers WAFLimitsExceededException.",
    source=f"{_UNITS}; AWS Managed Rules rule groups list",
)
def capacity(view: View) -> Iterator[Wrong]:
    """Web ACLs that surely take more."""
    yield from _over(view, WEB_ACL_UNITS + 1, None, "AWS WAF refuses")


@rule(
    "waf-capacity-cost",
    "advice",
    title=f"A web ACL takes no more than the {WEB_ACL_UNITS_INCLUDED:,} capacity units that its price "
    "includes",
    why="AWS WAF charges every request more for each 500 units above.",
    source=f"{_UNITS}; AWS WAF Pricing",
)
def capacity_cost(view: View) -> Iterator[Wrong]:
    """Web ACLs that take more than the basic price includes."""
    yield from _over(view, WEB_ACL_UNITS_INCLUDED + 1, WEB_ACL_UNITS, "cost extra")


def _over(view: View, least: int, most: int | None, what: str) -> Iterator[Wrong]:
    for acl in view.of(_ACL):
        units = _capacity(view, acl)
        if units >= least and (most is None or units <= most):
            yield Wrong(
                f"the rules of web ACL {said(acl)} take at least {units:,} capacity units, which {what}",
                "leave out rule groups that the application doesn't need",
                (at(acl, "rules"),),
            )


@rule(
    "waf-cloudfront-region",
    "refused",
    title="A web ACL of scope CLOUDFRONT is made in us-east-1, and is not for load balancers",
    why="AWS WAF answers WAFInvalidParameterException: the scope is not valid in another region; and it "
    "refuses "
    "the association with a regional resource.",
    source=f"{_API}, CreateWebACL, Scope: for CLOUDFRONT use us-east-1; AssociateWebACL, regional "
    "resources only",
)
def cloudfront_region(view: View) -> Iterator[Wrong]:
    """CloudFront web ACLs elsewhere, or associated by `WebAclAssociation`."""
    for one in view.of(*_SCOPED):
        if one.inputs.get("scope") == "CLOUDFRONT" and one.region not in (None, "us-east-1"):
            yield Wrong(
                f"{said(one)} has the scope CLOUDFRONT",
                "make it in us-east-1, or use the scope REGIONAL",
                (at(one, "scope"),),
            )
    for association in view.of(_ASSOCIATION):
        acl = first(view, association, "webAclArn", _ACL)
        if acl and acl.inputs.get("scope") == "CLOUDFRONT":
            yield Wrong(
                f"{said(association)} gives a regional resource the CloudFront web ACL {acl.name}",
                "use a web ACL of scope REGIONAL of the resource's region",
                (at(association, "webAclArn"), at(acl, "scope")),
            )


@rule(
    "waf-one-acl",
    "advice",
    title="A resource has one web ACL",
    why="A second association takes the place of the first, and the two fight at every deployment; the "
    "provider "
    "documents one association for each resource.",
    source=f"{_API}, AssociateWebACL: a resource can be associated with one web ACL only",
)
def one_acl(view: View) -> Iterator[Wrong]:
    """Resources with several associations."""
    guarded: dict[str, list[Resource]] = defaultdict(list)
    for association in view.of(_ASSOCIATION):
        target = first(view, association, "resourceArn", *BALANCERS)
        if target:
            guarded[target.urn].append(association)
    for urn, several in guarded.items():
        if len(several) > 1:
            yield Wrong(
                f"{view.graph.by_urn[urn].name} has {len(several)} web ACL associations",
                "keep one web ACL for it",
                tuple(at(one, "resourceArn") for one in several),
            )
