"""The project as Pulumi finds it: its files, and the program that it runs."""

from __future__ import annotations

import json
import runpy
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pulumi
import pytest
import yaml
from pulumi.runtime import mocks
from pulumi.runtime.config import set_all_config

from tapstack.settings import SettingsError, parse_settings

if TYPE_CHECKING:
    from tests.stack.conftest import Recorder

ROOT = Path(__file__).parents[2]


def read(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / name).read_text())


def run_program(recorder: Recorder, config: Mapping[str, object]) -> None:
    """Run `__main__.py` with `config`, given as the CLI gives it: text, or JSON for what is not text."""
    mocks.set_mocks(recorder, project="tapstack", stack="dev")
    set_all_config(
        {key: value if isinstance(value, str) else json.dumps(value) for key, value in config.items()}
    )

    def program() -> None:
        runpy.run_path(str(ROOT / "__main__.py"), run_name="__main__")

    mocks.test(program)()  # pyright: ignore[reportUnknownMemberType]


def test_the_project_has_no_schema_for_a_namespace_that_is_not_its_own() -> None:
    project = read("Pulumi.yaml")
    assert project["name"] == "tapstack"
    assert "config" not in project
    assert project["runtime"] == {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}}


def test_the_development_stack_is_a_valid_baseline_in_three_regions() -> None:
    config = read("Pulumi.dev.yaml")["config"]
    assert all(key.startswith("tap:") for key in config)
    settings = parse_settings({key.removeprefix("tap:"): value for key, value in config.items()})
    assert settings.regions == ("us-east-1", "eu-west-1", "ap-southeast-2")
    assert (settings.environment, settings.profile) == ("dev", "baseline")


def test_the_program_deploys_what_the_class_does(recorder: Recorder, baseline_names: set[str]) -> None:
    run_program(recorder, read("Pulumi.dev.yaml")["config"])
    assert {one.name for one in recorder.made} == baseline_names


def test_bad_settings_are_told_all_at_once_and_nothing_is_made(recorder: Recorder) -> None:
    config = {"tap:team": "tap", "tap:environment": "test", "tap:regions": "us-east-1,us-east-1,moon-1"}
    with pytest.raises(pulumi.RunError) as caught:
        run_program(recorder, config)
    message = str(caught.value)
    assert all(key in message for key in ("environment", "regions", "allowedSshCidr"))
    cause = caught.value.__cause__
    assert isinstance(cause, SettingsError)
    assert {fault.key for fault in cause.faults} == {
        "tap:environment",
        "tap:regions[1]",
        "tap:regions[2]",
        "tap:allowedSshCidr",
    }
    assert recorder.made == []


def test_a_region_that_is_down_ends_the_program_with_a_message(recorder: Recorder) -> None:
    recorder.down = ("eu-west-1",)
    with pytest.raises(pulumi.RunError, match="eu-west-1 can't be deployed"):
        run_program(recorder, read("Pulumi.dev.yaml")["config"])
