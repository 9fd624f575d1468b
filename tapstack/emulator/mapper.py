"""Between Pulumi's property names and botocore's: one mapper for every type whose names correspond.

The mapper goes by AWS's own service model: an input finds the member of the same name (capitals and a plural
aside), a map of tags becomes a list, texts become numbers where the model says so. An input that finds no
member is an error, never dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from botocore.model import ListShape, MapShape, Shape, StructureShape

from tapstack.engine import Properties, RealisationError, Value


def to_parameters(shape: StructureShape, inputs: Properties, renames: Mapping[str, str]) -> dict[str, Any]:
    """Inputs as the parameters of an operation.

    `renames` maps an input's path, e.g. `networkInterfaces.securityGroups`, to a member's name. Raises
    `RealisationError` for an input that has no member.
    """
    return _Mapping(renames).structure(shape, inputs, "")


@dataclass(frozen=True, slots=True)
class _Mapping:
    renames: Mapping[str, str]

    def structure(self, shape: StructureShape, inputs: Mapping[str, Value], path: str) -> dict[str, Any]:
        parameters: dict[str, Any] = {}
        for name, value in inputs.items():
            here = f"{path}.{name}" if path else name
            member = self.renames.get(here) or _member(shape, name)
            if member is None:
                raise RealisationError(
                    f"the input `{here}` is not emulated",
                    "leave it out in this stack, or map it in tapstack/emulator/services (docs/extending.md)",
                )
            parameters[member] = self.value(shape.members[member], value, here)
        return parameters

    def value(self, shape: Shape, value: Value, path: str) -> Value:
        if isinstance(shape, StructureShape) and isinstance(value, Mapping):
            return self.structure(shape, cast("Mapping[str, Value]", value), path)
        if isinstance(shape, ListShape):
            return self.listed(shape, value, path)
        if isinstance(shape, MapShape) and isinstance(value, Mapping):
            items = cast("Mapping[str, Value]", value).items()
            return {str(key): self.value(shape.value, item, path) for key, item in items}
        return _to_scalar(shape, value)

    def listed(self, shape: ListShape, value: Value, path: str) -> list[Value]:
        if isinstance(value, Mapping) and _is_tag(shape.member):
            pairs = cast("Mapping[str, Value]", value).items()
            return [{"Key": key, "Value": str(item)} for key, item in pairs]
        items: list[Any] = cast("list[Any]", value) if isinstance(value, list) else [value]
        return [self.value(shape.member, item, path) for item in items]


def _is_tag(shape: Shape) -> bool:
    return isinstance(shape, StructureShape) and set(shape.members) == {"Key", "Value"}


def _member(shape: StructureShape, name: str) -> str | None:
    by_lower = {member.lower(): member for member in shape.members}
    wanted = name.lower()
    for candidate in (wanted, wanted.removesuffix("s"), f"{wanted}s", wanted.removesuffix("y") + "ies"):
        if candidate in by_lower:
            return by_lower[candidate]
    return None


def _to_scalar(shape: Shape, value: Value) -> Value:
    if shape.type_name in ("integer", "long"):
        return int(value)
    if shape.type_name in ("float", "double"):
        return float(value)
    if shape.type_name == "boolean" and isinstance(value, str):
        return value == "true"
    if shape.type_name == "string" and isinstance(value, int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def to_outputs(result: Mapping[str, Any]) -> Properties:
    """The scalars and lists of scalars of an answer under Pulumi's names: `CidrBlock` becomes `cidrBlock`."""
    return {_camel(name): value for name, value in result.items() if _is_simple(value)}


def _camel(member: str) -> str:
    return member[:1].lower() + member[1:]


def _is_simple(value: Any) -> bool:
    if isinstance(value, list):
        return all(isinstance(item, str) for item in cast("list[Any]", value))
    return isinstance(value, str | bool | int | float)
