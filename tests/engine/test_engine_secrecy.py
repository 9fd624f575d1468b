"""No secret of four letters or more is shown or saved, wherever it turns up."""

from __future__ import annotations

import json
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tapstack.engine.secrecy import Vault
from tapstack.engine.values import Asset, ResourceReference, Secret, Value
from tapstack.graph import SECRET
from tests.engine.fakes import FakeProvider, Runner

MANY = settings(max_examples=300, deadline=None)
HUSH = "hunter22"

# Few letters, so that secrets overlap and repeat; keys have others, for keys are names and not struck.
secrets = st.text("ab", min_size=4, max_size=7)
told = st.lists(st.text("abc", max_size=3) | secrets, max_size=6).map("".join)


def nest(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
        | st.builds(Asset, st.fixed_dictionaries({"text": inner}))
        | st.builds(ResourceReference, st.just("urn"), inner)
    )


def anywhere(leaves: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return st.recursive(leaves, nest, max_leaves=5)


def vault_of(values: list[Value]) -> Vault:
    vault = Vault()
    for value in values:
        vault.remember(Secret(value))
    return vault


def covered(text: str, secrets: list[str]) -> set[int]:
    """The places that are part of a secret, counted letter by letter."""
    return {
        place
        for secret in secrets
        for start in range(len(text))
        if text[start : start + len(secret)] == secret
        for place in range(start, start + len(secret))
    }


@MANY
@given(told, st.lists(secrets, max_size=4))
def test_striking_hides_every_secret_and_nothing_else(text: str, secrets: list[str]) -> None:
    struck = vault_of(list(secrets)).strike(text)
    assert not any(secret in piece for piece in struck.split(SECRET) for secret in secrets)
    hidden = covered(text, secrets)
    assert struck.replace(SECRET, "") == "".join(c for i, c in enumerate(text) if i not in hidden)
    assert (SECRET in struck) == bool(hidden)


@MANY
@given(told, st.lists(secrets, max_size=4))
def test_striking_twice_is_striking_once(text: str, secrets: list[str]) -> None:
    vault = vault_of([*secrets, "secret", "[sec"])
    assert vault.strike(vault.strike(text)) == vault.strike(text)


@MANY
@given(anywhere(told), anywhere(secrets))
def test_nothing_that_is_shown_holds_a_secret(value: Value, secret: Value) -> None:
    vault = vault_of([secret])
    inside = [text for text in strings(secret) if len(text) >= 4]
    for shown in (vault.shown(value), vault.shown({"x": value, "y": Secret(secret)})):
        for text in strings(shown):
            assert not any(hidden in piece for piece in text.split(SECRET) for hidden in inside)


def strings(value: Value) -> list[str]:
    """Every text in a value but the keys."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Asset):
        return strings(value.fields)
    if isinstance(value, ResourceReference):
        return strings(value.id)
    if isinstance(value, dict):
        return strings(list(cast("dict[str, Value]", value).values()))
    if isinstance(value, list):
        return [text for part in cast("list[Value]", value) for text in strings(part)]
    return []


def test_short_texts_stay_for_they_stand_everywhere() -> None:
    assert vault_of(["abc", "wxyz"]).strike("abc wxyz") == f"abc {SECRET}"


def test_overlapping_secrets_leave_no_rest() -> None:
    assert vault_of(["abcd", "cdefghij"]).strike("abcdefghij!") == f"{SECRET}!"


def test_what_is_not_secret_is_not_remembered() -> None:
    vault = Vault()
    vault.remember({"open": "harmless", "closed": [Secret({"a": "hidden"})]})
    assert vault.strike("harmless hidden") == f"harmless {SECRET}"


LEAKY = f"""
secret = pulumi.Config("shop").require_secret("password")
text = pulumi.Config("shop").require("password")
pulumi.log.warn("starting with " + text)
made = Thing("made", password=secret, url=pulumi.Output.concat("db://", secret, "@host"), plain=text)
Thing("refused", password=secret)
Thing("asset", file=secret.apply(lambda it: pulumi.StringAsset("say " + it)))
pulumi.export("password", secret)
pulumi.export("nested", {{"list": [1, secret]}})
pulumi.export("echo", made.late)
pulumi.export("word", pulumi.Output.secret("{HUSH}x"))
pulumi.log.error("finally " + text)
raise ValueError("stopped with " + text)
"""


def test_no_secret_of_a_run_is_in_its_graph_its_logs_or_its_events(run: Runner) -> None:
    provider = FakeProvider(
        refused={"refused": f"AccessDenied: {HUSH} is too short"},
        computed=lambda request: {"late": f"you said {request.inputs.get('password')}"},
    )
    ran = run(LEAKY, provider=provider, config={"shop:password": HUSH}, secret_keys=("shop:password",))
    assert HUSH not in ran.graph.model_dump_json()
    assert HUSH not in repr(ran.events)
    assert ran.provider.request("made").inputs["password"] == HUSH
    assert ran.provider.request("made").inputs["url"] == f"db://{HUSH}@host"
    assert ran.provider.request("asset").inputs["file"] == Asset({"text": f"say {HUSH}"})
    assert ran.logged == [("warning", f"starting with {SECRET}")]
    assert ran.run.strike(f"a traceback with {HUSH}x in it") == f"a traceback with {SECRET} in it"
    assert ran.messages == [
        f"finally {SECRET}",
        f"AccessDenied: {SECRET} is too short",
        f"the program stopped: ValueError: stopped with {SECRET}",
    ]


def test_what_is_masked_is_named(run: Runner) -> None:
    ran = run(
        """
        secret = pulumi.Output.secret("hunter22")
        deep = {"a/b": [1, {"c": secret}]}
        Thing("made", password=secret, deep=deep, opts=Opts(additional_secret_outputs=["arn"]))
        pulumi.export("password", secret)
        pulumi.export("deep", {"list": [secret]})
        """
    ).ok()
    made = ran["made"]
    assert made.secret_paths == (
        "/inputs/deep/a~1b/1/c",
        "/inputs/password",
        "/outputs/arn",
        "/outputs/deep",
        "/outputs/password",
    )
    assert made.inputs == {"password": SECRET, "deep": {"a/b": [1, {"c": SECRET}]}}
    assert made.outputs == {"arn": SECRET, "password": SECRET, "deep": SECRET}
    assert ran.graph.outputs == {"password": SECRET, "deep": {"list": [SECRET]}}
    assert ran.graph.secret_paths == ("/outputs/deep/list/0", "/outputs/password")


def test_a_fault_is_masked_with_secrets_that_come_to_light_after_it(run: Runner) -> None:
    ran = run(
        'Thing("a")\npulumi.export("late", Thing("b").arn.apply(lambda _: pulumi.Output.secret("hunter22")))',
        provider=FakeProvider(refused={"a": "hunter22 is taken"}),
    )
    assert ran.messages == [f"{SECRET} is taken"]


def test_a_secret_id_is_not_shown(run: Runner) -> None:
    ran = run(
        'Thing("known", opts=Opts(id="hunter22")); Thing("says", password=pulumi.Output.secret("hunter22"))',
        provider=FakeProvider(existing={HUSH: {}}),
        config={"shop:password": HUSH},
        secret_keys=("shop:password",),
    ).ok()
    assert ran["known"].id == SECRET


def test_the_program_is_given_its_secrets_back_as_secrets(run: Runner) -> None:
    ran = run(
        """
        secret = pulumi.Output.secret("hunter22")
        made = Thing("made", password=secret, opts=Opts(additional_secret_outputs=["arn"]))
        Thing("next", password=made.password, arn_of=made.arn, size=made.password.apply(len))
        """
    ).ok()
    assert ran["next"].inputs == {"password": SECRET, "arn_of": SECRET, "size": SECRET}
    assert ran.provider.request("next").inputs == {"password": HUSH, "arn_of": "arn:made", "size": 8}
    assert json.loads(ran.graph.model_dump_json())["resources"][2]["inputs"]["size"] == SECRET
