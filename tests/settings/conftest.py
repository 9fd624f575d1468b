"""What the settings' tests share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

REQUIRED: dict[str, object] = {
    "team": "web",
    "environment": "dev",
    "regions": "us-east-1,us-west-2,eu-west-1",
    "allowedSshCidr": "203.0.113.0/24",
}

RawConfig = Callable[..., dict[str, object]]


@pytest.fixture(scope="session")
def raw_config() -> RawConfig:
    """Return a maker of raw config: the required settings, and what a test says (None leaves out)."""

    def make(**other: object) -> dict[str, object]:
        return {key: value for key, value in (REQUIRED | other).items() if value is not None}

    return make
