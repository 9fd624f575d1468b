"""`tap:database`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from tapstack.settings import region_values, values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Whole

_DATABASE_CLASS: Final = (
    r"db\.(?!(t[12]|m[1-4]|r[34]|cr1)\.)"
    r"(t[0-9]+[a-z]*\.(micro|small|medium|large|xlarge|2xlarge)|[cmrxz][0-9]+[a-z]*\.(([1-9][0-9]?)?x)?large)"
)
_NEWEST: Final[Mapping[str, str]] = {"mysql": "8.4", "postgres": "17"}


def newest_version(settings: dict[str, str]) -> str:
    """The version that an engine has by default."""
    return _NEWEST.get(settings.get("engine", "mysql"), "8.4")


class DatabaseSettings(Section):
    """`tap:database`: the writer in one region, and read replicas in others.

    Source: RDS API reference, CreateDBInstance; RDS user guide, "MySQL on Amazon RDS versions" and, for
    instance classes (MySQL 8.4 takes no previous generation), "Major version upgrades for RDS for MySQL".
    """

    engine: Annotated[
        Literal["mysql", "postgres"],
        Guide("The engine. Version, port and parameter group follow from it."),
    ] = "mysql"
    engine_version: Annotated[
        str,
        Guide(
            "The version. Without a last number, RDS picks a recent one and keeps it patched.",
            "mysql: 8.4, or a version from 8.4.3 on; postgres: 16 or 17, or a version such as 17.5",
            "8.4",
        ),
    ] = Field(default_factory=newest_version)
    primary_region: Annotated[
        Annotated[str, AfterValidator(region_values.known_region)] | None,
        Guide(
            "The region whose instance takes writes. Without it, the first of tap:regions.",
            "one of tap:regions",
            "us-east-1",
        ),
    ] = None
    replica_regions: Annotated[
        tuple[str, ...],
        BeforeValidator(values.listed),
        AfterValidator(region_values.regions_or_all),
        Guide(
            "Regions with a read replica; name the writer's too, so that it stays when another becomes it.",
            "regions of tap:regions, as a list or comma-separated, each once, or all",
            ["all"],
        ),
    ] = ()
    backup_region: Annotated[
        Annotated[str, AfterValidator(region_values.known_region)] | None,
        Guide(
            "The region that the writer's automated backups are copied to. Without it, to none.",
            "one of tap:regions, not that of the writer",
            "eu-west-1",
        ),
    ] = None
    name: Annotated[
        str,
        AfterValidator(values.shape(r"[A-Za-z][A-Za-z0-9_]{0,63}", "is not a database name")),
        AfterValidator(values.free_name),
        Guide(
            "The database made on the instance.",
            "1 to 64 letters, digits and underscores, beginning with a letter; no word that is reserved",
        ),
    ] = "app"
    username: Annotated[
        str,
        AfterValidator(values.shape(r"[A-Za-z][A-Za-z0-9_]{0,15}", "is not a user name")),
        AfterValidator(values.free_name),
        Guide(
            "The master user. Its password is generated and kept in Secrets Manager.",
            "1 to 16 letters, digits and underscores, beginning with a letter; no word that is reserved",
        ),
    ] = "tapadmin"
    instance_class: Annotated[
        str,
        AfterValidator(values.shape(_DATABASE_CLASS, "is not a class that MySQL 8.4 runs on")),
        Guide(
            "The RDS instance class.",
            "an RDS instance class of a current generation, such as db.t4g.medium or db.r7g.large",
        ),
    ] = "db.t4g.medium"
    storage_gib: Annotated[Whole, Field(ge=20, le=65536), Guide("Storage at the start, in GiB.")] = 20
    max_storage_gib: Annotated[
        Whole,
        Field(ge=20, le=65536),
        Guide(
            "Size up to which RDS grows the storage, in GiB; that of tap:database.storageGib is no growth."
        ),
    ] = 100
    backup_retention_days: Annotated[
        Whole, Field(ge=1, le=35), Guide("Days that automated backups are kept. Backups are never off.")
    ] = 7
    backup_window: Annotated[
        str,
        AfterValidator(values.backup_window),
        Guide(
            "The daily window of the automated backups, in UTC.",
            "hh:mm-hh:mm, 30 minutes or longer, outside tap:database.maintenanceWindow",
        ),
    ] = "03:00-04:00"
    maintenance_window: Annotated[
        str,
        AfterValidator(values.maintenance_window),
        Guide(
            "The weekly window of maintenance, in UTC.",
            "ddd:hh:mm-ddd:hh:mm, 30 minutes or longer, outside tap:database.backupWindow",
        ),
    ] = "sun:05:00-sun:06:00"
    monitoring_interval: Annotated[
        Literal[0, 1, 5, 10, 15, 30, 60],
        BeforeValidator(values.whole),
        Guide("Seconds between samples of the operating system (enhanced monitoring); 0 is off."),
    ] = 0
    performance_insights: Annotated[
        bool, Guide("Whether the load of each instance is recorded by statement, for seven days.")
    ] = False
