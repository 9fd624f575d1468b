"""The production stack, the resilient profile in three regions, deployed whole: what holds for all of it."""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tapstack.emulator.schema import schema_of
from tapstack.engine import load_project
from tapstack.graph import Resource, ResourceGraph
from tapstack.planning.regions import region_code
from tapstack.stack.outputs import OUTPUTS
from tests.embedded.deploying import ROOT, Deployment, deployed, settings_of

PROD = load_project(ROOT, "prod")
SETTINGS = settings_of(PROD)
SNAPSHOT = Path(__file__).parent / "snapshots" / "urns-prod.txt"
HOME = SETTINGS.primary_region
FIVE = {
    "Owner": SETTINGS.team,
    "Purpose": SETTINGS.purpose,
    "Environment": SETTINGS.environment,
    "CostCenter": SETTINGS.cost_center,
    "ManagedBy": "pulumi",
}
REPLICATION = {
    "aws:kms/replicaKey:ReplicaKey": "a replica follows the primary key",
    "aws:secretsmanager/secret:Secret": "the home region's secret names the key of each copy",
    "aws:dynamodb/tableReplica:TableReplica": "a replica follows the table",
    "aws:rds/instance:Instance": "a read replica follows the writer, whose password is in the secret",
    "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication": "backups are copied",
}


@pytest.fixture(scope="module")
def prod() -> Iterator[Deployment]:
    """The production stack, deployed."""
    with deployed(PROD) as deployment:
        yield deployment


@pytest.fixture(scope="module")
def graph(prod: Deployment) -> ResourceGraph:
    return prod.graph


def test_everything_stands_or_is_said_not_to(graph: ResourceGraph) -> None:
    assert {each.status for each in graph.resources} == {"created", "not-emulated"}
    assert {each.type for each in graph.not_emulated} == {
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
    }


def test_every_resource_is_in_the_region_that_its_name_says(graph: ResourceGraph) -> None:
    for made in graph.cloud_resources:
        said = [one for one in SETTINGS.regions if one in made.name or made.name.endswith(region_code(one))]
        if made.region and said:
            assert [made.region] == said, made.urn


def test_what_the_stack_has_once_is_in_the_first_region(graph: ResourceGraph) -> None:
    once = [
        made
        for made in graph.cloud_resources
        if made.region and not any(one in made.name for one in SETTINGS.regions)
    ]
    balancing = [made for made in once if not made.name.endswith(tuple(map(region_code, SETTINGS.regions)))]
    assert {made.region for made in balancing} <= {HOME}


def test_no_region_leans_on_another_but_by_replication(graph: ResourceGraph) -> None:
    leaning = {
        (made.type, made.region, other.region, other.type)
        for made in graph.cloud_resources
        if made.region and made.type not in REPLICATION
        for other in _needed(graph, made)
        if other.region not in (None, made.region)
    }
    assert leaning == set()


@pytest.mark.parametrize("kind", [kind for kind in REPLICATION if "replicaKey" not in kind])
def test_replication_is_what_leads_from_region_to_region(graph: ResourceGraph, kind: str) -> None:
    pairs = {
        (made.region, other.region)
        for made in graph.of_type(kind)
        for other in _needed(graph, made)
        if other.region not in (None, made.region)
    }
    assert pairs


def _needed(graph: ResourceGraph, made: Resource) -> Iterator[Resource]:
    """What a resource depends on, through everything that is in no region."""
    seen: set[str] = set()
    waiting = [made]
    while waiting:
        for urn in _depends(waiting.pop()):
            if urn not in seen and urn in graph.by_urn:
                seen.add(urn)
                other = graph.by_urn[urn]
                yield other
                if other.region is None:
                    waiting.append(other)


def _depends(made: Resource) -> Iterable[str]:
    return {*made.dependencies, *(urn for urns in made.property_dependencies.values() for urn in urns)}


def test_everything_taggable_has_the_five_tags(graph: ResourceGraph) -> None:
    tagged = [each for each in graph.cloud_resources if (schema := schema_of(each.type)) and schema.tagged]
    assert len(tagged) > 150
    for made in tagged:
        if made.status == "created":
            tags: Any = made.outputs["tagsAll"]
            assert tags.items() >= FIVE.items(), made.urn


def test_no_role_may_do_anything_to_everything(graph: ResourceGraph) -> None:
    """The one `*` is Session Manager's: its actions know no resource."""
    wide = {
        str(statement.get("Sid"))
        for made in [*graph.of_type("aws:iam/rolePolicy:RolePolicy"), *graph.of_type("aws:iam/policy:Policy")]
        for statement in json.loads(str(made.inputs["policy"]))["Statement"]
        if statement["Effect"] == "Allow" and "*" in ([*_listed(statement["Resource"])])
    }
    assert wide <= {"SessionManager"}


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownArgumentType]


def test_the_outputs_are_those_of_the_table(prod: Deployment, graph: ResourceGraph) -> None:
    known = {output.name: output for output in OUTPUTS}
    assert graph.outputs.keys() <= known.keys()
    assert known.keys() - graph.outputs.keys() == {"name_servers"}
    for name, value in graph.outputs.items():
        form = known[name].form
        assert isinstance(value, {"text": str, "list of text": list, "by region": dict}[form]), name
        if isinstance(value, dict):
            expected = SETTINGS.replica_regions if name == "replica_endpoints" else SETTINGS.regions
            assert set(value) == set(expected)
            assert all(isinstance(one, str) and one for one in value.values())
    text = json.dumps(graph.outputs)
    assert "[unknown]" not in text
    for region in SETTINGS.regions:
        vpcs = prod.region(region).ask("ec2.describe_vpcs", "Vpcs")
        assert graph.outputs["primary_vpc_id"][region] in {vpc["VpcId"] for vpc in vpcs}  # type: ignore[index, call-overload]


def test_the_password_is_nowhere_in_clear(prod: Deployment) -> None:
    region = prod.region(HOME)
    (secret,) = [
        one for one in region.ask("secretsmanager.list_secrets", "SecretList") if "database" in one["Name"]
    ]
    text = region.ask("secretsmanager.get_secret_value", "SecretString", SecretId=secret["ARN"])
    password: str = json.loads(text)["password"]
    assert len(password) > 15
    assert password not in prod.graph.model_dump_json()
    assert json.dumps(password)[1:-1] not in prod.graph.model_dump_json()


def test_the_command_tells_the_password_nowhere(prod: Deployment, tmp_path: Path) -> None:
    """The embedded password follows from its URN: another run has the same."""
    saved = tmp_path / "graph.json"
    command = [sys.executable, "-m", "tapstack", "up", "--stack", "prod", "--json", "--save", str(saved)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=200)
    outputs: dict[str, dict[str, str]] = json.loads(done.stdout)["outputs"]
    region = prod.region(HOME)
    text = region.ask(
        "secretsmanager.get_secret_value", "SecretString", SecretId=outputs["secrets_manager_arn"][HOME]
    )
    password: str = json.loads(text)["password"]
    for told in (done.stdout, done.stderr, saved.read_text(encoding="utf-8")):
        assert password not in told


def test_the_urns_are_those_of_the_snapshot(graph: ResourceGraph) -> None:
    """A changed URN is a replaced resource: UPDATE_SNAPSHOTS=1 records a change that is meant."""
    urns = "".join(sorted(f"{made.urn}\n" for made in graph.resources))
    if os.environ.get("UPDATE_SNAPSHOTS"):
        SNAPSHOT.write_text(urns, encoding="utf-8")
    kept = SNAPSHOT.read_text(encoding="utf-8")
    assert urns == kept, "\n".join(difflib.unified_diff(kept.splitlines(), urns.splitlines(), lineterm=""))


def test_what_holds_data_or_a_name_is_protected(graph: ResourceGraph) -> None:
    """Pulumi refuses to delete or replace it before it touches anything."""
    protected = {made.type for made in graph.resources if made.options.protect}
    assert protected == {
        "aws:dynamodb/table:Table",
        "aws:dynamodb/tableReplica:TableReplica",
        "aws:lb/loadBalancer:LoadBalancer",
        "aws:rds/instance:Instance",
        "aws:s3/bucket:Bucket",
    }
    for kind in protected:
        assert all(made.options.protect for made in graph.of_type(kind))
