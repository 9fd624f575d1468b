"""tapstack: a multi-region AWS web platform written in Pulumi Python."""

from __future__ import annotations

__version__ = "0.1.0"
