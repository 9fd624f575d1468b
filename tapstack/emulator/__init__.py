"""The embedded AWS: moto in this process, its gaps mended or refused, as a provider for the engine."""

from __future__ import annotations

from tapstack.emulator.aws import ACCOUNT_ID, EmbeddedAws
from tapstack.emulator.provider import EmbeddedProvider

__all__ = ["ACCOUNT_ID", "EmbeddedAws", "EmbeddedProvider"]
