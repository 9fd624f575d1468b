"""DynamoDB tables and their replicas."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tapstack.checks.facts.references import at, first, items, known, said, text_of
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import UNKNOWN, Resource

_TABLE = "aws:dynamodb/table:Table"
_REPLICA = "aws:dynamodb/tableReplica:TableReplica"


def _under_own_key(view: View, table: Resource) -> bool:
    return view.value(table, "serverSideEncryption.kmsKeyArn") is not None


_KEY_PATHS = (
    "hashKey",
    "rangeKey",
    "localSecondaryIndexes.*.rangeKey",
    "globalSecondaryIndexes.*.hashKey",
    "globalSecondaryIndexes.*.rangeKey",
    "globalSecondaryIndexes.*.keySchemas.*.attributeName",
)


@rule(
    "table-replica-key",
    "refused",
    title="Every replica of a table under a customer-managed key names a key of its region",
    why="All replicas of a global table are encrypted by the same kind of key: DynamoDB refuses a "
    "replica under its own key beside a table under yours.",
    source="DynamoDB Developer Guide, Global tables: encryption at rest, and requirements; Pulumi "
    "Registry, aws.dynamodb.Table, replicas kmsKeyArn",
    aliases=("R8",),
)
def replica_key(view: View) -> Iterator[Wrong]:
    """Replicas without a key, of tables that have one."""
    for table in view.of(_TABLE):
        if not _under_own_key(view, table):
            continue
        listed = items(table.inputs.get("replicas"))
        places = [
            Place(table.urn, f"/replicas/{where}")
            for where, replica in enumerate(listed)
            if replica.get("kmsKeyArn") is None
        ]
        places += [
            at(replica)
            for replica in view.of(_REPLICA)
            if replica.inputs.get("kmsKeyArn") is None and _replicates(view, replica, table)
        ]
        if places:
            yield Wrong(
                f"{said(table)} is encrypted under a key of yours, and {len(places)} of its replicas "
                "name none",
                "set kmsKeyArn on each replica to a key of the replica's region",
                tuple(places),
            )


def _replicates(view: View, replica: Resource, table: Resource) -> bool:
    source = first(view, replica, "globalTableArn", _TABLE)
    return source is not None and source.urn == table.urn


@rule(
    "table-replica-region",
    "refused",
    title="A table's replicas are each in another region than it is",
    why="DynamoDB refuses a replica in the table's own region, and two in one region.",
    source="DynamoDB API Reference, UpdateTable, ReplicaUpdates; Pulumi Registry, aws.dynamodb.TableReplica",
)
def replica_region(view: View) -> Iterator[Wrong]:
    """Replicas in the table's own region, or twice in one."""
    for table in view.of(_TABLE):
        replicas = [
            (replica.get("regionName"), Place(table.urn, f"/replicas/{where}"))
            for where, replica in enumerate(items(table.inputs.get("replicas")))
        ]
        replicas += [(one.region, at(one)) for one in view.of(_REPLICA) if _replicates(view, one, table)]
        seen = {table.region}
        for region, where in replicas:
            if not isinstance(region, str) or not known(region):
                continue
            if region in seen:
                message = f"{said(table)} has two copies in {region}"
                yield Wrong(message, "name each other region once", (where,))
            seen.add(region)


@rule(
    "table-replica-stream",
    "refused",
    title="The stream of a table with replicas holds new and old images",
    why="A global table replicates by its stream; DynamoDB refuses a replica of a table whose stream "
    "holds less.",
    source="DynamoDB Developer Guide, Global tables: DynamoDB Streams with new and old images; Pulumi "
    "Registry, aws.dynamodb.TableReplica, example",
)
def replica_stream(view: View) -> Iterator[Wrong]:
    """Replicated tables whose stream is of another kind."""
    sources = {
        source.urn for one in view.of(_REPLICA) if (source := first(view, one, "globalTableArn", _TABLE))
    }
    for table in view.of(_TABLE):
        kind = text_of(view, table, "streamViewType")
        if kind in (None, "", "NEW_AND_OLD_IMAGES"):
            continue
        if table.inputs.get("replicas") or table.urn in sources:
            yield Wrong(
                f"{said(table)} has replicas and a stream of {kind}",
                "set streamEnabled: true and streamViewType: NEW_AND_OLD_IMAGES",
                (at(table, "streamViewType"),),
            )


@rule(
    "table-attributes",
    "refused",
    title="A table defines the attributes of its keys and indexes, and no others",
    why="DynamoDB refuses a key whose attribute is not defined; the provider refuses an attribute that "
    "no key uses.",
    source="DynamoDB API Reference, CreateTable, AttributeDefinitions; Terraform AWS provider, "
    "aws_dynamodb_table: all attributes must be indexed",
)
def attributes(view: View) -> Iterator[Wrong]:
    """Tables whose keys and attributes don't go together."""
    for table in view.of(_TABLE):
        if table.inputs.get("restoreSourceName") or table.inputs.get("restoreSourceTableArn"):
            continue
        defined = _texts(view, table, ["attributes.*.name"])
        used = _texts(view, table, _KEY_PATHS)
        if UNKNOWN in defined | used or not (defined or used):
            continue
        for names, message in (
            (used - defined, "uses but does not define"),
            (defined - used, "defines but does not use"),
        ):
            if names:
                yield Wrong(
                    f"{said(table)} {message} the attribute {', '.join(sorted(names))}",
                    "list under attributes exactly what hashKey, rangeKey and the indexes use",
                    (at(table, "attributes"),),
                )


def _texts(view: View, table: Resource, paths: Iterable[str]) -> set[str]:
    """The texts at some paths, among them what stands for unknown ones."""
    values = [value.value for path in paths for value in view.values(table, path)]
    return {value for value in values if isinstance(value, str)}
