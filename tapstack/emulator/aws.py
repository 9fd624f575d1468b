"""The embedded AWS: moto in this process, mended, with one boto3 client for each service and region.

`EmbeddedAws` is a context manager. Entering gives a fresh, empty account; leaving forgets it. moto keeps its
state for the whole process, so there is one embedded AWS at a time.
"""

from __future__ import annotations

import contextlib
import os
from collections import Counter
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Any, ClassVar, Final, Self, cast

_FLAGS: Final = {
    "MOTO_ENABLE_AMI_VALIDATION": "1",
    "MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION": "1",
    "MOTO_ENABLE_KEYPAIR_VALIDATION": "1",
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_ACM_VALIDATION_WAIT": "0",
}
for _name, _value in _FLAGS.items():
    os.environ.setdefault(_name, _value)

# moto must be imported before any boto3 client is made: an earlier client would call the real AWS.
import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.moto_api._internal import mock_random

from tapstack.emulator import models, patches
from tapstack.emulator.server import serving
from tapstack.engine import RealisationError

ACCOUNT_ID: Final[str] = DEFAULT_ACCOUNT_ID
_SEED: Final = 42  # ids come from moto's own generator: seeded, two accounts give the same


class EmbeddedAws:
    """A fresh AWS account in this process."""

    _up: ClassVar[bool] = False

    def __init__(self) -> None:
        self._mock = mock_aws()
        self._clients: dict[tuple[str, str], Any] = {}
        self._session: Any = None
        self.calls: Counter[str] = Counter()

    def __enter__(self) -> Self:
        if EmbeddedAws._up:
            raise RuntimeError("an embedded AWS is up in this process: a second one would wipe it")
        patches.apply()
        self._mock.start()
        EmbeddedAws._up = True
        mock_random.seed(_SEED)
        self._session = boto3.session.Session()
        self._session.events.register_last("before-parameter-build", models.hold)
        self._session.events.register("before-call", self._count)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._clients.clear()
        self._mock.stop()
        EmbeddedAws._up = False

    def draw_ids_for(self, urn: str) -> None:
        """Have the ids made from now on follow from the URN alone, whatever the order of a run."""
        mock_random.seed(urn)

    @property
    def api_calls(self) -> int:
        """How many API calls were made so far."""
        return self.calls.total()

    def client(self, service: str, region: str) -> Any:
        """The client of a service in a region, made once."""
        key = (service, region)
        if key not in self._clients:
            config = Config(retries={"total_max_attempts": 1}, parameter_validation=True)
            self._clients[key] = self._session.client(service, region_name=region, config=config)
        return self._clients[key]

    def ask(self, service: str, region: str, operation: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Call an operation. Raises `RealisationError` with AWS's code and words."""
        try:
            return cast("dict[str, Any]", getattr(self.client(service, region), operation)(**parameters))
        except ClientError as error:
            raise RealisationError(_words(error)) from error
        except BotoCoreError as error:
            raise RealisationError(f"{service} {operation}: {' '.join(str(error).split())}") from error
        except NotImplementedError as error:
            raise RealisationError(f"{service} {operation} is not emulated: {error}") from error

    def _count(self, model: Any, **_rest: Any) -> None:
        self.calls[f"{model.service_model.service_name}.{model.name}"] += 1

    @contextlib.contextmanager
    def serve(self, port: int) -> Generator[int]:
        """Serve the account on 127.0.0.1 while the block runs; port 0 takes a free one. Yields the port.

        Raises `OSError` when the port is in use.
        """
        with serving(port) as bound:
            yield bound


def _words(error: ClientError) -> str:
    response: Any = error.response
    return f"{error.operation_name}: {response['Error']['Code']}: {response['Error']['Message']}"
