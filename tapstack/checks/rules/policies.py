"""Policy documents: their grammar, and who takes roles."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tapstack.checks.facts.references import known, said
from tapstack.checks.finding import Place
from tapstack.checks.policy_document import Document, Statement, read_document, texts
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import UNKNOWN, Json

_IDENTITY = {
    "aws:iam/groupPolicy:GroupPolicy": "policy",
    "aws:iam/policy:Policy": "policy",
    "aws:iam/role:Role": "inlinePolicies.*.policy",
    "aws:iam/rolePolicy:RolePolicy": "policy",
    "aws:iam/userPolicy:UserPolicy": "policy",
}
_RESOURCE = {
    "aws:backup/vaultPolicy:VaultPolicy": "policy",
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
    "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
    "aws:kms/key:Key": "policy",
    "aws:kms/keyPolicy:KeyPolicy": "policy",
    "aws:kms/replicaKey:ReplicaKey": "policy",
    "aws:s3/bucketPolicy:BucketPolicy": "policy",
    "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
    "aws:sns/topicPolicy:TopicPolicy": "policy",
    "aws:sqs/queuePolicy:QueuePolicy": "policy",
    "aws:ec2/vpcEndpoint:VpcEndpoint": "policy",
}
_TRUST = {"aws:iam/role:Role": "assumeRolePolicy"}
_VERSIONS = frozenset({"2012-10-17", "2008-10-17"})
_ACTION = re.compile(r"\*|[A-Za-z0-9-]+:[A-Za-z0-9*?_-]+")
_SERVICE = re.compile(r"[a-z0-9.-]+\.(amazonaws\.(com(\.cn)?|eu)|amazon\.com|aws\.internal|api\.aws)|\*")
_AWS = re.compile(r"\*|\d{12}|arn:[\w-]+:(iam|sts)::(\d{12}|cloudfront):.+|A[A-Z]{3}[A-Z0-9]{12,}")


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document of the graph: its kind, where it stands, and what it says, if that is known."""

    kind: str
    value: Value
    document: Document | None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.value.resource.urn, self.value.pointer)

    @property
    def said(self) -> str:
        """How messages name it."""
        return f"{said(self.value.resource)}, {self.value.pointer.lstrip('/')}"


def policies(view: View, *kinds: str) -> Iterator[Policy]:
    """The policy documents of a graph: `identity`, `resource`, `trust`."""
    for kind, places in (("identity", _IDENTITY), ("resource", _RESOURCE), ("trust", _TRUST)):
        for type_token, path in places.items():
            for resource in view.of(type_token) if kind in kinds or not kinds else ():
                for value in view.values(resource, path):
                    yield Policy(kind, value, read_document(value.value))


@rule(
    "policy-grammar",
    "refused",
    title="A policy document is of IAM's grammar",
    why="AWS refuses a malformed document with MalformedPolicyDocument, or MalformedPolicy from S3.",
    source="IAM User Guide, Grammar of the IAM JSON policy language; IAM JSON policy elements: "
    "Principal, Resource, Sid",
)
def grammar(view: View) -> Iterator[Wrong]:
    """Documents that AWS can't read, or that lack or have an element that their kind doesn't allow."""
    for policy in policies(view):
        wrong = _unreadable(policy) if policy.document is None else _faults(policy.kind, policy.document)
        if wrong:
            yield Wrong(
                f"{policy.said}: {'; '.join(dict.fromkeys(wrong))}",
                "mend the document; pulumi_aws.iam.get_policy_document makes one that is well formed",
                (policy.place,),
            )


def _unreadable(policy: Policy) -> list[str]:
    """What is wrong with a document that couldn't be read; nothing when it is only unknown."""
    value = policy.value.value
    if not isinstance(value, str) or not known(value) or not value.strip():
        return []
    if UNKNOWN in value:
        return []
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return ["it is not JSON"]
    return ["it is not a JSON object"]


def _faults(kind: str, document: Document) -> list[str]:
    version = document.fields.get("Version")
    held = document.fields.get("Statement")
    several = held if isinstance(held, list) else [held]
    faults = [f"Version {version} is not 2012-10-17"] if version not in (None, *_VERSIONS) else []
    if not several or not all(isinstance(one, dict) for one in several):
        return [*faults, "it has no statement, or one that is not an object"]
    for statement in document.statements:
        faults += _statement_faults(kind, statement)
    sids = Counter(sid for one in document.statements for sid in texts(one.fields.get("Sid")))
    if kind != "resource":
        faults += [f"two statements have the Sid {sid}" for sid, count in sids.items() if count > 1]
    return faults


def _statement_faults(kind: str, statement: Statement) -> Iterator[str]:
    fields = statement.fields
    if fields.get("Effect") not in ("Allow", "Deny"):
        yield f"Effect {fields.get('Effect')} is neither Allow nor Deny"
    if ("Action" in fields) == ("NotAction" in fields):
        yield "a statement must have one of Action and NotAction"
    bad = [one for one in (*statement.actions, *texts(fields.get("NotAction"))) if not _ACTION.fullmatch(one)]
    if bad:
        yield f"{', '.join(bad)} is no action: it must read service:Action"
    sid = fields.get("Sid")
    if kind != "resource" and isinstance(sid, str) and not re.fullmatch(r"[A-Za-z0-9]*", sid):
        yield f"Sid {sid!r} has more than letters and digits in it"
    yield from _elements(kind, statement)


def _elements(kind: str, statement: Statement) -> Iterator[str]:
    """Elements that a kind of policy must have, or must not."""
    principal = bool({"Principal", "NotPrincipal"} & statement.fields.keys())
    resource = bool({"Resource", "NotResource"} & statement.fields.keys())
    if kind == "identity" and principal:
        yield "a policy of a user, group or role has no Principal"
    if kind != "identity" and not principal:
        yield "a statement has no Principal"
    if kind == "identity" and not resource:
        yield "a statement has no Resource"
    if kind == "trust" and resource:
        yield "a trust policy has no Resource"


@rule(
    "trust-policy",
    "refused",
    title="A role's trust policy names principals that there are, for actions of STS",
    why="IAM refuses a role for an invalid principal, or with an action that isn't one of STS.",
    source="IAM User Guide, AWS JSON policy elements: Principal; IAM API Reference, CreateRole, "
    "AssumeRolePolicyDocument",
)
def trust(view: View) -> Iterator[Wrong]:
    """Trust policies with actions of other services, or principals of no known form."""
    for policy in policies(view, "trust"):
        for statement in policy.document.statements if policy.document else ():
            bad = list(_untrusted(statement))
            if bad:
                yield Wrong(
                    f"{policy.said}: {'; '.join(bad)}",
                    "name a service such as ec2.amazonaws.com, an account or an ARN, and the action "
                    "sts:AssumeRole",
                    (policy.place,),
                )


def _untrusted(statement: Statement) -> Iterator[str]:
    for kind, noun, form in (("Service", "service", _SERVICE), ("AWS", "principal", _AWS)):
        named = statement.principals(kind)
        yield from (f"{one} is no AWS {noun}" for one in named if not form.fullmatch(one))
    yield from (f"{one} is no action of STS" for one in statement.actions if not _of_sts(one))


def _of_sts(action: str) -> bool:
    return action == "*" or ":" not in action or action.lower().startswith(("sts:", "sts-fips:"))


@rule(
    "policy-wildcard",
    "advice",
    title="No policy allows all actions of a service on all resources",
    why="Whoever takes over the role may then do anything with the service, or with the account.",
    source="IAM User Guide, Security best practices: apply least-privilege permissions; CIS AWS "
    "Foundations Benchmark, 1.16",
)
def wildcard(view: View) -> Iterator[Wrong]:
    """Statements that allow `*` or `service:*` on `*`."""
    for policy in policies(view, "identity"):
        for statement in policy.document.allowing if policy.document else ():
            wide = [one for one in statement.actions if one == "*" or one.endswith(":*")]
            if "*" in statement.resources and (wide or "NotAction" in statement.fields):
                yield Wrong(
                    f"{policy.said} allows {', '.join(wide) or 'all actions but a few'} on all resources",
                    "name the actions that are needed, and the ARNs that they are needed on",
                    (policy.place,),
                )


@rule(
    "policy-public",
    "advice",
    title="No resource policy admits everybody",
    why="Everybody on the internet with an AWS account, or without one, may then do what the statement "
    "allows.",
    source="IAM User Guide, AWS JSON policy elements: Principal, all principals",
    aliases=("R20",),
)
def public(view: View) -> Iterator[Wrong]:
    """Statements of resource and trust policies that allow everybody something, without any condition."""
    for policy in policies(view, "resource", "trust"):
        if policy.value.resource.type == "aws:ec2/vpcEndpoint:VpcEndpoint" or policy.document is None:
            continue
        for statement in policy.document.allowing:
            if statement.anybody and not statement.fields.get("Condition"):
                yield Wrong(
                    f"{policy.said} allows everybody {', '.join(statement.actions) or 'all but a few'}",
                    "name the principals, or add a condition such as aws:SourceAccount",
                    (policy.place,),
                )


_ESCALATING = frozenset(
    {
        *("iam:AddUserToGroup", "iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile"),
        *("iam:AttachGroupPolicy", "iam:AttachRolePolicy", "iam:AttachUserPolicy"),
        *("iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion", "iam:UpdateAssumeRolePolicy"),
        *("iam:PutGroupPolicy", "iam:PutRolePolicy", "iam:PutUserPolicy", "iam:PassRole"),
    }
)


@rule(
    "policy-escalation",
    "advice",
    title="No policy lets its holder give itself more permissions",
    why="With these actions on all resources, a role can make itself administrator.",
    source="IAM User Guide, Security best practices: permissions management actions; Granting "
    "permissions to pass a role to an AWS service",
)
def escalation(view: View) -> Iterator[Wrong]:
    """Statements that allow changing anybody's permissions, without any condition."""
    for policy in policies(view, "identity"):
        for statement in policy.document.allowing if policy.document else ():
            named = [one for one in statement.actions if one != "*"]
            means = sorted(one for one in _ESCALATING if Statement({"Action": _json(named)}).covers(one))
            if means and "*" in statement.resources and not statement.fields.get("Condition"):
                yield Wrong(
                    f"{policy.said} allows {', '.join(means[:3])} on all resources",
                    "name the roles by ARN, and for iam:PassRole set iam:PassedToService",
                    (policy.place,),
                )


def _json(names: list[str]) -> Json:
    return [*names]
