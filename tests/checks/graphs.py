"""Small graphs made by hand: one resource a line, as a plan or as a deployment would leave it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import cast

from tapstack.checks import Finding, all_rules, check
from tapstack.graph import UNKNOWN, Json, Mode, Resource, ResourceGraph

ACCOUNT = "123456789012"
EAST = "us-east-1"
WEST = "us-west-2"
EUROPE = "eu-west-1"


def urn(type_token: str, name: str) -> str:
    """Return the URN that `resource` gives."""
    return f"urn:pulumi:test::web::{type_token}::{name}"


def resource(
    type_token: str,
    name: str,
    region: str | None = None,
    inputs: Mapping[str, object] | None = None,
    *,
    id: str | None = None,  # noqa: A002 - the graph's own word
    outputs: Mapping[str, object] | None = None,
    needs: Mapping[str, Sequence[Resource | str]] | None = None,
    secret_paths: Sequence[str] = (),
    depends_on: Sequence[Resource] = (),
) -> Resource:
    """Return a resource; `needs` tells by input which resources, or URNs, the value came from."""
    origins = {key: tuple(_urn(one) for one in several) for key, several in (needs or {}).items()}
    bare = {one.urn for one in depends_on}
    return Resource(
        urn=urn(type_token, name),
        type=type_token,
        name=name,
        custom=True,
        status="planned" if id is None else "created",
        id=id,
        region=region,
        inputs=cast("dict[str, Json]", dict(inputs or {})),
        outputs=cast("dict[str, Json]", dict(outputs or {})),
        dependencies=tuple(sorted(bare.union(*origins.values()))),
        property_dependencies=origins,
        secret_paths=tuple(secret_paths),
    )


def _urn(one: Resource | str) -> str:
    return one if isinstance(one, str) else one.urn


def graph(*resources: Resource, mode: Mode = "plan") -> ResourceGraph:
    """Return a graph of these resources."""
    return ResourceGraph(project="web", stack="test", mode=mode, resources=resources)


def found(rule_id: str, *resources: Resource) -> list[Finding]:
    """Return what one rule finds in these resources."""
    chosen = [rule for rule in all_rules() if rule.id == rule_id]
    assert chosen, f"no rule is called {rule_id}"
    return check(graph(*resources), chosen)


def clean(rule_id: str, *resources: Resource) -> None:
    """Assert that one rule finds nothing in these resources."""
    findings = found(rule_id, *resources)
    assert not findings, findings


def refused(rule_id: str, *resources: Resource, at: Resource, says: str = "") -> Finding:
    """Assert that one rule finds one thing, told of one resource, and return it."""
    findings = found(rule_id, *resources)
    assert len(findings) == 1, findings
    assert findings[0].urn == at.urn
    assert says in findings[0].message, findings[0].message
    assert findings[0].mend
    return findings[0]


def policy(*statements: Mapping[str, object]) -> str:
    """Return a policy document as JSON text."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(actions: object, *, to: object = None, on: object = "*", when: object = None) -> dict[str, object]:
    """Return a statement that allows something."""
    held = {"Effect": "Allow", "Action": actions, "Principal": to, "Resource": on, "Condition": when}
    return {key: value for key, value in held.items() if value is not None}


def key(name: str, region: str, /, *, plan: bool, **inputs: object) -> Resource:
    """Return a KMS key; in a plan it has neither id nor ARN."""
    if plan:
        return resource("aws:kms/key:Key", name, region, inputs)
    key_id = ("mrk-" if inputs.get("multiRegion") else "") + name
    outputs = {"arn": f"arn:aws:kms:{region}:{ACCOUNT}:key/{key_id}", "keyId": key_id}
    return resource("aws:kms/key:Key", name, region, inputs, id=key_id, outputs=outputs)


def arn_of(one: Resource) -> object:
    """Return a resource's ARN, or what a plan has in its place."""
    return one.outputs.get("arn", UNKNOWN)


def user(
    type_token: str, name: str, region: str | None, path: str, target: Resource, /, **more: object
) -> Resource:
    """Return a resource whose input at a path is the ARN of another; `blocks.0.key` makes lists."""
    inputs = dict(more)
    inputs.update(cast("dict[str, object]", _nested(path.split("."), arn_of(target))))
    planned = target.id is None
    return resource(
        type_token,
        name,
        region,
        inputs,
        id=None if planned else name,
        outputs={"name": name},
        needs={path.split(".", maxsplit=1)[0]: [target]},
    )


def _nested(steps: list[str], value: object) -> object:
    if not steps:
        return value
    step, *rest = steps
    inner = _nested(rest, value)
    return [inner] if step == "0" else {step: inner}
