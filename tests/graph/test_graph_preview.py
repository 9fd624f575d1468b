"""`pulumi preview --json` as a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tapstack.graph import SECRET, UNKNOWN, GraphError, Resource, ResourceGraph, read_graph
from tests.graph import pulumi_files as files


def read(document: object, tmp_path: Path) -> ResourceGraph:
    return read_graph(files.written(document, tmp_path / "preview.json"))


def named(graph: ResourceGraph, name: str) -> Resource:
    return next(resource for resource in graph.resources if resource.name == name)


def test_what_would_be_made(tmp_path: Path) -> None:
    graph = read(files.preview(), tmp_path)
    assert (graph.project, graph.stack, graph.mode, graph.faults) == ("shop", "prod", "plan", ())
    assert [resource.name for resource in graph.cloud_resources] == ["data", "database", "logs"]
    assert {resource.status for resource in graph.resources} == {"planned"}


def test_what_is_unknown_is_marked_and_named(tmp_path: Path) -> None:
    graph = read(files.preview(), tmp_path)
    database, logs = named(graph, "database"), named(graph, "logs")
    assert database.inputs["kmsKeyId"] == UNKNOWN
    assert database.unknown_paths == ("/inputs/kmsKeyId", "/outputs/endpoint")
    assert database.property_dependencies == {"kmsKeyId": (files.KEY,)}
    assert logs.inputs == {"name": UNKNOWN, "tags": [UNKNOWN]}
    assert logs.unknown_paths == ("/inputs/name", "/inputs/tags/0")
    assert files.UNKNOWN_ON_THE_WIRE not in graph.model_dump_json()


def test_secrets_that_the_preview_has_masked_are_named(tmp_path: Path) -> None:
    database = named(read(files.preview(), tmp_path), "database")
    assert database.inputs["password"] == SECRET
    assert database.secret_paths == ("/inputs/password", "/outputs/password")


def test_a_region_comes_from_the_stacks_config_if_nothing_else_tells_it(tmp_path: Path) -> None:
    assert named(read(files.preview(), tmp_path), "database").region == "us-east-1"
    changed = [files.step("update", new) for new in files.planned() if new["urn"] != files.DEFAULT]
    graph = read(files.preview(*changed, config={"aws:region": "eu-west-1"}), tmp_path)
    assert named(graph, "database").region == "eu-west-1"
    assert named(read(files.preview(*changed, config=None), tmp_path), "database").region is None


@pytest.mark.parametrize("op", ["delete", "delete-replaced", "discard", "read-discard"])
def test_deletions_are_left_out(op: str, tmp_path: Path) -> None:
    key, old = files.state(files.KEY), files.state(files.LOGS)
    graph = read(files.preview(files.step("create", key), files.step(op, old=old)), tmp_path)
    assert [resource.name for resource in graph.resources] == ["data"]
    graph = read(files.preview(files.step("create", key), files.step(op, new=old, old=old)), tmp_path)
    assert [resource.name for resource in graph.resources] == ["data"]


def test_a_replacement_is_one_resource_as_it_will_be(tmp_path: Path) -> None:
    old = files.state(files.LOGS, inputs={"name": "old"}, delete=True)
    new = files.state(files.LOGS, inputs={"name": "new"})
    steps = [
        files.step("create-replacement", new, old),
        files.step("replace", new, old),
        files.step("delete-replaced", None, old),
    ]
    graph = read(files.preview(*steps), tmp_path)
    assert [resource.inputs for resource in graph.resources] == [{"name": "new"}]


def test_the_last_of_several_states_counts(tmp_path: Path) -> None:
    first, last = (files.state(files.LOGS, inputs={"name": name}) for name in ("refreshed", "updated"))
    steps = [files.step("refresh", first), files.step("create", files.state(files.KEY))]
    graph = read(files.preview(*steps, files.step("update", last)), tmp_path)
    assert [resource.name for resource in graph.resources] == ["logs", "data"]
    assert named(graph, "logs").inputs == {"name": "updated"}


def test_what_is_looked_up_is_read(tmp_path: Path) -> None:
    shared = files.state(files.urn("aws:ec2/vpc:Vpc", "shared"), external=True, id="vpc-1")
    assert read(files.preview(files.step("read", shared)), tmp_path).resources[0].status == "read"


def test_unchanged_resources_that_are_left_out_are_told(tmp_path: Path) -> None:
    key, logs = files.state(files.KEY), files.state(files.LOGS)
    steps = [files.step("create", key), files.step("same", logs, logs)]
    whole = read(files.preview(*steps, changeSummary={"create": 1, "same": 1}), tmp_path)
    assert whole.faults == ()
    partly = read(files.preview(*steps, changeSummary={"create": 1, "same": 9}), tmp_path)
    assert [(fault.message, fault.mend) for fault in partly.faults] == [
        (
            "the preview leaves out 8 unchanged resources",
            "make it with `pulumi preview --json --show-sames`",
        )
    ]
    one = read(files.preview(*steps, changeSummary={"same": 2}), tmp_path)
    assert one.faults[0].message == "the preview leaves out 1 unchanged resource"


def test_errors_of_the_preview_are_its_faults(tmp_path: Path) -> None:
    diagnostics: list[dict[str, Any]] = [
        {"urn": files.KEY, "message": "no such region\n", "severity": "error"},
        {"message": "the program failed", "severity": "error"},
        {"urn": files.KEY, "message": "deprecated", "severity": "warning"},
    ]
    graph = read(files.preview(diagnostics=diagnostics), tmp_path)
    assert [(fault.message, fault.urn) for fault in graph.faults] == [
        ("no such region", files.KEY),
        ("the program failed", None),
    ]


OTHER_FORMS: list[tuple[dict[str, Any], str]] = [
    (files.preview() | {"steps": []}, "holds no resources"),
    ({"config": {}, "duration": 1, "changeSummary": {}}, "holds no resources"),
    (files.preview() | {"steps": {}}, "something else where its list"),
    (files.preview() | {"steps": ["create"]}, "step 0 has no operation"),
    (files.preview() | {"steps": [{"op": 1}]}, "step 0 has no operation"),
    (files.preview() | {"steps": [{"op": "create", "newState": {}}]}, "step 0: Field required (at urn)"),
    (files.preview() | {"diagnostics": "none"}, "something else"),
    (files.preview(files.step("delete", old=files.state(files.KEY))), "holds no resources"),
]


@pytest.mark.parametrize(("document", "said"), OTHER_FORMS)
def test_a_preview_of_another_form_is_refused(document: object, said: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"preview\.json ") as raised:
        read(document, tmp_path)
    assert said in str(raised.value)
