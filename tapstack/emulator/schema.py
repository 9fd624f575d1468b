"""What Pulumi's resource classes say of a type: its output names and whether it is regional or tagged."""

from __future__ import annotations

import importlib
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import get_origin

from pulumi import _types  # pyright: ignore[reportPrivateUsage]

from tapstack.engine import Properties, Value

_SCALARS = (str, bool, int, float)


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
        known = ((name, value, self.outputs[name]) for name, value in outputs.items() if name in self.outputs)
        return {name: _as_kind(value, kind) for name, value, kind in known if _fits(value, kind)}


def _fits(value: Value, kind: type) -> bool:
    """Whether a value can be of the kind: AWS and pulumi_aws may call different things by one name."""
    if isinstance(value, list):
        return kind is Sequence
    if isinstance(value, Mapping):
        return kind is not Sequence and kind not in _SCALARS
    return value is not None and kind in _SCALARS


def _as_kind(value: Value, kind: type) -> Value:
    if kind is str and not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind in (int, float) and isinstance(value, str):
        return kind(value)
    return value


@cache
def schema_of(token: str) -> TypeSchema | None:
    """The schema of a type token such as `aws:ec2/vpc:Vpc`; None when its package has no such type."""
    match = re.fullmatch(r"(aws|random|tls):([a-z0-9]+)/\w+:(\w+)", token)
    resource = _class(*match.groups()) if match else None
    if resource is None or getattr(resource, "pulumi_type", None) != token:
        return None
    return TypeSchema({key: _kind(hint) for key, hint in _types.resource_types(resource).items()})


def _class(package: str, module: str, name: str) -> type | None:
    """The class, taken from the whole package: to import its one module first would leave the package broken,
    since pulumi_aws loads packages lazily. The module `index` is the package itself.
    """
    inside = "" if module == "index" else f".{module}{'_' if keyword.iskeyword(module) else ''}"
    try:
        found = importlib.import_module(f"pulumi_{package}{inside}")
    except ModuleNotFoundError:
        return None
    return getattr(found, name, None)


def _kind(hint: type) -> type:
    unwrapped = _types.unwrap_type(hint)
    origin = get_origin(unwrapped)
    return origin if isinstance(origin, type) else unwrapped
