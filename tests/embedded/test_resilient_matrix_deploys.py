"""A dozen of the combinations, deployed whole."""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded import matrix
from tests.embedded.deploying import ProjectWith, ran

ROWS = matrix.rows()
SAMPLE = ROWS[:: len(ROWS) // 12][:12]


@pytest.mark.parametrize("row", SAMPLE, ids=range(len(SAMPLE)))
def test_the_combination_deploys(row: dict[str, Any], with_settings: ProjectWith) -> None:
    graph = ran(with_settings(**matrix.settings_of(row)), "deploy")
    assert len(SAMPLE) == 12
    assert {resource.status for resource in graph.resources} <= {"created", "read", "not-emulated"}
