"""The component package, started once for all tests: it is slow to import pulumi_aws."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.component.serving import ComponentPackage, running


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ComponentPackage]:
    """The provider's process."""
    with running(tmp_path_factory.mktemp("consumer")) as package:
        yield package
