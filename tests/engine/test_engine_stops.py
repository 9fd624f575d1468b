"""Programs that stop early or complain: what the user is told, and where it points."""

from __future__ import annotations

import pytest

from tests.engine.fakes import FakeProvider, Runner

STOPS = {
    "exception": ("raise ValueError('wrong size')", "ValueError: wrong size"),
    "without words": ("raise KeyError", "KeyError"),
    "missing name": ("undefined_name", "NameError: name 'undefined_name' is not defined"),
    "import": ("import nothing_like_this", "ModuleNotFoundError: No module named 'nothing_like_this'"),
    "exit": ("raise SystemExit(3)", "SystemExit: 3"),
    "exit with words": ("import sys; sys.exit('go away')", "SystemExit: go away"),
    "in apply": ("Thing('b').arn.apply(lambda arn: 1 / 0)", "ZeroDivisionError: division by zero"),
    "in an input": (
        "Thing('b', of=Thing('c').arn.apply(lambda arn: arn['x']))",
        "TypeError: string indices must be integers, not 'str'",
    ),
    "in a chain of applies": (
        "Thing('b', of=Thing('c').arn.apply(lambda arn: arn['x']).apply(str).apply(len))",
        "TypeError: string indices must be integers, not 'str'",
    ),
    "in an awaitable input": (
        "async def size(): raise ValueError('awaited')\nThing('b', size=size())",
        "ValueError: While processing resource: 'b'",
    ),
}


@pytest.mark.parametrize(("statement", "words"), STOPS.values(), ids=STOPS)
@pytest.mark.parametrize("mode", ["plan", "deploy"])
def test_what_stops_the_program_is_told_with_its_line(
    statement: str, words: str, mode: str, run: Runner
) -> None:
    source = f'Thing("a")\n{statement}\nThing("z")'
    ran = run(source, "plan" if mode == "plan" else "deploy")
    if mode == "plan" and "apply" in statement:  # nothing is known to apply it to
        assert ran.run.ok
        return
    (fault,) = ran.graph.faults
    assert fault.message.startswith(f"the program stopped: {words}")
    assert str(fault.source) == ran.line_of(statement.partition("\n")[0])
    assert fault.urn is None
    assert ran.run.error is not None
    assert not ran.run.ok
    assert set(ran.statuses.values()) <= {"planned" if mode == "plan" else "created"}


def test_the_innermost_line_of_the_users_own_code_is_told(run: Runner) -> None:
    ran = run(
        "import helper\nhelper.outer()",
        files={
            "helper.py": "import json\n\n\ndef outer():\n    inner()\n\n\ndef inner():\n    json.loads('{')\n"
        },
    )
    (fault,) = ran.graph.faults
    assert fault.message.startswith("the program stopped: JSONDecodeError: ")
    assert str(fault.source) == "helper.py:9"


def test_wrong_syntax_is_told_with_its_line(run: Runner) -> None:
    ran = run("Thing('a')\nThing(")
    (fault,) = ran.graph.faults
    assert "SyntaxError: '(' was never closed" in fault.message
    assert str(fault.source) == "__main__.py:5"
    helped = run("import helper", files={"helper.py": "x = 1\ny = = 2\n"})
    (fault,) = helped.graph.faults
    assert str(fault.source) == "helper.py:2"


def test_an_exception_in_an_async_program_is_told(run: Runner) -> None:
    ran = run(
        """
        async def main():
            raise ValueError("late")

        pulumi.run(main)
        """
    )
    (fault,) = ran.graph.faults
    assert fault.message == "the program stopped: ValueError: late"
    assert str(fault.source) == ran.line_of("raise ValueError")


@pytest.mark.parametrize("statement", ["raise SystemExit", "import sys; sys.exit(0)", "exit()"])
def test_to_leave_without_an_error_is_no_fault(statement: str, run: Runner) -> None:
    ran = run(f'Thing("a")\npulumi.export("x", 1)\n{statement}').ok()
    assert ran.statuses == {"a": "created"}
    assert ran.graph.outputs == {"x": 1}


def test_a_run_error_is_the_programs_own_last_word(run: Runner) -> None:
    ran = run('Thing("a")\nraise pulumi.RunError("settings: two faults\\n- a\\n- b")')
    (fault,) = ran.graph.faults
    assert (fault.message, fault.source, fault.urn) == ("settings: two faults\n- a\n- b", None, None)
    assert ran.run.error is not None


def test_missing_config_is_told_in_the_sdks_words(run: Runner) -> None:
    (message,) = run('pulumi.Config().require("size")').messages
    assert "Missing required configuration variable 'shop:size'" in message


def test_a_keyboard_interrupt_passes_through_and_leaves_no_trace(run: Runner) -> None:
    with pytest.raises(KeyboardInterrupt):
        run('Thing("a")\nraise KeyboardInterrupt')
    assert run('Thing("a")').ok().statuses == {"a": "created"}


def test_an_error_that_is_logged_fails_the_run_and_names_its_resource(run: Runner) -> None:
    ran = run(
        """
        a = Thing("a")
        pulumi.log.error("too small")
        pulumi.log.error("too big", a)
        Thing("b")
        """
    )
    assert ran.run.error is None
    assert not ran.run.ok
    assert sorted((fault.message, fault.urn) for fault in ran.graph.faults if fault.urn) == [
        ("too big", ran["a"].urn)
    ]
    assert str(ran.graph.faults[1].source) == ran.line_of('a = Thing("a")')
    assert ran.messages == ["too small", "too big"]
    assert ran.statuses == {"a": "created", "b": "created"}


def test_faults_before_an_exception_are_told_and_so_is_the_exception(run: Runner) -> None:
    ran = run('Thing("a")\nThing("b")\nraise ValueError("x")', provider=FakeProvider(refused={"a": "no"}))
    assert ran.messages == ["no", "the program stopped: ValueError: x"]
    assert ran.statuses == {"a": "failed", "b": "created"}


def test_outputs_before_an_exception_are_kept(run: Runner) -> None:
    ran = run('pulumi.export("x", Thing("a").arn)\nraise ValueError("x")')
    assert ran.graph.outputs == {"x": "arn:a"}


def test_what_the_sdk_refuses_is_told(run: Runner) -> None:
    ran = run('Thing("a", when=__import__("datetime").date(2026, 1, 1))')
    (fault,) = ran.graph.faults
    assert "unexpected input of type date for when in Thing" in fault.message
