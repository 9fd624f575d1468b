"""The graphs that `tap` keeps beside a program: `.tapstack/<stack>.json`, of a plan `<stack>.plan.json`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from tapstack.cli import signals
from tapstack.cli.ending import Refusal

if TYPE_CHECKING:
    from tapstack.graph import Mode, ResourceGraph

_FOLDER: Final = ".tapstack"
_ENDINGS: Final[dict[Mode, str]] = {"deploy": ".json", "plan": ".plan.json"}


def path_of(program: Path, stack: str, mode: Mode) -> Path:
    """Where the last graph of a stack is."""
    return program / _FOLDER / f"{stack}{_ENDINGS[mode]}"


def make_room(program: Path, save: Path | None) -> None:
    """Make the folders that graphs will go to. Raises `Refusal` when one can't be."""
    if save is not None and save.is_dir():
        raise Refusal(f"--save {save} is a folder", "name a file in it")
    try:
        (program / _FOLDER).mkdir(exist_ok=True)
        (program / _FOLDER / ".gitignore").write_text("*\n", encoding="utf-8")
        if save is not None:
            save.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"the graph can't be kept: {error.filename}: {error.strerror}",
            f"{program / _FOLDER} must be a folder that can be written to, and so the one of --save",
        ) from error


def keep(graph: ResourceGraph, program: Path, save: Path | None) -> None:
    """Write the graph to its place, and to `save`. Raises `GraphError`."""
    from tapstack.graph import save_graph

    with signals.put_off():
        save_graph(graph, path_of(program, graph.stack, graph.mode))
        if save is not None:
            save_graph(graph, save)


def stacks_in(program: Path) -> list[str]:
    """The stacks whose deployments are kept, sorted."""
    found = (path.name for path in (program / _FOLDER).glob("[!.]*.json"))
    return sorted(name.removesuffix(".json") for name in found if not name.endswith(".plan.json"))


def stack_files(program: Path) -> list[Path]:
    """The files of the program's stacks."""
    return sorted(program.glob("Pulumi.*.yaml"))
