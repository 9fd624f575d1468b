"""IAM: roles, their policies, instance profiles. Global: the region plays no part."""

from __future__ import annotations

import json
from typing import Any

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, answers, realises
from tapstack.emulator.table import Row, enter
from tapstack.engine import Properties

_ROLE_NAME_LIMIT = 64

enter(
    {
        "aws:iam/role:Role": Row(
            "iam.create_role",
            id="RoleName",
            result="Role",
            renames={"name": "RoleName", "assumeRolePolicy": "AssumeRolePolicyDocument"},
            outputs={"name": "RoleName", "uniqueId": "RoleId"},
            unsent=frozenset({"forceDetachPolicies"}),
            named=("name", _ROLE_NAME_LIMIT),
        ),
        "aws:iam/policy:Policy": Row(
            "iam.create_policy",
            id="Arn",
            result="Policy",
            renames={"name": "PolicyName", "policy": "PolicyDocument"},
            named=("name", 128),
        ),
    }
)


@realises("aws:iam/rolePolicy:RolePolicy")
def role_policy(call: Call) -> Made:
    """A policy inside a role."""
    role, name = call.inputs["role"], call.physical_name(limit=128)
    call.ask("iam", "put_role_policy", RoleName=role, PolicyName=name, PolicyDocument=call.inputs["policy"])
    return Made(f"{role}:{name}", {"name": name})


@realises("aws:iam/rolePolicyAttachment:RolePolicyAttachment")
def role_policy_attachment(call: Call) -> Made:
    """A managed policy on a role."""
    role, policy = call.inputs["role"], call.inputs["policyArn"]
    call.ask("iam", "attach_role_policy", RoleName=role, PolicyArn=policy)
    return Made(f"{role}/{policy}", {})


@realises("aws:iam/instanceProfile:InstanceProfile")
def instance_profile(call: Call) -> Made:
    """An instance profile with its role."""
    name = call.physical_name(limit=128)
    made = call.ask(
        "iam",
        "create_instance_profile",
        InstanceProfileName=name,
        Path=call.inputs.get("path"),
        Tags=call.tag_list(),
    )["InstanceProfile"]
    if call.inputs.get("role"):
        call.ask(
            "iam", "add_role_to_instance_profile", InstanceProfileName=name, RoleName=call.inputs["role"]
        )
    return Made(name, {"name": name, "arn": made["Arn"], "uniqueId": made["InstanceProfileId"]})


@realises("aws:iam/serviceLinkedRole:ServiceLinkedRole")
def service_linked_role(call: Call) -> Made:
    """A role that belongs to a service."""
    made = call.ask(
        "iam",
        "create_service_linked_role",
        AWSServiceName=call.inputs["awsServiceName"],
        CustomSuffix=call.inputs.get("customSuffix"),
        Description=call.inputs.get("description", ""),
    )["Role"]
    if call.tags:
        call.ask("iam", "tag_role", RoleName=made["RoleName"], Tags=call.tag_list())
    outputs = {"arn": made["Arn"], "name": made["RoleName"], "path": made["Path"], "uniqueId": made["RoleId"]}
    return Made(made["Arn"], outputs)


@answers("aws:iam/getPolicyDocument:getPolicyDocument")
def policy_document(call: Call) -> Properties:
    """A policy document as JSON; nothing is asked of AWS for it."""
    document: dict[str, Any] = {"Version": call.inputs.get("version", "2012-10-17")}
    if call.inputs.get("policyId"):
        document["Id"] = call.inputs["policyId"]
    document["Statement"] = [_statement(given) for given in call.inputs.get("statements", [])]
    return {
        "json": json.dumps(document, indent=2),
        "minifiedJson": json.dumps(document, separators=(",", ":")),
    }


def _statement(given: dict[str, Any]) -> dict[str, Any]:
    statement: dict[str, Any] = {"Effect": given.get("effect", "Allow")}
    simple = {"sid": "Sid", "actions": "Action", "notActions": "NotAction"}
    simple |= {"resources": "Resource", "notResources": "NotResource"}
    statement |= {member: given[name] for name, member in simple.items() if given.get(name)}
    for name, member in (("principals", "Principal"), ("notPrincipals", "NotPrincipal")):
        if given.get(name):
            statement[member] = _principals(given[name])
    for condition in given.get("conditions", []):
        tests = statement.setdefault("Condition", {}).setdefault(condition["test"], {})
        tests.setdefault(condition["variable"], []).extend(condition["values"])
    return statement


def _principals(given: list[dict[str, Any]]) -> str | dict[str, list[str]]:
    """By type; entries of one type add up, and everybody is a word of its own."""
    by_type: dict[str, list[str]] = {}
    for entry in given:
        by_type.setdefault(entry["type"], []).extend(entry["identifiers"])
    return "*" if by_type == {"*": ["*"]} else by_type
