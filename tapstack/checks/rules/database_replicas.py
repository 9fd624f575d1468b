"""RDS read replicas and replicated backups."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.checks.facts.references import at, known, number_of, only_target, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.rules.database import INSTANCE
from tapstack.checks.view import View
from tapstack.graph import Resource

_BACKUPS = "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication"
_SOURCE = {INSTANCE: "replicateSourceDb", _BACKUPS: "sourceDbInstanceArn"}


def _copies(view: View, *types: str) -> Iterator[tuple[Resource, Resource]]:
    """Replicas (and replications of backups), each with the source that the graph makes."""
    for copy in view.of(*types):
        source = _source(view, copy)
        if source is not None:
            yield copy, source


def _by_source(view: View, *types: str) -> Iterator[tuple[Resource, list[Resource]]]:
    """Sources, each with all its copies."""
    found: dict[str, tuple[Resource, list[Resource]]] = {}
    for copy, source in _copies(view, *types):
        found.setdefault(source.urn, (source, []))[1].append(copy)
    yield from found.values()


def _names(copies: list[Resource]) -> str:
    return ", ".join(said(one) for one in copies)


def _source(view: View, copy: Resource) -> Resource | None:
    for value in view.values(copy, _SOURCE[copy.type]):
        found = only_target(view, value, INSTANCE)
        if found is not None or not isinstance(value.value, str):
            return found
        region = view.region_named(value.value) or copy.region
        name = value.value.rpartition(":")[2]
        same = [
            one for one in view.of(INSTANCE) if one.inputs.get("identifier") == name and one.region == region
        ]
        return same[0] if len(same) == 1 else None
    return None


def _far(copy: Resource, source: Resource) -> bool:
    return bool(copy.region and source.region and copy.region != source.region)


def _encrypted(view: View, database: Resource) -> bool:
    return view.value(database, "storageEncrypted") is True


@rule(
    "rds-replica-key",
    "refused",
    title="An encrypted copy in another region names a key of that region",
    why="The source's key can't be used there, and RDS chooses none by itself: without kmsKeyId it "
    "refuses the replica.",
    source="RDS API Reference, CreateDBInstanceReadReplica and "
    "StartDBInstanceAutomatedBackupsReplication, KmsKeyId",
    aliases=("R5",),
)
def replica_key(view: View) -> Iterator[Wrong]:
    """Cross-region copies of encrypted sources without a key, and encrypted replicas of plain sources."""
    for copy, source in _copies(view, INSTANCE, _BACKUPS):
        key = view.value(copy, "kmsKeyId")
        if key is None and _far(copy, source) and _encrypted(view, source):
            message = f"{said(copy)} copies the encrypted {said(source)} and names no key"
            mend = f"set kmsKeyId to the ARN of a key of {copy.region}"
        elif key is not None and source.inputs.get("storageEncrypted") in (None, False):
            message = f"{said(copy)} names a key, and its source {said(source)} is not encrypted"
            mend = "encrypt the source (storageEncrypted: true), or leave kmsKeyId out"
        else:
            continue
        yield Wrong(message, mend, (at(copy, "kmsKeyId"), at(source, "storageEncrypted")))


@rule(
    "rds-replica-source",
    "refused",
    title="A replica in another region names its source by ARN",
    why="RDS looks an identifier up in the replica's own region and finds nothing there.",
    source="RDS API Reference, CreateDBInstanceReadReplica, SourceDBInstanceIdentifier",
    aliases=("R5",),
)
def replica_source(view: View) -> Iterator[Wrong]:
    """Cross-region replicas that name their source by identifier."""
    for replica in view.of(INSTANCE):
        name = text_of(view, replica, "replicateSourceDb")
        if not name or name.startswith("arn:"):
            continue
        source = _source(view, replica) or _named_elsewhere(view, name)
        if source is not None and _far(replica, source):
            yield Wrong(
                f"{said(replica)} names its source {said(source)} as {name}, which is not an ARN",
                "set replicateSourceDb to the source's ARN",
                (at(replica, "replicateSourceDb"),),
            )


def _named_elsewhere(view: View, name: str) -> Resource | None:
    same = [one for one in view.of(INSTANCE) if one.inputs.get("identifier") == name]
    return same[0] if len(same) == 1 else None


@rule(
    "rds-replica-inherits",
    "refused",
    title="A replica has no user, password or database name of its own",
    why="A replica takes these from its source; the provider and RDS refuse them.",
    source="RDS API Reference, CreateDBInstanceReadReplica; Pulumi Registry, aws.rds.Instance, username "
    "and dbName: cannot be specified for a replica",
    aliases=("R5",),
)
def replica_inherits(view: View) -> Iterator[Wrong]:
    """Replicas that set what they inherit."""
    for replica in view.of(INSTANCE):
        if replica.inputs.get("replicateSourceDb") is None:
            continue
        names = [one for one in ("username", "password", "dbName") if replica.inputs.get(one) is not None]
        if names:
            yield Wrong(
                f"replica {said(replica)} sets {', '.join(names)}",
                f"leave out {', '.join(names)}: a replica has its source's",
                tuple(at(replica, name) for name in names),
            )


@rule(
    "rds-replica-backups",
    "refused",
    title="The source of a replica has automated backups",
    why="RDS makes replicas from the source's backups, and refuses a source whose retention is 0, which "
    "is the default.",
    source="RDS API Reference, CreateDBInstanceReadReplica, SourceDBInstanceIdentifier; "
    "CreateDBInstance, BackupRetentionPeriod",
    aliases=("R5",),
)
def replica_backups(view: View) -> Iterator[Wrong]:
    """Sources without backups."""
    for source, copies in _by_source(view, INSTANCE, _BACKUPS):
        days = number_of(view, source, "backupRetentionPeriod")
        absent = source.inputs.get("backupRetentionPeriod") is None
        of_a_backup = any(source.inputs.get(one) for one in ("snapshotIdentifier", "replicateSourceDb"))
        if days == 0 or (absent and not of_a_backup):
            yield Wrong(
                f"{said(source)} keeps no backups and is copied by {_names(copies)}",
                "set backupRetentionPeriod on the source to 1 or more",
                (at(source, "backupRetentionPeriod"), *(at(one, _SOURCE[one.type]) for one in copies)),
            )


@rule(
    "rds-managed-password-replica",
    "refused",
    title="A database with replicas has a password of its own, not one that RDS manages",
    why="RDS makes no replica of an instance whose password it manages in Secrets Manager, save of SQL "
    "Server.",
    source="RDS User Guide, Password management with Amazon RDS and AWS Secrets Manager, limitations",
    aliases=("R6",),
)
def managed_password(view: View) -> Iterator[Wrong]:
    """Sources with manageMasterUserPassword."""
    for source, copies in _by_source(view, INSTANCE):
        engine = text_of(view, source, "engine") or ""
        if view.value(source, "manageMasterUserPassword") is True and not engine.startswith("sqlserver"):
            yield Wrong(
                f"RDS manages the password of {said(source)}, which is copied by {_names(copies)}",
                "give the source a password from a secret of your own instead of manageMasterUserPassword",
                (at(source, "manageMasterUserPassword"), *(at(one, "replicateSourceDb") for one in copies)),
            )


@rule(
    "rds-backups-elsewhere",
    "refused",
    title="Backups are replicated into another region than the source's",
    why="RDS refuses to replicate automated backups into the region where they are.",
    source="RDS User Guide, Replicating automated backups to another AWS Region",
)
def backups_elsewhere(view: View) -> Iterator[Wrong]:
    """Replications of backups into the source's own region."""
    for copy in view.of(_BACKUPS):
        source = _source(view, copy)
        named = view.region_named(view.value(copy, "sourceDbInstanceArn"))
        home = named or (source.region if source else None)
        if home and known(home) and copy.region == home:
            yield Wrong(
                f"{copy.name} replicates backups from {home} into {home}",
                "make it with the region that the backups are to go to",
                (at(copy, "sourceDbInstanceArn"),),
            )
