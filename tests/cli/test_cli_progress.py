from __future__ import annotations

import io

import pytest
from rich.console import Console

from tapstack.cli import progress
from tapstack.cli.progress import Moving, Plain
from tapstack.graph import Resource, Status


def resource(
    name: str, region: str | None = "us-east-1", status: Status = "created", kind: str = "aws:x/y:Y"
) -> Resource:
    return Resource(urn=f"urn:{name}", type=kind, name=name, custom=True, status=status, region=region)


def told(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_without_a_terminal_there_is_a_line_a_phase_and_in_the_end_one_a_region() -> None:
    console = Console(file=io.StringIO(), width=20)
    plain = Plain(console, "starting the embedded AWS")
    plain.phase("deploying demo dev")
    for made in (
        resource("stack", None, "created", "pulumi:pulumi:Stack"),
        resource("a"),
        resource("role", None),
        resource("b"),
        resource("c", status="failed"),
        resource("d", status="skipped"),
        resource("e", status="not-emulated"),
    ):
        plain.finished(made)
    plain.end()
    assert told(console) == [
        "starting the embedded AWS",
        "deploying demo dev",
        "us-east-1: 2 resources",
        "global: 1 resource",
    ]


def test_a_long_run_tells_now_and_then_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(progress, "monotonic", lambda: now)
    console = Console(file=io.StringIO())
    plain = Plain(console, "starting")
    for number in range(60):
        now += 0.1
        plain.finished(resource(f"n{number}", status="failed" if number == 3 else "created"))
    assert told(console)[1:] == [
        "   2.1 s  20 resources, 1 failed, now aws:x/y:Y n20",
        "   4.2 s  41 resources, 1 failed, now aws:x/y:Y n41",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_on_a_terminal_each_line_keeps_to_the_width(width: int) -> None:
    console = Console(width=width)
    moving = Moving(console, "deploying a-project-with-a-long-name production")
    for region in ("us-east-1", "eu-west-1", "ap-southeast-2", "eu-central-1", "us-west-2", "sa-east-1"):
        moving.finished(resource("a-resource-with-a-very-long-name-" * 3, region))
    with console.capture() as captured:
        console.print(moving)
    lines = captured.get().splitlines()
    assert len(lines) == 3
    assert max(map(len, lines)) <= width
    assert "6 resources" in lines[0]
    assert lines[0].rstrip().endswith(" s")
    assert "us-east-1 1  eu-west-1 1" in lines[1]
    assert "aws:x/y:Y a-resource" in lines[2]


def test_what_the_program_logs_is_told() -> None:
    console = Console(file=io.StringIO())
    Plain(console, "x").logged("warning", "beware of [bold] and \x1b")
    assert told(console)[1:] == ["warning: beware of [bold] and \\x1b"]
