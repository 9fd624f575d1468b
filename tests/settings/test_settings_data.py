"""Our tables and patterns against AWS's own service models, as botocore and moto carry them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any, cast

import botocore.session
import moto
import pytest
from botocore.loaders import Loader

from tapstack.settings import ComputeSettings
from tapstack.settings.regions import KNOWN_REGIONS
from tapstack.settings.values import LOG_RETENTION_DAYS


@pytest.fixture(scope="module")
def loader() -> Loader:
    return cast("Loader", botocore.session.Session().get_component("data_loader"))


def test_the_known_regions_are_those_of_the_commercial_partition(loader: Loader) -> None:
    partitions = loader.load_data("endpoints")["partitions"]
    commercial = next(one for one in partitions if one["partition"] == "aws")
    assert dict(KNOWN_REGIONS) == {
        code: about["description"] for code, about in commercial["regions"].items()
    }
    assert list(KNOWN_REGIONS) == sorted(KNOWN_REGIONS)


def test_the_log_retentions_are_those_of_cloudwatch_logs(loader: Loader) -> None:
    model = loader.load_service_model("logs", "service-2")
    sentence = (
        model["shapes"]["Days"]["documentation"].partition("Possible values are:")[2].partition("</p>")[0]
    )
    assert tuple(map(int, re.findall(r"\d+", sentence))) == LOG_RETENTION_DAYS


def test_every_instance_type_but_a_mac_is_admitted(loader: Loader) -> None:
    model = loader.load_service_model("ec2", "service-2")
    types = cast("list[str]", model["shapes"]["InstanceType"]["enum"])
    assert len(types) > 1000
    for name in types:
        if not name.startswith("mac"):
            assert ComputeSettings(instance_type=name).instance_type == name


def test_the_architecture_is_one_that_the_type_supports() -> None:
    path = Path(moto.__file__).parent / "ec2" / "resources" / "instance_types.json.gz"
    types = cast("dict[str, Any]", json.loads(gzip.decompress(path.read_bytes())))
    assert len(types) > 1000
    for name, about in types.items():
        if not name.startswith("mac"):
            supported = about["ProcessorInfo"]["SupportedArchitectures"]
            assert ComputeSettings(instance_type=name).architecture in supported, name
