from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from rich.console import Console

from tapstack.cli import tree
from tapstack.graph import Resource, ResourceGraph, load_graph
from tests.cli.conftest import ROOT, MakeProgram, Tap

STACK = "urn:pulumi:dev::demo::pulumi:pulumi:Stack::demo-dev"


def test_a_plan_makes_nothing_and_says_what_would_be_made(tap: Tap, program: MakeProgram) -> None:
    folder = program()
    done = tap("plan", "-p", folder)
    assert done.exit_code == 0, done.stderr
    assert [line.rstrip() for line in done.stdout.splitlines()[:4]] == [
        "demo dev",
        "├── alerts  sns/topic  us-east-1",
        "├── away  sns/topic  eu-west-1",
        "└── reader  iam/role",
    ]
    assert "demo dev: 3 resources would be made in 2 regions" in done.stdout
    graph = load_graph(folder / ".tapstack" / "dev.plan.json")
    assert graph.mode == "plan"
    assert not (folder / ".tapstack" / "dev.json").exists()


def test_a_plan_in_json(tap: Tap, program: MakeProgram, tmp_path: Path) -> None:
    done = tap("plan", "-p", program(), "--json", "--save", tmp_path / "plan.json")
    answer = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert answer["regions"] == ["us-east-1", "eu-west-1"]
    assert answer["resources"]["count"] == 3
    assert answer["outputs"]["topic"] == "[unknown]"
    assert answer["outputs"]["password"] == "[secret]"
    assert load_graph(tmp_path / "plan.json").mode == "plan"


def test_components_are_a_tree(tap: Tap, tmp_path: Path) -> None:
    folder = tmp_path / "component"
    shutil.copytree(ROOT / "examples" / "component", folder, ignore=shutil.ignore_patterns(".tapstack"))
    done = tap("plan", "-p", folder)
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "├── orders  examples:platform:ServiceHome" in lines
    assert "│   ├── orders-vpc  ec2/vpc  us-east-1" in lines


def resource(
    number: int,
    *,
    kind: str = "aws:sns/topic:Topic",
    region: str | None = "us-east-1",
    parent: str | None = STACK,
) -> Resource:
    return Resource(
        urn=f"urn:{kind}:{number}",
        type=kind,
        name=f"n{number}",
        custom=True,
        status="planned",
        region=region,
        parent=parent,
    )


def drawn(*resources: Resource) -> list[str]:
    stack = Resource(urn=STACK, type="pulumi:pulumi:Stack", name="demo-dev", custom=False, status="planned")
    graph = ResourceGraph(project="demo", stack="dev", mode="plan", resources=(stack, *resources))
    console = Console(width=80)
    with console.capture() as captured:
        console.print(tree.of(graph))
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize(("count", "lines"), [(20, 21), (21, 3)])
def test_a_long_flat_list_is_counted(count: int, lines: int) -> None:
    assert len(drawn(*map(resource, range(count)))) == lines


def test_regions_that_have_the_same_share_a_branch() -> None:
    regions = ("us-east-1", "eu-west-1", "sa-east-1", None)
    made = [
        resource(number, region=region, kind=kind)
        for number, (region, kind) in enumerate(
            [(region, "aws:ec2/subnet:Subnet") for region in regions[:3]] * 6
            + [
                ("us-east-1", "aws:ec2/vpc:Vpc"),
                ("us-east-1", "aws:sns/topic:Topic"),
                (None, "aws:iam/role:Role"),
            ]
        )
    ]
    assert drawn(*made) == [
        "demo dev",
        "├── us-east-1 8",
        "│   ├── ec2 7  subnet x6, vpc",
        "│   └── sns 1  topic",
        "├── eu-west-1 6, sa-east-1 6",
        "│   └── ec2 6  subnet x6",
        "└── global 1",
        "    └── iam 1  role",
    ]


def test_what_a_long_list_hangs_on_is_still_named() -> None:
    parent = resource(100, kind="aws:ec2/vpc:Vpc")
    children = [resource(number, parent=parent.urn) for number in range(30)]
    assert drawn(parent, *children) == [
        "demo dev",
        "└── n100  ec2/vpc  us-east-1",
        "    └── us-east-1 30",
        "        └── sns 30  topic x30",
    ]


def test_types_of_other_packages_are_whole() -> None:
    assert drawn(resource(1, kind="random:index/randomId:RandomId"))[1:] == [
        "└── n1  random:index/randomId:RandomId  us-east-1"
    ]
