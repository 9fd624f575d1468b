"""Global tables of version 2019.11.21, and streams' labels (seen in moto 5.2.5).

- `UpdateTable` answers 200 to `ReplicaUpdates` and does nothing. Here a replica is a table of its own region,
  with its own key, ARN, tags, recovery and deletion protection. It has the other replicas' items and time to
  live, and each replica lists the others.
- a stream's label is the time of the run's clock, which no second run repeats.

On AWS a write reaches the other replicas within a second, and their streams, too; here it is there at once,
and in the stream of the region it was made in.

Sources: DynamoDB Developer Guide, "Global tables core concepts" and "Best practices for global tables" (each
replica has its own deletion protection), "Determining the global table version you are using" (time to live
is kept alike).
"""

from __future__ import annotations

from typing import Any

from moto.core.utils import utcfromtimestamp
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends
from moto.dynamodb.models import table as _table
from moto.dynamodb.responses import DynamoHandler
from moto.moto_api._internal import mock_random

Table: Any = _table.Table

_VERSION = "2019.11.21"
_ENCRYPTED = {"Enabled": True, "SSEType": "KMS"}
_FIRST_LABEL, _LAST_LABEL = 1767225600, 1798761600  # the seconds of the year 2026


def apply() -> None:
    """Make and drop replicas as asked, and draw labels."""
    _replicate()
    _list_replicas()
    _stay_together()
    _draw_labels()


def _replicate() -> None:
    update = DynamoHandler.update_table

    def update_table(self: DynamoHandler) -> Any:
        table = self.dynamodb_backend.get_table(self.body["TableName"])
        for asked in self.body.get("ReplicaUpdates", []):
            if "Create" in asked:
                _create_replica(table, asked["Create"])
            elif "Delete" in asked:
                _backend(table, asked["Delete"]["RegionName"]).delete_table(table.name)
            else:
                raise NotImplementedError("UpdateTable: a change of a replica")
        return update(self)

    DynamoHandler.update_table = update_table


def _create_replica(table: Any, asked: dict[str, Any]) -> None:
    key = asked.get("KMSMasterKeyId")
    encrypted = key or table.sse_specification
    replica: Any = _backend(table, asked["RegionName"]).create_table(
        name=table.name,
        schema=table.schema,
        attr=table.attr,
        throughput=dict(table.throughput) if table.billing_mode == "PROVISIONED" else None,
        global_indexes=[index.describe() for index in table.global_indexes],
        indexes=[index.describe() for index in table.indexes],
        streams=dict(table.stream_specification),
        billing_mode=table.billing_mode,
        sse_specification={**_ENCRYPTED, **({"KMSMasterKeyId": key} if key else {})} if encrypted else None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
    table.regions = _regions(table)
    table.regions.add(replica.region_name)
    _share(table)


def _list_replicas() -> None:
    describe = Table.describe

    def describe_with_replicas(self: Any, base_key: str = "TableDescription") -> dict[str, Any]:
        described = describe(self, base_key)
        others = [member for member in _members(self) if member is not self]
        if others:
            described[base_key]["GlobalTableVersion"] = _VERSION
            described[base_key]["Replicas"] = [_replica(member) for member in others]
        return described

    Table.describe = describe_with_replicas


def _replica(table: Any) -> dict[str, Any]:
    description = {"RegionName": table.region_name, "ReplicaStatus": "ACTIVE", "ReplicaArn": table.table_arn}
    if table.sse_specification:
        description["KMSMasterKeyId"] = table.sse_specification["KMSMasterKeyId"]
    return description


def _stay_together() -> None:
    """Part on deletion only: a transaction that fails has moto put back copies, which share nothing."""
    delete, transact = DynamoDBBackend.delete_table, DynamoDBBackend.transact_write_items

    def delete_table(self: DynamoDBBackend, name: str) -> Any:
        deleted = delete(self, name)
        _regions(deleted).discard(self.region_name)
        return deleted

    def transact_write_items(self: DynamoDBBackend, transact_items: list[dict[str, Any]]) -> None:
        try:
            transact(self, transact_items)
        finally:
            for table in self.tables.values():
                _share(table)

    DynamoDBBackend.delete_table = delete_table
    DynamoDBBackend.transact_write_items = transact_write_items


def _share(table: Any) -> None:
    for member in _members(table):
        member.regions, member.items, member.ttl = _regions(table), table.items, table.ttl


def _members(table: Any) -> list[Any]:
    """The table and its replicas, by region."""
    return [_backend(table, region).tables[table.name] for region in sorted(_regions(table))]


def _regions(table: Any) -> set[str]:
    """Where the table has replicas, its own region included; all replicas have the same set."""
    return getattr(table, "regions", {table.region_name})


def _backend(table: Any, region: str) -> DynamoDBBackend:
    return dynamodb_backends[table.account_id][region]


def _draw_labels() -> None:
    specify = Table.set_stream_specification

    def set_stream_specification(self: Any, streams: dict[str, Any] | None) -> None:
        specify(self, streams)
        if self.stream_specification["StreamEnabled"]:
            moment = utcfromtimestamp(mock_random.randint(_FIRST_LABEL, _LAST_LABEL))
            self.latest_stream_label = moment.isoformat(timespec="milliseconds")

    Table.set_stream_specification = set_stream_specification
