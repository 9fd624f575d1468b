"""What follows from the engine: nothing of one engine gets into the other's instance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.engines import ENGINES, MYSQL, POSTGRES, engine_of

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings

GIB = 1024**3


@pytest.mark.parametrize(
    ("engine", "version", "family"),
    [
        ("mysql", "8.4", "mysql8.4"),
        ("mysql", "8.4.6", "mysql8.4"),
        ("postgres", "17", "postgres17"),
        ("postgres", "17.5", "postgres17"),
        ("postgres", "16.10", "postgres16"),
    ],
)
def test_the_family_follows_from_the_version(
    make_settings: MakeSettings, engine: str, version: str, family: str
) -> None:
    settings = make_settings(database={"engine": engine, "engineVersion": version})
    assert engine_of(settings).family(settings.database.engine_version) == family


@pytest.mark.parametrize(
    ("engine", "version", "pinned"),
    [
        ("mysql", "8.4", False),
        ("mysql", "8.4.6", True),
        ("postgres", "17", False),
        ("postgres", "17.5", True),
    ],
)
def test_a_version_with_its_last_number_is_pinned(engine: str, version: str, pinned: bool) -> None:
    assert ENGINES[engine].pinned(version) is pinned


def test_an_engine_has_a_default_version_of_its_own(make_settings: MakeSettings) -> None:
    families = {
        name: engine_of(settings).family(settings.database.engine_version)
        for name in ENGINES
        for settings in [make_settings(database={"engine": name})]
    }
    assert families == {"mysql": "mysql8.4", "postgres": "postgres17"}


def test_every_engine_is_the_platforms_and_rdss(make_settings: MakeSettings) -> None:
    for name in ENGINES:
        assert engine_of(make_settings(database={"engine": name})).name == name


def test_tls_is_required_and_slow_statements_are_logged() -> None:
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/mysql-ssl-connections.html
    assert MYSQL.parameters == {
        "require_secure_transport": "1",
        "slow_query_log": "1",
        "log_output": "FILE",
    }
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
    assert POSTGRES.parameters == {"rds.force_ssl": "1", "log_min_duration_statement": "10000"}


def test_ports_and_logs_are_the_engines() -> None:
    def facts(engine: Any) -> object:
        return engine.port, engine.exported_logs

    assert facts(MYSQL) == (3306, ("error", "slowquery"))
    assert facts(POSTGRES) == (5432, ("postgresql", "upgrade"))


@given(gib=st.integers(min_value=1, max_value=4096))
def test_connections_are_the_formulas_of_rds(gib: int) -> None:
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections
    assert MYSQL.connection_limit(gib * GIB) == gib * GIB // 12_582_880
    assert POSTGRES.connection_limit(gib * GIB) == min(gib * GIB // 9_531_392, 5000)
