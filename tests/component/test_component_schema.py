"""The package's schema, asked of the running provider, is that of the settings and outputs, in all parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tapstack import __version__
from tapstack.settings.schema import ANY, items_by_path, settings_by_path
from tapstack.stack.outputs import OUTPUTS
from tests.component.serving import TYPE, ComponentPackage

KINDS = {
    "text": "string",
    "whole number": "integer",
    "true or false": "boolean",
    "list": "array",
    "map": "object",
}


@pytest.fixture(scope="module")
def schema(package: ComponentPackage) -> dict[str, Any]:
    return package.schema()


@pytest.fixture(scope="module")
def platform(schema: dict[str, Any]) -> dict[str, Any]:
    return schema["resources"][TYPE]


@pytest.fixture(scope="module")
def inputs(schema: dict[str, Any], platform: dict[str, Any]) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every input by its path, as settings have it."""
    return dict(_walk(schema, platform["inputProperties"], ()))


def _walk(
    schema: dict[str, Any], properties: dict[str, Any], parent: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    for name, each in properties.items():
        path = (*parent, name)
        yield path, each
        held = _type_of(schema, each)
        yield from _walk(schema, held.get("properties") or {}, path)
        items = _type_of(schema, each.get("items") or {})
        yield from _walk(schema, items.get("properties") or {}, (*path, ANY))


def _type_of(schema: dict[str, Any], each: dict[str, Any]) -> dict[str, Any]:
    reference = each.get("$ref")
    return schema["types"][reference.removeprefix("#/types/")] if reference else {}


def test_the_package_has_one_component(schema: dict[str, Any], platform: dict[str, Any]) -> None:
    assert (schema["name"], schema["version"]) == ("tapstack", __version__)
    assert list(schema["resources"]) == [TYPE]
    assert platform["isComponent"] is True
    assert platform["description"].startswith("A multi-region AWS web platform")


def test_every_setting_is_an_input_and_nothing_else(inputs: dict[tuple[str, ...], Any]) -> None:
    assert set(inputs) == {*settings_by_path(), *items_by_path()}


def test_every_input_has_the_type_of_its_setting(schema: dict[str, Any], inputs: dict[Any, Any]) -> None:
    wrong = {
        path: (setting.type, inputs[path])
        for path, setting in {**settings_by_path(), **items_by_path()}.items()
        if setting.type != "choice"
        and KINDS[setting.type]
        != {"type": "object", **_type_of(schema, inputs[path]), **inputs[path]}["type"]
    }
    assert wrong == {}


def test_inputs_are_plain_so_that_no_language_takes_outputs(inputs: dict[Any, Any]) -> None:
    assert [path for path, each in inputs.items() if each.get("plain") is not True] == []
    assert inputs[("regions",)]["items"]["plain"] is True
    assert inputs[("compute", "ami")]["additionalProperties"]["plain"] is True


def test_what_settings_require_inputs_require(schema: dict[str, Any], platform: dict[str, Any]) -> None:
    required = {path[0] for path, one in settings_by_path().items() if one.required and len(path) == 1}
    assert set(platform["requiredInputs"]) == required == {"team", "environment", "regions", "allowedSshCidr"}
    assert schema["types"]["tapstack:index:TargetGroup"]["required"] == ["name"]
    assert "required" not in schema["types"]["tapstack:index:Compute"]


def test_every_input_says_what_it_does_and_what_is_allowed(inputs: dict[Any, Any]) -> None:
    for path, setting in {**settings_by_path(), **items_by_path()}.items():
        told = inputs[path]["description"]
        assert told
        assert "tap:" not in told
        if setting.type != "map" or path in items_by_path():
            assert told.startswith(setting.meaning.partition("tap:")[0].rstrip("`")), path
    assert inputs[("compute", "minSize")]["description"] == (
        "Instances that each region has at the least. Allowed: a whole number from 1 to 1000. Default: 1."
    )
    assert inputs[("sessions", "table")]["description"].endswith("Default: false, true in profile resilient.")


def test_choices_are_enums(schema: dict[str, Any], inputs: dict[Any, Any]) -> None:
    def choices(*path: str) -> dict[str, str]:
        return {each["name"]: each["value"] for each in _type_of(schema, inputs[path])["enum"]}

    assert choices("environment") == {"Dev": "dev", "Stg": "stg", "Prod": "prod"}
    assert choices("network", "nat") == {"PerAz": "per-az", "Single": "single", "None": "none"}
    assert inputs[("database", "monitoringInterval")]["type"] == "integer"
    for path, setting in settings_by_path().items():
        if setting.type == "choice" and isinstance(setting.example, str):
            assert setting.example in choices(*path).values()


def test_lists_and_maps_say_what_they_hold(schema: dict[str, Any], inputs: dict[Any, Any]) -> None:
    assert inputs[("regions",)]["items"]["type"] == "string"
    assert inputs[("compute", "ami")]["additionalProperties"]["type"] == "string"
    assert inputs[("web", "targetGroups")]["items"]["$ref"] == "#/types/tapstack:index:TargetGroup"
    headers = inputs[("web", "targetGroups", ANY, "headers")]["additionalProperties"]
    assert (headers["type"], headers["items"]["type"]) == ("array", "string")


def test_outputs_are_those_of_the_stack(platform: dict[str, Any]) -> None:
    forms = {"text": "string", "list of text": "array", "by region": "object"}
    outputs = {_camel(output.name): output for output in OUTPUTS}
    assert set(platform["properties"]) == set(outputs)
    for name, output in outputs.items():
        told = platform["properties"][name]
        assert told["type"] == forms[output.form], name
        assert told["description"] == output.meaning, name
        held = told.get("items") or told.get("additionalProperties") or told
        assert held["type"] == "string", name
        assert not told.get("plain"), name
    assert platform["required"] == sorted(name for name, one in outputs.items() if one.when == "always")


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def test_every_reference_leads_to_a_type_that_is_used(schema: dict[str, Any]) -> None:
    references = {
        each["$ref"].removeprefix("#/types/")
        for each in _everything(schema)
        if isinstance(each.get("$ref"), str)
    }
    assert references == set(schema["types"])


def _everything(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value  # pyright: ignore[reportUnknownVariableType]
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():  # pyright: ignore[reportUnknownVariableType]
        yield from _everything(each)
