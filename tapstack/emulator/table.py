"""Types whose inputs map one to one onto one operation of AWS: a row each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import jmespath
from botocore.model import ListShape, StructureShape

from tapstack.emulator.call import Call
from tapstack.emulator.mapper import to_outputs, to_parameters
from tapstack.emulator.registry import REALISERS, Made, Realiser
from tapstack.engine import Properties

_NEVER_SENT = frozenset({"region", "tags", "tagsAll"})


@dataclass(frozen=True, slots=True)
class Row:
    """How one type is made.

    `operation` is boto3's, e.g. `ec2.create_subnet`. `result` is a JMESPath to the part of the answer that
    describes the resource; its plain members become outputs of the same name. `id` is a JMESPath into that
    part, or `=input` for an id that is an input. `outputs` adds others by JMESPath. `renames` maps inputs to
    members, `defaults` gives what the provider puts for missing inputs, `unsent` names inputs that only the
    provider uses, `arn` is `service:resource` with `{id}`, `tag_type` EC2's name of the type, `named` the
    input (and name limit) that the provider makes up when it is missing, `separator` what it puts before the
    digits.
    """

    operation: str
    id: str
    result: str = "@"
    outputs: Mapping[str, str] = field(default_factory=dict[str, str])
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    defaults: Mapping[str, Any] = field(default_factory=dict[str, Any])
    fixed: Mapping[str, Any] = field(default_factory=dict[str, Any])
    unsent: frozenset[str] = frozenset()
    arn: str | None = None
    tag_type: str | None = None
    named: tuple[str, int] | None = None
    separator: str = "-"


def enter(rows: Mapping[str, Row]) -> None:
    """Enter rows by type token."""
    for token, row in rows.items():
        REALISERS[token] = _realiser(row)


def _realiser(row: Row) -> Realiser:
    def realise(call: Call) -> Made:
        return make(call, row)

    return realise


def make(call: Call, row: Row) -> Made:
    """Make a resource as its row says. Raises `RealisationError`."""
    service, operation = row.operation.split(".")
    shape = _input_shape(call, service, operation)
    given = {k: v for k, v in call.inputs.items() if k not in _NEVER_SENT | row.unsent}
    inputs = {**row.defaults, **given}
    outputs: Properties = {}
    if row.named:
        key, limit = row.named
        inputs.pop(f"{key}Prefix", None)
        inputs[key] = outputs[key] = call.physical_name(key, limit=limit, separator=row.separator)
    parameters = {**to_parameters(shape, inputs, row.renames), **row.fixed, **_tags(call, shape, row)}
    answer = call.ask(service, operation, **parameters)
    result = cast("dict[str, Any]", jmespath.search(row.result, answer)) or {}
    resource_id = str(inputs[row.id[1:]] if row.id.startswith("=") else jmespath.search(row.id, result))
    outputs |= to_outputs(result) | {
        name: jmespath.search(path, result) for name, path in row.outputs.items()
    }
    if row.arn:
        arn_service, _, resource = row.arn.partition(":")
        outputs["arn"] = call.arn(arn_service, resource.format(id=resource_id))
    return Made(resource_id, outputs)


def _input_shape(call: Call, service: str, operation: str) -> StructureShape:
    client = call.client(service)
    name = client.meta.method_to_api_mapping[operation]
    return cast("StructureShape", client.meta.service_model.operation_model(name).input_shape)


def _tags(call: Call, shape: StructureShape, row: Row) -> dict[str, Any]:
    if not call.tags:
        return {}
    if row.tag_type:
        return {"TagSpecifications": call.tag_specifications(row.tag_type)}
    member = next((name for name in ("Tags", "tags") if name in shape.members), None)
    if member is None:
        return {}
    return {member: call.tag_list() if isinstance(shape.members[member], ListShape) else dict(call.tags)}
