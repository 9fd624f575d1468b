"""The embedded AWS as the engine's provider: finds a type's entry and gives it region, tags, clients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

from tapstack.emulator import services
from tapstack.emulator.aws import EmbeddedAws
from tapstack.emulator.call import Call
from tapstack.emulator.inputs import Inputs
from tapstack.emulator.registry import ANSWERERS, ONLY_RECORDED, READERS, REALISERS, Made
from tapstack.emulator.schema import TypeSchema, schema_of
from tapstack.engine import (
    Created,
    CreateRequest,
    InvokeRequest,
    NotEmulatedError,
    OnlyRecordedError,
    Properties,
    ProviderConfig,
    RealisationError,
    Unknown,
    Value,
)

T = TypeVar("T")

_GLOBAL_REGION: Final = "us-east-1"
_NO_SCHEMA: Final = TypeSchema({})
_STACK_REFERENCE: Final = "pulumi:pulumi:StackReference"


class EmbeddedProvider:
    """Realises pulumi_aws's types on the embedded AWS."""

    def __init__(self, aws: EmbeddedAws) -> None:
        services.load()
        self._aws = aws

    def plan(self, request: CreateRequest) -> Properties:
        """The region and the tags are known before a resource stands."""
        schema = _schema(request)
        known: Properties = {}
        if schema.regional and not isinstance(_given_region(request.inputs, request.provider), Unknown):
            known["region"] = _region(request.inputs, request.provider, schema)
        if schema.tagged:
            known["tagsAll"] = _all_tags(request)
        return known

    def create(self, request: CreateRequest) -> Created:
        """Make the resource. Raises `RealisationError`, or `NotEmulatedError` for an unknown type."""
        if request.type in ONLY_RECORDED:
            raise OnlyRecordedError(ONLY_RECORDED[request.type])
        realise, call = _entry(REALISERS, request.type, "type"), self._call(request)
        self._aws.draw_ids_for(request.urn)
        made = realise(call)
        call.refuse_unread()
        return _finished(request, call, made)

    def read(self, request: CreateRequest, resource_id: str) -> Created:
        """Look an existing resource up. Raises as `create` does."""
        read = _entry(READERS, request.type, "look-up of existing resources of type")
        call = self._call(request)
        return _finished(request, call, read(call, resource_id))

    def invoke(self, request: InvokeRequest) -> Properties:
        """Answer a function. Raises `RealisationError`, or `NotEmulatedError` for an unknown function."""
        answer = _entry(ANSWERERS, request.token, "function")
        region = _region(request.arguments, request.provider, None)
        call = Call(self._aws, region, Inputs(request.arguments))
        answered = answer(call)
        call.refuse_unread()
        return {"id": region, **answered, "region": region}

    def _call(self, request: CreateRequest) -> Call:
        schema = _schema(request)
        return Call(
            self._aws,
            _region(request.inputs, request.provider, schema),
            Inputs(request.inputs),
            logical_name=request.name,
            urn=request.urn,
            tags=_all_tags(request) if schema.tagged else _own_tags(request.inputs),
            directory=request.directory,
        )


def _schema(request: CreateRequest) -> TypeSchema:
    return schema_of(request.type) or _NO_SCHEMA


def _finished(request: CreateRequest, call: Call, made: Made) -> Created:
    """What was made, with its region and tags; the schema drops them where the type has none."""
    outputs = {**made.outputs, "region": call.region, "tagsAll": dict(call.tags)}
    return Created(made.id, _schema(request).conform(outputs))


def _entry(entries: Mapping[str, T], token: str, what: str) -> T:
    if token in entries:
        return entries[token]
    if token == _STACK_REFERENCE:
        raise NotEmulatedError(
            "an embedded run has no other stacks to refer to", "give the value in this stack's config"
        )
    raise NotEmulatedError(
        f"the embedded AWS has no {what} {token}",
        "add an entry for it (docs/extending.md), leave it out in this stack, "
        "or pass --allow-not-emulated to have it only recorded",
    )


def _region(given: Properties, provider: ProviderConfig, schema: TypeSchema | None) -> str:
    """The resource's own region, or its provider's. Raises `RealisationError` when there is neither."""
    own = given if schema is None or schema.regional else {}
    region = _given_region(own, provider)
    if region:
        return str(region)
    if schema is not None and not schema.regional:
        return _GLOBAL_REGION
    raise RealisationError(
        "no AWS region is configured",
        "set aws:region in the stack's config, or `region` on the resource or provider",
    )


def _given_region(inputs: Properties, provider: ProviderConfig) -> Value:
    return inputs.get("region") or provider.arguments.get("region")


def _own_tags(inputs: Properties) -> dict[str, Any]:
    """The resource's own tags; in a plan, values may be unknown."""
    tags = inputs.get("tags")
    if not isinstance(tags, Mapping):
        return {}
    given = cast("dict[str, Any]", tags).items()
    return {str(key): value if isinstance(value, Unknown) else str(value) for key, value in given}


def _all_tags(request: CreateRequest) -> dict[str, Any]:
    """The provider's default tags, under the resource's own."""
    return {**_default_tags(request.provider), **_own_tags(request.inputs)}


def _default_tags(provider: ProviderConfig) -> dict[str, str]:
    given: Any = provider.arguments.get("defaultTags") or {}
    decoded: Any = json.loads(given) if isinstance(given, str) else given
    return {str(key): str(value) for key, value in decoded.get("tags", {}).items()}
