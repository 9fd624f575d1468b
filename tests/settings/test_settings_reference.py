"""The reference, the values in force, and the page made from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import cast

import yaml

from tapstack.settings import TapSettings, parse_settings, settings_reference, settings_values
from tapstack.settings.profiles import PROFILES

RawConfig = Callable[..., dict[str, object]]

ROOT = Path(__file__).parents[2]


def test_the_reference_has_every_setting_and_the_defaults_in_force(raw_config: RawConfig) -> None:
    rows = settings_reference()
    values = settings_values(parse_settings(raw_config()))
    assert [row.key for row in rows] == list(values)
    assert [row.key for row in rows if row.required] == [
        "tap:team",
        "tap:environment",
        "tap:regions",
        "tap:allowedSshCidr",
    ]
    for row in rows:
        if not row.required and row.key not in {"tap:costCenter", "tap:database.engineVersion"}:
            assert row.default == values[row.key]
        assert row.meaning.endswith(".")
        assert row.allowed
        assert row.type in {"text", "whole number", "true or false", "list", "map", "choice"}
        assert json.loads(json.dumps(row.as_dict())) == row.as_dict()


def test_values_are_json_and_dotted(raw_config: RawConfig) -> None:
    values = settings_values(
        parse_settings(
            raw_config(
                compute={"ami": dict.fromkeys(["us-east-1", "us-west-2", "eu-west-1"], "ami-12345678")}
            )
        )
    )
    assert values["tap:regions"] == ["us-east-1", "us-west-2", "eu-west-1"]
    assert values["tap:costCenter"] == "web"
    assert values["tap:database.backupWindow"] == "03:00-04:00"
    assert values["tap:compute.ami"] == dict.fromkeys(["us-east-1", "us-west-2", "eu-west-1"], "ami-12345678")
    assert json.loads(json.dumps(values)) == values


def test_every_field_is_in_the_reference() -> None:
    def fields(model: type[TapSettings]) -> int:
        return sum(
            fields(kind)
            if isinstance(kind := field.annotation, type) and hasattr(kind, "model_fields")
            else 1
            for field in model.model_fields.values()
        )

    assert len(settings_reference()) == fields(TapSettings) > 30


def test_the_page_shows_every_setting_and_an_example_that_works() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for row in settings_reference():
        assert f"| `{row.key}` | {row.type} |" in page
    example = page.partition("```yaml\n")[2].partition("```")[0]
    config = cast("dict[str, object]", yaml.safe_load(example)["config"])
    settings = parse_settings({key.removeprefix("tap:"): value for key, value in config.items()})
    assert settings.compute.architecture == "arm64"


def test_a_profile_has_defaults_of_its_own(raw_config: RawConfig) -> None:
    rows = {row.key: row.default for row in settings_reference("resilient")}
    values = settings_values(parse_settings(raw_config(profile="resilient")))
    other = {row.key for row in settings_reference() if row.default != rows[row.key]}
    assert {key: rows[key] for key in other} == {key: values[key] for key in other}
    assert len(other) == sum(len(section) for section in PROFILES["resilient"].values()) > 15
