"""The groups of settings below the top level. Limits are AWS's, with the place they come from."""

from __future__ import annotations

from tapstack.settings.sections.compute import ComputeSettings
from tapstack.settings.sections.database import DatabaseSettings
from tapstack.settings.sections.edge import EdgeSettings, TargetGroupSettings, WebSettings
from tapstack.settings.sections.network import NetworkSettings
from tapstack.settings.sections.observability import ObservabilitySettings
from tapstack.settings.sections.security import (
    ComplianceSettings,
    EncryptionSettings,
    IdentitySettings,
    SecretsSettings,
    SessionsSettings,
)

__all__ = [
    "ComplianceSettings",
    "ComputeSettings",
    "DatabaseSettings",
    "EdgeSettings",
    "EncryptionSettings",
    "IdentitySettings",
    "NetworkSettings",
    "ObservabilitySettings",
    "SecretsSettings",
    "SessionsSettings",
    "TargetGroupSettings",
    "WebSettings",
]
