"""Whatever a file holds: a graph, or an error in one line that names the file, soon and in little memory."""

from __future__ import annotations

import json
import os
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from tapstack.checks import check
from tapstack.graph import GraphError, ResourceGraph, read_graph, save_graph
from tests.graph import pulumi_files as files
from tests.graph.editing import edited

EDITS = 2_000
NUMBERS = "1" * 10_000_000
EXPORT_HEAD = b'{"version": 3, "deployment": {"resources": ['
GRAPH_HEAD = b'{"project": "p", "stack": "s", "mode": "plan", "resources": ['


def refusal(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    with pytest.raises(GraphError) as raised:
        read_graph(path)
    said = str(raised.value)
    assert said.startswith(f"{path} ")
    assert "\n" not in said
    assert len(said) < 600 + len(str(path))
    return said


def documents() -> dict[str, str]:
    """One stack in each form."""
    given = {"export": files.export(), "preview": files.preview()}
    return {name: json.dumps(document) for name, document in given.items()}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("forms")
    made = documents()
    path = folder / "export.json"
    path.write_text(made["export"], encoding="utf-8")
    save_graph(read_graph(path), folder / "graph.json")
    return {**made, "graph": (folder / "graph.json").read_text(encoding="utf-8")}


@pytest.mark.parametrize("form", ["graph", "export", "preview"])
def test_each_form_is_told_by_its_content(form: str, texts: dict[str, str], tmp_path: Path) -> None:
    graph = read_graph(files.written(texts[form], tmp_path / "no-ending"))
    assert (graph.project, graph.stack) == ("shop", "prod")
    assert graph.mode == ("plan" if form == "preview" else "deploy")


def test_a_graph_that_was_read_is_saved_and_read_again(texts: dict[str, str], tmp_path: Path) -> None:
    for text in texts.values():
        graph = read_graph(files.written(text, tmp_path / "given.json"))
        save_graph(graph, tmp_path / "saved.json")
        assert read_graph(tmp_path / "saved.json") == graph


def test_a_byte_order_mark_is_no_fault(texts: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "export.json"
    path.write_text(texts["export"], encoding="utf-8-sig")
    assert read_graph(path).stack == "prod"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are of POSIX")
def test_a_pipe_is_read(texts: dict[str, str], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_text, args=(texts["export"],))
    writing.start()
    graph = read_graph(pipe)
    writing.join()
    assert graph.stack == "prod"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"null", "is JSON, but no object"),
        (b"[]", "is JSON, but no object"),
        (b"7", "is JSON, but no object"),
        (b"hello", "is not JSON"),
        (b'{"version": 3, "deployment": {"resources": [{"urn"', "is not JSON, or not all of it"),
        (b'{"steps": []}{"steps": []}', "is not JSON, or not all of it: Extra data"),
        (b'{"project": "\xff"}', "is not UTF-8 text (at byte 13)"),
        ('{"steps": []}'.encode("utf-16"), "is not UTF-8 text (at byte 0)"),
        (b'{"steps": [], "steps": [1]}', "has 'steps' twice in one object"),
        (b'{"version": NaN}', "holds NaN, which is not JSON"),
        (b'{"version": -Infinity}', "holds -Infinity, which is not JSON"),
        (b'{"version": 1e999}', "holds the number 1e999, which is too large"),
        (b'{"version": "\\ud800"}', "half of a surrogate pair"),
        (b'{"\\udc00": 1}', "half of a surrogate pair"),
        (b"{}", "at its top it has nothing"),
        (b'{"Resources": {"Vpc": {}}}', "is none of these"),
        (b'{"terraform_version": "1.9", "resources": []}', "at its top it has terraform_version, resources"),
        (b'{"project": "p", "stack": "s", "mode": "plan"}', "holds no resources"),
        (b'{"project": "p", "stack": "s", "mode": "up"}', "is not a resource graph: Input should be 'plan'"),
    ],
)
def test_what_is_no_graph_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    assert said in refusal(content, tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" * 10_000_000, "nested deeper|values"),
        (b'{"a":' * 2_000_000, "nested deeper|values"),
        (b"[" * 500_000 + b"]" * 500_000, "nested deeper"),
        (b'{"steps": ' + b"[" * 500 + b"]" * 500 + b"}", "nested deeper than 100 levels"),
        (b'{"version": ' + NUMBERS.encode() + b"}", "holds the number 11111111111111111111…"),
        (b'{"version": ' + NUMBERS.encode() + b"e-1}", "too large|not JSON|none of these"),
        (b'{"version": 0.' + NUMBERS.encode() + b"}", "is none of these"),
        (EXPORT_HEAD + b"0," * 900_000 + b"0]}}", "resource 0: Input should be a valid dictionary"),
        (
            GRAPH_HEAD + b"0," * 900_000 + b"0]}",
            "is not a resource graph: Input should be a valid dictionary",
        ),
        (
            GRAPH_HEAD + b"]," + b'"outputs": 1, "faults": [' + b"0," * 500_000 + b"0]}",
            "500002 things are wrong",
        ),
        (GRAPH_HEAD + b"0," * 5_000_000 + b"0]}", "holds more than 1000000 values"),
        (b'{"a": "' + b"x" * 70_000_000 + b'"}', "is larger than 64 MB"),
        (b'{"' + b"x" * 10_000_000 + b'": 1}', "is none of these"),
        (b'{"a": "' + b"\\u00e9" * 1_500_000 + b'"}', "is none of these"),
        (b"".join(b'{"k%d": 1, "a": ' % n for n in range(90)) + b"1" + b"}" * 90, "is none of these"),
    ],
    ids=[
        "10 MB of lists",
        "10 MB of objects",
        "deep but closed",
        "a little too deep",
        "10 million digits",
        "10 million digits and an exponent",
        "10 million decimals",
        "numbers for resources",
        "numbers for resources of a graph",
        "numbers for faults",
        "5 million values",
        "70 MB",
        "a name of 10 MB",
        "10 MB of escapes",
        "90 levels",
    ],
)
def test_large_hostile_files_are_refused_soon_and_in_little_memory(
    content: bytes, said: str, tmp_path: Path
) -> None:
    tracemalloc.start()
    began = time.process_time()
    try:
        refused = refusal(content, tmp_path)
        seconds = time.process_time() - began
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert any(word in refused for word in said.split("|"))
    assert seconds < 20
    assert peak < 500_000_000


@pytest.mark.parametrize("name", ["none.json", ".", "nul\0", "x" * 300])
def test_what_can_not_be_read_is_told(name: str, tmp_path: Path) -> None:
    with pytest.raises(GraphError, match=r"there is no file|cannot read"):
        read_graph(tmp_path / name)


@pytest.mark.parametrize("form", ["graph", "export", "preview"])
def test_a_file_that_was_cut_off_is_refused(form: str, texts: dict[str, str], tmp_path: Path) -> None:
    text = texts[form].rstrip()
    for cut in range(0, len(text), 37):
        refusal(text[:cut].encode(), tmp_path)


def loaded(form: str, texts: dict[str, str], tmp_path: Path) -> Iterator[tuple[int, ResourceGraph]]:
    """What can be read of the edited documents, with the seed of each."""
    path = tmp_path / "edited.json"
    for seed in range(EDITS):
        path.write_bytes(edited(texts[form], seed))
        try:
            yield seed, read_graph(path)
        except GraphError as error:
            if not str(error).startswith(f"{path} "):
                pytest.fail(f"seed {seed}: {error}")


@pytest.mark.parametrize("form", ["graph", "export", "preview"])
def test_random_edits_give_a_graph_or_a_clear_error(form: str, texts: dict[str, str], tmp_path: Path) -> None:
    graphs = 0
    for _, graph in loaded(form, texts, tmp_path):
        graph.model_dump_json().encode()
        graphs += 1
    assert EDITS / 10 < graphs < EDITS * 9 / 10


@pytest.mark.parametrize("form", ["graph", "export", "preview"])
def test_no_rule_raises_on_what_loads(form: str, texts: dict[str, str], tmp_path: Path) -> None:
    for seed, graph in loaded(form, texts, tmp_path):
        try:
            check(graph)
        except Exception as error:  # noqa: BLE001 - whatever it is, its seed is wanted
            pytest.fail(f"seed {seed}: {type(error).__name__}: {error}")
