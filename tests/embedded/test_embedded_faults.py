"""Programs with faults: each is told in AWS's words with its line, and one does not hide another."""

from __future__ import annotations

from pathlib import Path

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Run, load_project, run_program
from tapstack.graph import Fault, Resource

FAULTY = """\
import pulumi_aws as aws

network = aws.ec2.Vpc("network", cidr_block="10.0.0.0/16")
aws.ec2.Vpc("too-big", cidr_block="10.0.0.0/8")
outside = aws.ec2.Subnet("outside", vpc_id=network.id, cidr_block="192.168.0.0/24")
table = aws.ec2.RouteTable("table", vpc_id=network.id)
aws.ec2.RouteTableAssociation("on-outside", subnet_id=outside.id, route_table_id=table.id)
inside = aws.ec2.Subnet("inside", vpc_id=network.id, cidr_block="10.0.1.0/24")
ghost = aws.ec2.Instance(
    "ghost", ami="ami-00000000000000000", instance_type="t3.micro", subnet_id=inside.id
)
twice = aws.sns.Topic("twice")
aws.sns.TopicSubscription(
    "of-nothing", topic="arn:aws:sns:us-east-1:123456789012:gone", protocol="sqs", endpoint="x"
)
nobodys = aws.iam.InstanceProfile("nobodys", role="nobody")
aws.ec2.Instance("of-nobody", ami="ami-0", instance_type="t3.micro", iam_instance_profile=nobodys.name)
"""
NOT_EMULATED = """\
import pulumi
import pulumi_aws as aws

queue = aws.sqs.Queue("jobs")
aws.sns.Topic("told", display_name=queue.arn)
aws.sns.Topic("alone")
pulumi.export("queue", queue.url)
"""


def run(folder: Path, program: str, *, allow: bool = False) -> Run:
    (folder / "Pulumi.yaml").write_text("name: faulty\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text("config:\n  aws:region: us-east-1\n", encoding="utf-8")
    (folder / "__main__.py").write_text(program, encoding="utf-8")
    with EmbeddedAws() as aws:
        return run_program(
            load_project(folder, "dev"), EmbeddedProvider(aws), "deploy", allow_not_emulated=allow
        )


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The program with faults, deployed."""
    return run(tmp_path_factory.mktemp("faulty"), FAULTY)


def _fault(run: Run, name: str) -> Fault:
    (fault,) = [each for each in run.graph.faults if (each.urn or "").endswith(f"::{name}")]
    return fault


def _named(run: Run, name: str) -> Resource:
    (made,) = [each for each in run.graph.resources if each.name == name]
    return made


def test_every_fault_is_told_and_nothing_else_is(faulty: Run) -> None:
    assert not faulty.ok
    named = [(each.urn or "").rpartition("::")[2] for each in faulty.graph.faults]
    assert sorted(named) == ["ghost", "nobodys", "of-nothing", "outside", "too-big"]


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("too-big", 4, "InvalidVpc.Range"),
        ("outside", 5, "InvalidSubnet.Range"),
        ("ghost", 9, "InvalidAMIID.NotFound"),
        ("of-nothing", 13, "NotFound"),
        ("nobodys", 16, "NoSuchEntity"),
    ],
)
def test_a_fault_is_told_in_awss_words_with_its_line(faulty: Run, name: str, line: int, words: str) -> None:
    fault = _fault(faulty, name)
    assert words in fault.message
    assert str(fault.source) == f"__main__.py:{line}"
    assert _named(faulty, name).status == "failed"


def test_what_depends_on_a_fault_is_skipped_and_says_on_what(faulty: Run) -> None:
    skipped = {each.name: each.skipped_on for each in faulty.graph.resources if each.status == "skipped"}
    assert {name: [urn.rpartition("::")[2] for urn in urns] for name, urns in skipped.items()} == {
        "on-outside": ["outside"],
        "of-nobody": ["nobodys"],
    }


def test_what_does_not_depend_on_a_fault_is_made(faulty: Run) -> None:
    made = {each.name for each in faulty.graph.cloud_resources if each.status == "created"}
    assert made == {"network", "table", "inside", "twice"}


def test_an_unknown_type_is_named_with_what_can_be_done(tmp_path: Path) -> None:
    ended = run(tmp_path, NOT_EMULATED)
    (fault,) = ended.graph.faults
    assert "aws:sqs/queue:Queue" in fault.message
    assert str(fault.source) == "__main__.py:4"
    for way in ("docs/extending.md", "leave it out", "--allow-not-emulated"):
        assert way in (fault.mend or "")
    assert (_named(ended, "told").status, _named(ended, "alone").status) == ("skipped", "created")


def test_an_unknown_type_is_only_recorded_where_that_is_allowed(tmp_path: Path) -> None:
    ended = run(tmp_path, NOT_EMULATED, allow=True)
    assert ended.ok, ended.graph.faults
    assert [each.name for each in ended.graph.not_emulated] == ["jobs", "told"]
    assert _named(ended, "alone").status == "created"
    assert ended.graph.unknown_paths == ("/outputs/queue",)
