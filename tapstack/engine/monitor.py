"""Pulumi's ResourceMonitor service: what a program talks to while it runs.

One plain object implements the service's methods (pulumi/pulumi, `proto/pulumi/resource.proto`). Handed to
the SDK in-process it is called directly; added to a gRPC server it serves a program in another process. It
never raises out of a registration: what fails is recorded, what depends on it is skipped, and the program
goes on, so that one run shows every fault.
"""

from __future__ import annotations

import threading
import uuid
from typing import Any, Final

from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from tapstack.engine.callbacks import Transforms
from tapstack.engine.errors import NotEmulatedError, RealisationError
from tapstack.engine.ledger import Fate, Ledger, provider_urn, registration_of
from tapstack.engine.registrar import Registrar
from tapstack.engine.urns import STACK_TYPE, make_urn
from tapstack.engine.values import (
    Properties,
    Unknown,
    decode_properties,
    decode_text,
    encode_properties,
    find,
    plain,
)

_FEATURES: Final = (
    resource_pb2.RESOURCE_MONITOR_FEATURE_SECRETS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
    resource_pb2.RESOURCE_MONITOR_FEATURE_ALIAS_SPECS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_DELETED_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_REPLACE_WITH,
    resource_pb2.RESOURCE_MONITOR_FEATURE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS,
    resource_pb2.RESOURCE_MONITOR_FEATURE_PARAMETERIZATION,
)


class Monitor(resource_pb2_grpc.ResourceMonitorServicer):
    """The resource monitor of one run."""

    def __init__(self, ledger: Ledger, registrar: Registrar) -> None:
        self._ledger = ledger
        self._registrar = registrar
        self._transforms = Transforms()
        self._lock = threading.RLock()
        self._states: dict[str, Fate] = {}

    def RegisterResource(
        self, request: resource_pb2.RegisterResourceRequest, context: Any = None
    ) -> resource_pb2.RegisterResourceResponse:
        """Register a resource: transform it, then let the registrar decide."""
        urn = self._urn(request)
        self._transforms.remember(urn, request)
        error = self._transform(request) or _refusal(request)
        with self._lock:
            asked = registration_of(request, urn, self._ledger.project.directory)
            fate = self._registrar.fail(asked, error) if error else self._registrar.register(asked)
            self._states[urn] = fate
        return resource_pb2.RegisterResourceResponse(
            urn=urn,
            id=fate.id or "",
            object=encode_properties(fate.outputs),
            result=_result(fate),
            unknown=True,
        )

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest, context: Any = None
    ) -> resource_pb2.ReadResourceResponse:
        """Look up a resource that the program did not make, as `Vpc.get(...)` does."""
        urn = self._urn(request)
        with self._lock:
            asked = registration_of(_as_registration(request), urn, self._ledger.project.directory)
            fate = self._registrar.read(asked, decode_text(request.id))
            self._states[urn] = fate
        return resource_pb2.ReadResourceResponse(
            urn=urn,
            id=fate.id or "",
            properties=encode_properties(fate.outputs),
            result=_result(fate),
            unknown=True,
        )

    def ExistsResource(
        self, request: resource_pb2.ExistsResourceRequest, context: Any = None
    ) -> resource_pb2.ExistsResourceResponse:
        """Refuse: a provider is not asked whether something exists. Raises `NotEmulatedError`."""
        raise NotEmulatedError(f"whether the {request.type} {request.id} exists can't be asked here")

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest, context: Any = None
    ) -> empty_pb2.Empty:
        """Take a component's outputs, or on the stack's URN the stack's."""
        outputs = decode_properties(request.outputs)
        with self._lock:
            if self._ledger.resources[request.urn].type == STACK_TYPE:
                self._ledger.outputs = outputs
            else:
                self._states[request.urn] = Fate(self._states[request.urn].status, outputs=outputs)
                self._ledger.complete(request.urn, outputs)
        return empty_pb2.Empty()

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest, context: Any = None
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answer a provider function; a failure goes back to the program, which raises it."""
        try:
            self._transforms.apply_to_invoke(request)
            with self._lock:
                answer = self._invoke(request)
        except RealisationError as error:
            reason = f"{error.message}; {error.mend}" if error.mend else error.message
            return resource_pb2.ResourceInvokeResponse(failures=[provider_pb2.CheckFailure(reason=reason)])
        if answer is None:
            return resource_pb2.ResourceInvokeResponse(unknown=True)
        answered: Any = {"return": encode_properties(answer)}  # the field's name is a keyword
        return resource_pb2.ResourceInvokeResponse(**answered)

    def _invoke(self, request: resource_pb2.ResourceInvokeRequest) -> Properties | None:
        """The answer, or nothing when it asks about something that is not known."""
        arguments = plain(decode_properties(request.args))
        if any(find(arguments, Unknown)):
            return None
        if request.tok == "pulumi:pulumi:getResource":
            fate = self._states[arguments["urn"]]
            return {"urn": arguments["urn"], "id": fate.id or "", "state": fate.outputs}
        return self._registrar.invoke(request.tok, arguments, provider_urn(request.provider))

    def Call(
        self, request: resource_pb2.ResourceCallRequest, context: Any = None
    ) -> provider_pb2.CallResponse:
        """Refuse: methods of other languages' components can't be run here."""
        reason = f"{request.tok} is a method of another language's package, which can't be run here"
        return provider_pb2.CallResponse(failures=[provider_pb2.CheckFailure(reason=reason)])

    def RegisterStackTransform(self, request: Any, context: Any = None) -> empty_pb2.Empty:
        """Take a transform for every resource from now on."""
        self._transforms.add_to_stack(request)
        return empty_pb2.Empty()

    def RegisterStackInvokeTransform(self, request: Any, context: Any = None) -> empty_pb2.Empty:
        """Take a transform for every provider function from now on."""
        self._transforms.add_to_invokes(request)
        return empty_pb2.Empty()

    def RegisterPackage(self, request: Any, context: Any = None) -> resource_pb2.RegisterPackageResponse:
        """Give a parameterised package a reference; its types are then as unknown as any."""
        return resource_pb2.RegisterPackageResponse(ref=str(uuid.uuid5(uuid.NAMESPACE_URL, str(request))))

    def GetDeploymentInfo(self, request: empty_pb2.Empty, context: Any = None) -> resource_pb2.DeploymentInfo:
        """Say what this monitor can do."""
        project = self._ledger.project
        return resource_pb2.DeploymentInfo(
            config=dict(project.config),
            configSecretKeys=project.secret_keys,
            supportedFeatures=_FEATURES,
        )

    def SignalAndWaitForShutdown(self, request: empty_pb2.Empty, context: Any = None) -> empty_pb2.Empty:
        """Let the program go, and with it the channels to its callbacks."""
        self._transforms.close()
        return empty_pb2.Empty()

    def _transform(self, request: resource_pb2.RegisterResourceRequest) -> RealisationError | None:
        try:
            self._transforms.apply(request)
        except RealisationError as error:
            return error
        return None

    def _urn(self, request: resource_pb2.RegisterResourceRequest | resource_pb2.ReadResourceRequest) -> str:
        project = self._ledger.project
        return make_urn(project.stack, project.name, request.parent or None, request.type, request.name)


def _refusal(request: resource_pb2.RegisterResourceRequest) -> RealisationError | None:
    if request.remote:
        return NotEmulatedError(
            f"{request.type} comes from another language's package, which can't be run here"
        )
    if request.importId:
        what = f"{request.importId} can't be imported: a fresh embedded account holds nothing yet"
        return RealisationError(what, "leave `import_` out in this stack")
    return None


def _as_registration(request: Any) -> resource_pb2.RegisterResourceRequest:
    return resource_pb2.RegisterResourceRequest(
        type=request.type,
        name=request.name,
        custom=True,
        parent=request.parent,
        provider=request.provider,
        object=request.properties,
        dependencies=request.dependencies,
        additionalSecretOutputs=request.additionalSecretOutputs,
        stackTrace=request.stackTrace,
    )


def _result(fate: Fate) -> resource_pb2.Result.ValueType:
    return resource_pb2.FAIL if fate.stopped else resource_pb2.SUCCESS
