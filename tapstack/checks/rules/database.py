"""RDS instances: values that the API refuses one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, first, known, number_of, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import UNKNOWN, Resource

INSTANCE = "aws:rds/instance:Instance"
CLUSTER = "aws:rds/cluster:Cluster"
_RANDOM = "random:index/randomPassword:RandomPassword"
_CLASS = re.compile(r"db\.[a-z][a-z0-9-]*\.(micro|small|medium|large|[0-9]*xlarge)(\.tpc[12]\.mem[1-8]x)?")
_LEAST_STORAGE = {"gp2": 20, "gp3": 20, "io1": 100, "io2": 100, "standard": 5}
_STORAGE_ENGINES = frozenset({"mariadb", "mysql", "postgres"})
_LONGEST_PASSWORD = {"mysql": 41, "mariadb": 41, "aurora-mysql": 41}
_FORBIDDEN = frozenset('/"@ ')
_NOT_NEW = ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import")
_NOT_NEW_CLUSTER = ("replicationSourceIdentifier", "globalClusterIdentifier")


def _made_anew(view: View, database: Resource) -> bool:
    """Whether a database is neither a replica nor restored, so that it needs a master user of its own."""
    return all(view.value(database, path) is None for path in (*_NOT_NEW, *_NOT_NEW_CLUSTER))


@rule(
    "rds-password",
    "refused",
    title="A new database has one master password, of the length that the engine takes",
    why="RDS makes no database without a master password, refuses two sources of it, and one that is too "
    "short, too long, or has a slash, a double quote, an @ or a space in it.",
    source="RDS API Reference, CreateDBInstance, MasterUserPassword and ManageMasterUserPassword; Pulumi "
    "Registry, aws.rds.Instance, password",
    aliases=("R7",),
)
def password(view: View) -> Iterator[Wrong]:
    """Databases without a password, with two, or with one that RDS refuses."""
    for database in view.of(INSTANCE, CLUSTER):
        name = "password" if database.type == INSTANCE else "passwordKeeper"
        wrong = _how_many(view, database, name) or _which(view, database, name)
        if wrong:
            yield Wrong(
                f"{said(database)} {wrong}",
                "give one password of 8 characters or more without slash, double quote, @ and space, or "
                "manageMasterUserPassword: true",
                (at(database, name if database.inputs.get(name) is not None else ""),),
            )


def _how_many(view: View, database: Resource, name: str) -> str | None:
    own = view.value(database, name) is not None
    written = any(view.value(database, f"{name}{more}") is not None for more in ("Wo", "WoVersion"))
    managed = view.value(database, "manageMasterUserPassword")
    if managed is True and (own or written):
        return f"has two master passwords: {name}, and one that RDS manages"
    if own or written or managed not in (None, False) or not _made_anew(view, database):
        return None
    return "has no master password"


def _which(view: View, database: Resource, name: str) -> str | None:
    """What is wrong with the password itself, without saying it."""
    longest = _LONGEST_PASSWORD.get(text_of(view, database, "engine") or "", 128)
    value = view.value(database, name)
    if isinstance(value, str) and known(value):
        if not 8 <= len(value) <= longest:
            return f"has a master password of {len(value)} characters; 8 to {longest} are allowed"
        bad = sorted(_FORBIDDEN & set(value))
        return f"has a master password with {' '.join(map(repr, bad))} in it" if bad else None
    origins = database.property_dependencies.get(name, ())
    random = view.graph.by_urn.get(origins[0]) if len(origins) == 1 else None
    length = number_of(view, random, "length") if random and random.type == _RANDOM else None
    if length is not None and not 8 <= length <= longest:
        return f"has a random master password of {length} characters; 8 to {longest} are allowed"
    return None


@rule(
    "rds-random-password",
    "advice",
    title="A random master password has no character that RDS refuses",
    why="A random password's own special characters include @, which RDS refuses: the deployment fails "
    "now and then.",
    source="RDS API Reference, CreateDBInstance, MasterUserPassword; Pulumi Registry, "
    "random.RandomPassword, overrideSpecial",
    aliases=("R7",),
)
def random_password(view: View) -> Iterator[Wrong]:
    """Random passwords of databases whose special characters may be refused."""
    for database in view.of(INSTANCE, CLUSTER):
        name = "password" if database.type == INSTANCE else "passwordKeeper"
        for urn in database.property_dependencies.get(name, ()):
            random = view.graph.by_urn.get(urn)
            if random is None or random.type != _RANDOM or view.value(random, "special") is False:
                continue
            special = view.value(random, "overrideSpecial")
            if special is None or (isinstance(special, str) and known(special) and _FORBIDDEN & set(special)):
                yield Wrong(
                    f"{said(database)} gets a random password that may hold @",
                    "set overrideSpecial on the random password, such as -_.~",
                    (at(database, name), at(random, "overrideSpecial")),
                )


@rule(
    "rds-backup-retention",
    "refused",
    title="Automated backups are kept for 0 to 35 days, a cluster's for 1 to 35",
    why="RDS refuses any other number of days.",
    source="RDS API Reference, CreateDBInstance and CreateDBCluster, BackupRetentionPeriod",
)
def backup_retention(view: View) -> Iterator[Wrong]:
    """Backup retention outside RDS's range."""
    for database in view.of(INSTANCE, CLUSTER):
        least = 0 if database.type == INSTANCE else 1
        days = number_of(view, database, "backupRetentionPeriod")
        if days is not None and not least <= days <= 35:
            yield Wrong(
                f"{said(database)} keeps backups for {days:g} days",
                f"choose {least} to 35 days; for longer, use AWS Backup",
                (at(database, "backupRetentionPeriod"),),
            )


@rule(
    "rds-storage",
    "refused",
    title="A database has at least the least storage of its storage type",
    why="RDS refuses less: 20 GiB of gp2 and gp3, 100 GiB of io1 and io2, 5 GiB of standard.",
    source="RDS API Reference, CreateDBInstance, AllocatedStorage",
)
def storage(view: View) -> Iterator[Wrong]:
    """MariaDB, MySQL and PostgreSQL instances with too little storage, or that may grow to less."""
    for database in view.of(INSTANCE):
        size = number_of(view, database, "allocatedStorage")
        if size is None or text_of(view, database, "engine") not in _STORAGE_ENGINES:
            continue
        kind = view.value(database, "storageType") or ("io1" if database.inputs.get("iops") else "gp2")
        least = _LEAST_STORAGE.get(kind) if isinstance(kind, str) else None
        most = number_of(view, database, "maxAllocatedStorage")
        if least and size < least:
            message, mend = f"has {size:g} GiB of {kind}", f"give it {least} GiB or more"
        elif most and most < size:
            message, mend = f"has {size:g} GiB and may grow to {most:g}", "raise maxAllocatedStorage"
        else:
            continue
        yield Wrong(f"{said(database)} {message}", mend, (at(database, "allocatedStorage"),))


@rule(
    "rds-instance-class",
    "refused",
    title="An instance class reads db.<family>.<size>",
    why="RDS refuses a class that it doesn't know, such as one of EC2 without the db. before it.",
    source="RDS User Guide, DB instance class types; RDS API Reference, CreateDBInstance, DBInstanceClass",
)
def instance_class(view: View) -> Iterator[Wrong]:
    """Classes that no engine has, by their form."""
    for database in view.of(INSTANCE, "aws:rds/clusterInstance:ClusterInstance"):
        name = text_of(view, database, "instanceClass")
        serverless = name == "db.serverless" and database.type != INSTANCE
        if name and not serverless and not _CLASS.fullmatch(name):
            yield Wrong(
                f"{said(database)} has the instance class {name}, which RDS doesn't know",
                "name a class such as db.t4g.micro or db.m7g.large",
                (at(database, "instanceClass"),),
            )


@rule(
    "rds-monitoring",
    "refused",
    title="Enhanced monitoring has an interval that RDS knows, and a role",
    why="RDS refuses other intervals, an interval without a role, and a role without an interval.",
    source="RDS API Reference, CreateDBInstance, MonitoringInterval and MonitoringRoleArn",
)
def monitoring(view: View) -> Iterator[Wrong]:
    """Intervals that are not RDS's, and intervals without a role."""
    for database in view.of(INSTANCE, "aws:rds/clusterInstance:ClusterInstance"):
        interval = number_of(view, database, "monitoringInterval")
        role = view.value(database, "monitoringRoleArn")
        if interval is not None and interval not in {0, 1, 5, 10, 15, 30, 60}:
            message, mend = f"is monitored every {interval:g} s", "choose 0, 1, 5, 10, 15, 30 or 60"
        elif interval and role is None:
            message, mend = "has a monitoringInterval and no monitoringRoleArn", "give it a monitoring role"
        elif role is not None and interval == 0:
            message, mend = "has a monitoringRoleArn and a monitoringInterval of 0", "set an interval"
        else:
            continue
        yield Wrong(f"{said(database)} {message}", mend, (at(database, "monitoringInterval"),))


@rule(
    "rds-tls",
    "advice",
    title="A database refuses connections without TLS",
    why="Without it, passwords and data may cross the network in clear.",
    source="RDS User Guide, Requiring SSL/TLS for all connections to a MySQL DB instance "
    "(require_secure_transport); Using SSL with a PostgreSQL DB instance (rds.force_ssl)",
    aliases=("R7",),
)
def tls(view: View) -> Iterator[Wrong]:
    """MySQL, MariaDB and PostgreSQL instances whose parameters don't require TLS."""
    for database in view.of(INSTANCE):
        engine = text_of(view, database, "engine") or ""
        name = "rds.force_ssl" if engine == "postgres" else "require_secure_transport"
        group = first(view, database, "parameterGroupName", "aws:rds/parameterGroup:ParameterGroup")
        outside = group is None and database.inputs.get("parameterGroupName") is not None
        if engine not in _STORAGE_ENGINES or outside or (group and _required(view, group, name)):
            continue
        if group is None and engine == "postgres" and _by_default(view, database):
            continue
        yield Wrong(
            f"{said(database)} takes connections without TLS",
            f"give it a parameter group with {name} = 1",
            (at(database, "parameterGroupName"),),
        )


def _by_default(view: View, database: Resource) -> bool:
    """Whether the default parameters require TLS: they do for PostgreSQL since version 15."""
    major = (text_of(view, database, "engineVersion") or "15").split(".", 1)[0]
    return not major.isdigit() or int(major) >= 15


def _required(view: View, group: Resource, name: str) -> bool:
    """Whether a parameter is on, or can't be known."""
    listed = group.inputs.get("parameters")
    if listed == UNKNOWN:
        return True
    names = [value.value for value in view.values(group, "parameters.*.name")]
    settings = [str(value.value).lower() for value in view.values(group, "parameters.*.value")]
    on = {"1", "on", "true", UNKNOWN.lower()}
    return any(one in {name, UNKNOWN} and set_to in on for one, set_to in zip(names, settings, strict=False))
