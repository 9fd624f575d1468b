"""What a value refers to: the resource, or the region.

A text is looked up by what it says. Where a plan doesn't know it, or where it says no more than a name that
the program made, the resources that the input came from answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tapstack.checks.finding import Place
from tapstack.checks.view import Value, View
from tapstack.graph import SECRET, UNKNOWN, Json, Resource

BUCKETS = ("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2")


def known(value: Json) -> bool:
    """Whether a value is there and says what it is."""
    return value is not None and value not in (UNKNOWN, SECRET)


def text_of(view: View, resource: Resource, path: str) -> str | None:
    """A known text at a path, or None."""
    value = view.value(resource, path)
    return value if isinstance(value, str) and known(value) else None


def number_of(view: View, resource: Resource, path: str) -> float | None:
    """A known number at a path, or None."""
    value = view.value(resource, path)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def place(value: Value) -> Place:
    """The place of a value."""
    return Place(value.resource.urn, value.pointer)


def at(resource: Resource, name: str = "") -> Place:
    """The place of a top-level input, or of the resource as such."""
    return Place(resource.urn, f"/{name}" if name else "")


def targets(view: View, value: Value, *types: str) -> list[Resource]:
    """The resources of these types that a value refers to, by its text or else by where it came from."""
    found = view.referred(value, *types)
    if found or value.unknown or not isinstance(value.value, str):
        return found
    urns = value.resource.property_dependencies.get(value.input, ())
    origins = [view.graph.by_urn[urn] for urn in urns if urn in view.graph.by_urn]
    return [one for one in origins if one.type in types]


def only_target(view: View, value: Value, *types: str) -> Resource | None:
    """The one resource that a value refers to; None when there is none, or several could be meant."""
    found = targets(view, value, *types)
    return found[0] if len(found) == 1 else None


def first(view: View, resource: Resource, path: str, *types: str) -> Resource | None:
    """The one resource that the value at a path refers to."""
    for value in view.values(resource, path):
        return only_target(view, value, *types)
    return None


def bucket_named(view: View, value: Value) -> Resource | None:
    """The bucket that a value names: by its name, ARN or origin."""
    found = only_target(view, value, *BUCKETS)
    if found is not None or not isinstance(value.value, str):
        return found
    name = value.value.removeprefix("arn:aws:s3:::")
    same = [bucket for bucket in view.of(*BUCKETS) if bucket.inputs.get("bucket") == name]
    return same[0] if len(same) == 1 else None


def bucket_at(view: View, resource: Resource, path: str) -> Resource | None:
    """The bucket that the value at a path names."""
    for value in view.values(resource, path):
        return bucket_named(view, value)
    return None


def of_bucket(view: View, bucket: Resource, *types: str) -> Iterator[Resource]:
    """The resources of these types whose input `bucket` names a bucket."""
    for resource in view.of(*types):
        named = bucket_at(view, resource, "bucket")
        if named is not None and named.urn == bucket.urn:
            yield resource


def items(value: Json) -> list[dict[str, Json]]:
    """The objects in a list, or the one object that stands without a list."""
    several = cast("list[Json]", value) if isinstance(value, list) else [value]
    return [one for one in several if isinstance(one, dict)]


def said(resource: Resource) -> str:
    """A resource as messages name it: its name and where it is."""
    return f"{resource.name} ({resource.region})" if resource.region else resource.name
