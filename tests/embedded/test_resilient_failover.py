"""Failover in the settings: another region becomes the writer's, in place, and nothing is replaced.

Two runs of the production stack are compared as `pulumi up` would: by URN, input by input, with what each
resource ignores. That a change replaces a resource is the provider's to say; so every type of which anything
changes is in the table below, with the properties that can't be changed (`ForceNew`) from its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest
import yaml

from tapstack.graph import SECRET, Resource, ResourceGraph
from tests.embedded.deploying import ROOT, ProjectWith, ran

FIRST, SECOND, THIRD = "us-east-1", "us-west-2", "eu-west-1"
INSTANCE = "aws:rds/instance:Instance"
BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
"""A version of a secret is a value and no thing: AWS never changes one. The next becomes the current one, and
the last stays readable (Secrets Manager User Guide, "What's in a Secrets Manager secret?", "Version")."""

CREATE_ONLY: dict[str, set[str]] = {
    # terraform-provider-aws, internal/service/rds/instance.go
    INSTANCE: {
        "availabilityZone",
        "backupTarget",
        "characterSetName",
        "customIamInstanceProfile",
        "dbName",
        "engine",
        "kmsKeyId",
        "ncharCharacterSetName",
        "restoreToPointInTime",
        "snapshotIdentifier",
        "storageEncrypted",
        "timezone",
        "username",
    },
    # internal/service/rds/instance_automated_backups_replication.go
    BACKUPS: {"kmsKeyId", "preSignedUrl", "retentionPeriod", "sourceDbInstanceArn"},
    # internal/service/cloudwatch/dashboard.go
    "aws:cloudwatch/dashboard:Dashboard": {"dashboardName"},
    # internal/service/secretsmanager/secret_version.go
    VERSION: {"secretBinary", "secretId", "secretString"},
}


@dataclass(frozen=True)
class Change:
    """What of one resource differs between two runs."""

    before: Resource
    after: Resource

    @property
    def inputs(self) -> set[str]:
        """The inputs that differ, were added or left out; a secret differs if it comes from elsewhere."""
        old, new = self.before.inputs, self.after.inputs
        names = old.keys() | new.keys()
        return {key for key in names if old.get(key) != new.get(key) or self._hidden(key)}

    def _hidden(self, key: str) -> bool:
        came_from = self.before.property_dependencies.get(key, ())
        return (
            self.before.inputs.get(key) == SECRET
            and self.after.property_dependencies.get(key, ()) != came_from
        )

    @property
    def effective(self) -> set[str]:
        """Those that Pulumi does not ignore: an ignored input has its old value, or none if it had none."""
        return self.inputs - set(self.after.options.ignore_changes)

    @property
    def replaces(self) -> set[str]:
        """Those that would make a new resource."""
        return self.effective & CREATE_ONLY[self.after.type]


@pytest.fixture(scope="module")
def production(with_settings: ProjectWith) -> dict[str, ResourceGraph]:
    """The production stack with the writer in the first region and in the second, each deployed afresh."""
    text = (ROOT / "Pulumi.prod.yaml").read_text(encoding="utf-8")
    config = cast("dict[str, Any]", yaml.safe_load(text)["config"])
    settings = {key.removeprefix("tap:"): value for key, value in config.items()}
    return {
        writer: ran(
            with_settings(**{**settings, "database": {**settings["database"], "primaryRegion": writer}}),
            "deploy",
        )
        for writer in (FIRST, SECOND)
    }


@pytest.fixture(scope="module")
def changes(production: dict[str, ResourceGraph]) -> list[Change]:
    """Every resource of which anything differs."""
    before, after = production[FIRST], production[SECOND]
    pairs = [Change(each, after.by_urn[each.urn]) for each in before.resources]
    return [change for change in pairs if change.inputs]


def instances(graph: ResourceGraph) -> dict[str, Resource]:
    """The database's instances, by region."""
    return {str(made.region): made for made in graph.of_type(INSTANCE)}


def of_instances(changes: list[Change]) -> dict[str, Change]:
    """The changes of instances, by region."""
    return {str(change.after.region): change for change in changes if change.after.type == INSTANCE}


def test_the_urns_are_the_same(production: dict[str, ResourceGraph]) -> None:
    before, after = production[FIRST], production[SECOND]
    assert set(before.by_urn) == set(after.by_urn)
    assert set(instances(before)) == {FIRST, SECOND, THIRD}


def test_only_the_second_regions_instance_loses_its_source(
    production: dict[str, ResourceGraph], changes: list[Change]
) -> None:
    sources = {
        writer: {region for region, made in instances(graph).items() if "replicateSourceDb" in made.inputs}
        for writer, graph in production.items()
    }
    assert sources == {FIRST: {SECOND, THIRD}, SECOND: {FIRST, THIRD}}
    of_source = {
        region for region, change in of_instances(changes).items() if "replicateSourceDb" in change.effective
    }
    assert of_source == {SECOND}
    assert "replicateSourceDb" not in instances(production[SECOND])[SECOND].inputs


def test_nothing_is_replaced(changes: list[Change]) -> None:
    unstated = {change.after.type for change in changes} - set(CREATE_ONLY)
    assert unstated == set(), "state what of these types can't be changed, with its source"
    replaced = {change.after.type: change.replaces for change in changes if change.replaces}
    assert replaced == {VERSION: {"secretString"}}, "nothing but the version of the credentials"


def test_the_old_writer_and_the_other_replica_stay_as_they_are(changes: list[Change]) -> None:
    of = of_instances(changes)
    assert (of[FIRST].effective, of[THIRD].effective) == (set(), set())
    assert {"password", "username", "dbName", "engine", "finalSnapshotIdentifier"} <= of[FIRST].inputs
    assert of[THIRD].inputs == {"replicateSourceDb"}


def test_the_promoted_instance_changes_in_place_only(changes: list[Change]) -> None:
    promoted = of_instances(changes)[SECOND]
    assert promoted.inputs - promoted.effective == {"dbName", "engine", "engineVersion", "username"}
    assert promoted.effective == {
        "allocatedStorage",
        "finalSnapshotIdentifier",
        "password",
        "replicateSourceDb",
        "skipFinalSnapshot",
    }


def test_the_copied_backups_keep_their_source(changes: list[Change]) -> None:
    (copying,) = [change for change in changes if change.after.type == BACKUPS]
    assert copying.inputs == {"sourceDbInstanceArn"}
    assert copying.effective == set()


def test_only_replicas_are_deleted_before_they_are_replaced(production: dict[str, ResourceGraph]) -> None:
    for writer, graph in production.items():
        first = {region for region, made in instances(graph).items() if made.options.delete_before_replace}
        assert first == {FIRST, SECOND, THIRD} - {writer}
