"""Notes: told where there is something to tell, and not else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tapstack.planning.notes import NEEDED_INSIDE, stack_notes

if TYPE_CHECKING:
    from tests.planning.conftest import MakeSettings


def test_a_stack_with_its_writer_at_home_and_a_way_out_has_none(make_settings: MakeSettings) -> None:
    assert list(stack_notes(make_settings(profile="resilient"))) == []
    assert list(stack_notes(make_settings(network={"nat": "none"}))) == []


def test_a_writer_that_has_moved_is_told_with_who_does_not_follow(make_settings: MakeSettings) -> None:
    settings = make_settings(profile="resilient")
    away = settings.regions[1]
    moved = make_settings(profile="resilient", database={"primaryRegion": away})
    (note,) = stack_notes(moved)
    assert f"takes writes in {away}" in note
    assert settings.primary_region in note.partition("the instances of")[2]


def test_without_a_way_out_the_endpoints_that_are_missing_are_named(make_settings: MakeSettings) -> None:
    def told(endpoints: list[str]) -> list[str]:
        network = {"nat": "none", "interfaceEndpoints": endpoints}
        return list(stack_notes(make_settings(profile="resilient", network=network)))

    (note,) = told(["ssm", "logs"])
    assert "add secretsmanager, ssmmessages to" in note
    assert told(list(NEEDED_INSIDE)) == []
