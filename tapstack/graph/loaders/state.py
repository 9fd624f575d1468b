"""A resource of Pulumi's state as a resource of a graph.

The format is `ResourceV3` of pulumi/pulumi, `sdk/go/common/apitype/core.go`; `stack export` and
`preview --json` share it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tapstack.graph.errors import GraphError
from tapstack.graph.loaders.document import first_wrong
from tapstack.graph.loaders.values import WIRE_UNKNOWN, Decoder
from tapstack.graph.model import SECRET, UNKNOWN, Json, Options, Resource, SourcePosition, Status

STACK: Final = "pulumi:pulumi:Stack"
_PROVIDERS: Final = "pulumi:providers:"
_DEFAULT_PROVIDER: Final = re.compile(r"default(_\d+)*")
_URN: Final = re.compile(
    r"urn:pulumi:(?P<stack>[^:]+)::(?P<project>[^:]*)::(?P<types>.+?)::(?P<name>.*)", re.DOTALL
)
_LINE: Final = re.compile(r"(\d{1,9})(,\d+)?")

_GLOBAL_SERVICES: Final = frozenset(
    {
        "account",
        "arcregionswitch",
        "bcmdata",
        "billing",
        "budgets",
        "cloudfront",
        "costexplorer",
        "costoptimizationhub",
        "cur",
        "globalaccelerator",
        "iam",
        "invoicing",
        "networkmanager",
        "notifications",
        "organizations",
        "pricingplanmanager",
        "rolesanywhere",
        "route53domains",
        "route53recoverycontrol",
        "route53recoveryreadiness",
        "shield",
        "uxc",
        "waf",
    }
)
_GLOBAL_OF_REGIONAL: Final = frozenset(
    {
        "aws:backup/globalSettings:GlobalSettings",
        "aws:bedrock/useCaseForModelAccess:UseCaseForModelAccess",
        "aws:cfg/aggregateAuthorization:AggregateAuthorization",
        "aws:chime/sdkvoiceGlobalSettings:SdkvoiceGlobalSettings",
        "aws:cloudformation/stackSetInstance:StackSetInstance",
        "aws:cloudtrail/organizationDelegatedAdminAccount:OrganizationDelegatedAdminAccount",
        "aws:directconnect/gateway:Gateway",
        "aws:directconnect/hostedConnection:HostedConnection",
        "aws:ec2/vpcIpamOrganizationAdminAccount:VpcIpamOrganizationAdminAccount",
        "aws:fms/adminAccount:AdminAccount",
        "aws:ram/sharingWithOrganization:SharingWithOrganization",
        "aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock",
        "aws:servicecatalog/organizationsAccess:OrganizationsAccess",
        "aws:servicequotas/template:Template",
        "aws:ssmincidents/replicationSet:ReplicationSet",
    }
)
_REGIONAL_OF_ROUTE53: Final = ("resolver", "profiles")
"""What takes no region in the AWS provider's schema (version 7), though the provider itself has one."""


class State(BaseModel):
    """What is read of a `ResourceV3`."""

    model_config = ConfigDict(frozen=True, strict=True, alias_generator=to_camel)

    urn: str
    type: str
    custom: bool = False
    delete: bool = False
    pending_replacement: bool = False
    external: bool = False
    id: str | None = None
    parent: str | None = None
    provider: str | None = None
    inputs: dict[str, Json] | None = None
    outputs: dict[str, Json] | None = None
    dependencies: list[str] | None = None
    property_dependencies: dict[str, list[str] | None] | None = None
    additional_secret_outputs: list[str] | None = None
    init_errors: list[str] | None = None
    protect: bool = False
    retain_on_delete: bool = False
    ignore_changes: list[str] | None = None
    replace_on_changes: list[str] | None = None
    aliases: list[str] | None = None
    source_position: str | None = Field(default=None)

    @property
    def stands(self) -> bool:
        """Whether it is there, or will be: neither waiting for its deletion nor for its replacement."""
        return not self.delete and not self.pending_replacement


def state_of(raw: Json, where: str) -> State:
    """A resource as the file says it. Raises `GraphError` that names the place for one of another form."""
    try:
        state = State.model_validate(raw)
    except ValidationError as error:
        raise GraphError(f"can't be read: {where}: {first_wrong(error)}") from error
    if not _URN.fullmatch(state.urn):
        raise GraphError(f"can't be read: {where}: {state.urn[:200]!r} is no URN of Pulumi")
    return state


def stack_of(state: State) -> tuple[str, str]:
    """The project and the stack, which every URN names."""
    found = _URN.fullmatch(state.urn)
    return (found["project"], found["stack"]) if found else ("", "")


class Regions:
    """Says in which region a resource lies."""

    def __init__(self, states: Mapping[str, State], configured: str | None = None) -> None:
        """Know the providers among the states; `configured` is the stack's `aws:region`."""
        self._states = states
        self._configured = configured

    def of(self, state: State) -> str | None:
        """Its own region, else its ARN's, else its provider's; None for what is global."""
        if not state.custom or state.type.startswith("pulumi:"):
            return None
        outputs, inputs = state.outputs or {}, state.inputs or {}
        own = _known(outputs.get("region")) or _known(inputs.get("region"))
        if own or not state.type.startswith("aws:"):
            return own
        if _is_global(state.type):
            return None
        return _region_in(outputs.get("arn")) or self._of_provider(state)

    def _of_provider(self, state: State) -> str | None:
        provider = self._states.get(_provider_urn(state) or "")
        given = provider and (provider.inputs or provider.outputs or {}).get("region")
        return _known(given) or self._configured


def resource_of(state: State, status: Status, regions: Regions, decoder: Decoder) -> Resource:
    """The resource as a graph holds it."""
    secret: list[str] = []
    unknown: list[str] = []
    inputs = _properties(decoder, state.inputs, "/inputs", secret, unknown)
    outputs = {} if state.type == STACK else _properties(decoder, state.outputs, "/outputs", secret, unknown)
    for name in {*(state.additional_secret_outputs or ())} & {*outputs}:
        outputs[name] = SECRET
        secret.append(f"/outputs/{name}")
    provider = _provider_urn(state)
    return Resource(
        urn=state.urn,
        type=state.type,
        name=_name(state.urn),
        custom=state.custom,
        status=status,
        id=None if state.id is None or WIRE_UNKNOWN in state.id else state.id or None,
        region=regions.of(state),
        parent=state.parent or None,
        provider=None if provider and _DEFAULT_PROVIDER.fullmatch(_name(provider)) else provider,
        inputs=inputs,
        outputs=outputs,
        dependencies=tuple(sorted({*(state.dependencies or ())})),
        property_dependencies={
            name: tuple(sorted({*urns}))
            for name, urns in sorted((state.property_dependencies or {}).items())
            if urns
        },
        secret_paths=tuple(sorted({*secret})),
        unknown_paths=tuple(sorted({*unknown})),
        options=_options(state),
        source=_source(state.source_position),
    )


def stack_outputs(state: State, decoder: Decoder) -> tuple[dict[str, Json], list[str], list[str]]:
    """The outputs of the stack's resource, and where secrets and unknowns are among them."""
    secret: list[str] = []
    unknown: list[str] = []
    return _properties(decoder, state.outputs, "/outputs", secret, unknown), secret, unknown


def _properties(
    decoder: Decoder, given: Mapping[str, Json] | None, pointer: str, secret: list[str], unknown: list[str]
) -> dict[str, Json]:
    decoded = decoder.decode(dict(given or {}), pointer, secret, unknown)
    return decoded if isinstance(decoded, dict) else {}


def _options(state: State) -> Options:
    return Options(
        protect=state.protect,
        retain_on_delete=state.retain_on_delete,
        ignore_changes=tuple(state.ignore_changes or ()),
        replace_on_changes=tuple(state.replace_on_changes or ()),
        aliases=tuple(state.aliases or ()),
    )


def _source(position: str | None) -> SourcePosition | None:
    """The line that made it: `project:///folder/file.py#12,3` or, outside the project, a `file:` URI."""
    try:
        parts = urlsplit(position or "")
    except ValueError:
        return None
    line = _LINE.fullmatch(parts.fragment)
    if parts.scheme not in {"project", "file"} or not parts.path or not line:
        return None
    path = unquote(parts.path)
    return SourcePosition(file=path.lstrip("/") if parts.scheme == "project" else path, line=int(line[1]))


def _name(urn: str) -> str:
    found = _URN.fullmatch(urn)
    return found["name"] if found else urn


def _provider_urn(state: State) -> str | None:
    """The URN in a provider's reference, which is `URN::ID`."""
    return state.provider.rpartition("::")[0] or None if state.provider else None


def _is_global(type_token: str) -> bool:
    """Whether resources of this AWS type lie in no region."""
    service, _, rest = type_token.removeprefix("aws:").partition("/")
    if service == "route53":
        return not rest.startswith(_REGIONAL_OF_ROUTE53)
    return service in _GLOBAL_SERVICES or type_token in _GLOBAL_OF_REGIONAL


def _known(value: Json) -> str | None:
    masked = value in {SECRET, UNKNOWN} if isinstance(value, str) else True
    return None if masked or not isinstance(value, str) or WIRE_UNKNOWN in value else value or None


def _region_in(arn: Json) -> str | None:
    parts = arn.split(":", 5) if isinstance(arn, str) else []
    return parts[3] or None if len(parts) == 6 and parts[0] == "arn" else None
