"""Graphs on disk: what is saved is read back, is what the schema says, and is never half written."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from tapstack.graph import (
    GraphError,
    Resource,
    ResourceGraph,
    json_schema,
    load_graph,
    save_graph,
)
from tests.graph.strategies import graphs

VALIDATOR: Any = Draft202012Validator(json_schema())
HEAD = '{"project": "p", "stack": "s", "mode": "plan"'


def graph(stack: str = "dev") -> ResourceGraph:
    vpc = Resource(urn="urn:vpc", type="net:Vpc", name="vpc", custom=True, status="created")
    return ResourceGraph(project="shop", stack=stack, mode="deploy", resources=(vpc,))


def message(path: Path) -> str:
    with pytest.raises(GraphError) as raised:
        load_graph(path)
    assert str(path) in str(raised.value)
    return str(raised.value)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=graphs)
def test_a_graph_is_saved_as_the_schema_says_and_read_back_as_it_was(
    made: ResourceGraph, tmp_path: Path
) -> None:
    path = tmp_path / "graph.json"
    save_graph(made, path)
    assert load_graph(path) == made
    VALIDATOR.validate(json.loads(path.read_text(encoding="utf-8")))


def test_the_schema_is_a_schema_and_describes_every_field() -> None:
    schema = json_schema()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$schema"]
    assert [name for name, field in fields(schema) if not field.get("description")] == []


def fields(schema: Any) -> Iterator[tuple[str, Any]]:
    """Yield every field of every model, with its schema."""
    for model in (schema, *schema["$defs"].values()):
        yield from model.get("properties", {}).items()


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "preview"},
        {"version": 2},
        {"resources": [{"urn": "u"}]},
        {"resources": {}},
        {"more": 1},
        {"faults": [{"message": "x", "source": {"file": "a", "line": -1}}]},
    ],
)
def test_the_schema_and_the_reader_refuse_the_same(wrong: dict[str, object], tmp_path: Path) -> None:
    document = {**json.loads(graph().model_dump_json()), **wrong}
    with pytest.raises(ValidationError):
        VALIDATOR.validate(document)
    path = tmp_path / "graph.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert "is not a resource graph" in message(path)


def test_a_missing_graph_says_how_to_make_one(tmp_path: Path) -> None:
    assert "tap up" in message(tmp_path / "none.json")


def test_a_folder_is_no_graph(tmp_path: Path) -> None:
    assert "directory" in message(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"\x00",
        b'{"project": "\xff"}',
        b'{"version": 3, "deployment": {"resources": []}}',
        b"[" * 100_000,
        f'{HEAD}, "outputs": {{"a": {"[" * 100_000}'.encode(),
        f'{HEAD}, "outputs": {{"a": {"[" * 5_000}{"]" * 5_000}}}}}'.encode(),
        f'{HEAD}, "outputs": {{"a": "\\ud800"}}}}'.encode(),
    ],
    ids=[
        "empty",
        "null",
        "list",
        "nul",
        "latin",
        "export",
        "deep",
        "deep inside",
        "deep but closed",
        "half a pair",
    ],
)
def test_what_is_no_graph_is_refused_in_one_line(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    path.write_bytes(content)
    said = message(path)
    assert "is not a resource graph" in said
    assert "\n" not in said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_a_truncated_graph_is_refused(share: float, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    text = graph().model_dump_json(indent=1)
    path.write_text(text[: int(len(text) * share)], encoding="utf-8")
    assert "is not a resource graph" in message(path)


def test_saving_makes_the_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "graph.json"
    save_graph(graph(), path)
    assert load_graph(path) == graph()


def test_a_failing_write_leaves_the_old_graph_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "graph.json"
    save_graph(graph(), path)
    write = Path.write_text

    def half(self: Path, data: str, *args: Any, **kwargs: Any) -> int:
        write(self, data[: len(data) // 2], *args, **kwargs)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    with pytest.raises(GraphError, match="No space left on device"):
        save_graph(graph(stack="other"), path)
    assert load_graph(path) == graph()
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["file/graph.json", "file/more/graph.json", ".", "x" * 300])
def test_where_no_graph_can_be_written_the_error_says_so(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    with pytest.raises(GraphError, match="cannot write the graph to"):
        save_graph(graph(), tmp_path / name)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "not a folder"


def test_a_save_that_is_read_meanwhile_is_old_or_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "graph.json"
    save_graph(graph(), path)
    seen: list[ResourceGraph] = []
    replace = Path.replace

    def watched(self: Path, target: Path) -> Path:
        seen.append(load_graph(path))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", watched)
    save_graph(graph(stack="other"), path)
    assert seen == [graph()]
    assert load_graph(path).stack == "other"
