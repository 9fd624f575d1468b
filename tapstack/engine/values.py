"""Property values between Pulumi's wire format and plain Python.

On the wire a property is a protobuf `Value`; secrets, unknowns, assets and resource references are
objects that carry a signature (pulumi/pulumi, `sdk/go/common/resource/properties.go`). Here they are plain
Python, with `Secret`, `Unknown`, `Asset` and `ResourceReference` for what JSON has no word for. Whole
doubles become ints: the wire knows no integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from google.protobuf import struct_pb2

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature of the protocol
_RESOURCE: Final = "5cf8f73096256a8f31e491e813e4eb8e"
_ASSET: Final = "c44067f5952c0a294b673a41bacd8c17"
_ARCHIVE: Final = "0def7320c3a5731c473e5ecbe6d01bc7"
_WIRE_UNKNOWN: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

Value: TypeAlias = (
    Any  # str | int | float | bool | None | list | dict | Secret | Unknown | Asset | ResourceReference
)
Properties: TypeAlias = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Secret:
    """A value that must never be shown."""

    value: Value

    def __repr__(self) -> str:
        return "Secret(...)"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that this run can't know."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file asset or archive, as its wire fields: `path`, `text`, `uri` or `assets`."""

    fields: Mapping[str, Value]
    archive: bool = False

    @property
    def kind(self) -> str:
        """The word under which a graph shows it."""
        return "archive" if self.archive else "asset"


@dataclass(frozen=True, slots=True)
class ResourceReference:
    """A resource given as a property value."""

    urn: str
    id: Value = None


def decode_properties(struct: struct_pb2.Struct) -> Properties:
    """A wire struct as Python values; nulls are left out, as Pulumi's SDKs do.

    Keys are sorted: protobuf's maps have another order in every process.
    """
    decoded = {key: _decode(struct.fields[key]) for key in sorted(struct.fields)}
    return {key: value for key, value in decoded.items() if value is not None}


def _decode(value: struct_pb2.Value) -> Value:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return decode_text(value.string_value)
    if kind == "number_value":
        return _number(value.number_value)
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        return [_decode(item) for item in value.list_value.values]
    if kind == "struct_value":
        return _decode_struct(value.struct_value)
    return None


def decode_text(text: str) -> str | Unknown:
    """A text as Python value: the wire has a text of its own for what is unknown."""
    return Unknown() if text == _WIRE_UNKNOWN else text


def _number(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _decode_struct(struct: struct_pb2.Struct) -> Value:
    if _SIGNATURE not in struct.fields:
        return decode_properties(struct)
    signature = struct.fields[_SIGNATURE].string_value
    return _SPECIAL[signature](
        {key: _decode(value) for key, value in struct.fields.items() if key != _SIGNATURE}
    )


_SPECIAL: Final[Mapping[str, Callable[[Properties], Value]]] = {
    _SECRET: lambda fields: Secret(fields.get("value")),
    _RESOURCE: lambda fields: ResourceReference(fields["urn"], fields.get("id")),
    _ASSET: Asset,
    _ARCHIVE: lambda fields: Asset(fields, archive=True),
}


def encode_properties(properties: Mapping[str, Value]) -> struct_pb2.Struct:
    """Python values as a wire struct."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        _encode_into(struct.fields[key], value)
    return struct


def _encode_into(target: struct_pb2.Value, value: Value) -> None:
    if value is None:
        target.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        target.bool_value = value
    elif isinstance(value, str):
        target.string_value = value
    elif isinstance(value, int | float):
        target.number_value = value
    elif isinstance(value, list | tuple):
        target.list_value.SetInParent()
        for item in cast("list[Value]", value):
            _encode_into(target.list_value.values.add(), item)
    elif isinstance(value, Mapping):
        target.struct_value.CopyFrom(encode_properties(cast("Mapping[str, Value]", value)))
    else:
        _encode_special(target, value)


def _encode_special(target: struct_pb2.Value, value: Value) -> None:
    if isinstance(value, Unknown):
        target.string_value = _WIRE_UNKNOWN
    elif isinstance(value, Secret):
        target.struct_value.CopyFrom(encode_properties({_SIGNATURE: _SECRET, "value": value.value}))
    elif isinstance(value, ResourceReference):
        reference = {_SIGNATURE: _RESOURCE, "urn": value.urn}
        target.struct_value.CopyFrom(
            encode_properties(reference if value.id is None else {**reference, "id": value.id})
        )
    elif isinstance(value, Asset):
        signature = _ARCHIVE if value.archive else _ASSET
        target.struct_value.CopyFrom(encode_properties({_SIGNATURE: signature, **value.fields}))
    else:
        raise TypeError(f"{type(value).__name__} is no Pulumi property value")


def plain(value: Value) -> Value:
    """The value with its secrets laid open, for the cloud's eyes only; references become ids (or URNs)."""
    if isinstance(value, Secret):
        return plain(value.value)
    if isinstance(value, ResourceReference):
        return value.urn if value.id is None else plain(value.id)
    if isinstance(value, Asset):
        return Asset(plain(value.fields), value.archive)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in cast("Mapping[str, Value]", value).items()}
    if isinstance(value, list):
        return [plain(item) for item in cast("list[Value]", value)]
    return value


def find(value: Value, kind: type[Secret | Unknown], path: str = "") -> Iterator[str]:
    """JSON Pointers (RFC 6901) to every value of that kind, in order; they hold in the shown value, too."""
    if isinstance(value, kind):
        yield path
    elif isinstance(value, Secret):
        yield from find(value.value, kind, path)
    else:
        for name, part in parts(value):
            yield from find(part, kind, f"{path}/{name.replace('~', '~0').replace('/', '~1')}")


def parts(value: Value) -> Iterator[tuple[str, Value]]:
    """What a value is made of, each part with the name that a graph shows it under; nothing for a scalar."""
    if isinstance(value, Mapping):
        yield from cast("Mapping[str, Value]", value).items()
    elif isinstance(value, list):
        yield from ((str(index), item) for index, item in enumerate(cast("list[Value]", value)))
    elif isinstance(value, Asset):
        yield value.kind, value.fields
    elif isinstance(value, ResourceReference):
        yield "id", value.id
