"""Transforms: whose, in which order, what they see and may change, and what happens when they raise."""

from __future__ import annotations

import asyncio

import pytest

from tapstack.engine.calls import CallExecutor
from tapstack.graph import Options
from tests.engine.fakes import THING, FakeProvider, Runner, urn

ASK = "test:index:ask"
MARK = """
def mark(word):
    def transform(args):
        props = {**args.props, "marks": [*args.props.get("marks", []), word]} if args.custom else args.props
        return pulumi.ResourceTransformResult(props, args.opts)
    return transform
"""


def test_a_resources_own_transform_comes_first_then_its_parents_then_the_stacks(run: Runner) -> None:
    ran = run(
        f"""{MARK}
pulumi.runtime.register_resource_transform(mark("stack"))
outer = Home("outer", opts=Opts(transforms=[mark("outer")]))
inner = Home("inner", opts=Opts(parent=outer, transforms=[mark("inner")]))
Thing("deep", size=1, opts=Opts(parent=inner, transforms=[mark("own"), mark("own too")]))
inner.child("child")
Thing("alone")
"""
    ).ok()
    assert ran["deep"].inputs == {"marks": ["own", "own too", "inner", "outer", "stack"], "size": 1}
    assert ran["child"].inputs == {"marks": ["inner", "outer", "stack"]}
    assert ran["alone"].inputs == {"marks": ["stack"]}
    assert ran.provider.request("deep").inputs == ran["deep"].inputs


def test_a_stack_transform_is_for_what_comes_after_it(run: Runner) -> None:
    ran = run(f'{MARK}\nThing("a")\npulumi.runtime.register_resource_transform(mark("x"))\nThing("b")').ok()
    assert (ran["a"].inputs, ran["b"].inputs) == ({}, {"marks": ["x"]})


def test_a_custom_resources_transforms_are_inherited_too(run: Runner) -> None:
    ran = run(
        f'{MARK}\na = Thing("a", opts=Opts(transforms=[mark("a")]))\nThing("b", opts=Opts(parent=a))'
    ).ok()
    assert ran["b"].inputs == {"marks": ["a"]}


def test_a_transform_may_be_asynchronous_and_use_outputs(run: Runner) -> None:
    ran = run(
        """
        import asyncio

        a = Thing("a")

        async def wait(args):
            await asyncio.sleep(0.005)
            return pulumi.ResourceTransformResult({**args.props, "of": a.arn}, args.opts)

        Thing("b", size=1, opts=Opts(transforms=[wait]))
        """
    ).ok()
    assert ran["b"].inputs == {"size": 1, "of": "arn:a"}


@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_secrets_and_unknowns_survive_a_transform(mode: str, run: Runner) -> None:
    ran = run(
        """
        def touch(args):
            props = {**args.props, "new": pulumi.Output.secret("hunter33")}
            return pulumi.ResourceTransformResult(props, args.opts)

        word = pulumi.Output.secret("hunter22")
        Thing("b", of=Thing("a").arn, size=1, word=word, opts=Opts(transforms=[touch]))
        """,
        "plan" if mode == "plan" else "deploy",
    ).ok()
    of = "[unknown]" if mode == "plan" else "arn:a"
    assert ran["b"].inputs == {"new": "[secret]", "of": of, "size": 1, "word": "[secret]"}
    assert ran["b"].property_dependencies == {"of": (urn(THING, "a"),)}
    asked = (ran.provider.planned if mode == "plan" else ran.provider.asked)[-1]
    assert (asked.inputs["word"], asked.inputs["new"]) == ("hunter22", "hunter33")


CHANGED = """
z = Thing("z")
away = Cloud("away", region="r-1")

def change(args):
    opts = Opts(
        protect=True, retain_on_delete=True, delete_before_replace=True, depends_on=[z], ignore_changes=["x"],
        replace_on_changes=["y"], additional_secret_outputs=["arn"], provider=away,
        aliases=[pulumi.Alias(name="old")],
    )
    return pulumi.ResourceTransformResult(args.props, Opts.merge(args.opts, opts))

Thing("a", opts=Opts(transforms=[change]))
"""


def test_a_transform_may_change_every_option_that_the_graph_keeps(run: Runner) -> None:
    ran = run(CHANGED).ok()
    assert ran["a"].options == Options(
        protect=True,
        retain_on_delete=True,
        delete_before_replace=True,
        ignore_changes=("x",),
        replace_on_changes=("y",),
        aliases=(urn(THING, "old"),),
    )
    assert ran["a"].dependencies == (urn(THING, "z"),)
    assert ran["a"].provider == ran["away"].urn
    assert ran.provider.request("a").provider.arguments == {"region": "r-1"}
    assert ran["a"].secret_paths == ("/outputs/arn",)


def test_a_transform_may_take_options_away(run: Runner) -> None:
    ran = run(
        """
        z = Thing("z")

        def strip(args):
            return pulumi.ResourceTransformResult(args.props, Opts())

        Thing("a", opts=Opts(transforms=[strip], protect=True, depends_on=[z], ignore_changes=["x"],
                             delete_before_replace=True, retain_on_delete=True, aliases=["urn:old"]))
        """
    ).ok()
    assert ran["a"].options == Options()
    assert ran["a"].dependencies == ()


def test_a_transform_that_says_nothing_of_options_leaves_them(run: Runner) -> None:
    ran = run(
        """
        away = Cloud("away", region="r-1")

        def props_only(args):
            return pulumi.ResourceTransformResult({"size": 2}, None)

        def arguments_only(args):
            return pulumi.InvokeTransformResult({"size": 3}, None)

        pulumi.runtime.register_invoke_transform(arguments_only)
        Thing("a", opts=Opts(transforms=[props_only], protect=True, provider=away))
        pulumi.runtime.invoke("test:index:ask", {}, pulumi.InvokeOptions(provider=away))
        """,
        provider=FakeProvider(answers={ASK: lambda given: given}),
    ).ok()
    assert ran["a"].inputs == {"size": 2}
    assert ran["a"].options == Options(protect=True)
    assert ran["a"].provider == ran["away"].urn
    assert [(i.arguments, i.provider.arguments) for i in ran.provider.invoked] == [
        ({"size": 3}, {"region": "r-1"})
    ]


SEEN = """
def look(args):
    opts = {name: value for name, value in sorted(args.opts.__dict__.items()) if value not in (None, [], {})}
    for name in ("parent", "hooks", "replacement_trigger", "custom_timeouts", "depends_on"):
        opts.pop(name, None)
    pulumi.log.info(f"{args.custom} {args.type_} {args.name} {args.props} {opts}")
    if args.opts.depends_on:
        args.opts.depends_on[0].urn.apply(lambda urn: pulumi.log.info(urn))
    if args.opts.custom_timeouts:
        pulumi.log.info(args.opts.custom_timeouts.create)
"""


def test_a_transform_sees_the_resource_and_all_its_options(run: Runner) -> None:
    ran = run(
        SEEN
        + """
z = Thing("z")
Thing("a", size="x", opts=Opts(
    transforms=[look], protect=True, retain_on_delete=True, delete_before_replace=False, ignore_changes=["x"],
    replace_on_changes=["y"], additional_secret_outputs=["arn"], version="1.2.3", depends_on=[z],
    custom_timeouts=pulumi.CustomTimeouts(create="5m"),
))
"""
    ).ok()
    seen = (
        "True test:index:Thing a {'size': 'x'} {'additional_secret_outputs': ['arn'], "
        "'delete_before_replace': False, 'ignore_changes': ['x'], 'protect': True, "
        "'replace_on_changes': ['y'], 'retain_on_delete': True, 'version': '1.2.3'}"
    )
    assert sorted(message for _, message in ran.logged) == sorted(["5m", seen, urn(THING, "z")])


def test_options_that_nobody_set_are_not_set_for_a_transform(run: Runner) -> None:
    ran = run(f'{SEEN}\nThing("a", opts=Opts(transforms=[look]))').ok()
    assert ran.logged == [("info", "True test:index:Thing a {} {}")]


def test_a_transform_that_raises_is_a_fault_of_that_resource_alone(run: Runner) -> None:
    ran = run(
        """
        def bad(args):
            if args.name in ("a", "home"):
                raise ValueError("no such tag:\\nask the platform team")

        a = Thing("a", opts=Opts(transforms=[bad]))
        b = Thing("b", of=a.arn)
        home = Home("home", opts=Opts(transforms=[bad]))
        home.child("c")
        Thing("d")
        """
    )
    assert ran.run.error is None
    assert ran.statuses == {"a": "failed", "b": "skipped", "home": "failed", "c": "skipped", "d": "created"}
    first = next(fault for fault in ran.graph.faults if fault.urn == ran["a"].urn)
    assert first.message == "a transform failed: no such tag:\nask the platform team"
    assert str(first.source) == ran.line_of('Thing("a", opts')
    assert [fault.urn for fault in ran.graph.faults] == [ran["a"].urn, ran["home"].urn]


def test_a_transform_that_returns_nonsense_is_a_fault_of_that_resource(run: Runner) -> None:
    ran = run('Thing("a", opts=Opts(transforms=[lambda args: 3]))')
    assert ran.messages == ["a transform failed: 'int' object has no attribute 'props'"]


def test_a_transform_may_ask_the_provider_for_many_resources_at_once(run: Runner) -> None:
    """Each waits in a thread that the look-up of the transform must not need."""
    ran = run(
        """
        def ask(args):
            answer = pulumi.runtime.invoke("test:index:ask", {"name": args.name})
            return pulumi.ResourceTransformResult({"answer": answer.value["said"]}, args.opts)

        pulumi.runtime.register_resource_transform(ask)
        for number in range(40):
            Thing(f"t{number}")
        """,
        provider=FakeProvider(answers={ASK: lambda given: {"said": f"hello {given['name']}"}}),
    ).ok()
    assert len(ran.graph.cloud_resources) == 40
    assert all(r.inputs == {"answer": f"hello {r.name}"} for r in ran.graph.cloud_resources)


def test_a_transform_may_make_resources_and_wait_for_them(run: Runner) -> None:
    ran = run(
        """
        def guard(args):
            if args.type_ != "test:index:Thing":
                return None
            guard = Other(f"{args.name}-guard", size=1)
            return pulumi.ResourceTransformResult({"by": guard.arn}, Opts(depends_on=[guard]))

        pulumi.runtime.register_resource_transform(guard)
        for number in range(20):
            Thing(f"t{number}")
        """
    ).ok()
    assert ran.statuses == dict.fromkeys(ran.statuses, "created")
    assert len(ran.graph.cloud_resources) == 40
    assert ran["t7"].inputs == {"by": "arn:t7-guard"}
    assert ran["t7"].dependencies == (ran["t7-guard"].urn,)


def test_an_invoke_transform_changes_what_is_asked(run: Runner) -> None:
    ran = run(
        """
        away = Cloud("away", region="r-1")

        def more(args):
            if args.token != "test:index:ask":
                return None
            opts = pulumi.InvokeOptions(provider=away)
            return pulumi.InvokeTransformResult({**args.args, "more": True}, opts)

        pulumi.runtime.register_invoke_transform(more)
        pulumi.export("plain", pulumi.runtime.invoke("test:index:ask", {"size": 1}).value)
        pulumi.export("output", pulumi.runtime.invoke_output("test:index:ask", {"size": Thing("a").arn}))
        pulumi.export("other", pulumi.runtime.invoke("test:index:other", {"size": 2}).value)
        """,
        provider=FakeProvider(answers={ASK: lambda given: given, "test:index:other": lambda given: given}),
    ).ok()
    assert ran.graph.outputs == {
        "plain": {"more": True, "size": 1},
        "output": {"more": True, "size": "arn:a"},
        "other": {"size": 2},
    }
    arguments = {asked.token: asked.provider.arguments for asked in ran.provider.invoked}
    assert arguments == {ASK: {"region": "r-1"}, "test:index:other": {}}


def test_an_invoke_transform_sees_the_provider_and_keeps_it(run: Runner) -> None:
    ran = run(
        """
        away = Cloud("away", region="r-1")

        def look(args):
            args.opts.provider.urn.apply(lambda urn: pulumi.log.info(urn))
            return None

        pulumi.runtime.register_invoke_transform(look)
        pulumi.runtime.invoke("test:index:ask", {}, pulumi.InvokeOptions(provider=away))
        """,
        provider=FakeProvider(answers={ASK: lambda given: given}),
    ).ok()
    assert ran.logged == [("info", ran["away"].urn)]
    assert ran.provider.invoked[0].provider.arguments == {"region": "r-1"}


def test_an_invoke_transform_that_raises_stops_the_program_at_the_call(run: Runner) -> None:
    ran = run(
        """
        def bad(args):
            raise ValueError("not today")

        pulumi.runtime.register_invoke_transform(bad)
        pulumi.runtime.invoke("test:index:ask", {})
        """,
        provider=FakeProvider(answers={ASK: lambda given: given}),
    )
    (fault,) = ran.graph.faults
    assert "invoke of test:index:ask failed: a transform failed: not today" in fault.message
    assert str(fault.source) == ran.line_of("pulumi.runtime.invoke(")
    assert ran.provider.invoked == []


def test_an_answer_is_given_when_all_that_the_one_before_set_off_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loop = asyncio.new_event_loop()
    calls = CallExecutor(loop)
    monkeypatch.setattr("pulumi.runtime._callbacks._CallbackServicer._servicers", [object()])
    done: list[str] = []

    async def follow(name: str, hops: int) -> None:
        done.append(f"{name}: {await loop.run_in_executor(calls, str.upper, name)}")
        for _ in range(hops):
            await asyncio.sleep(0)
        done.append(f"{name} has followed")

    async def program() -> None:
        await asyncio.gather(follow("a", 9), follow("b", 3), follow("c", 0))

    loop.run_until_complete(program())
    calls.shutdown()
    loop.close()
    assert done == [text for name in "abc" for text in (f"{name}: {name.upper()}", f"{name} has followed")]


def test_the_same_program_leaves_the_same_graph_every_time(run: Runner) -> None:
    source = f"""{MARK}
pulumi.runtime.register_resource_transform(mark("stack"))
roots = [Thing(f"root{{n}}") for n in range(6)]
for n, root in enumerate(roots):
    home = Home(f"home{{n}}", opts=Opts(transforms=[mark("home")], depends_on=roots[:n]))
    first = home.child(f"first{{n}}", of=root.arn)
    home.child(f"second{{n}}", of=first.arn.apply(str.upper))
    Thing(f"after{{n}}", opts=Opts(depends_on=[home]))
"""
    graphs = {run(source).ok().graph.model_dump_json() for _ in range(6)}
    assert len(graphs) == 1
