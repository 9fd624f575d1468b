"""What follows from the database's engine: port, parameter group, logs, and what is normal for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tapstack.settings import TapSettings


@dataclass(frozen=True)
class Engine:
    """One engine of RDS, as this platform runs it."""

    name: str
    """As RDS calls it."""
    title: str
    """As people call it."""
    port: int
    parameters: Mapping[str, str]
    """Parameters that differ from RDS's defaults; all of them can be changed without a restart."""
    exported_logs: tuple[str, ...]
    """The logs that go to CloudWatch Logs."""
    version_parts_of_family: int
    """How many numbers of the version are in the name of the parameter group's family."""
    bytes_per_connection: int
    """By how much memory RDS divides an instance's to get the engine's default `max_connections`."""
    most_connections: int | None
    """More connections than these RDS never sets by default."""
    idle_lag_seconds: int
    """The lag that a replica reports while nothing is written."""
    negative_when_stopped: bool
    """Whether a replica that has stopped reports a lag of -1; else its lag grows."""

    def family(self, version: str) -> str:
        """Return the parameter group family of a version, such as `mysql8.4` for 8.4.5."""
        return self.name + ".".join(version.split(".")[: self.version_parts_of_family])

    def pinned(self, version: str) -> bool:
        """Return whether a version says which minor version it is, such as 8.4.5 or 17.2."""
        return version.count(".") >= self.version_parts_of_family

    def connection_limit(self, memory: int) -> int:
        """Return how many connections an instance with so many bytes of memory admits by default."""
        limit = memory // self.bytes_per_connection
        return min(limit, self.most_connections) if self.most_connections else limit


MYSQL: Final = Engine(
    name="mysql",
    title="MySQL",
    port=3306,
    parameters=MappingProxyType(
        {"require_secure_transport": "1", "slow_query_log": "1", "log_output": "FILE"}
    ),
    exported_logs=("error", "slowquery"),
    version_parts_of_family=2,
    bytes_per_connection=12_582_880,
    most_connections=None,
    idle_lag_seconds=0,
    negative_when_stopped=True,
)
"""Of the logs that MySQL can export (RDS User Guide, "Publishing MySQL logs to Amazon CloudWatch Logs"), the
two that are quiet in a healthy database and need no option group. Connections: "Maximum number of database
connections", `DBInstanceClassMemory/12582880`. Lag: "Monitoring replication lag for MySQL read replicas"."""

POSTGRES: Final = Engine(
    name="postgres",
    title="PostgreSQL",
    port=5432,
    parameters=MappingProxyType({"rds.force_ssl": "1", "log_min_duration_statement": "10000"}),
    exported_logs=("postgresql", "upgrade"),
    version_parts_of_family=1,
    bytes_per_connection=9_531_392,
    most_connections=5000,
    idle_lag_seconds=300,
    negative_when_stopped=False,
)
"""TLS: RDS User Guide, "Requiring an SSL connection to a PostgreSQL DB instance". A statement is slow from
ten seconds on, here in milliseconds, as it is for MySQL by default. Logs: "Publishing PostgreSQL logs to
Amazon CloudWatch Logs". Connections: "Maximum number of database connections", the least of
`DBInstanceClassMemory/9531392` and 5000. Lag: "Read replica limitations with PostgreSQL", up to five minutes
while there are no transactions."""

ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({engine.name: engine for engine in (MYSQL, POSTGRES)})


def engine_of(settings: TapSettings) -> Engine:
    """Return the engine that the settings name."""
    return ENGINES[settings.database.engine]
