"""The settings of the running Pulumi program: config namespace `tap`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapstack.settings.base import as_mapping, is_mapping
from tapstack.settings.explain import shown
from tapstack.settings.faults import Fault, SettingsError
from tapstack.settings.parse import parse_settings
from tapstack.settings.schema import names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tapstack.settings.models import TapSettings

_NAMESPACE = "tap:"


def load_settings() -> TapSettings:
    """The settings of the stack that is running, from `pulumi.Config("tap")`, whose values are all texts.

    Raises SettingsError with all faults. The value of a secret is never part of one.
    """
    from pulumi import Config  # noqa: PLC0415 - settings are read without Pulumi too
    from pulumi.runtime import config as runtime  # noqa: PLC0415

    try:
        environment: object = runtime.get_config_env()
        secret_keys = frozenset(runtime.get_config_secret_keys_env())
    except (ValueError, TypeError) as error:
        raise _unreadable(str(error)) from None
    if not is_mapping(environment):
        raise _unreadable(shown(environment))
    config = Config("tap")
    names = {*names_in(()), *_names(runtime.CONFIG.get()), *_names(as_mapping(environment))}
    values = {name: config.get(name) for name in sorted(names)}
    return parse_settings(
        {name: value for name, value in values.items() if value is not None},
        secret={
            name for name in names if runtime.is_config_secret(key := _NAMESPACE + name) or key in secret_keys
        },
    )


def _names(config: Mapping[str, object]) -> list[str]:
    """The keys of our namespace, without it."""
    return [key.removeprefix(_NAMESPACE) for key in config if key.startswith(_NAMESPACE)]


def _unreadable(value: str) -> SettingsError:
    allowed = "a JSON map from namespace:key to text, as Pulumi sets it"
    mend = "Unset PULUMI_CONFIG and PULUMI_CONFIG_SECRET_KEYS; Pulumi sets them by itself"
    return SettingsError((Fault("PULUMI_CONFIG", value, allowed, mend, "can't be read"),))
