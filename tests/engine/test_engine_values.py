"""Values on the wire and in Python, and where in them secrets and unknowns are."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any, cast

import pulumi
import pytest
from google.protobuf import struct_pb2
from hypothesis import given, settings
from hypothesis import strategies as st
from pulumi.runtime import rpc

from tapstack.engine.secrecy import Vault
from tapstack.engine.values import (
    Asset,
    Properties,
    ResourceReference,
    Secret,
    Unknown,
    Value,
    decode_properties,
    encode_properties,
    find,
    plain,
)
from tapstack.graph import SECRET, UNKNOWN
from tests.engine.strategies import keys, properties, values

MANY = settings(max_examples=150, deadline=None)
POINTER = re.compile(r"(/([^~/]|~0|~1)*)*")  # RFC 6901, section 3


def over_the_wire(given: Properties) -> Properties:
    return decode_properties(struct_pb2.Struct.FromString(encode_properties(given).SerializeToString()))


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every scalar of a JSON value with the keys that lead to it."""
    if isinstance(value, dict):
        for key, item in cast("dict[str, Any]", value).items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(cast("list[Any]", value)):
            yield from leaves(item, (*path, str(index)))
    else:
        yield path, value


def resolve(pointer: str, document: Any) -> Any:
    """What a JSON Pointer points to (RFC 6901, section 4)."""
    for token in pointer.split("/")[1:]:
        name = token.replace("~1", "/").replace("~0", "~")
        inner: Any = document
        document = inner[int(name)] if isinstance(document, list) else inner[name]
    return document


@MANY
@given(properties)
def test_values_come_back_from_the_wire_as_they_were(given: Properties) -> None:
    assert over_the_wire(given) == given


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_whole_numbers_are_ints_and_no_others(number: float) -> None:
    back = over_the_wire({"n": number})["n"]
    assert back == number
    assert isinstance(back, int) == number.is_integer()


def test_truth_values_are_no_numbers() -> None:
    assert over_the_wire({"a": True, "b": 1}) == {"a": True, "b": 1}
    assert [type(value) for value in over_the_wire({"a": True, "b": 1}).values()] == [bool, int]


def test_nothing_is_left_out_of_mappings_and_kept_in_lists() -> None:
    assert over_the_wire({"a": None, "b": [None, 1], "c": {"d": None}}) == {"b": [None, 1], "c": {}}


@given(st.dictionaries(keys, st.dictionaries(keys, st.integers(0, 9))))
def test_keys_are_sorted_at_every_depth(given: Properties) -> None:
    back = over_the_wire(given)
    assert list(back) == sorted(given)
    assert all(list(inner) == sorted(inner) for inner in back.values())


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(TypeError, match="object is no Pulumi property value"):
        encode_properties({"a": object()})


def serialised(properties: dict[str, Any]) -> struct_pb2.Struct:
    """What Pulumi's own SDK puts on the wire."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(rpc.serialize_properties(properties, {}))
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def test_what_the_sdk_sends_is_understood() -> None:
    sent = serialised(
        {
            "file": pulumi.FileAsset("a.txt"),
            "text": pulumi.StringAsset("hello"),
            "zip": pulumi.AssetArchive({"a/b": pulumi.RemoteAsset("https://example.com")}),
            "folder": pulumi.FileArchive("./site"),
            "unknown": pulumi.runtime.rpc.UNKNOWN,
            "nested": {"list": [1, 2.5, "x", True, None]},
        }
    )
    assert decode_properties(sent) == {
        "file": Asset({"path": "a.txt"}),
        "text": Asset({"text": "hello"}),
        "zip": Asset({"assets": {"a/b": Asset({"uri": "https://example.com"})}}, archive=True),
        "folder": Asset({"path": "./site"}, archive=True),
        "unknown": Unknown(),
        "nested": {"list": [1, 2.5, "x", True, None]},
    }


def test_what_is_sent_is_understood_by_the_sdk() -> None:
    sent: Properties = {
        "secret": Secret({"a": [1]}),
        "file": Asset({"path": "a.txt"}),
        "zip": Asset({"assets": {"a": Asset({"text": "x"})}}, archive=True),
        "unknown": Unknown(),
        "number": 3,
    }
    read: dict[str, Any] = rpc.deserialize_properties(encode_properties(sent), keep_unknowns=True)
    assert rpc.is_rpc_secret(read["secret"])
    assert rpc.unwrap_rpc_secret(read["secret"]) == {"a": [1]}
    assert isinstance(read["file"], pulumi.FileAsset)
    assert isinstance(read["zip"], pulumi.AssetArchive)
    assert rpc.contains_unknowns(read["unknown"])
    assert read["number"] == 3


@MANY
@given(properties)
def test_pointers_are_valid_and_lead_to_every_mask_in_what_is_shown(given: Properties) -> None:
    shown = Vault().shown(given)
    masks = {kind: {path for path, leaf in leaves(shown) if leaf == kind} for kind in (SECRET, UNKNOWN)}
    secret, unknown = list(find(given, Secret)), list(find(given, Unknown))
    assert all(POINTER.fullmatch(pointer) for pointer in (*secret, *unknown))
    assert len(secret) == len(set(secret)) == len(masks[SECRET])
    assert all(resolve(pointer, shown) == SECRET for pointer in secret)
    outside = [pointer for pointer in unknown if not under_any(pointer, secret)]
    assert len(outside) == len(set(outside)) == len(masks[UNKNOWN])
    assert all(resolve(pointer, shown) == UNKNOWN for pointer in outside)


def under_any(pointer: str, others: list[str]) -> bool:
    return any(pointer == other or pointer.startswith(f"{other}/") for other in others)


def test_pointers_escape_what_json_pointer_wants_escaped() -> None:
    found = find({"a/b": {"~": [0, Secret(1)]}, "": Secret(2)}, Secret, "/inputs")
    assert list(found) == ["/inputs/a~1b/~0/1", "/inputs/"]


def test_unknowns_in_secrets_assets_and_references_are_found() -> None:
    value = {
        "secret": Secret({"a": Unknown()}),
        "zip": Asset({"assets": {"x": Asset({"text": Unknown()})}}, archive=True),
        "reference": ResourceReference("urn", Unknown()),
    }
    assert list(find(value, Unknown)) == ["/secret/a", "/zip/archive/assets/x/asset/text", "/reference/id"]


@MANY
@given(values)
def test_plain_lays_everything_open(given: Value) -> None:
    opened = plain(given)
    assert not list(find(opened, Secret))
    assert plain(opened) == opened
    assert plain(Secret(given)) == opened
    assert plain({"a": [given]}) == {"a": [opened]}
    assert (opened == given) == (not holds_special(given))


def holds_special(value: Value) -> bool:
    if isinstance(value, Secret | ResourceReference):
        return True
    if isinstance(value, Asset):
        return holds_special(value.fields)
    if isinstance(value, dict):
        return any(holds_special(part) for part in cast("dict[str, Value]", value).values())
    return isinstance(value, list) and any(holds_special(part) for part in cast("list[Value]", value))


def test_a_reference_becomes_its_id_or_the_urn_of_a_component() -> None:
    assert plain(ResourceReference("urn:a", "vpc-1")) == "vpc-1"
    assert plain(ResourceReference("urn:a", Secret("vpc-1"))) == "vpc-1"
    assert plain(ResourceReference("urn:a")) == "urn:a"


def test_an_asset_reaches_the_cloud_without_secrets() -> None:
    assert plain(Asset({"text": Secret("hush")})) == Asset({"text": "hush"})


def test_a_secret_does_not_show_itself() -> None:
    assert "hush" not in f"{Secret('hush')!r} {Secret('hush')} {[Secret('hush')]}"
