"""Transforms: the program's own functions, which the engine calls back over gRPC before a resource is made.

A resource is given its own transforms first, then its parents' from the inside out, then the stack's (Pulumi
docs, "Resource options: transforms").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

_TRANSFORMED_OPTIONS = ("protect", "version", "provider")
_RENAMED_OPTIONS = {
    "depends_on": "dependencies",
    "ignore_changes": "ignoreChanges",
    "replace_on_changes": "replaceOnChanges",
    "additional_secret_outputs": "additionalSecretOutputs",
}


class Transforms:
    """The stack's and each resource's transforms, and the channels to the servers that run them."""

    def __init__(self) -> None:
        self._stubs: dict[str, callback_pb2_grpc.CallbacksStub] = {}
        self._channels: list[grpc.Channel] = []
        self._of_stack: list[callback_pb2.Callback] = []
        self._of_invokes: list[callback_pb2.Callback] = []
        self._of_urn: dict[str, Sequence[callback_pb2.Callback]] = {}

    def add_to_stack(self, callback: callback_pb2.Callback) -> None:
        """A transform for every resource registered from now on."""
        self._of_stack.append(callback)

    def add_to_invokes(self, callback: callback_pb2.Callback) -> None:
        """A transform for every provider function called from now on."""
        self._of_invokes.append(callback)

    def remember(self, urn: str, request: Any) -> None:
        """Keep what the children of `urn` are given, too."""
        inherited = self._of_urn.get(request.parent, ())
        if request.transforms or inherited:
            self._of_urn[urn] = (*request.transforms, *inherited)

    def apply(self, request: Any) -> None:
        """Run the transforms that apply to the request and change it in place."""
        for callback in (*request.transforms, *self._of_urn.get(request.parent, ()), *self._of_stack):
            asked = resource_pb2.TransformRequest(
                type=request.type,
                name=request.name,
                custom=request.custom,
                parent=request.parent,
                properties=request.object,
                options=_options_of(request),
            )
            answer = resource_pb2.TransformResponse.FromString(
                self._call(callback, asked.SerializeToString())
            )
            request.object.CopyFrom(answer.properties)
            if answer.HasField("options"):
                _take_options(request, answer.options)

    def apply_to_invoke(self, request: resource_pb2.ResourceInvokeRequest) -> None:
        """Run the stack's invoke transforms and change the request's arguments in place."""
        for callback in self._of_invokes:
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args)
            answer = resource_pb2.TransformInvokeResponse.FromString(
                self._call(callback, asked.SerializeToString())
            )
            request.args.CopyFrom(answer.args)

    def _call(self, callback: callback_pb2.Callback, payload: bytes) -> bytes:
        if callback.target not in self._stubs:
            channel = grpc.insecure_channel(callback.target)
            self._channels.append(channel)
            self._stubs[callback.target] = callback_pb2_grpc.CallbacksStub(channel)
        request = callback_pb2.CallbackInvokeRequest(token=callback.token, request=payload)
        stub: Any = self._stubs[callback.target]
        answer = cast("callback_pb2.CallbackInvokeResponse", stub.Invoke(request))
        return answer.response

    def close(self) -> None:
        """Close the channels."""
        for channel in self._channels:
            channel.close()
        self._channels.clear()


def _options_of(request: Any) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions(
        aliases=request.aliases, providers=dict(request.providers)
    )
    for name in _TRANSFORMED_OPTIONS:
        setattr(options, name, getattr(request, name))
    for name, field in _RENAMED_OPTIONS.items():
        getattr(options, name).extend(getattr(request, field))
    return options


def _take_options(request: Any, options: Any) -> None:
    for name in _TRANSFORMED_OPTIONS:
        setattr(request, name, getattr(options, name))
    for name, field in _RENAMED_OPTIONS.items():
        del getattr(request, field)[:]
        getattr(request, field).extend(getattr(options, name))
    del request.aliases[:]
    request.aliases.extend(options.aliases)
