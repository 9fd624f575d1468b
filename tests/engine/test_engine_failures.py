"""What can't be made: each fault is told once, what depends on it is skipped, everything else is made."""

from __future__ import annotations

import pytest

from tapstack.engine import Properties
from tests.engine.fakes import THING, FakeProvider, Runner, urn

REFUSED = FakeProvider(refused={"a": "AccessDenied: not you"})


def refusing(**words: str) -> FakeProvider:
    return FakeProvider(refused=words)


GRAPH = """
a = Thing("a")
by_value = Thing("by value", of=a.arn)
by_order = Thing("by order", opts=Opts(depends_on=[a]))
below = Thing("below", opts=Opts(parent=a))
further = Thing("further", of=by_value.arn)
home = Home("home")
inside = Thing("inside", of=a.arn, opts=Opts(parent=home))
beside = home.child("beside")
after_home = Thing("after home", opts=Opts(depends_on=[home]))
late_home = Home("late home", opts=Opts(depends_on=[a]))
in_late_home = late_home.child("in late home")
away = Cloud("away", key=a.arn)
by_provider = Thing("by provider", opts=Opts(provider=away))
alone = Thing("alone")
with_alone = Thing("with alone", of=alone.arn)
pulumi.export("arn", a.arn)
pulumi.export("alone", alone.arn)
"""


def test_what_depends_on_a_failed_resource_is_skipped_and_nothing_else(run: Runner) -> None:
    ran = run(GRAPH, provider=refusing(a="AccessDenied: not you"))
    assert ran.messages == ["AccessDenied: not you"]
    assert ran.run.error is None
    assert ran.statuses == {
        "a": "failed",
        **dict.fromkeys(["by value", "by order", "below", "further", "inside", "after home"], "skipped"),
        **dict.fromkeys(["late home", "in late home", "away", "by provider"], "skipped"),
        **dict.fromkeys(["home", "beside", "alone", "with alone"], "created"),
    }
    assert {request.name for request in ran.provider.asked} == {"a", "beside", "alone", "with alone"}


def test_a_skipped_resource_says_what_it_waited_for(run: Runner) -> None:
    ran = run(GRAPH, provider=refusing(a="no"))
    skipped = {name: ran[name].skipped_on for name, status in ran.statuses.items() if status == "skipped"}
    a = ran["a"].urn
    assert skipped["by value"] == skipped["by order"] == skipped["below"] == skipped["late home"] == (a,)
    assert skipped["further"] == (ran["by value"].urn,)
    assert skipped["after home"] == (ran["inside"].urn,)
    assert skipped["in late home"] == (ran["late home"].urn,)
    assert skipped["by provider"] == (ran["away"].urn,)
    assert all(not ran[name].skipped_on for name in ran.statuses if name not in skipped)


def test_outputs_of_what_was_not_made_are_unknown(run: Runner) -> None:
    ran = run(GRAPH, provider=refusing(a="no"))
    assert ran.graph.outputs == {"arn": "[unknown]", "alone": "arn:alone"}
    assert ran["a"].outputs == {}
    assert ran["a"].id is None
    assert ran["by value"].inputs == {"of": "[unknown]"}


def test_a_fault_names_the_resource_and_its_line(run: Runner) -> None:
    ran = run(GRAPH, provider=refusing(a="AccessDenied: not you"))
    (fault,) = ran.graph.faults
    assert fault.urn == urn(THING, "a")
    assert str(fault.source) == ran.line_of('a = Thing("a")')
    assert not ran.run.ok


def test_three_unrelated_faults_are_all_told(run: Runner) -> None:
    ran = run(
        """
        Thing("a")
        Thing("b", opts=Opts(import_="i-1"))
        Thing("fine")
        c = Thing("c")
        Thing("d", of=c.arn)
        """,
        provider=refusing(a="first", c="third"),
    )
    assert ran.messages == [
        "first",
        "i-1 can't be imported: a fresh embedded account holds nothing yet",
        "third",
    ]
    assert ran.statuses == {"a": "failed", "b": "failed", "fine": "created", "c": "failed", "d": "skipped"}


def test_a_crash_of_the_provider_is_a_fault_of_that_resource(run: Runner) -> None:
    def crash(request: object) -> Properties:
        raise KeyError("VpcId")

    ran = run('a = Thing("a")\nThing("b", of=a.arn)\nHome("home")', provider=FakeProvider(computed=crash))
    (fault,) = ran.graph.faults
    assert fault.message == "the provider failed on it: KeyError: 'VpcId'"
    assert fault.urn == ran["a"].urn
    assert ran.statuses == {"a": "failed", "b": "skipped", "home": "created"}


class Planless(FakeProvider):
    """A provider that can't even plan."""

    def plan(self, request: object) -> Properties:
        raise ValueError("no region")


def test_what_cannot_be_planned_is_a_fault_of_that_resource(run: Runner) -> None:
    ran = run('a = Thing("a")\nThing("b", of=a.arn)\nHome("home")', "plan", provider=Planless())
    assert ran.run.error is None
    assert ran.messages == ["the provider failed on it: ValueError: no region"]
    assert ran.statuses == {"a": "failed", "b": "skipped", "home": "planned"}


def test_two_of_a_urn_are_a_fault_of_the_second(run: Runner) -> None:
    ran = run('Thing("a", size=1)\nThing("a", size=2)\nHome("a")\nHome("a")')
    assert [fault.message for fault in ran.graph.faults] == [
        f"two resources have the URN {urn(THING, 'a')}",
        f"two resources have the URN {urn('test:index:Home', 'a')}",
    ]
    assert str(ran.graph.faults[0].source) == ran.line_of("size=2")
    assert ran.graph.by_urn[urn(THING, "a")].inputs == {"size": 1}
    assert ran.graph.by_urn[urn(THING, "a")].status == "created"
    assert len(ran.graph.resources) == 3
    assert len(ran.provider.asked) == 1


@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_components_of_other_languages_are_refused(mode: str, run: Runner) -> None:
    ran = run(
        """
        class Remote(pulumi.ComponentResource):
            def __init__(self, name):
                super().__init__("awsx:ec2:Vpc", name, {"arn": None, "size": 1}, None, remote=True)

        remote = Remote("remote")
        Thing("in it", of=remote.arn)
        Thing("b")
        """,
        "plan" if mode == "plan" else "deploy",
    )
    assert ran.messages == ["awsx:ec2:Vpc comes from another language's package, which can't be run here"]
    assert ran["remote"].status == "failed"
    assert ran["in it"].status == "skipped"
    assert ran["b"].status in {"planned", "created"}


def test_imports_are_refused_with_a_mend(run: Runner) -> None:
    (fault,) = run('Thing("a", opts=Opts(import_="i-1"))').graph.faults
    assert fault.mend == "leave `import_` out in this stack"


DYNAMIC = """
from pulumi import dynamic

class Clock(dynamic.ResourceProvider):
    def create(self, props):
        return dynamic.CreateResult("now", props)

class Time(dynamic.Resource):
    def __init__(self, name, **props):
        super().__init__(Clock(), name, {"at": None, **props})

Thing("b", of=Time("now", size=1).at)
"""


def test_dynamic_providers_are_not_emulated_and_say_so(run: Runner) -> None:
    dynamic = "pulumi-python:dynamic:Resource"
    ran = run(DYNAMIC, provider=FakeProvider(unknown_types=frozenset({dynamic})))
    (fault,) = ran.graph.faults
    assert (fault.message, fault.mend) == (f"there is no {dynamic} here", "leave it out")
    assert str(fault.source) == ran.line_of("super().__init__(Clock()")
    assert ran["now"].inputs["__provider"] == "[secret]"


def test_parameterised_packages_are_registered_and_their_types_are_the_providers_to_know(run: Runner) -> None:
    source = """
    import base64
    from pulumi.runtime import register_package

    parameter = base64.b64encode(b"{}").decode()
    package = register_package("terraform-provider", "1.0.0", "", "random", "3.0.0", parameter)

    class Pet(pulumi.CustomResource):
        def __init__(self, name):
            super().__init__("random:index:Pet", name, {}, None, package_ref=package)

    Pet("pet")
    """
    ran = run(source, provider=FakeProvider(unknown_types=frozenset({"random:index:Pet"})))
    assert ran.messages == ["there is no random:index:Pet here"]


def test_an_input_that_nobody_gave_is_a_fault_that_names_it(run: Runner) -> None:
    ran = run(
        """
        a = Thing("a")
        Thing("b", word="x", size=a.late, tags={"Owner": a.late, "Fine": "x"}, list=["x", a.late])
        c = Thing("c", of=a.arn)
        """
    )
    (fault,) = ran.graph.faults
    assert fault.message == "the value of `list.1, size, tags.Owner` is not known: no resource gave it"
    assert "give the value itself" in (fault.mend or "")
    assert str(fault.source) == ran.line_of('Thing("b"')
    assert ran["b"].unknown_paths == ("/inputs/list/1", "/inputs/size", "/inputs/tags/Owner")
    assert ran.statuses == {"a": "created", "b": "failed", "c": "created"}


LOOKED_UP = """
a = Other("a")
answer = pulumi.runtime.invoke_output("test:index:ask", {"of": a.arn})
b = Thing("b", said=answer.apply(lambda it: it["said"]), of=Thing("fine").arn)
c = Thing("c", of=b.arn)
"""


def test_what_asks_about_a_failed_resource_is_skipped(run: Runner) -> None:
    """The SDK does not tell that `said` came from `a`: the look-up was not made."""
    ran = run(LOOKED_UP, provider=refusing(a="no"))
    assert ran.messages == ["no"]
    assert ran.statuses == {"a": "failed", "b": "skipped", "fine": "created", "c": "skipped"}
    assert ran["b"].skipped_on == (ran["a"].urn,)


def test_what_asks_about_a_resource_that_is_only_recorded_is_only_recorded(run: Runner) -> None:
    ran = run(LOOKED_UP, provider=FakeProvider(unknown_types=LESS), allow=True).ok()
    assert ran.statuses == {"a": "not-emulated", "b": "not-emulated", "fine": "created", "c": "not-emulated"}


NOT_EMULATED = """
a = Other("a", size=1, word=pulumi.Output.secret("hunter22"))
by_value = Thing("by value", of=a.arn)
by_input = Thing("by input", of=a.size)
by_order = Thing("by order", opts=Opts(depends_on=[a]))
below = Thing("below", opts=Opts(parent=a))
further = Thing("further", of=by_value.arn)
home = Home("home", opts=Opts(depends_on=[a]))
inside = home.child("inside")
away = Cloud("away", key=a.arn)
by_provider = Thing("by provider", opts=Opts(provider=away))
pulumi.export("arn", a.arn)
"""
LESS = frozenset({"test:index:Other"})


def test_a_type_that_is_not_emulated_is_a_fault(run: Runner) -> None:
    ran = run(NOT_EMULATED, provider=FakeProvider(unknown_types=LESS))
    (fault,) = ran.graph.faults
    assert (fault.message, fault.mend) == ("there is no test:index:Other here", "leave it out")
    assert ran["a"].status == "failed"
    assert ran["by order"].status == "skipped"


def test_when_allowed_it_is_recorded_and_so_is_what_needs_a_value_of_it(run: Runner) -> None:
    ran = run(NOT_EMULATED, provider=FakeProvider(unknown_types=LESS), allow=True).ok()
    assert ran.statuses == {
        **dict.fromkeys(["a", "by value", "further", "away", "by provider"], "not-emulated"),
        **dict.fromkeys(["by input", "by order", "below", "home", "inside"], "created"),
    }
    assert ran["a"].inputs == {"size": 1, "word": "[secret]"}
    assert ran["a"].outputs == {"size": 1, "word": "[secret]"}
    assert (ran["a"].id, ran["by value"].id) == (None, None)
    assert ran["by input"].inputs == {"of": 1}
    assert ran.graph.outputs == {"arn": "[unknown]"}
    wanting = {name: ran[name].skipped_on for name in ("a", "by value", "further", "away", "by provider")}
    assert wanting == {
        "a": (),
        "by value": (ran["a"].urn,),
        "further": (ran["by value"].urn,),
        "away": (ran["a"].urn,),
        "by provider": (ran["away"].urn,),
    }
    assert {r.name for r in ran.graph.not_emulated} == {"a", "by value", "further", "away", "by provider"}
    assert {request.name for request in ran.provider.asked} == {
        "a",
        "by input",
        "by order",
        "below",
        "inside",
    }


def test_allowing_it_forgives_no_other_fault(run: Runner) -> None:
    provider = FakeProvider(unknown_types=LESS, refused={"c": "no"})
    ran = run(
        'a = Other("a")\nc = Thing("c")\nThing("d", of=c.late)\nThing("e", of=Thing("f").late)',
        provider=provider,
        allow=True,
    )
    assert ran.statuses == {"a": "not-emulated", "c": "failed", "d": "skipped", "f": "created", "e": "failed"}
    assert ran.messages == ["no", "the value of `of` is not known: no resource gave it"]
