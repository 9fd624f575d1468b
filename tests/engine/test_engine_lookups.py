"""Asking for what the program did not make: provider functions and existing resources."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tapstack.engine import Properties, RealisationError
from tests.engine.fakes import THING, FakeProvider, Runner, urn

ASK = "test:index:ask"


def answering(answer: Callable[[Properties], Properties]) -> FakeProvider:
    return FakeProvider(answers={ASK: answer})


def test_a_plain_call_answers_at_once(run: Runner) -> None:
    ran = run(
        """
        filters = [{"name": "x", "size": 3}]
        answer = pulumi.runtime.invoke("test:index:ask", {"filters": filters, "none": None})
        Thing("a", names=sorted(answer.value["names"]))
        """,
        "plan",
        provider=answering(lambda given: {"names": ["b", "a"]}),
    ).ok()
    (asked,) = ran.provider.invoked
    assert (asked.token, asked.arguments) == (ASK, {"filters": [{"name": "x", "size": 3}]})
    assert ran["a"].inputs == {"names": ["a", "b"]}


def test_a_call_is_answered_by_the_provider_that_was_asked_for(run: Runner) -> None:
    ran = run(
        """
        away = Cloud("away", region="r-1")
        home = Home("home", opts=Opts(providers=[away]))
        for opts in (None, pulumi.InvokeOptions(provider=away), pulumi.InvokeOptions(parent=home)):
            pulumi.runtime.invoke("test:index:ask", {}, opts)
        """,
        config={"test:region": "r-0"},
        provider=answering(lambda given: {}),
    ).ok()
    assert [asked.provider.arguments["region"] for asked in ran.provider.invoked] == ["r-0", "r-1", "r-1"]


OUTPUT_FORM = """
def ask(arguments, opts=None):
    return pulumi.runtime.invoke_output("test:index:ask", arguments, opts).apply(lambda it: it["said"])

a = Thing("a", size=1)
b = Thing("b", ask=ask({"of": a.arn}))
c = Thing("c", ask=ask({"of": "x"}))
d = Thing("d", ask=ask({"of": "y"}, pulumi.InvokeOutputOptions(depends_on=[a])))
e = Thing("e", ask=ask({"of": [a.arn]}))
"""


def said(given: Properties) -> Properties:
    return {"said": f"it is {given['of']}"}


def test_the_output_form_is_answered_when_what_it_needs_stands(run: Runner) -> None:
    ran = run(OUTPUT_FORM, provider=answering(said)).ok()
    assert [ran[name].inputs["ask"] for name in "bcde"] == [
        "it is arn:a",
        "it is x",
        "it is y",
        "it is ['arn:a']",
    ]
    assert ran["b"].dependencies == ran["d"].dependencies == ran["e"].dependencies == (urn(THING, "a"),)


def test_the_output_form_is_unknown_in_a_plan_when_its_inputs_are(run: Runner) -> None:
    ran = run(OUTPUT_FORM, "plan", provider=answering(said)).ok()
    assert [ran[name].inputs["ask"] for name in "bcde"] == ["[unknown]", "it is x", "[unknown]", "[unknown]"]
    assert [asked.arguments for asked in ran.provider.invoked] == [{"of": "x"}]


def test_a_call_about_something_that_nobody_gave_is_unknown(run: Runner) -> None:
    """The SDK does not look into lists, and sends the mark for what is unknown along."""
    ran = run(
        """
        a = Thing("a")
        pulumi.export("said", pulumi.runtime.invoke_output("test:index:ask", {"of": [a.late]}))
        """,
        provider=answering(said),
    ).ok()
    assert ran.graph.outputs == {"said": "[unknown]"}
    assert ran.provider.invoked == []


def test_an_answer_to_a_secret_question_is_secret(run: Runner) -> None:
    ran = run(
        """
        hush = pulumi.Output.secret("hunter22")
        pulumi.export("said", pulumi.runtime.invoke_output("test:index:ask", {"of": hush}))
        """,
        provider=answering(said),
    ).ok()
    assert ran.provider.invoked[0].arguments == {"of": "hunter22"}
    assert ran.graph.outputs == {"said": "[secret]"}


def refuse(_given: Properties) -> Properties:
    raise RealisationError("InvalidFilter: no such filter", "look at the list of filters")


def crash(_given: Properties) -> Properties:
    raise KeyError("Zones")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (refuse, "InvalidFilter: no such filter; look at the list of filters"),
        (crash, "the provider failed on it: KeyError: 'Zones'"),
    ],
)
def test_a_refused_call_stops_the_program_at_its_line(
    answer: Callable[[Properties], Properties], words: str, run: Runner
) -> None:
    ran = run(
        """
        Thing("a")
        pulumi.runtime.invoke("test:index:ask", {})
        """,
        provider=answering(answer),
    )
    (fault,) = ran.graph.faults
    assert f"invoke of {ASK} failed: {words}" in fault.message
    assert str(fault.source) == ran.line_of("pulumi.runtime.invoke")
    assert ran.statuses == {"a": "created"}


def test_a_function_that_is_not_emulated_says_so(run: Runner) -> None:
    (message,) = run('pulumi.runtime.invoke("test:index:other", {})').messages
    assert "there is no function test:index:other here; leave it out" in message


def test_methods_of_other_languages_are_refused(run: Runner) -> None:
    ran = run('pulumi.runtime.call("test:index:Thing/method", {}, Thing("a"))')
    (message,) = ran.messages
    assert "test:index:Thing/method is a method of another language's package" in message


EXISTING = {"x1": {"late": "from the cloud", "size": 3}}
GET = """
a = Thing("a", opts=Opts(id="x1"))
b = Thing("b", of=a.late, own=a.id)
"""


@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_an_existing_resource_is_looked_up_in_a_plan_too(mode: str, run: Runner) -> None:
    ran = run(GET, "plan" if mode == "plan" else "deploy", provider=FakeProvider(existing=EXISTING)).ok()
    assert (ran["a"].status, ran["a"].id) == ("read", "x1")
    assert ran["a"].outputs == {"late": "from the cloud", "size": 3}
    assert ran["b"].inputs == {"of": "from the cloud", "own": "x1"}
    assert str(ran["a"].source) == ran.line_of('a = Thing("a"')


def test_a_resource_that_does_not_exist_is_a_fault_and_what_needs_it_is_skipped(run: Runner) -> None:
    ran = run(GET)
    assert ran.messages == ["x1 does not exist"]
    assert ran.statuses == {"a": "failed", "b": "skipped"}
    assert ran["b"].skipped_on == (ran["a"].urn,)


GET_MADE = """
first = Thing("first")
a = Thing("a", opts=Opts(id=first.id, depends_on=[first]))
b = Thing("b", opts=Opts(id=first.id))
c = Thing("c", of=[a.late, b.late])
"""


def test_what_was_just_made_can_be_looked_up(run: Runner) -> None:
    ran = run(GET_MADE, provider=FakeProvider(existing={"first_id": {"late": "x"}})).ok()
    assert ran.statuses == {"first": "created", "a": "read", "b": "read", "c": "created"}
    assert ran["c"].inputs == {"of": ["x", "x"]}


def test_in_a_plan_it_is_unknown(run: Runner) -> None:
    ran = run(GET_MADE, "plan").ok()
    assert ran.statuses == dict.fromkeys(["first", "a", "b", "c"], "planned")
    assert (ran["a"].id, ran["b"].id) == (None, None)
    assert ran["c"].inputs == {"of": ["[unknown]", "[unknown]"]}
    assert ran.provider.asked == []


def test_when_it_could_not_be_made_it_is_not_looked_up(run: Runner) -> None:
    ran = run(GET_MADE, provider=FakeProvider(refused={"first": "no"}))
    assert ran.messages == ["no"]
    assert ran.statuses == {"first": "failed", "a": "skipped", "b": "skipped", "c": "skipped"}
    assert ran["a"].skipped_on == (ran["first"].urn,)
    assert ran["first"].urn in ran["b"].skipped_on
    assert [request.name for request in ran.provider.asked] == ["first"]


def test_when_it_was_only_recorded_it_is_only_recorded(run: Runner) -> None:
    source = 'first = Other("first"); Thing("b", opts=Opts(id=first.id))'
    ran = run(source, provider=FakeProvider(unknown_types=frozenset({"test:index:Other"})), allow=True).ok()
    assert ran.statuses == {"first": "not-emulated", "b": "not-emulated"}


def test_a_look_up_and_a_resource_of_the_same_name_are_two_of_a_urn(run: Runner) -> None:
    ran = run('Thing("a", size=1); Thing("a", opts=Opts(id="x1"))', provider=FakeProvider(existing=EXISTING))
    assert ran.messages == [f"two resources have the URN {urn(THING, 'a')}"]
    assert (ran["a"].status, ran["a"].inputs) == ("created", {"size": 1})


def test_additional_secret_outputs_of_a_look_up_are_secret(run: Runner) -> None:
    source = 'Thing("a", opts=Opts(id="x1", additional_secret_outputs=["late"]))'
    ran = run(source, provider=FakeProvider(existing=EXISTING)).ok()
    assert ran["a"].outputs == {"late": "[secret]", "size": 3}


def test_whether_something_exists_is_not_answered(run: Runner) -> None:
    ran = run(
        """
        from pulumi.runtime import exists_resource
        exists_resource(None, "test:index:Thing", "x1", {}, Opts())
        """
    )
    (message,) = ran.messages
    assert "whether the test:index:Thing x1 exists can't be asked here" in message
