"""URNs: Pulumi's rules, held against its documentation and its own SDK."""

from __future__ import annotations

from typing import Any

import pulumi
from hypothesis import given
from hypothesis import strategies as st
from pulumi.urn import _parse_urn  # pyright: ignore[reportPrivateUsage]

from tapstack.engine.ledger import provider_urn
from tapstack.engine.urns import STACK_TYPE, make_urn, package_of
from tests.engine.fakes import HOME, STACK_URN, THING, Runner, urn

names = st.text("abc-_.:/", min_size=1, max_size=8).filter(lambda name: "::" not in name)
types = st.sampled_from(["aws:s3/bucket:Bucket", "custom:resources:Resource", "a:b:C"])


def test_the_example_of_pulumis_documentation() -> None:
    """Pulumi docs, "Resource names": Uniform Resource Names."""
    stack = make_urn("production", "acmecorp-website", None, STACK_TYPE, "acmecorp-website-production")
    parent = make_urn("production", "acmecorp-website", stack, "custom:resources:Resource", "top")
    assert make_urn("production", "acmecorp-website", parent, "aws:s3/bucket:Bucket", "my-bucket") == (
        "urn:pulumi:production::acmecorp-website::custom:resources:Resource$aws:s3/bucket:Bucket::my-bucket"
    )


@given(st.lists(st.tuples(types, names), min_size=1, max_size=5))
def test_a_urn_carries_the_chain_of_parents_and_the_sdk_reads_it(chain: list[tuple[str, str]]) -> None:
    made = make_urn("dev", "shop", None, STACK_TYPE, "shop-dev")
    for token, name in chain:
        made = make_urn("dev", "shop", made, token, name)
    assert made.split("::")[2] == "$".join(token for token, _ in chain)
    parsed: Any = _parse_urn(made)
    assert (parsed.typ, parsed.urn_name) == chain[-1]
    assert parsed.pkg_name == chain[-1][0].split(":")[0]


def test_nested_components_have_the_urns_that_the_sdk_computes(run: Runner) -> None:
    ran = run(
        """
        from pulumi.runtime.resource import create_urn

        outer = Home("outer", type="shop:web:Outer")
        inner = Home("inner", type="shop:web:Inner", opts=Opts(parent=outer))
        thing = inner.child("thing")
        below = Thing("below", opts=Opts(parent=thing))
        top = Thing("top")
        for name, made, parent in [
            ("inner", inner, outer), ("thing", thing, inner), ("below", below, thing), ("top", top, None)
        ]:
            pulumi.export(name, made.urn)
            pulumi.export(f"{name}-computed", create_urn(name, made.pulumi_resource_type, parent))
        """
    ).ok()
    outputs = ran.graph.outputs
    for name in ("inner", "thing", "below", "top"):
        assert outputs[name] == outputs[f"{name}-computed"] == ran[name].urn
    assert ran["below"].urn == urn(f"shop:web:Outer$shop:web:Inner${THING}${THING}", "below")
    assert [ran[name].parent for name in ("outer", "inner", "thing", "below", "top")] == [
        STACK_URN,
        ran["outer"].urn,
        ran["inner"].urn,
        ran["thing"].urn,
        STACK_URN,
    ]


def test_the_stack_is_the_root(run: Runner) -> None:
    ran = run('Home("home")').ok()
    stack = ran.graph.resources[0]
    assert (stack.urn, stack.type, stack.parent, stack.custom) == (STACK_URN, STACK_TYPE, None, False)
    assert ran["home"].urn == urn(HOME, "home")


def test_packages_of_tokens() -> None:
    assert package_of("aws:ec2/vpc:Vpc") == "aws"
    assert package_of("pulumi:providers:aws") == "aws"
    assert package_of("pulumi:pulumi:Stack") == "pulumi"


@given(names)
def test_a_provider_reference_is_its_urn_and_its_id(name: str) -> None:
    made = make_urn("dev", "shop", None, "pulumi:providers:aws", name)
    assert provider_urn(f"{made}::0d5c-1") == made
    assert provider_urn(f"{made}::{pulumi.runtime.rpc.UNKNOWN}") == made
    assert provider_urn("") is None


def test_aliases_are_the_urns_a_resource_had(run: Runner) -> None:
    ran = run(
        """
        old = Home("old", type="shop:web:Old")
        new = Home("new")
        full = "urn:pulumi:dev::shop::test:index:Thing::as-written"
        Thing("a", opts=Opts(parent=new, aliases=[
            full,
            pulumi.Alias(name="was"),
            pulumi.Alias(type_="test:index:Was"),
            pulumi.Alias(parent=old),
            pulumi.Alias(parent=pulumi.ROOT_STACK_RESOURCE),
            pulumi.Alias(name="was", stack="prod", project="store", parent=pulumi.ROOT_STACK_RESOURCE),
        ]))
        """
    ).ok()
    assert ran["a"].options.aliases == (
        urn(THING, "as-written"),
        urn(f"{HOME}${THING}", "was"),
        urn(f"{HOME}$test:index:Was", "a"),
        urn(f"shop:web:Old${THING}", "a"),
        urn(THING, "a"),
        f"urn:pulumi:prod::store::{THING}::was",
    )


def test_aliases_are_what_the_sdk_makes_of_them(run: Runner) -> None:
    ran = run(
        """
        from pulumi.runtime.resource import collapse_alias_to_urn

        home = Home("home")
        aliases = [pulumi.Alias(name="was"), pulumi.Alias(type_="test:index:Was"), pulumi.Alias(parent=None)]
        Thing("a", opts=Opts(parent=home, aliases=aliases))
        computed = [collapse_alias_to_urn(alias, "a", "test:index:Thing", home) for alias in aliases]
        pulumi.export("urns", computed)
        """
    ).ok()
    assert list(ran["a"].options.aliases) == ran.graph.outputs["urns"]
