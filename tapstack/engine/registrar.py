"""Decides what becomes of each registration: refused, skipped, planned, realised, or recorded as not
emulated.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import Final

from tapstack.engine.errors import EngineError, NotEmulatedError, OnlyRecordedError, RealisationError
from tapstack.engine.events import Finished, Listener, Started
from tapstack.engine.ledger import Fate, Ledger, Registration
from tapstack.engine.requests import Created, CreateRequest, InvokeRequest, Provider, ProviderConfig
from tapstack.engine.urns import PROVIDER_PREFIX, package_of
from tapstack.engine.values import Properties, Secret, Unknown, Value, find, plain
from tapstack.graph import Status

_UNKNOWN_INPUT_MEND: Final = (
    "give the value itself, or teach the embedded AWS that output (docs/extending.md)"
)


class Registrar:
    """Takes registrations in the order of the program and gives each its fate."""

    def __init__(
        self, ledger: Ledger, provider: Provider, listener: Listener, *, allow_not_emulated: bool
    ) -> None:
        self._ledger = ledger
        self._provider = provider
        self._listen = listener
        self._allow_not_emulated = allow_not_emulated
        self._provider_arguments: dict[str, Properties] = {}

    def register(self, asked: Registration) -> Fate:
        """Make the resource, or say in the ledger why not."""
        stopped = self._duplicate(asked) or self._skipped(asked, asked.needs())
        if stopped:
            return stopped
        if not asked.custom:
            return self._record(asked, Fate(self._done))
        if asked.type.startswith(PROVIDER_PREFIX):
            return self._register_provider(asked)
        return self._plan(asked) if self._ledger.mode == "plan" else self._deploy(asked)

    def read(self, asked: Registration, resource_id: str | Unknown) -> Fate:
        """Look an existing resource up, or say in the ledger why not."""
        stopped = self._duplicate(asked) or self._skipped(asked, asked.needs())
        if stopped:
            return stopped
        unknown = sorted(find({**asked.inputs, "id": resource_id}, Unknown))
        if unknown and self._ledger.mode == "plan":
            return self._record(asked, Fate("planned", outputs=asked.inputs))
        if unknown or isinstance(resource_id, Unknown):
            return self._unknown_inputs(asked, unknown)
        self._listen(Started(asked.type, asked.name))
        return self._realise(asked, "read", lambda request: self._provider.read(request, resource_id))

    def _duplicate(self, asked: Registration) -> Fate | None:
        if asked.urn not in self._ledger.resources:
            return None
        message = f"two resources have the URN {asked.urn}"
        return self.fail(asked, RealisationError(message, "give one of them another name"))

    def _skipped(self, asked: Registration, needed: Iterable[str]) -> Fate | None:
        stopped = self._ledger.stopped_among(needed)
        return self._record(asked, Fate("skipped", skipped_on=tuple(stopped))) if stopped else None

    def invoke(self, token: str, arguments: Properties, provider: str | None) -> Properties:
        """Answer a provider function. Raises `RealisationError`."""
        request = InvokeRequest(token, arguments, self._provider_config(token, provider))
        try:
            return self._provider.invoke(request)
        except RealisationError:
            raise
        except Exception as error:
            raise _crash(error) from error

    def fail(self, asked: Registration, error: EngineError) -> Fate:
        """Enter a fault for the resource; a namesake that stands already keeps its entry."""
        self._ledger.fault(error, asked)
        fate = Fate("failed")
        return fate if asked.urn in self._ledger.resources else self._record(asked, fate)

    @property
    def _done(self) -> Status:
        return "planned" if self._ledger.mode == "plan" else "created"

    def _record(self, asked: Registration, fate: Fate) -> Fate:
        self._listen(Finished(self._ledger.record(asked, fate)))
        return fate

    def _register_provider(self, asked: Registration) -> Fate:
        unknown = sorted(find(asked.inputs, Unknown))
        if unknown and self._ledger.mode == "deploy":
            return self._unknown_inputs(asked, unknown)
        self._provider_arguments[asked.urn] = asked.inputs
        provider_id = str(uuid.uuid5(uuid.NAMESPACE_URL, asked.urn))
        return self._record(asked, Fate(self._done, provider_id, asked.inputs))

    def _plan(self, asked: Registration) -> Fate:
        return self._realise(asked, "planned", lambda request: Created("", self._provider.plan(request)))

    def _deploy(self, asked: Registration) -> Fate:
        unknown = sorted(find(asked.inputs, Unknown))
        if unknown:
            return self._unknown_inputs(asked, unknown)
        if asked.provider and self._ledger.not_emulated_among([asked.provider]):
            wanting = (asked.provider,)
            return self._record(asked, Fate("not-emulated", outputs=asked.inputs, skipped_on=wanting))
        self._listen(Started(asked.type, asked.name))
        return self._realise(asked, "created", self._provider.create)

    def _unknown_inputs(self, asked: Registration, paths: list[str]) -> Fate:
        """Say what the values at these paths wait for in vain.

        The SDK does not tell what an id, or the answer to a look-up that was not made, came from: then
        whatever does not stand may be to blame.
        """
        told = all(path.split("/")[1] in asked.property_dependencies for path in paths)
        suspects = asked.needs() if told else set(self._ledger.resources)
        skipped = self._skipped(asked, suspects)
        if skipped:
            return skipped
        recorded = self._ledger.not_emulated_among(suspects)
        if recorded:
            return self._record(asked, Fate("not-emulated", outputs=asked.inputs, skipped_on=tuple(recorded)))
        wanted = ", ".join(path.lstrip("/").replace("/", ".") for path in paths)
        error = RealisationError(
            f"the value of `{wanted}` is not known: no resource gave it", _UNKNOWN_INPUT_MEND
        )
        return self.fail(asked, error)

    def _realise(self, asked: Registration, status: Status, make: Callable[[CreateRequest], Created]) -> Fate:
        try:
            created = make(self._create_request(asked))
        except NotEmulatedError as error:
            if self._allow_not_emulated or isinstance(error, OnlyRecordedError):
                return self._record(asked, Fate("not-emulated", outputs=asked.inputs))
            return self.fail(asked, error)
        except RealisationError as error:
            return self.fail(asked, error)
        except Exception as error:  # noqa: BLE001 - a crash of the provider is a fault of this one resource
            return self.fail(asked, _crash(error))
        outputs = _with_secrets({**asked.inputs, **created.outputs}, asked)
        return self._record(asked, Fate(status, created.id or None, outputs))

    def _create_request(self, asked: Registration) -> CreateRequest:
        config = self._provider_config(asked.type, asked.provider)
        folder = self._ledger.project.main.parent
        return CreateRequest(asked.urn, asked.type, asked.name, plain(asked.inputs), config, folder)

    def _provider_config(self, token: str, provider: str | None) -> ProviderConfig:
        package = package_of(token)
        if provider in self._provider_arguments:
            return ProviderConfig(package, plain(self._provider_arguments[provider]))
        prefix = f"{package}:"
        config = self._ledger.project.config
        return ProviderConfig(
            package, {k.removeprefix(prefix): v for k, v in config.items() if k.startswith(prefix)}
        )


def _crash(error: Exception) -> RealisationError:
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return RealisationError(
        f"the provider failed on it: {what}",
        "check that its required inputs are given; if they are, it is a bug",
    )


def _with_secrets(outputs: Properties, asked: Registration) -> Properties:
    return {
        key: _as_secret(value) if key in asked.secret_outputs else value for key, value in outputs.items()
    }


def _as_secret(value: Value) -> Secret:
    return value if isinstance(value, Secret) else Secret(plain(value))
