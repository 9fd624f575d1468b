"""Runs beside each other: none sees another, and the same program leaves the same graph every time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, cast

import pytest
from pulumi.runtime.settings import ROOT as ROOT_RESOURCE

from tapstack.engine import Properties
from tapstack.graph import Resource
from tests.engine.fakes import STACK_URN, Ran, Runner
from tests.engine.worlds import ROOT

RICH = """
import json
secret = pulumi.Output.secret("hunter22")
a = Thing("a", size=1, tags={"z": "1", "b": "2", "m": {"y": 1, "x": [1, {"q": 1, "c": 2}]}}, password=secret)
home = Home("home", opts=Opts(aliases=[pulumi.Alias(name="was")]))
first = home.child("first", of=a.arn, both=pulumi.Output.all(a.arn, a.id))
second = Thing("second", of=first.arn.apply(str.upper), opts=Opts(parent=home, depends_on=[a], protect=True))
away = Cloud("away", region="r-1", tags={"b": 1, "a": 2})
third = Thing("third", of=second.arn, fixed=["x", 1], opts=Opts(provider=away))
asked = pulumi.runtime.invoke_output("test:index:ask", {"of": third.id})
known = pulumi.runtime.invoke("test:index:ask", {"of": "x"}).value
fourth = Thing("fourth", of=asked.apply(lambda it: it["of"]), known=known["of"])
home.register_outputs({"arn": first.arn, "more": {"z": 1, "a": second.arn}})
pulumi.export("z", a.arn)
pulumi.export("a", {"z": fourth.id, "b": [secret]})
"""


def answer(given: Properties) -> Properties:
    return {"of": given["of"], "more": {"z": 1, "a": 2}}


ANSWERS = {"test:index:ask": answer}


@pytest.fixture
def asking(run: Runner) -> Runner:
    """Return a runner whose provider answers what it is asked."""
    run.answers = ANSWERS
    return run


def test_two_deploys_leave_the_same_bytes(asking: Runner) -> None:
    graphs = {asking(RICH).ok().graph.model_dump_json() for _ in range(3)}
    assert len(graphs) == 1


CHILD = """
import sys
from pathlib import Path
from tests.engine.fakes import FakeProvider, Runner
from tests.engine.test_engine_runs import ANSWERS, RICH
run = Runner(Path(sys.argv[1]))
run.answers = ANSWERS
sys.stdout.write(run(RICH).ok().graph.model_dump_json())
"""


def test_two_processes_leave_the_same_bytes(tmp_path: Path) -> None:
    graphs: set[str] = set()
    for seed in ("1", "2", "3"):
        folder = tmp_path / seed
        folder.mkdir()
        done = subprocess.run(
            [sys.executable, "-c", CHILD, str(folder)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        graphs.add(done.stdout)
    assert len(graphs) == 1


def test_mappings_of_a_graph_are_sorted(asking: Runner) -> None:
    ran = asking(RICH).ok()
    tags: Any = ran["a"].inputs["tags"]
    assert list(tags) == ["b", "m", "z"]
    assert list(tags["m"]["x"][1]) == ["c", "q"]
    assert list(ran["a"].outputs) == sorted(ran["a"].outputs)
    assert list(ran.graph.outputs) == ["a", "z"]


def test_a_plan_has_the_nodes_of_the_deploy(asking: Runner) -> None:
    planned, deployed = asking(RICH, "plan").ok(), asking(RICH).ok()
    assert [r.urn for r in planned.graph.resources] == [r.urn for r in deployed.graph.resources]
    for plan, made in zip(planned.graph.resources, deployed.graph.resources, strict=True):
        assert same(plan) == same(made)
        assert known(plan.inputs, made.inputs) == made.inputs
        if plan.name != "fourth":  # the SDK forgets what a look-up that was not made depends on
            assert plan.dependencies == made.dependencies
            assert plan.property_dependencies == made.property_dependencies
    assert set(planned.graph.outputs) == set(deployed.graph.outputs)
    assert planned["fourth"].inputs == {"known": "x", "of": "[unknown]"}


def same(resource: Resource) -> tuple[object, ...]:
    """What a plan knows as well as a deploy."""
    return (
        resource.type,
        resource.name,
        resource.custom,
        resource.parent,
        resource.provider,
        resource.options,
        resource.source,
        [path for path in resource.secret_paths if path.startswith("/inputs")],
    )


def known(plan: Any, made: Any) -> Any:
    """The planned value, with what was made where nothing was known yet."""
    if plan == "[unknown]":
        return made
    if isinstance(plan, dict):
        return {key: known(value, made[key]) for key, value in cast("dict[str, Any]", plan).items()}
    if isinstance(plan, list):
        return [known(one, other) for one, other in zip(cast("list[Any]", plan), made, strict=True)]
    return plan


def test_a_run_does_not_see_the_config_outputs_and_transforms_of_another(run: Runner) -> None:
    first = run(
        """
        def mark(args):
            return pulumi.ResourceTransformResult({**args.props, "marked": True}, args.opts)

        pulumi.runtime.register_resource_transform(mark)
        Thing("a", size=pulumi.Config().require("size"))
        pulumi.export("first", 1)
        """,
        config={"shop:size": "1"},
    ).ok()
    second = run('Thing("a", size=pulumi.Config().get("size") or "none")\npulumi.export("second", 2)').ok()
    assert first["a"].inputs == {"marked": True, "size": "1"}
    assert second["a"].inputs == {"size": "none"}
    assert second.graph.outputs == {"second": 2}


def test_a_run_after_a_failed_one_is_as_good_as_the_first(run: Runner) -> None:
    for _ in range(2):
        run('Thing("a").arn.apply(lambda arn: 1 / 0)\npulumi.export("x", 1)')
        assert run('Thing("b")').ok().statuses == {"b": "created"}


def test_each_program_has_its_own_modules_of_a_name(
    run: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "shared_name.py").write_text("WORD = 'elsewhere'\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(elsewhere), *sys.path])
    source = """
    import helper, parts.one, shared_name
    Thing("a", words=[helper.WORD, parts.one.WORD, shared_name.WORD])
    """
    for word in ("first", "second"):
        main = run.write(source, dict.fromkeys(("helper.py", "shared_name.py"), f"WORD = {word!r}\n"))
        (main.parent / "parts").mkdir()
        (main.parent / "parts" / "__init__.py").write_text("", encoding="utf-8")
        (main.parent / "parts" / "one.py").write_text(f"WORD = {word!r}\n", encoding="utf-8")
        assert run.again(main).ok()["a"].inputs == {"words": [word, word, word]}
    assert not {"helper", "parts", "parts.one", "shared_name", "things"} & set(sys.modules)


def test_modules_that_are_everybodys_stay(run: Runner) -> None:
    for name in ("wave", "xml.dom.minidom"):
        sys.modules.pop(name, None)
    run("import wave, xml.dom.minidom").ok()
    assert {"wave", "xml.dom.minidom"} <= set(sys.modules)


def test_the_process_is_left_as_it_was(run: Runner) -> None:
    before = (Path.cwd(), list(sys.path), sys.modules["__main__"], sys.argv[:])
    run("import sys, os\nos.chdir('/')\nsys.path.append('/nowhere')").ok()
    run("import sys, os\nos.chdir('/')\nsys.path.append('/nowhere')\nraise ValueError")
    assert (Path.cwd(), list(sys.path), sys.modules["__main__"], sys.argv[:]) == before


def test_a_run_does_not_see_mocks_that_were_set_before(run: Runner) -> None:
    before = ROOT_RESOURCE.set(cast("Any", object()))
    try:
        assert run('Thing("a")').ok()["a"].parent == STACK_URN
    finally:
        ROOT_RESOURCE.reset(before)


def test_a_run_may_be_in_any_thread(run: Runner) -> None:
    ran: list[Ran] = []
    thread = threading.Thread(target=lambda: ran.append(run('Thing("b", of=Thing("a").arn)')))
    thread.start()
    thread.join(timeout=30)
    assert ran[0].ok().statuses == {"a": "created", "b": "created"}
