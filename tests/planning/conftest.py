"""What the planners' tests share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tapstack.settings import TapSettings, parse_settings

REQUIRED: dict[str, object] = {
    "team": "tap",
    "environment": "dev",
    "regions": ["us-east-1", "eu-west-1", "ap-southeast-2"],
    "allowedSshCidr": "203.0.113.0/24",
}

MakeSettings = Callable[..., TapSettings]


@pytest.fixture(scope="session")
def make_settings() -> MakeSettings:
    """Return a maker of settings: the required ones, and what a test says otherwise."""

    def make(**other: Any) -> TapSettings:
        return parse_settings({**REQUIRED, **other})

    return make
