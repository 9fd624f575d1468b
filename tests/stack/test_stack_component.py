"""`TapPlatform` in a Python program: the stack's parts and outputs, its settings under Python's names."""

from __future__ import annotations

from typing import Any, cast

import pulumi
import pytest
from pulumi.runtime import mocks

from tapstack.settings import SettingsError
from tapstack.stack import RegionsError
from tapstack.stack.outputs import OUTPUTS
from tapstack.stack.platform import TapPlatform
from tapstack.stack.platform_args import TapStackArgs
from tests.stack.conftest import REGIONS, Deployed, Made, Recorder

TYPE = "tapstack:index:TapPlatform"
ARGS = TapStackArgs(team="tap", environment="dev", regions=list(REGIONS), allowed_ssh_cidr="203.0.113.0/24")


def run(recorder: Recorder, *platforms: TapStackArgs) -> list[dict[str, Any]]:
    """Make the platforms in one program; the outputs of each, by attribute."""
    outputs: list[dict[str, Any]] = []
    mocks.set_mocks(recorder, project="tapstack", stack="dev")

    def program() -> pulumi.Output[None]:
        made = [TapPlatform(f"platform-{index}", args) for index, args in enumerate(platforms)]
        told = [{output.name: getattr(platform, output.name) for output in OUTPUTS} for platform in made]
        return pulumi.Output.from_input(told).apply(outputs.extend)

    mocks.test(program)()  # pyright: ignore[reportUnknownMemberType]
    return outputs


def in_order(made: list[Made]) -> list[Made]:
    return sorted(made, key=lambda one: (one.type, one.name))


def refusal(args: object) -> pulumi.RunError:
    """What the program ends with, when it gives these arguments."""
    with pytest.raises(pulumi.RunError) as caught:
        TapPlatform("web", cast("TapStackArgs", args))
    assert isinstance(caught.value.__cause__, SettingsError)
    return caught.value


def test_a_component_makes_what_the_stack_makes(recorder: Recorder, baseline: Deployed) -> None:
    run(recorder, ARGS)
    inside = [one for one in recorder.made if one.type != TYPE]
    assert in_order(inside) == in_order(list(baseline.made))
    assert sorted(map(str, recorder.asked)) == sorted(map(str, baseline.asked))


def test_its_outputs_are_the_stacks(recorder: Recorder, baseline: Deployed) -> None:
    (told,) = run(recorder, ARGS)
    assert {name: value for name, value in told.items() if value is not None} == baseline.outputs


def test_outputs_of_parts_that_are_off_are_none(recorder: Recorder) -> None:
    (told,) = run(recorder, ARGS)
    assert told["session_table"] is None
    assert told["replica_endpoints"] is None


def test_every_output_of_the_stack_is_an_attribute() -> None:
    assert list(TapPlatform.__annotations__) == [output.name for output in OUTPUTS]


def test_two_platforms_stand_side_by_side(recorder: Recorder) -> None:
    other = TapStackArgs(
        team="shop", environment="stg", regions=list(REGIONS), allowed_ssh_cidr="203.0.113.0/24"
    )
    tap, shop = run(recorder, ARGS, other)
    names = [(one.type, one.name) for one in recorder.made]
    assert len(names) == len(set(names))
    assert {one.name for one in recorder.made if one.type == TYPE} == {"platform-0", "platform-1"}
    assert set(tap["load_balancer_dns"]) == set(shop["load_balancer_dns"])
    assert not set(tap["load_balancer_dns"].values()) & set(shop["load_balancer_dns"].values())


def test_arguments_have_python_names_at_every_depth(recorder: Recorder) -> None:
    images: dict[str, str] = dict.fromkeys(REGIONS, "ami-0123456789abcdef0")
    args = TapStackArgs(
        team="tap",
        environment="dev",
        regions=list(REGIONS),
        allowed_ssh_cidr="203.0.113.0/24",
        network={"az_count": 3, "nat": "single"},
        compute={"min_size": 2, "ami": images, "container_image": "nginx:stable"},
        web={"target_groups": [{"name": "api", "paths": ["/api/*"], "health_path": "/api/ok", "port": 9090}]},
    )
    run(recorder, args)
    assert len([one for one in recorder.made if one.type.endswith(":NatGateway")]) == len(REGIONS)
    assert len([one for one in recorder.made if one.type.endswith("ec2/subnet:Subnet")]) == 6 * len(REGIONS)
    groups = [one for one in recorder.made if one.type.endswith(":TargetGroup")]
    assert {one.inputs["healthCheck"]["path"] for one in groups} == {"/healthz", "/api/ok"}
    assert {one.inputs["minSize"] for one in recorder.made if one.type.endswith("group:Group")} == {2}


def test_wrong_arguments_are_told_all_at_once_by_the_names_of_the_schema() -> None:
    wrong = {**ARGS, "team": "T", "netwrok": {}, "compute": {"min_size": 5, "max_size": 2, "volume_gib": 1}}
    told = str(refusal(wrong)).splitlines()
    heads = [line for line in told if not line.startswith(" ")]
    assert heads == [
        "4 settings are wrong:",
        "team is not a team name",
        "compute.volumeGib is too small",
        "netwrok is not a setting",
        "compute.minSize is greater than compute.maxSize",
    ]
    assert "tap:" not in "".join(told)


def test_a_value_that_looks_like_a_key_of_the_config_is_shown_as_it_is() -> None:
    assert '  value:   "tap:x"' in str(refusal({**ARGS, "team": "tap:x"})).splitlines()


def test_outputs_are_refused_where_settings_are_wanted() -> None:
    later = pulumi.Output.from_input("web")
    told = str(refusal({**ARGS, "team": later, "compute": {"ami": {"us-east-1": later}}})).splitlines()
    assert "team is not a text" in told
    assert "  value:   a value of type Output" in told
    assert told[-1].startswith("Settings are plain values, neither outputs nor secrets")
    assert "plain values" not in str(refusal({**ARGS, "team": "T"}))


def test_nothing_is_made_with_wrong_arguments(recorder: Recorder) -> None:
    mocks.set_mocks(recorder, project="tapstack", stack="dev")
    refusal({**ARGS, "team": "T"})
    assert recorder.made == []


def test_a_region_that_is_down_ends_the_program_without_a_traceback() -> None:
    recorder = Recorder(("eu-west-1",))
    with pytest.raises(pulumi.RunError, match="eu-west-1 can't be deployed") as caught:
        run(recorder, ARGS)
    assert isinstance(caught.value.__cause__, RegionsError)
    assert any(one.inputs.get("region") == "us-east-1" for one in recorder.made)
