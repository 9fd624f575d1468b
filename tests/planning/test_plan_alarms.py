"""Alarms watch what the settings say, at marks that can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning import alarms, database_alarms
from tapstack.planning.engines import ENGINES, MYSQL, engine_of
from tapstack.settings import SettingsError

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings


def test_scaling_marks_are_the_settings(make_settings: MakeSettings) -> None:
    settings = make_settings(compute={"scaleOutCpu": 75, "scaleInCpu": 20})
    out, back = alarms.cpu_high(settings), alarms.cpu_low(settings)
    assert (out.threshold, out.comparison) == (75, "GreaterThanThreshold")
    assert (back.threshold, back.comparison) == (20, "LessThanThreshold")
    assert out.period * out.evaluations < back.period * back.evaluations


def test_services_differ(make_settings: MakeSettings) -> None:
    settings = make_settings(profile="resilient")
    every = (
        alarms.cpu_high(settings),
        alarms.cpu_low(settings),
        *alarms.web_alarms(),
        *database_alarms.database_alarms(settings),
    )
    assert len({alarm.service for alarm in every}) == len(every)
    assert {alarm.period % 60 for alarm in every} == {0}


def test_the_storage_alarm_rings_at_a_tenth(make_settings: MakeSettings) -> None:
    settings = make_settings(database={"storageGib": 50})
    (storage,) = [
        one for one in database_alarms.database_alarms(settings) if one.metric == "FreeStorageSpace"
    ]
    assert storage.threshold == 5 * 1024**3


@pytest.mark.parametrize(
    ("instance_class", "gib"),
    [
        ("db.t3.micro", 1),
        ("db.t4g.medium", 4),
        ("db.t3.2xlarge", 32),
        ("db.m7g.large", 8),
        ("db.m6i.4xlarge", 64),
        ("db.r7g.large", 16),
        ("db.r6g.16xlarge", 512),
        ("db.x2g.xlarge", 64),
        ("db.c6gd.medium", 2),
    ],
)
def test_connections_follow_the_classes_memory(instance_class: str, gib: int) -> None:
    # https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Summary.html
    assert database_alarms.connection_limit(MYSQL, instance_class) == gib * 1024**3 // 12_582_880


_SIZES = ("micro", "small", "medium", "large", "xlarge", "2xlarge", "4xlarge", "12xlarge", "32xlarge")
_FAMILIES = ("t3", "t4g", "m5", "m6gd", "m8g", "r5b", "r7g", "x2idn", "z1d", "c6gd")


@given(
    family=st.sampled_from(_FAMILIES), size=st.sampled_from(_SIZES), engine=st.sampled_from(sorted(ENGINES))
)
def test_every_class_that_the_settings_admit_has_a_connection_limit(
    make_settings: MakeSettings, family: str, size: str, engine: str
) -> None:
    try:
        settings = make_settings(database={"instanceClass": f"db.{family}.{size}", "engine": engine})
    except SettingsError:
        return
    limit = database_alarms.connection_limit(engine_of(settings), settings.database.instance_class)
    assert limit > 50
    assert (limit > 5000) <= (engine == "mysql")


def test_outgoing_traffic_is_counted_as_detailed_monitoring_does() -> None:
    (alarm,) = [each for each in alarms.web_alarms() if each.service == "network-out"]
    megabits_a_second = alarm.threshold * 8 / 60 / 1e6
    assert 25 < megabits_a_second < 32


def replication(make_settings: MakeSettings, **database: object) -> dict[str, alarms.Alarm]:
    settings = make_settings(profile="resilient", database=database)
    every = database_alarms.database_alarms(settings)
    return {alarm.service: alarm for alarm in every if alarm.metric == "ReplicaLag"}


def test_there_is_no_alarm_on_lag_without_replicas(make_settings: MakeSettings) -> None:
    assert replication(make_settings, replicaRegions=[]) == {}


@pytest.mark.parametrize(("engine", "idle"), [("mysql", 0), ("postgres", 300)])
def test_the_lag_of_an_idle_replica_is_no_alarm(make_settings: MakeSettings, engine: str, idle: int) -> None:
    # PostgreSQL: "up to five minutes" while there are no transactions; see the engine's sources
    late = replication(make_settings, engine=engine)["database-lag"]
    assert (late.threshold, late.comparison) == (idle + 300, "GreaterThanThreshold")
    assert late.statistic == "Minimum", "one late sample in a minute is no lag"


def test_a_writer_has_the_alarms_of_a_replica_and_they_are_quiet(make_settings: MakeSettings) -> None:
    for engine in ENGINES:
        for alarm in replication(make_settings, engine=engine).values():
            assert alarm.missing == "notBreaching"


def test_a_stopped_replica_of_mysql_reports_less_than_nothing(make_settings: MakeSettings) -> None:
    stopped = replication(make_settings, engine="mysql")["database-replication"]
    assert (stopped.threshold, stopped.comparison, stopped.statistic) == (0, "LessThanThreshold", "Maximum")
    assert "database-replication" not in replication(make_settings, engine="postgres")
