from __future__ import annotations

import contextlib
import json
import re
import shutil
import socket
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from tapstack.cli import session, signals
from tapstack.graph import ResourceGraph, load_graph, save_graph
from tests.cli.conftest import ROOT, MakeProgram, Tap

FAULTY = """
import pulumi
import pulumi_aws as aws

net = aws.ec2.Vpc("net", cidr_block="10.0.0.0/8")
for number in range(10):
    aws.ec2.Subnet(f"subnet-{number}", vpc_id=net.id, cidr_block=f"10.0.{number}.0/24")

policy = aws.iam.RolePolicy("policy", role="nobody", policy='{"Version": "2012-10-17", "Statement": []}')
aws.sns.Topic("after", opts=pulumi.ResourceOptions(depends_on=[policy]))

aws.glue.CatalogDatabase("catalog", name="catalog")
fine = aws.sns.Topic("fine")
pulumi.export("topic", fine.name)
"""


def test_the_json_object_holds_the_run_and_nothing_else_is_on_stdout(tap: Tap, program: MakeProgram) -> None:
    done = tap("up", "--program", program(), "--json")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1
    answer = json.loads(done.stdout)
    assert answer["stack"] == "dev"
    assert answer["regions"] == ["us-east-1", "eu-west-1"]
    assert answer["resources"] == {
        "count": 3,
        "by_type": {"aws:iam/role:Role": 1, "aws:sns/topic:Topic": 2},
        "by_region": {"eu-west-1": 1, "global": 1, "us-east-1": 1},
    }
    assert answer["outputs"]["topic"].startswith("arn:aws:sns:us-east-1:")
    assert answer["outputs"]["password"] == "[secret]"
    assert answer["not_emulated"] == []
    assert answer["seconds"] > 0
    assert answer["api_calls"] >= 3
    assert answer.keys().isdisjoint({"faults", "skipped", "endpoint"})


def test_people_get_a_table_the_outputs_and_the_place_of_the_graph(
    tap: Tap, program: MakeProgram, tmp_path: Path
) -> None:
    folder, saved = program(), tmp_path / "new" / "graph.json"
    done = tap("up", "-p", folder, "--save", saved)
    assert done.exit_code == 0, done.stderr
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    assert lines[0] == "demo dev: 3 resources made in 2 regions"
    assert "service   us-east-1   eu-west-1   global" in lines
    assert "sns               1           1" in lines
    assert "  password  [secret]" in lines
    assert any(
        "API calls" in line and f"{folder / '.tapstack/dev.json'} and {saved}" in line for line in lines
    )
    assert load_graph(saved) == load_graph(folder / ".tapstack" / "dev.json")
    assert (folder / ".tapstack" / ".gitignore").read_text() == "*\n"
    assert "starting the embedded AWS" in done.stderr
    assert "\x1b" not in done.output


def test_a_secret_is_nowhere(tap: Tap, tmp_path: Path) -> None:
    folder = tmp_path / "instance"
    shutil.copytree(ROOT / "examples" / "instance", folder, ignore=shutil.ignore_patterns(".tapstack"))
    done = tap("up", "-p", folder, "--save", tmp_path / "graph.json")
    assert done.exit_code == 0, done.stderr
    shown = done.stdout + done.stderr + tap("outputs", "-p", folder).output
    kept = (tmp_path / "graph.json").read_text() + (folder / ".tapstack" / "dev.json").read_text()
    assert "[secret]" in shown
    assert "[secret]" in kept
    assert "not-a-real-token" not in shown + kept


def test_all_faults_are_told_with_their_lines_and_what_was_skipped(tap: Tap, program: MakeProgram) -> None:
    folder = program(FAULTY)
    done = tap("up", "-p", folder)
    assert done.exit_code == 1
    assert "demo dev: failed; 1 of 15 resources made in 1 region" in done.stdout
    words = done.stderr
    assert "faults: 3" in words
    for what, line, why in (
        ("aws:ec2/vpc:Vpc net", 5, "CreateVpc: InvalidVpc.Range"),
        ("aws:iam/rolePolicy:RolePolicy policy", 9, "PutRolePolicy: NoSuchEntity"),
        ("aws:glue/catalogDatabase:CatalogDatabase catalog", 12, "mend: add an entry for it"),
    ):
        block = next(part for part in words.split("\n\n") if what in part and "__main__.py:" in part)
        assert f"__main__.py:{line}" in block
        assert why in block
    assert "11 resources skipped" in words
    assert "10 waiting for aws:ec2/vpc:Vpc net:\n    subnet-0, subnet-1, subnet-2 and 7 more" in words
    assert "1 waiting for aws:iam/rolePolicy:RolePolicy policy:\n    after" in words
    assert len(load_graph(folder / ".tapstack" / "dev.json").faults) == 3


def test_faults_in_json(tap: Tap, program: MakeProgram) -> None:
    done = tap("up", "-p", program(FAULTY), "--json")
    assert done.exit_code == 1
    answer = json.loads(done.stdout)
    assert answer["resources"]["count"] == 1
    assert [(fault["name"], fault["file"], fault["line"]) for fault in answer["faults"]] == [
        ("net", "__main__.py", 5),
        ("policy", "__main__.py", 9),
        ("catalog", "__main__.py", 12),
    ]
    assert answer["faults"][0]["type"] == "aws:ec2/vpc:Vpc"
    assert answer["faults"][0]["resource"].endswith("::net")
    skipped = {entry["resource"].rpartition("::")[2]: entry["on"] for entry in answer["skipped"]}
    assert len(skipped) == 11
    assert skipped["after"] == [answer["faults"][1]["resource"]]


def test_what_is_not_emulated_is_recorded_if_asked_and_told_loudly(tap: Tap, program: MakeProgram) -> None:
    source = (
        "import pulumi_aws as aws\n"
        "made = aws.glue.CatalogDatabase('catalog', name='catalog')\n"
        "aws.sns.Topic('alerts', display_name=made.arn)\n"
    )
    done = tap("up", "-p", program(source), "--json", "--allow-not-emulated")
    assert done.exit_code == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["resources"]["count"] == 0
    assert [(entry["type"], entry["name"]) for entry in answer["not_emulated"]] == [
        ("aws:glue/catalogDatabase:CatalogDatabase", "catalog"),
        ("aws:sns/topic:Topic", "alerts"),
    ]
    assert (
        "NOT EMULATED, only recorded: 2 resources\n"
        "  aws:glue/catalogDatabase:CatalogDatabase catalog: the embedded AWS has no such type\n"
        "  aws:sns/topic:Topic alerts: needs catalog\n" in done.stderr
    )


@pytest.mark.parametrize("as_json", [False, True])
def test_wrong_settings_are_wrong_usage_and_told_all(tap: Tap, program: MakeProgram, as_json: bool) -> None:
    folder = program((ROOT / "__main__.py").read_text(), "{tap:team: X, tap:regions: us-east-1}", "tapstack")
    done = tap("up", "-p", folder, *(["--json"] if as_json else []))
    assert done.exit_code == 2
    assert "wrong settings of stack dev: 4" in done.stderr
    keys = ("tap:team", "tap:environment", "tap:regions", "tap:allowedSshCidr")
    assert all(f"  {key} " in done.stderr for key in keys)
    if as_json:
        faults = json.loads(done.stdout)["faults"]
        assert sorted(fault["message"].split()[0] for fault in faults) == sorted(keys)
        assert all(fault["mend"] for fault in faults)
    else:
        assert done.stdout == ""


def test_wrong_settings_leave_the_last_deployments_graph(tap: Tap, program: MakeProgram) -> None:
    folder = program((ROOT / "__main__.py").read_text(), "{tap:team: X}", "tapstack")
    kept = folder / ".tapstack" / "dev.json"
    save_graph(ResourceGraph(project="tapstack", stack="dev", mode="deploy", outputs={"a": "b"}), kept)
    assert tap("up", "-p", folder).exit_code == 2
    assert tap("outputs", "a", "-p", folder).stdout == "b\n"


def test_a_traceback_shows_no_secret(tap: Tap, program: MakeProgram) -> None:
    source = (
        "import pulumi\n"
        "pulumi.export('x', pulumi.Output.secret('hunter2-hunter2'))\n"
        "raise ValueError(pulumi.Config().require('token'))\n"
    )
    folder = program(source, "{demo:token: {secure: AAAA}}")
    done = tap("up", "-p", folder, env={"TAP_TRACEBACK": "1", "TAP_SECRET_DEMO_TOKEN": "s3cr3t-t0ken"})
    assert done.exit_code == 1
    assert "Traceback" in done.stderr
    assert "ValueError: [secret]" in done.stderr
    assert "s3cr3t-t0ken" not in done.stderr + done.stdout


def test_a_program_that_raises_is_told_by_its_line(tap: Tap, program: MakeProgram) -> None:
    folder = program("import pulumi\n\nraise KeyError('who')\n")
    done = tap("up", "-p", folder)
    assert done.exit_code == 1
    assert "  __main__.py:3\n  the program stopped: KeyError: 'who'" in done.stderr
    assert "Traceback" not in done.stderr
    assert "Traceback" in tap("up", "-p", folder, env={"TAP_TRACEBACK": "1"}).stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--stack", "dve"], "did you mean 'dev'?"),
        (["--program", "/nowhere/at-all"], "there is no Pulumi.yaml in /nowhere/at-all"),
        (["--port", "5000"], "--port is for --serve"),
        (["--save", "."], "--save . is a folder"),
    ],
)
def test_wrong_usage_says_what_to_do(
    tap: Tap, program: MakeProgram, arguments: list[str], message: str
) -> None:
    done = tap("up", "--program", program(), "--json", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    fault = json.loads(done.stdout)["faults"][0]
    assert message in fault["message"]
    assert fault["mend"]


def test_a_port_in_use_is_found_out_before_anything_is_deployed(tap: Tap, program: MakeProgram) -> None:
    folder = program()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = tap("up", "-p", folder, "--serve", "--port", str(port))
    assert done.exit_code == 2
    assert done.stderr.startswith(f"port {port} of 127.0.0.1 can't be had: Address already in use\nmend: ")
    assert not (folder / ".tapstack").exists()


def test_serve_tells_the_endpoint_in_json(
    tap: Tap, program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextlib.contextmanager
    def no_wait() -> Generator[Callable[[], None]]:
        yield lambda: None

    monkeypatch.setattr(signals, "awaited", no_wait)
    done = tap("up", "-p", program(), "--serve", "--port", "0", "--json")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert re.fullmatch(r"http://127\.0\.0\.1:[1-9]\d+", json.loads(done.stdout)["endpoint"])
    assert done.stderr.endswith("\nstopped\n")


def test_a_failed_deployment_is_not_served(tap: Tap, program: MakeProgram) -> None:
    done = tap("up", "-p", program("raise SystemExit(3)"), "--serve", "--port", "0")
    assert done.exit_code == 1
    assert "stopped" not in done.stderr.splitlines()


@pytest.mark.parametrize("as_json", [False, True])
def test_a_bug_of_ours_is_told_as_one(
    tap: Tap, program: MakeProgram, monkeypatch: pytest.MonkeyPatch, as_json: bool
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise LookupError("no such thing")

    monkeypatch.setattr(session, "performed", broken)
    arguments = ["up", "-p", program(), *(["--json"] if as_json else [])]
    done = tap(*arguments)
    assert done.exit_code == 70
    assert "this is a bug in tapstack: LookupError: no such thing" in done.stderr
    assert "tapstack/cli/up.py:" in done.stderr
    assert "Traceback" not in done.stderr
    if as_json:
        assert json.loads(done.stdout)["faults"][0]["file"] == "tapstack/cli/up.py"
    assert "Traceback" in tap(*arguments, env={"TAP_TRACEBACK": "1"}).stderr
