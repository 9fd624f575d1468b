"""The running provider makes the platform that the Python program makes, and refuses what it can't make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from pulumi.runtime import rpc
from pydantic.alias_generators import to_camel

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import InvokeRequest, Properties, RealisationError, run_program
from tapstack.graph import Mode
from tests.component.moving import moved_out, resources
from tests.component.serving import DEV, SETTINGS, TYPE, ComponentPackage, Engine, engine
from tests.engine.test_engine_grpc import Renaming
from tests.engine.worlds import World

STACK = "urn:pulumi:dev::tapstack::pulumi:pulumi:Stack::tapstack-dev"
COMPONENT = f"urn:pulumi:dev::tapstack::{TYPE}::web"
NOT_PLAIN = "Settings are plain values, neither outputs nor secrets: they decide what is made."


@pytest.fixture
def world(package: ComponentPackage) -> Iterator[Engine]:
    """An engine that deploys on the made-up cloud."""
    with engine(package, World()) as made:
        yield made


@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_it_makes_what_the_program_makes(package: ComponentPackage, mode: Mode) -> None:
    run = run_program(DEV, World(), mode)
    assert run.ok, run.graph.faults
    with engine(package, World(), mode) as there:
        there.construct(SETTINGS)
    assert moved_out(there.graph()) == resources(run.graph)
    assert there.graph().faults == ()


def test_on_the_embedded_aws_too_but_for_generated_ids(package: ComponentPackage) -> None:
    with EmbeddedAws() as aws:
        run = run_program(DEV, EmbeddedProvider(aws), "deploy")
        assert run.ok, run.graph.faults
        calls = dict(aws.calls)
    with EmbeddedAws() as aws, engine(package, EmbeddedProvider(aws)) as there:
        outputs = there.construct(SETTINGS)
        assert dict(aws.calls) == calls
    graph = there.graph()
    assert graph.faults == ()
    renaming = Renaming()
    renaming.check(resources(run.graph), moved_out(graph), "")
    renamed = {here: there for here, there in renaming.there.items() if here != there}
    assert len(renamed) < 0.25 * len(renaming.there)
    assert {to_camel(name) for name in run.graph.outputs} == set(outputs)
    assert outputs["regions"] == run.graph.outputs["regions"]
    assert set(outputs["loadBalancerDns"]) == set(outputs["regions"])


def test_the_component_registers_its_outputs_as_the_schema_spells_them(world: Engine) -> None:
    given = world.construct(SETTINGS)
    (component,) = [each for each in world.graph().resources if each.type == TYPE]
    assert (component.urn, component.parent) == (COMPONENT, STACK)
    assert component.outputs == given
    assert set(given) == {"regions", "databaseEndpoint", "loadBalancerDns"}
    assert given["loadBalancerDns"]["eu-west-1"].startswith("tap-dev-web-euw1.")


def test_everything_belongs_to_the_component(world: Engine) -> None:
    world.construct(SETTINGS)
    outside = [each.urn for each in world.graph().resources if f"{TYPE}$" not in each.urn]
    assert outside == [STACK, COMPONENT]


def test_two_platforms_of_one_program_have_nothing_in_common(world: Engine) -> None:
    world.construct(SETTINGS, "web")
    first = {each.urn for each in world.graph().resources}
    world.construct({**SETTINGS, "team": "shop", "environment": "stg"}, "shop")
    graph = world.graph()
    assert graph.faults == ()
    assert len(graph.resources) == 2 * len(first) - 1
    second = [each for each in graph.resources if each.urn not in first]
    needed = {urn for each in second for urn in each.dependencies}
    assert needed & first <= {STACK}


def test_sections_choices_and_numbers_arrive(package: ComponentPackage) -> None:
    inputs: dict[str, Any] = {
        **SETTINGS,
        "regions": ["us-east-1"],
        "minimumRegions": 1,
        "network": {"nat": "single", "azCount": 3},
        "database": {"monitoringInterval": 0, "replicaRegions": []},
        "compute": {"ami": {"us-east-1": "ami-0123456789abcdef0"}},
    }
    cloud = World()
    with engine(package, cloud) as made:
        made.construct(inputs)
    graph = made.graph()
    assert graph.faults == ()
    assert len([each for each in graph.resources if each.type.endswith(":NatGateway")]) == 1
    assert len([each for each in graph.resources if each.type.endswith(":Subnet")]) == 6
    (image,) = [each.arguments for each in cloud.invoked if each.token.endswith(":getAmi")]
    assert image["filters"] == [{"name": "image-id", "values": ["ami-0123456789abcdef0"]}]


def test_wrong_settings_are_told_all_at_once(world: Engine) -> None:
    wrong = {
        "team": "Tap!",
        "regions": ["us-east-1", "us-esat-1", "eu-west-1"],
        "allowedSshCidr": "0.0.0.0/0",
        "netwrok": {},
        "compute": {"minSize": 0, "volumeGb": 20},
        "web": {"targetGroups": [{"name": "api", "port": 0, "paths": ["/api/*"]}]},
    }
    told = refused(world, wrong)
    assert told.splitlines()[:5] == [
        "8 settings are wrong:",
        "team is not a team name",
        '  value:   "Tap!"',
        "  allowed: 2 to 16 lower-case letters, digits and single hyphens, first a letter, last no hyphen",
        '  mend:    Set team to an allowed value, such as "web"',
    ]
    heads = [line.split()[0] for line in told.splitlines()[1:] if not line.startswith(" ")]
    assert heads == [
        "team",
        "environment",
        "regions[1]",
        "allowedSshCidr",
        "compute.minSize",
        "compute.volumeGb",
        "web.targetGroups[0].port",
        "netwrok",
    ]
    assert "tap:" not in told
    assert told.splitlines()[told.splitlines().index("compute.minSize is too small") + 1] == "  value:   0"


def test_an_output_that_is_known_is_a_value(world: Engine) -> None:
    inputs: dict[str, Any] = {
        **SETTINGS,
        "team": output("web"),
        "regions": [output(region) for region in SETTINGS["regions"]],
    }
    world.construct({**inputs, "compute": {"minSize": output(2)}}, depends_on={"allowedSshCidr": STACK})
    graph = world.graph()
    assert graph.faults == ()
    (group, *_) = [each for each in graph.resources if each.type.endswith("autoscaling/group:Group")]
    assert group.name.startswith("web-dev-")
    assert group.inputs["minSize"] == 2


@pytest.mark.parametrize("unknown", [rpc.UNKNOWN, {rpc._special_sig_key: rpc._special_output_value_sig}])  # pyright: ignore[reportPrivateUsage]
def test_what_is_not_known_yet_is_refused(world: Engine, unknown: object) -> None:
    told = refused(world, {**SETTINGS, "team": unknown, "regions": ["us-east-1", unknown, "eu-west-1"]})
    heads = [line for line in told.splitlines() if not line.startswith(" ")]
    assert heads == [
        "2 settings are wrong:",
        "team is not a text",
        "regions[1] is not a text",
        NOT_PLAIN,
    ]


def test_a_secret_is_refused_and_not_told(world: Engine) -> None:
    told = refused(world, {**SETTINGS, "compute": {"userData": output("hunter2-hunter2", secret=True)}})
    assert told.splitlines()[1] == "compute.userData is not a text"
    assert told.splitlines()[-1] == NOT_PLAIN
    assert "hunter2" not in told


def test_a_region_that_is_down_is_told_in_one_message(package: ComponentPackage) -> None:
    with engine(package, Outage()) as there, pytest.raises(grpc.RpcError) as caught:
        there.construct(SETTINGS)
    told: Any = caught.value
    assert told.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert "eu-west-1 can't be deployed" in told.details()
    assert "Traceback" not in told.details()
    assert "File " not in told.details()


class Outage(World):
    """A cloud in which one region doesn't answer."""

    def invoke(self, request: InvokeRequest) -> Properties:
        if request.arguments.get("region") == "eu-west-1":
            raise RealisationError("no answer")
        return super().invoke(request)


def output(value: object, *, secret: bool = False) -> dict[str, object]:
    """A known output as an input, as other languages' SDKs send it."""
    marks = {rpc._special_sig_key: rpc._special_output_value_sig}  # pyright: ignore[reportPrivateUsage]
    return {**marks, "value": value, **({"secret": True} if secret else {})}


def refused(engine: Engine, inputs: dict[str, Any]) -> str:
    """What a platform with these inputs is refused for: nothing of it was made, no traceback was shown."""
    with pytest.raises(grpc.RpcError) as caught:
        engine.construct(inputs)
    error: Any = caught.value
    assert error.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert [each.urn for each in engine.graph().resources] == [STACK]
    shown: str = error.details()
    assert "Traceback" not in shown + engine.package.errors.read_text(encoding="utf-8")
    assert "File " not in shown
    return shown
