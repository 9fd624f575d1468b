"""Databases' ids, performance insights and read replicas (seen in moto 5.2.5).

- all instances have one and the same resource id;
- whether performance insights are on, and under which key, is lost;
- a replica is a copy of its source that still belongs to the source's region while its arguments are read: a
  subnet group of its own region isn't found, and its zone, log exports and secret are the source's; it has
  the source's backups, where RDS makes every replica without;
- `PromoteReadReplica` leaves the source in place, at both ends;
- a replica whose source is in another region, or gone, can't be deleted.

What a replica has from its source: RDS API Reference, CreateDBInstanceReadReplica.
"""

from __future__ import annotations

import string
from contextlib import suppress
from typing import Any

from moto.moto_api._internal import mock_random
from moto.rds.exceptions import DBInstanceNotFoundError
from moto.rds.models import DBInstance as _DBInstance
from moto.rds.models import RDSBackend as _RDSBackend

# Methods of the classes are there to be replaced.
DBInstance: Any = _DBInstance
RDSBackend: Any = _RDSBackend

_RESOURCE_ID_LENGTH = 26
_OF_PERFORMANCE_INSIGHTS = (
    "enable_performance_insights",
    "performance_insights_kms_key_id",
    "performance_insights_retention_period",
)
_FROM_SOURCE = (
    "allocated_storage",
    "auto_minor_version_upgrade",
    "character_set_name",
    "db_instance_class",
    "db_name",
    "engine",
    "engine_version",
    "iops",
    "license_model",
    "master_username",
    "max_allocated_storage",
    "port",
    "preferred_backup_window",
    "preferred_maintenance_window",
    "storage_encrypted",
    "storage_throughput",
    "storage_type",
)
_FROM_SOURCE_IN_ITS_REGION = ("db_parameter_group_name", "kms_key_id", "vpc_security_group_ids")


def apply() -> None:
    """Give instances ids of their own and performance insights, and replicas a life of their own."""
    _mend_instances()
    RDSBackend.create_db_instance_read_replica = _create_replica
    RDSBackend.promote_read_replica = _promote
    _mend_deletion()


def _mend_instances() -> None:
    original = DBInstance.__init__

    def begin(self: Any, *args: Any, **given: Any) -> None:
        original(self, *args, **given)
        drawn = mock_random.choices(string.ascii_uppercase + string.digits, k=_RESOURCE_ID_LENGTH)
        self.dbi_resource_id = f"db-{''.join(drawn)}"
        for name in _OF_PERFORMANCE_INSIGHTS:
            setattr(self, name, given.get(name))

    DBInstance.__init__ = begin
    DBInstance.performance_insights_enabled = property(_has_performance_insights)


def _has_performance_insights(self: Any) -> bool:
    return bool(self.enable_performance_insights)


def _create_replica(self: Any, db_kwargs: dict[str, Any]) -> Any:
    source = self.find_db_from_id(db_kwargs["source_db_instance_identifier"])
    inherited = {name: getattr(source, name) for name in _FROM_SOURCE}
    if source.backend is self:
        inherited |= {name: getattr(source, name) for name in _FROM_SOURCE_IN_ITS_REGION}
        inherited["db_subnet_group_name"] = source._db_subnet_group_name
    replica = DBInstance(self, **{**inherited, **db_kwargs, "backup_retention_period": 0})
    replica.set_as_replica()
    self.databases[replica.db_instance_identifier] = replica
    source.add_replica(replica)
    return replica


def _promote(self: Any, db_kwargs: dict[str, Any]) -> Any:
    database = self.find_db_from_id(db_kwargs["db_instance_identifier"])
    if database.is_replica:
        _part(database)
        database.update(**db_kwargs)
    return database


def _mend_deletion() -> None:
    delete = RDSBackend.delete_db_instance

    def delete_replica_too(self: Any, db_instance_identifier: str, *args: Any, **given: Any) -> Any:
        database = self.databases.get(db_instance_identifier)
        if database is None or not database.is_replica:
            return delete(self, db_instance_identifier, *args, **given)
        database.is_replica = False  # so that moto leaves the source to us
        try:
            deleted = delete(self, db_instance_identifier, *args, **given)
        finally:
            database.is_replica = True
        _part(database)
        return deleted

    RDSBackend.delete_db_instance = delete_replica_too


def _part(replica: Any) -> None:
    """End a replication at both ends, whether the source still stands or not."""
    with suppress(DBInstanceNotFoundError):
        source = replica.backend.find_db_from_id(replica.source_db_instance_identifier)
        own = {replica.db_instance_arn, replica.db_instance_identifier}
        source.replicas = [each for each in source.replicas if each not in own]
    replica.is_replica, replica.source_db_instance_identifier = False, None
