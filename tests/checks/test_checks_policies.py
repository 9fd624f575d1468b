"""Rules on policy documents, and how documents are read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import pytest

from tapstack.checks.policy_document import Statement, matches, read_document, service_may
from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import ACCOUNT, allow, clean, policy, refused, resource

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
READ = allow("s3:GetObject", on="arn:aws:s3:::web-files/*")
EC2 = {"Service": "ec2.amazonaws.com"}
ASSUMED = {"Effect": "Allow", "Principal": EC2, "Action": "sts:AssumeRole"}


def held(text: object, *, plan: bool = True) -> Resource:
    return resource(
        ROLE_POLICY, "web", None, {"policy": text, "role": UNKNOWN}, id=None if plan else "web:web"
    )


def role(text: object, *, plan: bool = True) -> Resource:
    return resource("aws:iam/role:Role", "web", None, {"assumeRolePolicy": text}, id=None if plan else "web")


def topic(text: object, *, plan: bool = True) -> Resource:
    made = None if plan else "web"
    return resource("aws:sns/topicPolicy:TopicPolicy", "web", "us-east-1", {"policy": text}, id=made)


@BOTH
@pytest.mark.parametrize(
    ("made", "text", "says"),
    [
        (held, "{", "not JSON"),
        (held, "[1]", "not a JSON object"),
        (held, "{}", "no statement"),
        (held, json.dumps({"Version": "2020-01-01", "Statement": [READ]}), "2020-01-01"),
        (held, policy({**READ, "Effect": "allow"}), "Effect allow"),
        (held, policy({"Effect": "Allow", "Resource": "*"}), "one of Action and NotAction"),
        (held, policy({**READ, "NotAction": "s3:*"}), "one of Action and NotAction"),
        (held, policy({**READ, "Action": "GetObject"}), "GetObject is no action"),
        (held, policy({**READ, "Action": "s3:Get:Object"}), "no action"),
        (held, policy({**READ, "Principal": "*"}), "no Principal"),
        (held, policy({"Effect": "Allow", "Action": "s3:GetObject"}), "no Resource"),
        (held, policy({**READ, "Sid": "read it"}), "read it"),
        (held, policy({**READ, "Sid": "a"}, {**READ, "Sid": "a"}), "two statements have the Sid a"),
        (role, policy({**ASSUMED, "Resource": "*"}), "has no Resource"),
        (role, policy({"Effect": "Allow", "Action": "sts:AssumeRole"}), "no Principal"),
        (topic, policy({"Effect": "Allow", "Action": "sns:Publish", "Resource": "*"}), "no Principal"),
    ],
)
def test_a_document_that_aws_refuses(made: Callable[..., Resource], text: str, says: str, plan: bool) -> None:
    wrong = made(text, plan=plan)
    refused("policy-grammar", wrong, at=wrong, says=says)


@BOTH
@pytest.mark.parametrize(
    "one",
    [
        held(policy(READ)),
        held(policy({**READ, "Action": ["s3:Get*", "s3:?ist*", "*"]})),
        held({"Statement": READ}),
        held({"Statement": [{**READ, "Resource": UNKNOWN}]}),
        held(UNKNOWN),
        role(policy(ASSUMED)),
        topic(policy({**allow("sns:Publish", to=EC2), "Sid": "Publish it"})),
    ],
)
def test_a_document_that_aws_takes(one: Resource, plan: bool) -> None:
    clean("policy-grammar", one.model_copy(update={"id": None if plan else "web"}))


@BOTH
@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ({**ASSUMED, "Principal": {"Service": "ec2"}}, "ec2 is no AWS service"),
        ({**ASSUMED, "Principal": {"Service": "ec2.amazonaws.con"}}, "ec2.amazonaws.con"),
        ({**ASSUMED, "Principal": {"AWS": "1234"}}, "1234 is no AWS principal"),
        ({**ASSUMED, "Action": ["sts:AssumeRole", "s3:GetObject"]}, "s3:GetObject is no action of STS"),
    ],
)
def test_a_trust_policy_that_iam_refuses(statement: dict[str, object], says: str, plan: bool) -> None:
    wrong = role(policy(statement), plan=plan)
    refused("trust-policy", wrong, at=wrong, says=says)


@pytest.mark.parametrize(
    "statement",
    [
        ASSUMED,
        {**ASSUMED, "Principal": {"AWS": [f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "AROAEXAMPLEEXAMPLE12"]}},
        {
            **ASSUMED,
            "Principal": {"Federated": "accounts.google.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
        },
        {**ASSUMED, "Action": ["sts:AssumeRole", "sts:TagSession"]},
    ],
)
def test_a_trust_policy_that_iam_takes(statement: dict[str, object]) -> None:
    clean("trust-policy", role(policy(statement)))
    clean("trust-policy", role(UNKNOWN))


ADVICE: list[tuple[str, Callable[..., Resource], Mapping[str, object], Mapping[str, object]]] = [
    ("policy-wildcard", held, allow("*"), allow("s3:*", on="arn:aws:s3:::web-files")),
    ("policy-wildcard", held, allow(["ec2:*"]), allow("ec2:Describe*")),
    ("policy-wildcard", held, {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, READ),
    ("policy-public", topic, allow("sns:Publish", to="*"), allow("sns:Publish", to=EC2)),
    (
        "policy-public",
        topic,
        allow("sns:Publish", to={"AWS": "*"}),
        allow("sns:Publish", to="*", when={"StringEquals": {"aws:SourceAccount": ACCOUNT}}),
    ),
    ("policy-public", role, {**ASSUMED, "Principal": "*"}, ASSUMED),
    (
        "policy-escalation",
        held,
        allow("iam:PassRole"),
        allow("iam:PassRole", on=f"arn:aws:iam::{ACCOUNT}:role/web"),
    ),
    (
        "policy-escalation",
        held,
        allow(["iam:*"]),
        allow("iam:PassRole", when={"StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}),
    ),
    ("policy-escalation", held, allow("iam:Put*"), allow("iam:Get*")),
]


@BOTH
@pytest.mark.parametrize(("rule_id", "made", "bad", "good"), ADVICE)
def test_advice_on_policies(
    rule_id: str,
    made: Callable[..., Resource],
    bad: Mapping[str, object],
    good: Mapping[str, object],
    plan: bool,
) -> None:
    wrong = made(policy(bad), plan=plan)
    refused(rule_id, wrong, at=wrong)
    clean(rule_id, made(policy(good), plan=plan))
    clean(rule_id, made(policy({**bad, "Effect": "Deny"}), plan=plan))


def test_patterns_know_stars_and_question_marks() -> None:
    assert matches("s3:Get*", "s3:getobject")
    assert matches("s3:?etObject", "s3:GetObject")
    assert not matches("s3:Get", "s3:GetObject")
    assert not matches("s3.Get*", "s3:GetObject")


def test_statements_are_read_as_they_may_be_written() -> None:
    document = read_document(json.dumps({"Statement": allow("kms:*", to={"Service": ["a", "b"]})}))
    assert document is not None
    assert service_may(document, ["b"], "kms:Decrypt")
    assert not service_may(document, ["c"], "kms:Decrypt")
    assert Statement({"NotAction": "s3:*"}).covers("kms:Decrypt")
    assert not Statement({"NotAction": ["kms:*"]}).covers("kms:Decrypt")
    assert Statement({"Condition": "odd"}).conditions == {}
    assert read_document("{" * 100_000) is None
    assert read_document(None) is None
