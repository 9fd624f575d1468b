"""RDS engines, their versions, and the parameter groups that go with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, first, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.rules.database import CLUSTER, INSTANCE
from tapstack.checks.view import View

_PARAMETERS = "aws:rds/parameterGroup:ParameterGroup"
_CLUSTER_PARAMETERS = "aws:rds/clusterParameterGroup:ClusterParameterGroup"

ENGINES = frozenset(
    {
        *("aurora-mysql", "aurora-postgresql", "docdb", "mariadb", "mysql", "neptune", "postgres"),
        *("db2-ae", "db2-ce", "db2-se"),
        *("oracle-ee", "oracle-ee-cdb", "oracle-se2", "oracle-se2-cdb"),
        *("sqlserver-dev-ee", "sqlserver-ee", "sqlserver-ex", "sqlserver-se", "sqlserver-web"),
    }
)
"""What RDS runs, besides `custom-*` (RDS API Reference, CreateDBInstance and CreateDBCluster, Engine)."""

MAJORS: dict[str, frozenset[str]] = {
    "mysql": frozenset({"5.7", "8.0", "8.4", "9.7"}),
    "mariadb": frozenset({"10.4", "10.5", "10.6", "10.11", "11.4", "11.8", "12.3"}),
    "postgres": frozenset(str(major) for major in range(11, 21)),
    "aurora-postgresql": frozenset(str(major) for major in range(11, 21)),
    "aurora-mysql": frozenset({"5.7", "8.0", "8.4"}),
}
"""Major versions on RDS, with those that upstream has announced (RDS User Guide, MySQL, MariaDB and
PostgreSQL on Amazon RDS versions; long-term support releases of MySQL and MariaDB)."""


def major(engine: str, version: str) -> str | None:
    """The major version in an engine version, as parameter families name it; None if it says too little."""
    parts = version.split(".")
    if engine in {"postgres", "aurora-postgresql"}:
        return parts[0] if parts[0].isdigit() and int(parts[0]) >= 10 else ".".join(parts[:2])
    if engine in MAJORS and len(parts) >= 2:
        return ".".join(parts[:2])
    return None


@rule(
    "rds-engine",
    "refused",
    title="Engine and version are ones that RDS runs",
    why="RDS refuses an engine or a major version that it doesn't offer.",
    source="RDS API Reference, CreateDBInstance, Engine and EngineVersion; RDS User Guide, supported "
    "versions of each engine",
)
def engine_known(view: View) -> Iterator[Wrong]:
    """Engines that RDS has none of, and major versions that it never had."""
    for database in view.of(INSTANCE, CLUSTER):
        engine = text_of(view, database, "engine")
        version = text_of(view, database, "engineVersion")
        if engine is None:
            continue
        if engine not in ENGINES and not engine.startswith("custom-"):
            allowed = ", ".join(sorted(MAJORS))
            yield Wrong(
                f"{said(database)} has the engine {engine}, which RDS doesn't run",
                f"choose {allowed}, or another engine of RDS",
                (at(database, "engine"),),
            )
        elif version and engine in MAJORS and not _offered(engine, version):
            yield Wrong(
                f"{said(database)} has {engine} {version}, which RDS doesn't offer",
                f"choose one of {', '.join(sorted(MAJORS[engine], key=_by_number))}",
                (at(database, "engineVersion"),),
            )


def _by_number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _offered(engine: str, version: str) -> bool:
    if not version or not version[0].isdigit():
        return False
    wanted = major(engine, version)
    return wanted in MAJORS[engine] if wanted else any(m.startswith(f"{version}.") for m in MAJORS[engine])


@rule(
    "rds-parameter-family",
    "refused",
    title="A parameter group is of the family of its database's engine and version",
    why="RDS refuses a group of another engine or of another major version.",
    source="RDS API Reference, CreateDBParameterGroup, DBParameterGroupFamily",
)
def parameter_family(view: View) -> Iterator[Wrong]:
    """Databases whose parameter group is of another family."""
    for database, path, kind in (
        *((one, "parameterGroupName", _PARAMETERS) for one in view.of(INSTANCE)),
        *((one, "dbClusterParameterGroupName", _CLUSTER_PARAMETERS) for one in view.of(CLUSTER)),
    ):
        group = first(view, database, path, kind)
        engine, family = text_of(view, database, "engine"), group and text_of(view, group, "family")
        if group is None or engine not in MAJORS or not family:
            continue
        version = text_of(view, database, "engineVersion")
        wanted = major(engine, version) if version else None
        pattern = re.escape(engine + wanted) if wanted else rf"{re.escape(engine)}[\d.]+"
        if not re.fullmatch(pattern, family):
            yield Wrong(
                f"{said(database)} has {engine} {version or ''}".rstrip()
                + f" and parameter group {group.name} is of family {family}",
                f"make the group with family {engine}{wanted or '<major version>'}",
                (at(database, path), at(group, "family")),
            )


@rule(
    "rds-family-known",
    "refused",
    title="A parameter group's family is one that RDS has",
    why="RDS refuses a family that it doesn't know.",
    source="RDS API Reference, CreateDBParameterGroup, DBParameterGroupFamily",
)
def family_known(view: View) -> Iterator[Wrong]:
    """Families of no engine, or of a major version that RDS never had."""
    for group in view.of(_PARAMETERS, _CLUSTER_PARAMETERS):
        family = text_of(view, group, "family")
        if family and not _is_family(family):
            yield Wrong(
                f"parameter group {said(group)} is of family {family}, which RDS doesn't know",
                "name a family such as mysql8.4 or postgres17",
                (at(group, "family"),),
            )


def _is_family(family: str) -> bool:
    read = re.fullmatch(r"([a-z0-9-]*?[a-z])-?(\d[\d.]*)", family)
    engine, version = (read[1], read[2]) if read else (family, "")
    if engine in MAJORS:
        return version in MAJORS[engine] or (engine == "mysql" and version in {"5.5", "5.6"}) or _old(version)
    return family.startswith(("custom-", *ENGINES))


def _old(version: str) -> bool:
    """Families of versions out of support, which may still be listed."""
    return version in {"9.6", "10", "10.2", "10.3", "5.6"}
