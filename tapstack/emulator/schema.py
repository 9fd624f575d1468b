"""What pulumi_aws's resource classes say of a type: its output names and whether it is regional or tagged."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast, get_origin

from pulumi import _types  # pyright: ignore[reportPrivateUsage]

from tapstack.engine import Properties, Value


@dataclass(frozen=True, slots=True)
class TypeSchema:
    """The outputs of a resource type by name, each as the kind of value it takes."""

    outputs: Mapping[str, type]

    @property
    def regional(self) -> bool:
        """Whether the resource stands in a region (pulumi_aws 7 gives such types a `region`)."""
        return "region" in self.outputs

    @property
    def tagged(self) -> bool:
        """Whether the provider's default tags reach the type."""
        return "tagsAll" in self.outputs

    def conform(self, outputs: Properties) -> Properties:
        """The outputs that the type has, each of its kind: a wrong one would raise in the program."""
        return {
            name: _as_kind(value, self.outputs[name])
            for name, value in outputs.items()
            if name in self.outputs and value is not None
        }


def _as_kind(value: Value, kind: type) -> Value:
    if kind is str and not isinstance(value, str):
        return str(value)
    if kind in (int, float) and isinstance(value, str):
        return int(value)
    return value


@cache
def schema_of(token: str) -> TypeSchema | None:
    """The schema of a type token such as `aws:ec2/vpc:Vpc`; None when pulumi_aws has no such type."""
    match = re.fullmatch(r"aws:([a-z0-9]+)/(\w+):(\w+)", token)
    if not match:
        return None
    module, file, name = match.groups()
    try:
        loaded = importlib.import_module(f"pulumi_aws.{module}.{_snake(file)}")
    except ModuleNotFoundError:
        return None
    resource = cast("type", getattr(loaded, name))
    return TypeSchema({key: _kind(hint) for key, hint in _types.resource_types(resource).items()})


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _kind(hint: type) -> type:
    unwrapped = _types.unwrap_type(hint)
    origin = get_origin(unwrapped)
    return origin if isinstance(origin, type) else unwrapped
