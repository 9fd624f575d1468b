"""The profiles: defaults that every single setting overrides."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tapstack.settings import SettingsError, parse_settings
from tapstack.settings.profiles import PROFILES

RawConfig = Callable[..., dict[str, object]]

SINGLE = [(section, name) for section, settings in PROFILES["resilient"].items() for name in settings]


def test_the_resilient_profile_switches_its_parts_on(raw_config: RawConfig) -> None:
    settings = parse_settings(raw_config(profile="resilient"))
    assert settings.replica_regions == ("us-west-2", "eu-west-1")
    assert settings.database_regions == settings.regions
    assert settings.certificate == "self-signed"
    assert settings.sessions.table
    assert settings.compliance.config


def test_the_baseline_has_none_of_them(raw_config: RawConfig) -> None:
    settings = parse_settings(raw_config())
    assert settings.replica_regions == ()
    assert settings.database_regions == ("us-east-1",)
    assert settings.certificate == "none"
    assert not settings.sessions.table


@pytest.mark.parametrize(("section", "name"), SINGLE)
@pytest.mark.parametrize("as_text", [False, True])
def test_each_default_of_the_profile_can_be_set_alone(
    section: str, name: str, as_text: bool, raw_config: RawConfig
) -> None:
    """Set to what the baseline has, it has that, and all others keep the profile's."""
    plain = parse_settings(raw_config()).model_dump(mode="json", by_alias=True)
    whole = parse_settings(raw_config(profile="resilient")).model_dump(mode="json", by_alias=True)
    own: dict[str, object] = {name: plain[section][name]}
    extra: dict[str, object] = {}
    if name == "passwordKeeper":  # replicas need the stack's own password
        extra = {"database": {"replicaRegions": []}}
        whole["database"]["replicaRegions"] = []
    given = json.dumps(own) if as_text else own
    found = parse_settings(raw_config(profile="resilient", **{section: given}, **extra))
    whole[section][name] = plain[section][name]
    assert found.model_dump(mode="json", by_alias=True) == whole


@pytest.mark.parametrize(
    ("database", "writer", "replicas"),
    [
        ({}, "us-east-1", ("us-west-2", "eu-west-1")),
        ({"primaryRegion": "us-west-2"}, "us-west-2", ("us-east-1", "eu-west-1")),
        ({"replicaRegions": ["eu-west-1"]}, "us-east-1", ("eu-west-1",)),
        ({"replicaRegions": "us-west-2,us-east-1"}, "us-east-1", ("us-west-2",)),
        (
            {"replicaRegions": ["us-east-1", "us-west-2"], "primaryRegion": "us-west-2"},
            "us-west-2",
            ("us-east-1",),
        ),
        ({"replicaRegions": []}, "us-east-1", ()),
    ],
)
def test_the_writer_and_the_replicas_follow_from_two_settings(
    database: dict[str, object], writer: str, replicas: tuple[str, ...], raw_config: RawConfig
) -> None:
    settings = parse_settings(raw_config(profile="resilient", database=database))
    assert (settings.database_region, settings.replica_regions) == (writer, replicas)


@pytest.mark.parametrize(
    ("edge", "kind"),
    [
        ({"certificate": "auto"}, "self-signed"),
        ({"certificate": "auto", "domain": "app.example.com"}, "acm"),
        ({"certificate": "self-signed", "domain": "app.example.com"}, "self-signed"),
        ({"certificate": "none", "domain": "app.example.com"}, "none"),
    ],
)
def test_an_automatic_certificate_follows_the_domain(
    edge: dict[str, object], kind: str, raw_config: RawConfig
) -> None:
    assert parse_settings(raw_config(edge=edge)).certificate == kind


@pytest.mark.parametrize(("engine", "version"), [("mysql", "8.4"), ("postgres", "17")])
def test_the_version_follows_the_engine(engine: str, version: str, raw_config: RawConfig) -> None:
    assert parse_settings(raw_config(database={"engine": engine})).database.engine_version == version


@pytest.mark.parametrize(
    "profile",
    [1 << 20_000, None, [], {"resilient": 1}, object()],
    ids=["huge", "none", "list", "map", "object"],
)
def test_a_profile_that_is_no_text_is_a_fault_like_any(profile: object, raw_config: RawConfig) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings({**raw_config(), "profile": profile})
    assert [fault.key for fault in caught.value.faults] == ["tap:profile"]
