"""Graphs of every shape, for property tests."""

from __future__ import annotations

from hypothesis import strategies as st

from tapstack.graph import (
    MODES,
    STATUSES,
    Fault,
    Json,
    Options,
    Resource,
    ResourceGraph,
    SourcePosition,
)

texts = st.text(max_size=12)
scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts


def _nest(inner: st.SearchStrategy[Json]) -> st.SearchStrategy[Json]:
    return st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)


jsons: st.SearchStrategy[Json] = st.recursive(scalars, _nest, max_leaves=6)
properties = st.dictionaries(texts, jsons, max_size=3)
text_tuples = st.lists(texts, max_size=2).map(tuple)
sources = st.none() | st.builds(SourcePosition, file=texts, line=st.integers(0, 9_999))
options = st.builds(
    Options,
    protect=st.booleans(),
    retain_on_delete=st.booleans(),
    delete_before_replace=st.none() | st.booleans(),
    ignore_changes=text_tuples,
    replace_on_changes=text_tuples,
    aliases=text_tuples,
)
resources = st.builds(
    Resource,
    urn=texts,
    type=texts,
    name=texts,
    custom=st.booleans(),
    status=st.sampled_from(STATUSES),
    id=st.none() | texts,
    region=st.none() | texts,
    parent=st.none() | texts,
    provider=st.none() | texts,
    inputs=properties,
    outputs=properties,
    dependencies=text_tuples,
    property_dependencies=st.dictionaries(texts, text_tuples, max_size=2),
    secret_paths=text_tuples,
    unknown_paths=text_tuples,
    skipped_on=text_tuples,
    options=options,
    source=sources,
)
faults = st.builds(Fault, message=texts, urn=st.none() | texts, source=sources, mend=st.none() | texts)
graphs = st.builds(
    ResourceGraph,
    project=texts,
    stack=texts,
    mode=st.sampled_from(MODES),
    resources=st.lists(resources, max_size=3).map(tuple),
    outputs=properties,
    secret_paths=text_tuples,
    unknown_paths=text_tuples,
    faults=st.lists(faults, max_size=2).map(tuple),
)
