"""What the tests of deployments share: the development stack, deployed once a module.

The asking side is plain boto3 with an endpoint URL. Whatever answers it says so in a header, and every answer
is checked for that: none comes from a mock inside the client.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tapstack.engine import Project
from tests.embedded.deploying import DEV, DEV_SETTINGS, Deployment, ProjectWith, deployed, project_with
from tests.embedded.outside import Region


@pytest.fixture(scope="module")
def platform() -> Iterator[Deployment]:
    """The development stack, deployed."""
    with deployed(DEV) as deployment:
        yield deployment


@pytest.fixture(params=DEV_SETTINGS.regions)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region of the development stack."""
    return platform.region(request.param)


@pytest.fixture
def first(platform: Deployment) -> Region:
    """The primary region of the development stack."""
    return platform.region(DEV_SETTINGS.primary_region)


@pytest.fixture(scope="module")
def with_settings(tmp_path_factory: pytest.TempPathFactory) -> ProjectWith:
    """The platform with other settings than the development stack's."""

    def make(**changes: object) -> Project:
        return project_with(tmp_path_factory.mktemp("stack"), **changes)

    return make
