from __future__ import annotations

import json

from tapstack.settings import settings_reference
from tests.cli.conftest import ROOT, MakeProgram, Tap

RIGHT = """
  tap:team: web
  tap:environment: dev
  tap:regions: [us-east-1, eu-west-1, ap-southeast-2]
  tap:allowedSshCidr: 203.0.113.0/24
  tap:compute: {maxSize: 5}
"""
WRONG = RIGHT.replace("web", "W").replace("maxSize: 5", "maxSize: 5, minSize: 0")
KEYS = [row.key for row in settings_reference()]


def test_every_setting_with_its_value_type_default_and_meaning(tap: Tap, program: MakeProgram) -> None:
    done = tap("config", "-p", program("", RIGHT, "tapstack"))
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("tap:")] == KEYS
    assert "tap:team  web" in lines
    at = lines.index("tap:compute.maxSize  5")
    assert lines[at + 1] == "    whole number, default 3. Instances that each region has at the most."
    assert "tap:costCenter  web" in lines
    assert "tap:regions  us-east-1, eu-west-1, ap-southeast-2" in lines


def test_settings_in_json(tap: Tap, program: MakeProgram) -> None:
    answer = json.loads(tap("config", "-p", program("", RIGHT, "tapstack"), "--json").stdout)
    assert answer.keys() == {"stack", "settings"}
    settings = {one["key"]: one for one in answer["settings"]}
    assert list(settings) == KEYS
    assert settings["tap:compute.maxSize"] == {
        "key": "tap:compute.maxSize",
        "type": "whole number",
        "default": 3,
        "meaning": "Instances that each region has at the most.",
        "allowed": "a whole number from 1 to 1000",
        "required": False,
        "value": 5,
        "given": True,
    }
    assert settings["tap:compute.minSize"]["value"] == 1
    assert not settings["tap:compute.minSize"]["given"]


def test_wrong_settings_are_shown_and_all_told(tap: Tap, program: MakeProgram) -> None:
    folder = program("", WRONG, "tapstack")
    done = tap("config", "-p", folder)
    assert done.exit_code == 2
    lines = done.stdout.splitlines()
    assert "tap:team  W  <- wrong" in lines
    assert "tap:compute.minSize  0  <- wrong" in lines
    assert "tap:compute.maxSize  5" in lines
    assert "wrong settings of stack dev: 2" in done.stderr
    assert "  tap:compute.minSize is too small\n  value:   0" in done.stderr
    in_json = tap("config", "-p", folder, "--json")
    assert in_json.exit_code == 2
    assert [fault["key"] for fault in json.loads(in_json.stdout)["faults"]] == [
        "tap:team",
        "tap:compute.minSize",
    ]


def test_a_secret_setting_stays_masked(tap: Tap, program: MakeProgram) -> None:
    folder = program("", RIGHT + "  tap:purpose: {secure: AAAA}\n", "tapstack")
    for arguments in ([], ["--json"]):
        done = tap("config", "-p", folder, *arguments, env={"TAP_SECRET_TAP_PURPOSE": "hush-hush"})
        assert done.exit_code == 0, done.stderr
        assert "[secret]" in done.stdout
        assert "hush" not in done.output


def test_before_there_is_a_stack_the_defaults_are_shown(tap: Tap, program: MakeProgram) -> None:
    folder = program("", RIGHT, "tapstack")
    (folder / "Pulumi.dev.yaml").unlink()
    done = tap("config", "-p", folder)
    assert done.exit_code == 0
    assert "tap:compute.maxSize  3" in done.stdout
    assert "tap:team  not set" in done.stdout.splitlines()
    assert "these are the defaults. Set what is required in Pulumi.dev.yaml" in done.stderr
    assert "faults" not in json.loads(tap("config", "-p", folder, "--json").stdout)


def test_a_stack_that_is_misspelt_is_guessed(tap: Tap, program: MakeProgram) -> None:
    done = tap("config", "-p", program("", RIGHT, "tapstack"), "--stack", "dve")
    assert done.exit_code == 2
    assert "did you mean 'dev'?" in done.stderr


def test_another_program_has_none_of_these_settings(tap: Tap) -> None:
    done = tap("config", "-p", ROOT / "examples" / "website", "--json")
    assert done.exit_code == 2
    assert "tapstack-example-website is not the platform" in done.stderr
    assert json.loads(done.stdout)["settings"] == []


def test_another_program_without_a_stack_has_none_either(tap: Tap, program: MakeProgram) -> None:
    folder = program("", RIGHT)
    (folder / "Pulumi.dev.yaml").unlink()
    done = tap("config", "-p", folder)
    assert done.exit_code == 2
    assert "demo is not the platform" in done.stderr


def test_it_reads_well_in_40_columns(tap: Tap, program: MakeProgram) -> None:
    done = tap("config", "-p", program("", RIGHT, "tapstack"), env={"COLUMNS": "40"})
    meanings = [line for line in done.stdout.splitlines() if line.startswith("    ")]
    assert len(meanings) > len(KEYS)
    assert max(map(len, meanings)) <= 40
