"""What the docs and the example tell people to write is what the package takes and gives."""

from __future__ import annotations

import re
from typing import Any, cast

import pytest
import yaml

from tests.component.serving import TYPE, ComponentPackage, engine
from tests.engine.worlds import ROOT, World

EXAMPLE = ROOT / "component" / "examples" / "yaml" / "Pulumi.yaml"
PAGE = (ROOT / "docs" / "component.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The one block of the page in this language."""
    (found,) = cast("list[str]", re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL))
    return found


@pytest.fixture
def example() -> dict[str, Any]:
    return yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))


@pytest.fixture
def platform(package: ComponentPackage) -> dict[str, Any]:
    return package.schema()["resources"][TYPE]


def test_the_example_asks_for_a_platform_that_is_made(
    package: ComponentPackage, example: dict[str, Any]
) -> None:
    resource = example["resources"]["platform"]
    assert resource["type"] == TYPE
    with engine(package, World()) as made:
        outputs = made.construct(resource["properties"])
    assert made.graph().faults == ()
    told = [re.fullmatch(r"\$\{platform\.(\w+)\}", text) for text in example["outputs"].values()]
    assert {match[1] for match in told if match} <= set(outputs)
    assert all(told)


def test_the_example_finds_the_package(example: dict[str, Any]) -> None:
    folder = (EXAMPLE.parent / example["packages"]["tapstack"]).resolve()
    assert yaml.safe_load((folder / "PulumiPlugin.yaml").read_text(encoding="utf-8")) == {"runtime": "python"}
    assert (folder / "__main__.py").is_file()
    requirements = (folder / "requirements.txt").read_text(encoding="utf-8")
    assert (folder / requirements.removeprefix("-r ").strip()).resolve() == ROOT / "requirements.txt"


def test_the_page_shows_a_part_of_the_example(example: dict[str, Any]) -> None:
    shown = yaml.safe_load(block("yaml"))
    properties = shown["resources"]["platform"]["properties"]
    assert shown["packages"] == example["packages"]
    assert properties.items() <= example["resources"]["platform"]["properties"].items()


def test_the_page_names_every_output_and_no_other(platform: dict[str, Any]) -> None:
    (paragraph,) = [each for each in PAGE.split("\n\n") if each.startswith("Its outputs are")]
    assert set(re.findall(r"`(\w+)`", paragraph)) == set(platform["properties"])


@pytest.mark.parametrize("language", ["python", "ts", "go"])
def test_the_names_in_a_program_of_the_page_are_those_of_the_schema(
    package: ComponentPackage, language: str
) -> None:
    schema = package.schema()
    objects = [
        schema["resources"][TYPE]["inputProperties"],
        *(t.get("properties", {}) for t in schema["types"].values()),
    ]
    known = {name.lower() for each in objects for name in each}
    written = re.findall(r'[{\s]"?(\w+)"?:\s', block(language))
    assert len(written) >= 5
    assert [name for name in written if name.replace("_", "").lower() not in known] == []
