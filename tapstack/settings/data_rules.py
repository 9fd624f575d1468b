"""The rules that compare settings of the database, its credentials and the compliance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from tapstack.settings.base import Problem
from tapstack.settings.spelling import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapstack.settings.sections import ComplianceSettings, DatabaseSettings, SecretsSettings

_VERSIONS: Final = {
    "mysql": (r"8\.4(\.([3-9]|[1-9][0-9]))?", "8.4, or a version from 8.4.3 on", "8.4"),
    "postgres": (r"1[67](\.[1-9][0-9]?)?", "16 or 17, or a version such as 17.5", "17"),
}
_POSTGRES_USERS: Final = frozenset({"admin", "rdsadmin", "postgres_admin", "replication", "public", "user"})
_TOO_SMALL: Final = re.compile(r"db\.t[34]g?\.(micro|small)")


def version_of_engine(database: DatabaseSettings) -> Iterator[Problem]:
    """The version is one of the engine's."""
    pattern, allowed, newest = _VERSIONS[database.engine]
    if re.fullmatch(pattern, database.engine_version, re.ASCII) is None:
        yield Problem(
            f"is not a version of {database.engine} that this platform runs",
            f"Take {newest}, or leave it out",
            f"{allowed} (tap:database.engine is {database.engine})",
            ("database", "engineVersion"),
            database.engine_version,
            ("database.engineVersion", "database.engine"),
        )


def user_of_engine(database: DatabaseSettings) -> Iterator[Problem]:
    """The master user's name is not one that PostgreSQL or RDS keeps.

    Source: RDS API reference, CreateDBInstance, MasterUsername; MySQL's words are refused in any case.
    """
    name = database.username.lower()
    if database.engine == "postgres" and (name in _POSTGRES_USERS or name.startswith("pg_")):
        yield Problem(
            "is reserved by PostgreSQL or RDS",
            "Take another name, such as tapadmin",
            "a name that PostgreSQL does not reserve, and that does not begin with pg_",
            ("database", "username"),
            database.username,
            ("database.username", "database.engine"),
        )


def database_regions(database: DatabaseSettings, regions: tuple[str, ...]) -> Iterator[Problem]:
    """Whatever region the database uses is one of the stack's."""
    places: list[tuple[tuple[str | int, ...], str | None]] = [
        (("database", "primaryRegion"), database.primary_region),
        (("database", "backupRegion"), database.backup_region),
        *(
            (("database", "replicaRegions", at), region)
            for at, region in enumerate(database.replica_regions)
            if region != "all"
        ),
    ]
    for key, region in places:
        if region is not None and region not in regions:
            yield _outside(key, region, regions)


def backups_elsewhere(database: DatabaseSettings, writer: str) -> Iterator[Problem]:
    """Backups are copied to another region than the writer's."""
    if database.backup_region == writer:
        yield Problem(
            "is the region of the writer, where the backups are already",
            "Name another region of tap:regions, or leave it out",
            "a region of tap:regions, not that of the writer",
            ("database", "backupRegion"),
            database.backup_region,
            ("database.backupRegion", "database.primaryRegion", "regions"),
        )


def own_password(secrets: SecretsSettings, replicas: tuple[str, ...]) -> Iterator[Problem]:
    """With read replicas the stack keeps the password itself.

    Source: RDS user guide, "Limitations for Secrets Manager integration with Amazon RDS".
    """
    if replicas and not secrets.own:
        yield Problem(
            "goes with no read replica: RDS refuses replicas of an instance whose password it manages",
            "Set it to stack, or set tap:database.replicaRegions to an empty list",
            "stack, while tap:database.replicaRegions names regions",
            ("secrets", "passwordKeeper"),
            secrets.password_keeper,
            ("secrets.passwordKeeper", "database.replicaRegions", "database.primaryRegion", "regions"),
        )


def insights_class(database: DatabaseSettings) -> Iterator[Problem]:
    """The smallest burstable classes have no Performance Insights with MySQL.

    Source: RDS user guide, "Amazon RDS DB engine, Region, and instance class support for Performance
    Insights".
    """
    small = _TOO_SMALL.fullmatch(database.instance_class)
    if database.performance_insights and database.engine == "mysql" and small:
        yield Problem(
            f"is not offered on {database.instance_class} with mysql",
            "Set it to false, or take tap:database.instanceClass db.t4g.medium or larger",
            "true from db.t4g.medium on",
            ("database", "performanceInsights"),
            value=True,
            reads=("database.performanceInsights", "database.instanceClass", "database.engine"),
        )


def recorders(compliance: ComplianceSettings, regions: tuple[str, ...]) -> Iterator[Problem]:
    """The regions with a recorder already are regions of the stack."""
    for at, region in enumerate(compliance.existing_recorders):
        if region not in regions:
            yield _outside(("compliance", "existingRecorders", at), region, regions)


def _outside(key: tuple[str | int, ...], region: str, regions: tuple[str, ...]) -> Problem:
    dotted = ".".join(str(step) for step in key[:2])
    return Problem(
        "is not a region of tap:regions",
        f"Take {one_of(list(regions[:6]))}, or add {region} to tap:regions",
        "regions of tap:regions",
        key,
        region,
        (dotted, "regions"),
    )
