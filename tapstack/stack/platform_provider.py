"""The provider that makes a `TapPlatform` for programs in other languages.

Pulumi's own component provider reads the schema off the class and makes the component. But it tells one
missing input at a time, drops unknown ones, and shows an error in the component as a traceback. Here all
inputs are checked first, by the schema's names, and what is wrong is told in one message.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import cast

import pulumi
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError
from pulumi.runtime.sync_await import _sync_await  # pyright: ignore[reportPrivateUsage]

from tapstack import __version__
from tapstack.stack.platform import PACKAGE, TapPlatform
from tapstack.stack.platform_settings import checked


class PlatformProvider(ComponentProvider):
    """Serves the one component of the package."""

    def __init__(self) -> None:
        super().__init__([TapPlatform], PACKAGE, version=__version__)

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: Mapping[str, pulumi.Input[object]],
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Make the component.

        Raises:
            pulumi.InputPropertiesError: the inputs are wrong, or a region can't be deployed.
        """
        settings = {key: _value(value) for key, value in inputs.items()}
        try:
            checked(settings)
            return super().construct(name, resource_type, settings, options)
        except pulumi.RunError as error:
            raise _refusal(error) from None
        except ComponentInitError as error:
            if isinstance(error.inner, pulumi.RunError):
                raise _refusal(error.inner) from None
            raise


def _refusal(error: pulumi.RunError) -> pulumi.InputPropertiesError:
    """The error as the engine shows it. Its list of properties is empty, not missing.

    The message says everything, and of each property in the list the engine would show the value, secret or
    not. Without a list, Pulumi's SDK fails on the error itself (seen in 3.272.0).
    """
    return pulumi.InputPropertiesError(str(error), [])


def serve() -> None:
    """Run the provider as the Pulumi CLI runs it: print the port, then answer until the process is ended."""
    main(PlatformProvider(), sys.argv[1:])


def _value(value: object) -> object:
    """The value as config has it: whole numbers as such, and of outputs the value, if known and no secret."""
    if isinstance(value, pulumi.Output):
        return _sync_await(_known(cast("pulumi.Output[object]", value)))
    if isinstance(value, Mapping):
        return {key: _value(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, list):
        return [_value(item) for item in cast("list[object]", value)]
    return int(value) if isinstance(value, float) and value.is_integer() else value


async def _known(output: pulumi.Output[object]) -> object:
    """What the output holds, or the output itself where that may not be told or is not known yet."""
    if await output.is_secret() or not await output.is_known():
        return output
    return _value(await output.future())
