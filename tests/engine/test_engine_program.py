"""What a program leaves in the graph: order, dependencies, components, options, places, outputs."""

from __future__ import annotations

import pytest

from tapstack.engine import Finished, Started
from tapstack.engine.values import Asset
from tapstack.graph import Options
from tests.engine.fakes import HOME, STACK_URN, THING, FakeProvider, Runner, urn

CHAIN = """
a = Thing("a", size=1)
b = Thing("b", of=a.arn, more=[a.id, {"deep": a.arn}])
c = Thing("c", both=pulumi.Output.all(a.arn, b.arn).apply(lambda them: "+".join(them)), plain="x")
d = Thing("d", opts=Opts(depends_on=[b]))
e = Thing("e", text=pulumi.Output.concat("<", c.both, ">"), json=pulumi.Output.json_dumps({"id": d.id}))
"""


def test_resources_stand_with_their_values_after_what_they_depend_on(run: Runner) -> None:
    ran = run(CHAIN).ok()
    assert ran.statuses == dict.fromkeys("abcde", "created")
    assert ran["a"].outputs == {"arn": "arn:a", "size": 1}
    assert ran["b"].inputs == {"of": "arn:a", "more": ["a_id", {"deep": "arn:a"}]}
    assert ran["c"].inputs == {"both": "arn:a+arn:b", "plain": "x"}
    assert ran["e"].inputs == {"text": "<arn:a+arn:b>", "json": '{"id": "d_id"}'}
    assert [ran[name].id for name in "abc"] == ["a_id", "b_id", "c_id"]
    assert all(ran[name].parent == STACK_URN for name in "abcde")
    order = [resource.urn for resource in ran.graph.resources]
    for place, resource in enumerate(ran.graph.resources):
        assert set(resource.dependencies) <= set(order[:place])


def test_dependencies_are_known_by_property_and_in_all(run: Runner) -> None:
    ran = run(CHAIN).ok()
    a, b, c, d = (urn(THING, name) for name in "abcd")
    assert ran["a"].dependencies == ()
    assert ran["b"].dependencies == (a,)
    assert ran["b"].property_dependencies == {"of": (a,), "more": (a,)}
    assert ran["c"].property_dependencies == {"both": (a, b)}
    assert (ran["d"].dependencies, ran["d"].property_dependencies) == ((b,), {})
    assert ran["e"].property_dependencies == {"text": (c,), "json": (d,)}
    assert ran["e"].dependencies == (c, d)


def test_the_provider_is_asked_once_for_each_with_everything_known(run: Runner) -> None:
    ran = run(CHAIN).ok()
    assert [request.urn for request in ran.provider.asked] == [r.urn for r in ran.graph.resources[1:]]
    asked = ran.provider.request("b")
    assert (asked.urn, asked.type) == (urn(THING, "b"), THING)
    assert asked.inputs == {"of": "arn:a", "more": ["a_id", {"deep": "arn:a"}]}
    assert asked.directory == ran.main.parent


def test_a_plan_asks_for_nothing_to_be_made(run: Runner) -> None:
    ran = run(CHAIN, "plan").ok()
    assert ran.provider.asked == []
    assert [request.urn for request in ran.provider.planned] == [r.urn for r in ran.graph.resources[1:]]
    assert set(ran.statuses.values()) == {"planned"}
    assert all(resource.id is None for resource in ran.graph.resources)
    assert ran["a"].outputs == {"size": 1}
    assert ran["b"].inputs == {"of": "[unknown]", "more": ["[unknown]", {"deep": "[unknown]"}]}
    assert ran["b"].unknown_paths == tuple(
        f"/{side}/{path}" for side in ("inputs", "outputs") for path in ("more/0", "more/1/deep", "of")
    )


def test_what_a_provider_knows_in_a_plan_is_known_to_the_program(run: Runner) -> None:
    provider = FakeProvider(known_in_plan={"arn": "arn:known"})
    ran = run('Thing("b", of=Thing("a").arn)', "plan", provider=provider).ok()
    assert ran["b"].inputs == {"of": "arn:known"}
    assert ran["b"].unknown_paths == ()


COMPONENTS = """
outer = Home("outer", type="shop:web:Outer")
inner = Home("inner", type="shop:web:Inner", opts=Opts(parent=outer))
first = inner.child("first")
second = Thing("second", opts=Opts(parent=outer))
below = Thing("below", opts=Opts(parent=second))
after = Thing("after", opts=Opts(depends_on=[outer]))
inner.register_outputs({"address": first.arn, "nested": {"size": [1]}})
outer.register_outputs({})
"""


def test_depending_on_a_component_is_depending_on_all_that_is_in_it(run: Runner) -> None:
    ran = run(COMPONENTS).ok()
    assert ran["after"].dependencies == tuple(sorted([ran["first"].urn, ran["second"].urn]))


def test_components_have_children_and_outputs_and_are_not_the_clouds(run: Runner) -> None:
    ran = run(COMPONENTS).ok()
    inner = ran["inner"]
    assert (inner.custom, inner.id, inner.status) == (False, None, "created")
    assert inner.outputs == {"address": "arn:first", "nested": {"size": [1]}}
    assert [child.name for child in ran.graph.children(ran["outer"].urn)] == ["inner", "second"]
    assert [child.name for child in ran.graph.children(ran["second"].urn)] == ["below"]
    assert {resource.name for resource in ran.graph.cloud_resources} == {"first", "second", "below", "after"}


def test_a_components_outputs_are_unknown_in_a_plan(run: Runner) -> None:
    ran = run(COMPONENTS, "plan").ok()
    assert ran["inner"].outputs == {"address": "[unknown]", "nested": {"size": [1]}}
    assert ran["inner"].unknown_paths == ("/outputs/address",)


def test_a_components_inputs_and_secret_outputs_are_kept(run: Runner) -> None:
    ran = run(
        """
        a = Thing("a")
        home = Home("home", props={"size": 3, "of": a.arn, "hush": pulumi.Output.secret("hunter22")})
        home.register_outputs({"word": pulumi.Output.secret("hunter33")})
        """
    ).ok()
    home = ran["home"]
    assert home.inputs == {"size": 3, "of": "arn:a", "hush": "[secret]"}
    assert home.outputs == {"word": "[secret]"}
    assert home.secret_paths == ("/inputs/hush", "/outputs/word")
    assert home.dependencies == (ran["a"].urn,)


def test_options_outlive_the_run(run: Runner) -> None:
    ran = run(
        """
        home = Home("home", opts=Opts(protect=True))
        Thing("a", opts=Opts(
            parent=home,
            retain_on_delete=True,
            delete_before_replace=False,
            ignore_changes=["tags.Owner", "size"],
            replace_on_changes=["name"],
            aliases=[pulumi.Alias(name="old")],
            version="1.2.3",
            custom_timeouts=pulumi.CustomTimeouts(create="5m"),
        ))
        Thing("b", opts=Opts(delete_before_replace=True))
        Thing("c")
        """
    ).ok()
    assert ran["a"].options == Options(
        protect=True,
        retain_on_delete=True,
        delete_before_replace=False,
        ignore_changes=("tags.Owner", "size"),
        replace_on_changes=("name",),
        aliases=(urn(f"{HOME}${THING}", "old"),),
    )
    assert ran["b"].options == Options(delete_before_replace=True)
    assert ran["c"].options == Options()


def test_a_resource_says_which_line_made_it(run: Runner) -> None:
    ran = run(
        """
        home = Home("home")
        Thing("a")
        home.child("in component")
        import helper
        helper.make("from helper")
        for name in ("x", "y"):
            Thing(name,
                  size=1)
        Thing("later", size=1).arn.apply(lambda arn: Thing("in apply"))
        """,
        files={"helper.py": "from things import Thing\n\n\ndef make(name):\n    return Thing(name)\n"},
    ).ok()
    assert ran.graph.resources[0].source is None  # the stack: no line of the program made it
    places = {name: str(ran[name].source) for name in ran.statuses}
    assert places["home"] == ran.line_of('Home("home")')
    assert places["a"] == ran.line_of('Thing("a")')
    assert places["in component"].startswith("things.py:")
    assert places["from helper"] == "helper.py:5"
    assert places["x"] == places["y"] == ran.line_of("Thing(name,")
    assert places["in apply"] == ran.line_of('Thing("in apply")')


LIBRARY = """
from things import Thing

def make(name):
    return Thing(name)

def make_later(name, output):
    output.apply(lambda value: Thing(name))

def fail():
    raise ValueError("deep down")
"""


def test_the_line_is_the_users_own_not_a_librarys(run: Runner) -> None:
    main = run.write(
        """
        import sys
        sys.path.insert(0, "lib/site-packages")
        import library
        library.make_later("b", library.make("a").arn)
        library.fail()
        """
    )
    packages = main.parent / "lib" / "site-packages"
    packages.mkdir(parents=True)
    (packages / "library.py").write_text(LIBRARY, encoding="utf-8")
    ran = run.again(main)
    assert str(ran["a"].source) == ran.line_of("library.make")
    assert ran["b"].source is None
    assert [str(fault.source) for fault in ran.graph.faults] == [ran.line_of("library.fail")]


@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_the_region_is_the_resources_own_whatever_gave_it(mode: str, run: Runner) -> None:
    provider = FakeProvider(known_in_plan={"region": "r-made"}, computed=lambda request: {"region": "r-made"})
    source = """
    Cloud("away", region="r-provider")
    Home("home", props={"region": "r-home"})
    Thing("a", region="r-asked")
    """
    ran = run(source, "plan" if mode == "plan" else "deploy", provider=provider).ok()
    assert ran["a"].region == "r-made"
    assert ran["away"].region is None
    assert ran["home"].region is None
    assert ran.graph.count_by_region() == {"r-made": 1}
    assert run('Thing("a", region="r-asked")').ok()["a"].region == "r-asked"
    assert run('Thing("b", region=Thing("a").arn)', "plan").ok()["b"].region is None


def test_an_explicit_provider_gives_its_arguments(run: Runner) -> None:
    ran = run(
        """
        key = pulumi.Output.secret("hunter22")
        away = Cloud("away", region="r-1", key=key, tags={"a": {"b": 1}})
        Thing("a", opts=Opts(provider=away))
        home = Home("home", opts=Opts(providers=[away]))
        home.child("b")
        Thing("c")
        """,
        config={"test:region": "r-0", "other:region": "r-9"},
    ).ok()
    assert ran["away"].type == "pulumi:providers:test"
    assert ran["a"].provider == ran["b"].provider == ran["away"].urn
    assert ran["c"].provider is None
    given = {name: ran.provider.request(name).provider for name in "abc"}
    assert given["a"] == given["b"]
    assert given["a"].package == "test"
    assert given["a"].arguments["region"] == "r-1"
    assert given["a"].arguments["key"] == "hunter22"
    assert ran["away"].inputs["key"] == "[secret]"
    assert given["c"].arguments == {"region": "r-0"}


def test_assets_reach_the_provider_and_the_graph(run: Runner) -> None:
    ran = run(
        """
        Thing("a", file=pulumi.FileAsset("a.txt"), text=pulumi.StringAsset("hello"),
              zip=pulumi.AssetArchive({"in": pulumi.FileArchive("./site")}))
        """
    ).ok()
    assert ran.provider.request("a").inputs == {
        "file": Asset({"path": "a.txt"}),
        "text": Asset({"text": "hello"}),
        "zip": Asset({"assets": {"in": Asset({"path": "./site"}, archive=True)}}, archive=True),
    }
    assert ran["a"].inputs == {
        "file": {"asset": {"path": "a.txt"}},
        "text": {"asset": {"text": "hello"}},
        "zip": {"archive": {"assets": {"in": {"archive": {"path": "./site"}}}}},
    }


def test_a_resource_as_an_input_is_its_id_for_the_cloud(run: Runner) -> None:
    ran = run('a = Thing("a"); home = Home("home"); Thing("b", of=a, within=home)').ok()
    assert ran.provider.request("b").inputs == {"of": "a_id", "within": ran["home"].urn}
    assert ran["b"].inputs["of"] == {"urn": ran["a"].urn, "id": "a_id"}
    assert ran["b"].property_dependencies["of"] == (ran["a"].urn,)
    planned = run('Thing("b", of=Thing("a"))', "plan").ok()
    assert planned["b"].unknown_paths == ("/inputs/of/id", "/outputs/of/id")


def test_inputs_come_back_as_outputs_and_the_providers_win(run: Runner) -> None:
    provider = FakeProvider(computed=lambda request: {"size": 2, "arn": "x"} if request.name == "a" else {})
    ran = run(
        'a = Thing("a", size=1, kept=[1]); Thing("b", size=a.size, kept=a.kept)', provider=provider
    ).ok()
    assert ran["a"].outputs == {"arn": "x", "kept": [1], "size": 2}
    assert ran["b"].inputs == {"size": 2, "kept": [1]}


def test_progress_is_told_in_order(run: Runner) -> None:
    ran = run('a = Thing("a"); Home("home"); Thing("b", of=a.arn)').ok()
    told = [
        ("start", event.name) if isinstance(event, Started) else ("end", event.resource.name)
        for event in ran.events
        if isinstance(event, Started | Finished)
    ]
    assert told == [
        ("end", "shop-dev"), ("start", "a"), ("end", "a"), ("end", "home"), ("start", "b"), ("end", "b"),
    ]  # fmt: skip
    finished = [event.resource for event in ran.events if isinstance(event, Finished)]
    assert finished == list(ran.graph.resources)


OUTPUTS = """
a = Thing("a")
pulumi.export("text", "x")
pulumi.export("number", 3)
pulumi.export("ratio", 2.5)
pulumi.export("none", None)
pulumi.export("arn", a.arn)
pulumi.export("secret", pulumi.Output.secret({"in": "hunter22"}))
pulumi.export("nested", {"list": [a.id, {"a/b": pulumi.Output.secret("hunter33")}], "flag": True})
pulumi.export("both", pulumi.Output.secret(Thing("b").arn))
"""


def test_stack_outputs_of_a_deploy(run: Runner) -> None:
    graph = run(OUTPUTS).ok().graph
    assert graph.outputs == {
        "arn": "arn:a",
        "both": "[secret]",
        "nested": {"list": ["a_id", {"a/b": "[secret]"}], "flag": True},
        "number": 3,
        "ratio": 2.5,
        "secret": "[secret]",
        "text": "x",
    }
    assert graph.secret_paths == ("/outputs/both", "/outputs/nested/list/1/a~1b", "/outputs/secret")
    assert graph.unknown_paths == ()


def test_stack_outputs_of_a_plan(run: Runner) -> None:
    graph = run(OUTPUTS, "plan").ok().graph
    assert graph.outputs["arn"] == "[unknown]"
    assert graph.outputs["both"] == "[secret]"
    assert graph.outputs["nested"] == {"list": ["[unknown]", {"a/b": "[secret]"}], "flag": True}
    assert graph.unknown_paths == ("/outputs/arn", "/outputs/both", "/outputs/nested/list/0")
    assert "/outputs/both" in graph.secret_paths


def test_an_async_program_is_run_and_its_outputs_are_exported(run: Runner) -> None:
    ran = run(
        """
        import asyncio

        async def main():
            await asyncio.sleep(0)
            a = Thing("a")
            pulumi.export("early", 1)
            return {"arn": a.arn}

        pulumi.run(main)
        """
    ).ok()
    assert ran.graph.outputs == {"arn": "arn:a", "early": 1}
    assert ran.statuses == {"a": "created"}


def test_a_program_knows_where_it_runs(run: Runner) -> None:
    ran = run(
        """
        import os, sys
        pulumi.export("project", pulumi.get_project())
        pulumi.export("stack", pulumi.get_stack())
        pulumi.export("organization", pulumi.get_organization())
        pulumi.export("dry", pulumi.runtime.is_dry_run())
        pulumi.export("main", __name__ + " " + __file__)
        pulumi.export("cwd", os.getcwd())
        pulumi.export("path", sys.path[0])
        """,
        "plan",
    ).ok()
    here = str(ran.main.parent)
    assert ran.graph.outputs == {
        "project": "shop",
        "stack": "dev",
        "organization": "organization",
        "dry": True,
        "main": f"__main__ {ran.main}",
        "cwd": here,
        "path": here,
    }
    assert (ran.graph.project, ran.graph.stack, ran.graph.mode) == ("shop", "dev", "plan")


def test_any_version_of_the_cli_will_do_for_there_is_none(run: Runner) -> None:
    run('pulumi.require_pulumi_version(">=99.0.0"); Thing("a")').ok()


def test_messages_of_the_program_are_passed_on(run: Runner) -> None:
    ran = run(
        """
        pulumi.log.info("for your information")
        pulumi.log.warn("take care")
        pulumi.log.debug("not shown")
        """
    ).ok()
    assert ran.logged == [("info", "for your information"), ("warning", "take care")]


def test_references_are_hydrated_from_what_the_run_knows(run: Runner) -> None:
    """A transform is given resources; the SDK asks the engine what it knows of them."""
    ran = run(
        """
        class Known(pulumi.ComponentResource):
            def __init__(self, name, urn):
                super().__init__("test:index:Home", name, {"address": None}, Opts(urn=urn))

        class Module(pulumi.runtime.ResourceModule):
            def version(self):
                return None

            def construct(self, name, typ, urn):
                return Thing(name, opts=Opts(urn=urn)) if typ == "test:index:Thing" else Known(name, urn)

        pulumi.runtime.register_resource_module("test", "index", Module())

        def look(args):
            of, within = args.props["of"], args.props["within"]
            return pulumi.ResourceTransformResult({"seen": [of.arn, within.address]}, args.opts)

        home = Home("home")
        home.register_outputs({"address": "main street"})
        Thing("b", of=Thing("a"), within=home, opts=Opts(transforms=[look]))
        """
    ).ok()
    assert ran["b"].inputs == {"seen": ["arn:a", "main street"]}
