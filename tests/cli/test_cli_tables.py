from __future__ import annotations

import pytest
from rich.console import Console

from tapstack.cli import fault_list, tables
from tapstack.cli.faults import Told
from tapstack.graph import Resource, ResourceGraph, Status

REGIONS = ("us-east-1", "eu-west-1", "ap-southeast-2")


def resource(
    name: str, kind: str = "aws:ec2/vpc:Vpc", region: str | None = None, status: Status = "created", *on: str
) -> Resource:
    return Resource(
        urn=f"urn:{name}", type=kind, name=name, custom=True, status=status, region=region, skipped_on=on
    )


def made() -> list[Resource]:
    network = [resource(f"vpc-{region}", region=region) for region in REGIONS]
    return [*network, resource("role", "aws:iam/role:Role"), resource("id", "random:index/randomId:RandomId")]


def shown(width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as captured:
        tables.show_resources(made(), console)
    return [line.rstrip() for line in captured.get().splitlines()]


def test_the_table_has_regions_as_columns_and_services_as_rows() -> None:
    assert shown(80) == [
        "service   us-east-1   eu-west-1   ap-southeast-2   global",
        "ec2               1           1                1",
        "iam                                                     1",
        "random                                                  1",
        "total             1           1                1        2",
        "",
    ]


def test_where_the_table_is_too_wide_there_is_a_list() -> None:
    lines = shown(40)
    assert lines[:2] == ["us-east-1: 1 resource", "  ec2 1"]
    assert lines[-3:] == ["global: 2 resources", "  iam 1, random 1", ""]
    assert max(map(len, lines)) <= 40


def test_a_fault_of_many_resources_is_told_once() -> None:
    console = Console(width=80)
    faults = [Told("no", "mend it", f"urn:{name}", "aws:ec2/vpc:Vpc", name, "a.py", 3) for name in "ab"]
    with console.capture() as captured:
        fault_list.show([*faults, Told("the program stopped")], console)
    assert captured.get().splitlines() == [
        "  aws:ec2/vpc:Vpc a",
        "  aws:ec2/vpc:Vpc b",
        "  a.py:3",
        "  no",
        "  mend: mend it",
        "",
        "  the program stopped",
    ]


@pytest.mark.parametrize(
    ("count", "names"), [(8, "s0, s1, s2, s3, s4, s5, s6, s7"), (9, "s0, s1, s2 and 6 more")]
)
def test_the_skipped_stand_under_what_failed_in_the_end(count: int, names: str) -> None:
    chain = ["urn:net", *(f"urn:s{number}" for number in range(count))]
    skipped = [resource(f"s{number}", "x", None, "skipped", chain[number]) for number in range(count)]
    graph = ResourceGraph(
        project="p", stack="dev", mode="deploy", resources=(resource("net", status="failed"), *skipped)
    )
    console = Console(width=80)
    with console.capture() as captured:
        fault_list.show_skipped(graph, console)
    assert captured.get().splitlines()[-2:] == [f"  {count} waiting for aws:ec2/vpc:Vpc net:", f"    {names}"]
