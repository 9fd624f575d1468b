"""Transforms: the program's own functions, which the engine calls back over gRPC before a resource is made.

A resource is given its own transforms first, then its parents' from the inside out, then the stack's (Pulumi
docs, "Resource options: transforms").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, cast

import grpc
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from tapstack.engine.errors import RealisationError

# Each option of a transform and the field of the registration that holds it (pulumi/pulumi,
# `proto/pulumi/resource.proto`: TransformResourceOptions, RegisterResourceRequest).
_OPTIONS: Final = {
    "additional_secret_outputs": "additionalSecretOutputs",
    "aliases": "aliases",
    "custom_timeouts": "customTimeouts",
    "deleted_with": "deletedWith",
    "depends_on": "dependencies",
    "ignore_changes": "ignoreChanges",
    "import": "importId",
    "plugin_download_url": "pluginDownloadURL",
    "protect": "protect",
    "provider": "provider",
    "providers": "providers",
    "replace_on_changes": "replaceOnChanges",
    "replace_with": "replace_with",
    "retain_on_delete": "retainOnDelete",
    "version": "version",
}
_INVOKE_OPTIONS: Final = {
    "plugin_download_url": "pluginDownloadURL",
    "provider": "provider",
    "version": "version",
}
# What the SDK makes of an exception in a callback (pulumi/runtime/_callbacks.py).
_RAISED: Final = re.compile(r"Invoke callback \S+ error: (?P<message>.*?):\n  File ", re.DOTALL)


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
        """Run the transforms that apply to the request and change it in place.

        They are the program's code: when one raises, this raises `RealisationError`.
        """
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
        """Run the stack's invoke transforms and change the request in place. Raises `RealisationError`."""
        for callback in self._of_invokes:
            asked = resource_pb2.TransformInvokeRequest(token=request.tok, args=request.args)
            for name, field in _INVOKE_OPTIONS.items():
                _copy(request, field, asked.options, name)
            answer = resource_pb2.TransformInvokeResponse.FromString(
                self._call(callback, asked.SerializeToString())
            )
            request.args.CopyFrom(answer.args)
            if answer.HasField("options"):
                for name, field in _INVOKE_OPTIONS.items():
                    _copy(answer.options, name, request, field)

    def _call(self, callback: callback_pb2.Callback, payload: bytes) -> bytes:
        if callback.target not in self._stubs:
            channel = grpc.insecure_channel(callback.target)
            self._channels.append(channel)
            self._stubs[callback.target] = callback_pb2_grpc.CallbacksStub(channel)
        request = callback_pb2.CallbackInvokeRequest(token=callback.token, request=payload)
        stub: Any = self._stubs[callback.target]
        try:
            return cast("callback_pb2.CallbackInvokeResponse", stub.Invoke(request)).response
        except grpc.RpcError as error:
            raise RealisationError(f"a transform failed: {_words(error)}") from error

    def close(self) -> None:
        """Close the channels."""
        for channel in self._channels:
            channel.close()
        self._channels.clear()


def _options_of(request: Any) -> resource_pb2.TransformResourceOptions:
    options = resource_pb2.TransformResourceOptions()
    for name, field in _OPTIONS.items():
        _copy(request, field, options, name)
    if request.deleteBeforeReplaceDefined:
        options.delete_before_replace = request.deleteBeforeReplace
    return options


def _take_options(request: Any, options: Any) -> None:
    for name, field in _OPTIONS.items():
        _copy(options, name, request, field)
    request.deleteBeforeReplaceDefined = options.HasField("delete_before_replace")
    request.deleteBeforeReplace = options.delete_before_replace


def _copy(source: Any, name: str, target: Any, field: str) -> None:
    """Make a field of one message as it is in another, whatever its kind."""
    target.ClearField(field)
    if source.DESCRIPTOR.fields_by_name[name].has_presence and not source.HasField(name):
        return
    value = getattr(source, name)
    if hasattr(value, "MergeFrom"):  # a list, a map or a message
        getattr(target, field).MergeFrom(value)
    else:
        setattr(target, field, value)


def _words(error: grpc.RpcError) -> str:
    details = str(cast("Any", error).details())
    raised = _RAISED.match(details)
    return raised["message"] if raised else details.partition("\n")[0]
