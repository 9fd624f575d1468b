"""Settings from the config of the running Pulumi program."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator

import pulumi.runtime
import pytest
from pulumi.runtime import config as runtime

from tapstack.settings import SettingsError, load_settings

RawConfig = Callable[..., dict[str, object]]


@pytest.fixture(autouse=True)
def no_config(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Start from no config at all, and leave none behind."""
    for name in ("PULUMI_CONFIG", "PULUMI_CONFIG_SECRET_KEYS"):
        monkeypatch.delenv(name, raising=False)
    config, secrets = runtime.CONFIG.get(), runtime._SECRET_KEYS.get()  # pyright: ignore[reportPrivateUsage]
    pulumi.runtime.set_all_config({}, [])
    yield
    pulumi.runtime.set_all_config(config, list(secrets))


def as_pulumi_stores(raw: dict[str, object], namespace: str = "tap") -> dict[str, str]:
    return {
        f"{namespace}:{key}": value if isinstance(value, str) else json.dumps(value)
        for key, value in raw.items()
    }


def test_config_of_the_program_is_read(raw_config: RawConfig) -> None:
    raw = raw_config(
        regions=["us-east-1", "eu-west-1", "eu-west-3"], compute={"minSize": 2}, minimumRegions=2
    )
    pulumi.runtime.set_all_config(as_pulumi_stores(raw) | {"aws:region": "us-east-1", "tapper:team": "x"})
    settings = load_settings()
    assert settings.regions == ("us-east-1", "eu-west-1", "eu-west-3")
    assert settings.compute.min_size == 2
    assert settings.minimum_regions == 2


def test_config_in_the_environment_is_read(raw_config: RawConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps(as_pulumi_stores(raw_config(team="env"))))
    assert load_settings().team == "env"
    monkeypatch.setenv("PULUMI_CONFIG_TAP_TEAM", "single")
    assert load_settings().team == "single"
    pulumi.runtime.set_all_config({"tap:team": "program"})
    assert load_settings().team == "program"


def test_unknown_keys_are_found_wherever_they_are(
    raw_config: RawConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    pulumi.runtime.set_all_config(as_pulumi_stores(raw_config(Team="x", other={"a": 1})))
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"tap:enviroment": "dev", "aws:zone": "a"}))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [(fault.key, fault.mend) for fault in caught.value.faults] == [
        ("tap:Team", "Did you mean tap:team?"),
        ("tap:enviroment", "Did you mean tap:environment?"),
        ("tap:other", "Take it out: no setting has a name like it"),
    ]


def test_no_config_at_all_names_what_is_required() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [fault.key for fault in caught.value.faults] == [
        "tap:team",
        "tap:environment",
        "tap:regions",
        "tap:allowedSshCidr",
    ]


def test_secrets_are_not_told(raw_config: RawConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    pulumi.runtime.set_all_config(
        as_pulumi_stores(raw_config(team="hush HUSH", purpose="\thush")), ["tap:team"]
    )
    monkeypatch.setenv("PULUMI_CONFIG_SECRET_KEYS", json.dumps(["tap:purpose"]))
    with pytest.raises(SettingsError) as caught:
        load_settings()
    assert [fault.value for fault in caught.value.faults] == ["[secret]", "[secret]"]
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PULUMI_CONFIG", "{"),
        ("PULUMI_CONFIG", "[1]"),
        ("PULUMI_CONFIG", '"tap:team"'),
        ("PULUMI_CONFIG_SECRET_KEYS", "tap:team"),
        ("PULUMI_CONFIG_SECRET_KEYS", "1"),
    ],
)
def test_an_unreadable_environment_is_a_fault(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    (fault,) = caught.value.faults
    assert fault.key == "PULUMI_CONFIG"
    assert all((fault.value, fault.allowed, fault.mend, fault.message))


def test_the_room_imports_neither_pulumi_nor_boto() -> None:
    code = "import sys, tapstack.settings; print({'pulumi', 'boto3', 'botocore', 'moto'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
