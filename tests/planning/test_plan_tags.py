"""The five tags come from the settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapstack.planning.tags import default_tags

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings


def test_the_common_tags(make_settings: MakeSettings) -> None:
    assert default_tags(make_settings(costCenter="4711", purpose="shop")) == {
        "Owner": "tap",
        "Purpose": "shop",
        "Environment": "dev",
        "CostCenter": "4711",
        "ManagedBy": "pulumi",
    }
