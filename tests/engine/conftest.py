"""What the engine's tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.fakes import Runner


@pytest.fixture
def run(tmp_path: Path) -> Runner:
    """Return the runner of small programs."""
    return Runner(tmp_path)
