"""What a graph can be asked."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from tapstack.graph import Resource, ResourceGraph, SourcePosition


def resource(name: str, type_token: str = "net:Vpc", **other: Any) -> Resource:
    given: dict[str, Any] = {"custom": True, "status": "created", **other}
    return Resource(urn=f"urn:{name}", type=type_token, name=name, **given)


STACK = resource("stack", "pulumi:pulumi:Stack", custom=False)
HOME = resource("home", "shop:Home", custom=False, parent="urn:stack")
AWAY = resource("away", "pulumi:providers:net", parent="urn:stack")
VPC = resource("vpc", parent="urn:home", region="eu-west-1")
ROLE = resource("role", "iam:Role", parent="urn:home")
OTHER = resource("other", parent="urn:stack", region="us-east-1", status="not-emulated")
GRAPH = ResourceGraph(
    project="shop", stack="dev", mode="deploy", resources=(STACK, HOME, AWAY, VPC, ROLE, OTHER)
)


def test_resources_are_found_by_urn() -> None:
    assert GRAPH.by_urn["urn:vpc"] is VPC
    assert "urn:vpc" in GRAPH
    assert "urn:nobody" not in GRAPH


def test_resources_are_found_by_type_in_order() -> None:
    assert list(GRAPH.of_type("net:Vpc")) == [VPC, OTHER]
    assert list(GRAPH.of_type("net:Subnet")) == []


def test_children_are_the_direct_ones_and_the_stack_is_the_root() -> None:
    assert list(GRAPH.children("urn:home")) == [VPC, ROLE]
    assert list(GRAPH.children(None)) == [STACK]


def test_components_and_providers_are_no_cloud_resources() -> None:
    assert GRAPH.cloud_resources == (VPC, ROLE, OTHER)


def test_what_was_only_recorded_is_listed() -> None:
    assert GRAPH.not_emulated == (OTHER,)


def test_cloud_resources_are_counted() -> None:
    assert GRAPH.count_by_type() == {"iam:Role": 1, "net:Vpc": 2}
    assert list(GRAPH.count_by_type()) == ["iam:Role", "net:Vpc"]
    assert GRAPH.count_by_region() == {"eu-west-1": 1, "global": 1, "us-east-1": 1}


def test_a_position_reads_as_a_compiler_would_say_it() -> None:
    assert str(SourcePosition(file="__main__.py", line=7)) == "__main__.py:7"


def test_a_graph_does_not_change() -> None:
    with pytest.raises(ValidationError):
        GRAPH.project = "other"
