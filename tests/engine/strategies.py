"""Property values of every kind, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from tapstack.engine.values import Asset, ResourceReference, Secret, Unknown, Value

# Without a bracket no text can be taken for a mask.
texts = st.text(st.characters(exclude_characters="[", exclude_categories=["Cs"]), max_size=8)
keys = st.text(st.sampled_from("aé/~0 1"), max_size=4)
whole = st.integers(-(2**53), 2**53)
broken = st.floats(allow_nan=False, allow_infinity=False).filter(lambda number: not number.is_integer())
file_assets = st.builds(
    Asset, st.dictionaries(st.sampled_from(["path", "text", "uri"]), texts, min_size=1, max_size=1)
)
archives = st.builds(
    Asset,
    st.fixed_dictionaries({"assets": st.dictionaries(keys, file_assets, max_size=2)}),
    archive=st.just(value=True),
)
scalars = st.booleans() | texts | whole | broken | st.builds(Unknown)
references = st.builds(ResourceReference, texts, st.none() | texts | st.builds(Unknown))
leaves = scalars | file_assets | archives | references


def _nest(inner: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    return (
        st.lists(inner | st.none(), max_size=3)
        | st.dictionaries(keys, inner, max_size=3)
        | st.builds(Secret, inner)
    )


values: st.SearchStrategy[Value] = st.recursive(leaves, _nest, max_leaves=8)
properties = st.dictionaries(keys, values, max_size=4)
