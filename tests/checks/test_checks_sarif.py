"""SARIF: what the standard requires, and what GitHub's code scanning asks for beyond it."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from tapstack.checks import Finding, Place, Rule
from tapstack.checks.sarif import sarif
from tapstack.graph import Resource, ResourceGraph, SourcePosition

_TEXT: Final = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": {"type": "string", "minLength": 1}},
}
_LOCATION: Final = {
    "type": "object",
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "message": _TEXT,
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "required": ["uri"],
                    "properties": {"uri": {"pattern": r"^[^/:\\\s]+(/[^:\\\s]*)?$"}},
                },
                "region": {
                    "required": ["startLine"],
                    "properties": {"startLine": {"type": "integer", "minimum": 1}},
                },
            },
        },
    },
}
REQUIRED: Final = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name", "semanticVersion", "rules"],
                                "properties": {
                                    "rules": {
                                        "items": {
                                            "required": [
                                                "id",
                                                "shortDescription",
                                                "fullDescription",
                                                "help",
                                                "helpUri",
                                                "defaultConfiguration",
                                            ],
                                            "properties": {
                                                "id": {"type": "string", "minLength": 1},
                                                "shortDescription": _TEXT,
                                                "fullDescription": _TEXT,
                                                "help": _TEXT,
                                                "helpUri": {"type": "string", "pattern": r"^https://\S+$"},
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {"enum": ["error", "warning", "note"]}
                                                    }
                                                },
                                            },
                                        }
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "items": {
                            "required": ["ruleId", "level", "message", "locations", "partialFingerprints"],
                            "properties": {
                                "level": {"enum": ["error", "warning", "note"]},
                                "message": _TEXT,
                                "locations": {"type": "array", "minItems": 1, "items": _LOCATION},
                                "relatedLocations": {"type": "array", "items": _LOCATION},
                                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                            },
                        }
                    },
                },
            },
        },
    },
}
"""What OASIS's schema requires of what we write, and GitHub Docs, SARIF support for code scanning."""

VALIDATOR: Any = Draft202012Validator(REQUIRED)

RULE = Rule(
    "kms-key",
    "refused",
    "A key",
    "It is of no use",
    "AWS KMS Developer Guide, Keys; other",
    ("R1",),
    lambda _: (),
)
LINKED = Rule("tls", "advice", "TLS", "Or not", "RDS, https://docs.aws.amazon.com/rds, TLS", (), lambda _: ())


def resource(name: str, source: SourcePosition | None) -> Resource:
    return Resource(urn=f"urn:{name}", type="aws:a", name=name, custom=True, status="planned", source=source)


def log(*findings: Finding, root: str = ".") -> Any:
    """The one run of the log."""
    places = {
        "a": SourcePosition(file="__main__.py", line=7),
        "b": SourcePosition(file="my infra/b.py", line=0),
        "lib": SourcePosition(file="/usr/lib/x.py", line=3),
        "up": SourcePosition(file="../x.py", line=3),
        "none": None,
    }
    resources = tuple(resource(name, source) for name, source in places.items())
    graph = ResourceGraph(project="p", stack="s", mode="plan", resources=resources)
    made: Any = json.loads(json.dumps(sarif(graph, findings, (RULE, LINKED), "1.2.3", PurePath(root))))
    VALIDATOR.validate(made)
    return made["runs"][0]


def finding(*names: str, rule: str = "kms-key", pointer: str = "/kmsKeyId") -> Finding:
    places = tuple(Place(f"urn:{name}", pointer) for name in names)
    return Finding(rule, "refused", "the key is of eu-west-1", "take one of its own region", places)


def where(result: Any) -> tuple[str, int]:
    physical = result["locations"][0]["physicalLocation"]
    return physical["artifactLocation"]["uri"], physical["region"]["startLine"]


def test_the_rules_are_described() -> None:
    driver = log()["tool"]["driver"]
    assert (driver["name"], driver["semanticVersion"]) == ("tapstack", "1.2.3")
    first, second = driver["rules"]
    assert (first["id"], first["name"]) == ("kms-key", "KmsKey")
    assert first["fullDescription"]["text"] == "A key. It is of no use"
    assert [one["defaultConfiguration"]["level"] for one in (first, second)] == ["error", "warning"]
    assert first["properties"]["tags"] == ["refused", "R1"]


def test_a_rule_links_to_its_source_or_to_a_search_for_it() -> None:
    first, second = log()["tool"]["driver"]["rules"]
    assert second["helpUri"] == "https://docs.aws.amazon.com/rds"
    assert urlsplit(str(first["helpUri"])).query == "searchQuery=AWS%20KMS%20Developer%20Guide%2C%20Keys"


def test_a_finding_is_a_result_with_all_its_places() -> None:
    [result] = log(finding("a", "b"))["results"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("kms-key", 0, "error")
    assert result["message"]["text"] == (
        "aws:a a, /kmsKeyId: the key is of eu-west-1.\ntake one of its own region."
    )
    assert where(result) == ("__main__.py", 7)
    [other] = result["relatedLocations"]
    assert other["message"]["text"] == "aws:a b, /kmsKeyId"
    assert other["physicalLocation"]["artifactLocation"]["uri"] == "my%20infra/b.py"
    assert other["physicalLocation"]["region"]["startLine"] == 1


@pytest.mark.parametrize("name", ["lib", "up", "none", "not in the graph"])
def test_what_lies_in_no_file_of_the_program_is_shown_at_pulumi_yaml(name: str) -> None:
    [result] = log(finding(name))["results"]
    assert where(result) == ("Pulumi.yaml", 1)


def test_paths_are_relative_to_the_repository() -> None:
    [first, second] = log(finding("a"), finding("none"), root="examples/website")["results"]
    assert where(first) == ("examples/website/__main__.py", 7)
    assert where(second) == ("examples/website/Pulumi.yaml", 1)


def test_fingerprints_tell_findings_apart_and_are_stable() -> None:
    given = [finding("a"), finding("b"), finding("a", pointer="/x"), finding("a", rule="tls"), finding("a")]
    prints = [one["partialFingerprints"]["primaryLocationLineHash"] for one in log(*given)["results"]]
    assert len(set(prints)) == 4
    assert prints[0] == prints[4]


def test_a_finding_of_no_listed_rule_has_no_index() -> None:
    [result] = log(finding("a", rule="other"))["results"]
    assert result["ruleId"] == "other"
    assert "ruleIndex" not in result
