"""Every part on and off, both engines, both kinds of keys, one to six regions: all of it plans."""

from __future__ import annotations

from typing import Any

import pytest

from tests.embedded import matrix
from tests.embedded.deploying import ProjectWith, ran

ROWS = matrix.rows()


def test_every_two_values_that_go_together_meet() -> None:
    met = {pair for row in ROWS for pair in matrix.pairs(row)}
    assert matrix.all_pairs() - met == set()
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=range(len(ROWS)))
def test_the_combination_plans(row: dict[str, Any], with_settings: ProjectWith) -> None:
    graph = ran(with_settings(**matrix.settings_of(row)))
    assert {resource.status for resource in graph.resources} == {"planned"}
