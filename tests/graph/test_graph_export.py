"""`pulumi stack export` as a graph."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pulumi_aws
import pytest

from tapstack.graph import SECRET, GraphError, Resource, ResourceGraph, SourcePosition, read_graph
from tapstack.graph.loaders.state import Regions, State
from tests.graph import pulumi_files as files

OWN_REGION = "    @pulumi.getter\n    def region(self)"
"""How pulumi_aws writes the output; deprecated ones, which mean something else, are decorated once more."""


@pytest.fixture
def graph(tmp_path: Path) -> ResourceGraph:
    return read_graph(files.written(files.export(), tmp_path / "export.json"))


def one(resource: dict[str, Any], tmp_path: Path) -> Resource:
    """The graph's resource of an export that has only this one."""
    return read_graph(files.written(files.export(resource), tmp_path / "one.json")).resources[0]


def named(graph: ResourceGraph, name: str) -> Resource:
    return next(resource for resource in graph.resources if resource.name == name)


def test_the_stack_and_its_resources(graph: ResourceGraph) -> None:
    assert (graph.project, graph.stack, graph.mode) == ("shop", "prod", "deploy")
    assert [resource.name for resource in graph.cloud_resources] == [
        "data",
        "database",
        "logs",
        "worker",
        "reader",
        "shared",
        "suffix",
    ]


def test_what_waits_for_its_deletion_is_left_out(graph: ResourceGraph) -> None:
    assert named(graph, "logs").id == "/shop/web"
    assert "gone" not in {resource.name for resource in graph.resources}


def test_a_resource_has_all_that_the_file_says(graph: ResourceGraph) -> None:
    database = named(graph, "database")
    assert database.type == "aws:rds/instance:Instance"
    assert database.id == "db-G2XM7YO3OSSVX0ALK83PWI15VW"
    assert database.status == "created"
    assert database.parent == files.STACK
    assert database.inputs["allocatedStorage"] == 20
    assert database.dependencies == (files.KEY,)
    assert database.property_dependencies == {"kmsKeyId": (files.KEY,)}
    assert database.options.ignore_changes == ("engineVersion",)
    assert database.options.aliases == ("urn:pulumi:prod::shop::aws:rds/instance:Instance::db",)
    assert database.options.retain_on_delete
    assert named(graph, "data").options.protect
    assert named(graph, "data").parent == files.HOME


def test_providers_keep_their_notes_to_themselves(graph: ResourceGraph) -> None:
    key = named(graph, "data")
    assert key.inputs == {"enableKeyRotation": True}
    assert sorted(key.outputs) == ["arn", "enableKeyRotation", "keyId"]


def test_secrets_are_masked_and_named(graph: ResourceGraph) -> None:
    database = named(graph, "database")
    assert database.inputs["password"] == SECRET
    assert database.outputs["token"] == SECRET
    assert database.secret_paths == ("/inputs/password", "/outputs/password", "/outputs/token")
    worker = named(graph, "worker")
    assert worker.secret_paths == ("/inputs/environment/variables/TOKEN",)
    assert graph.outputs == {"endpoint": "db.example:3306", "password": SECRET, "ports": [80, 443]}
    assert graph.secret_paths == ("/outputs/password",)
    assert named(graph, "shop-prod").outputs == {}
    assert "AAABAKx8" not in graph.model_dump_json()


@pytest.mark.parametrize("secret", [files.PASSWORD, {"deep": [files.PASSWORD]}])
def test_a_secret_in_clear_is_masked_wherever_it_stands(secret: object, tmp_path: Path) -> None:
    resources = files.deployed()
    resources[5]["inputs"]["password"] = files.in_clear(secret)
    resources[5]["outputs"]["connection"] = [f"mysql://admin:{files.PASSWORD}@db"]
    resources[5]["id"] = f"id-{files.PASSWORD}"
    resources[0]["outputs"]["again"] = files.PASSWORD
    resources[-1]["initErrors"] = [f"no {files.PASSWORD}"]
    graph = read_graph(files.written(files.export(*resources), tmp_path / "export.json"))
    assert files.PASSWORD not in graph.model_dump_json()
    assert named(graph, "database").outputs["connection"] == [f"mysql://admin:{SECRET}@db"]
    assert graph.outputs["again"] == SECRET


def test_more_secrets_in_clear_than_can_be_looked_for(tmp_path: Path) -> None:
    many = [files.in_clear(f"secret-{number}") for number in range(1_001)]
    topic = files.state(files.urn("aws:sns/topic:Topic", "alerts"), inputs={"many": many})
    with pytest.raises(GraphError, match="export it without --show-secrets"):
        one(topic, tmp_path)


@pytest.mark.parametrize(
    "value",
    [
        {files.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "hunter2"},
        {files.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": "hunter2, no JSON"},
        {files.SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "plaintext": "[" * 50_000},
        {files.SIGNATURE: "of another time", "value": "hunter2"},
        {files.SIGNATURE: None, "value": "hunter2"},
        {files.SIGNATURE: ["hunter2"]},
    ],
)
def test_what_may_be_secret_is_masked(value: object, tmp_path: Path) -> None:
    topic = files.state(files.urn("aws:sns/topic:Topic", "alerts"), inputs={"a/b": value})
    made = one(topic, tmp_path)
    assert made.inputs == {"a/b": SECRET}
    assert made.secret_paths == ("/inputs/a~1b",)


def test_assets_references_and_integers(graph: ResourceGraph) -> None:
    worker = named(graph, "worker")
    code = {"index.py": {"asset": {"hash": "9f86d0", "text": "print('hello')"}}}
    assert worker.inputs["code"] == {"archive": {"assets": code, "hash": "60303a"}}
    layer = files.urn("aws:lambda/layerVersion:LayerVersion", "layer")
    assert worker.inputs["layers"] == [{"urn": layer, "id": "layer:1"}]
    assert worker.inputs["memorySize"] == 128


def test_regions(graph: ResourceGraph) -> None:
    assert {resource.name: resource.region for resource in graph.resources} == {
        "shop-prod": None,
        "default_6_83_0": None,
        "west": None,
        "home": None,
        "data": "us-east-1",
        "database": "us-east-1",
        "logs": "us-west-2",
        "worker": "us-east-1",
        "reader": None,
        "shared": "eu-west-1",
        "suffix": None,
    }


def test_a_resource_without_region_and_arn_has_its_providers(tmp_path: Path) -> None:
    west = files.deployed()[2]
    vpc = files.state(files.urn("aws:ec2/vpc:Vpc", "main"), provider=files.WEST, id="vpc-1", inputs={})
    graph = read_graph(files.written(files.export(west, vpc), tmp_path / "export.json"))
    assert named(graph, "main").region == "us-west-2"
    assert named(graph, "main").provider == files.WEST


def test_a_default_provider_is_not_explicit(graph: ResourceGraph) -> None:
    assert named(graph, "data").provider is None
    assert named(graph, "logs").provider == files.WEST


def test_global_types_are_those_that_take_no_region() -> None:
    regional, everywhere = _types_by_region()
    assert len(regional) > 1_000
    assert len(everywhere) > 100
    regions = Regions({}, "us-east-1")

    def placed(type_token: str) -> str | None:
        return regions.of(State(urn=files.urn(type_token, "x"), type=type_token, custom=True))

    assert {token for token in regional if placed(token) is None} == set()
    assert {token for token in everywhere if placed(token)} == set()


def _types_by_region() -> tuple[set[str], set[str]]:
    """The AWS types whose resources have a region, and those that have none, by pulumi_aws's sources."""
    regional: set[str] = set()
    everywhere: set[str] = set()
    token = re.compile(
        r'^@pulumi.type_token\("(aws:[^"]+)"\)\nclass \w+\(pulumi.CustomResource\)', re.MULTILINE
    )
    for path in Path(pulumi_aws.__path__[0]).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if found := token.search(text):
            group = regional if OWN_REGION in text[found.end() :] else everywhere
            group.add(found[1])
    return regional, everywhere


@pytest.mark.parametrize(
    ("position", "source"),
    [
        ("project:///infra/keys.py#14,9", SourcePosition(file="infra/keys.py", line=14)),
        ("project:///__main__.py#7", SourcePosition(file="__main__.py", line=7)),
        ("project:///my%20keys.py#1", SourcePosition(file="my keys.py", line=1)),
        ("file:///opt/lib.py#3,1", SourcePosition(file="/opt/lib.py", line=3)),
        ("project:///__main__.py", None),
        ("project:///__main__.py#x", None),
        ("https://example.org/a.py#3", None),
        ("project://[#3", None),
        ("", None),
    ],
)
def test_where_it_was_made(position: str, source: SourcePosition | None, tmp_path: Path) -> None:
    topic = files.state(files.urn("aws:sns/topic:Topic", "alerts"), sourcePosition=position)
    assert one(topic, tmp_path).source == source


def test_what_was_looked_up_is_read(graph: ResourceGraph) -> None:
    assert named(graph, "shared").status == "read"


def test_what_was_not_finished_is_told(graph: ResourceGraph) -> None:
    assert [(fault.message, fault.urn) for fault in graph.faults] == [
        ("it could not be read back", "urn:pulumi:prod::shop::random:index/randomId:RandomId::suffix")
    ]


def test_names_may_hold_colons(tmp_path: Path) -> None:
    topic = files.state(files.urn("aws:sns/topic:Topic", "a::b"))
    assert one(topic, tmp_path).name == "a::b"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "deployment version 2"),
        ({"version": None}, "deployment version None"),
        ({"deployment": []}, "its deployment is no object"),
        ({"deployment": {"resources": {}}}, "something else where its list"),
        ({"deployment": {"resources": None}}, "holds no resources: the stack is empty"),
        ({"deployment": {"resources": [7]}}, "resource 0: Input should be a valid dictionary"),
        ({"deployment": {"resources": [{"type": "t"}]}}, "resource 0: Field required (at urn)"),
        ({"deployment": {"resources": [{"urn": "u", "type": "t"}]}}, "resource 0: 'u' is no URN"),
        ({"deployment": {"resources": [files.state(files.KEY, inputs=[])]}}, "valid dictionary (at inputs)"),
        ({"deployment": {"resources": [files.state(files.KEY)] * 2}}, "two resources have the same URN"),
    ],
)
def test_an_export_of_another_form_is_refused(change: dict[str, Any], said: str, tmp_path: Path) -> None:
    path = files.written(files.export() | change, tmp_path / "export.json")
    with pytest.raises(GraphError) as raised:
        read_graph(path)
    assert str(raised.value).startswith(f"{path} ")
    assert said in str(raised.value)
