"""The database's credentials: in every region under that region's key, and in clear nowhere else."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Event, Finished, Project, run_program
from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, settings_of
from tests.embedded.outside import Outside, Region, tags_in

HOME, *OTHERS = DEV_SETTINGS.regions
SETTINGS: dict[str, Any] = {
    "encryption": {"keys": "per-region"},
    "secrets": {"passwordKeeper": "stack"},
    "database": {"engine": "postgres", "replicaRegions": [OTHERS[0]]},
}


class Recorded(logging.Handler):
    """Whatever is logged, as text."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record, its exception included."""
        self.lines.append(self.format(record))


@dataclass(frozen=True)
class Watched:
    """A deployment, with all that was told while it ran."""

    deployment: Deployment
    events: tuple[Event, ...]
    logs: tuple[str, ...]


@pytest.fixture(scope="module")
def watched(with_settings: ProjectWith) -> Iterator[Watched]:
    """The platform with a secret of its own and a read replica."""
    project: Project = with_settings(**SETTINGS)
    events: list[Event] = []
    recorded, root = Recorded(), logging.getLogger()
    level = root.level
    root.addHandler(recorded)
    root.setLevel(logging.INFO)
    try:
        with EmbeddedAws() as aws:
            run = run_program(project, EmbeddedProvider(aws), "deploy", listener=events.append)
            assert run.ok, [fault.message for fault in run.graph.faults]
            with aws.serve(0) as port:
                deployment = Deployment(run, Outside(port), aws, settings_of(project))
                yield Watched(deployment, tuple(events), tuple(recorded.lines))
    finally:
        root.setLevel(level)
        root.removeHandler(recorded)


@pytest.fixture(params=DEV_SETTINGS.regions)
def region(request: pytest.FixtureRequest, watched: Watched) -> Region:
    """Each region."""
    return watched.deployment.region(request.param)


def _arn(watched: Watched, region: str) -> str:
    outputs: Any = watched.deployment.graph.outputs
    return outputs["secrets_manager_arn"][region]


def _text(region: Region, secret: str) -> str:
    return region.ask("secretsmanager.get_secret_value", "SecretString", SecretId=secret)


def _held(watched: Watched, region: Region) -> dict[str, Any]:
    return json.loads(_text(region, _arn(watched, region.name)))


def test_every_region_has_the_secret_under_its_own_key(watched: Watched, region: Region) -> None:
    arn = _arn(watched, region.name)
    assert arn.split(":")[3] == region.name
    assert region.ask("secretsmanager.describe_secret", "ARN", SecretId=arn) == arn
    key = region.ask("secretsmanager.describe_secret", "KmsKeyId", SecretId=arn)
    assert key == region.key["Arn"]
    assert key.split(":")[3] == region.name
    assert region.key["KeyState"] == "Enabled"


def test_the_keys_are_one_for_each_region(watched: Watched) -> None:
    keys = {watched.deployment.region(name).key["KeyId"] for name in DEV_SETTINGS.regions}
    assert len(keys) == len(DEV_SETTINGS.regions)


def test_every_copy_is_in_step_with_the_original(watched: Watched) -> None:
    home = watched.deployment.region(HOME)
    status = home.ask("secretsmanager.describe_secret", "ReplicationStatus", SecretId=_arn(watched, HOME))
    assert {each["Region"]: each["Status"] for each in status} == dict.fromkeys(OTHERS, "InSync")
    for name in OTHERS:
        copy = watched.deployment.region(name)
        primary = copy.ask("secretsmanager.describe_secret", "PrimaryRegion", SecretId=_arn(watched, name))
        assert primary == HOME


def test_every_copy_has_the_same_value_and_what_a_client_needs(watched: Watched, region: Region) -> None:
    held = _held(watched, region)
    (writer,) = watched.deployment.region(HOME).databases
    assert held == {
        "engine": "postgres",
        "host": writer["Endpoint"]["Address"],
        "port": writer["Endpoint"]["Port"],
        "username": writer["MasterUsername"],
        "password": held["password"],
        "dbname": writer["DBName"],
    }
    assert held == _held(watched, watched.deployment.region(HOME))


def test_the_password_is_one_that_rds_takes(watched: Watched, region: Region) -> None:
    password = _held(watched, region)["password"]
    assert re.fullmatch(r"[A-Za-z0-9._~-]{32}", password)
    for kind in ("[a-z]", "[A-Z]", "[0-9]", "[._~-]"):
        assert re.search(kind, password)


def test_rds_keeps_no_password_of_its_own(watched: Watched) -> None:
    databases = [each for name in DEV_SETTINGS.regions for each in watched.deployment.region(name).databases]
    assert len(databases) == 2
    assert not any("MasterUserSecret" in database for database in databases)


def test_every_copy_is_tagged_and_no_name_looks_like_an_arn(watched: Watched, region: Region) -> None:
    arn = _arn(watched, region.name)
    tags = tags_in(region.ask("secretsmanager.describe_secret", "Tags", SecretId=arn))
    assert (tags["Owner"], tags["Environment"]) == ("tap", "dev")
    name = region.ask("secretsmanager.describe_secret", "Name", SecretId=arn)
    assert name.startswith("tap-dev-database-")
    assert not re.search("-.{6}$", name)


def _password(watched: Watched) -> str:
    password = str(_held(watched, watched.deployment.region(HOME))["password"])
    assert len(password) == 32
    return password


def test_the_password_is_not_in_the_graph(watched: Watched) -> None:
    graph = watched.deployment.graph
    assert _password(watched) not in graph.model_dump_json()
    made = {each.type.rpartition(":")[2]: each for each in graph.cloud_resources}
    assert "/outputs/result" in made["RandomPassword"].secret_paths
    assert "/inputs/secretString" in made["SecretVersion"].secret_paths
    assert "/outputs/secretString" in made["SecretVersion"].secret_paths


def test_the_password_is_not_in_the_stacks_outputs(watched: Watched) -> None:
    outputs = watched.deployment.graph.outputs
    assert "secrets_manager_arn" in outputs
    assert _password(watched) not in json.dumps(outputs)


def test_the_password_is_not_in_what_a_run_tells(watched: Watched) -> None:
    told = [repr(event) for event in watched.events]
    told += [each.resource.model_dump_json() for each in watched.events if isinstance(each, Finished)]
    assert len(told) > 300
    assert not any(_password(watched) in text for text in told)


def test_the_password_is_not_logged(
    watched: Watched, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    password = _password(watched)
    assert not any(password in line for line in watched.logs)
    assert password not in caplog.text
    assert password not in "".join(capfd.readouterr())


def test_the_password_is_in_no_other_place_that_aws_shows(watched: Watched, region: Region) -> None:
    password = _password(watched)
    shown = [region.databases, region.template, region.alarms, region.group]
    assert password not in json.dumps(shown, default=str)


def test_a_new_value_reaches_every_copy_and_the_former_stays(watched: Watched) -> None:
    home = watched.deployment.region(HOME)
    before = _text(home, _arn(watched, HOME))
    rotated = json.dumps({**json.loads(before), "password": "another-one"})
    home.ask(
        "secretsmanager.put_secret_value", "VersionId", SecretId=_arn(watched, HOME), SecretString=rotated
    )
    for name in DEV_SETTINGS.regions:
        copy, secret = watched.deployment.region(name), _arn(watched, name)
        assert _text(copy, secret) == rotated
        former = copy.ask(
            "secretsmanager.get_secret_value", "SecretString", SecretId=secret, VersionStage="AWSPREVIOUS"
        )
        assert former == before
