"""The settings of a stack: their schema, loading, and the faults found in them.

Everything below reads a frozen `TapSettings`; nothing below reads Pulumi's config.
"""

from __future__ import annotations

from tapstack.settings.faults import Fault, SettingsError
from tapstack.settings.load import load_settings
from tapstack.settings.models import TapSettings
from tapstack.settings.parse import parse_settings
from tapstack.settings.reference import SettingRow, settings_reference, settings_values
from tapstack.settings.sections import (
    ComputeSettings,
    DatabaseSettings,
    EncryptionSettings,
    NetworkSettings,
    ObservabilitySettings,
)

__all__ = [
    "ComputeSettings",
    "DatabaseSettings",
    "EncryptionSettings",
    "Fault",
    "NetworkSettings",
    "ObservabilitySettings",
    "SettingRow",
    "SettingsError",
    "TapSettings",
    "load_settings",
    "parse_settings",
    "settings_reference",
    "settings_values",
]
