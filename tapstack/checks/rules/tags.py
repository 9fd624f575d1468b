"""Tags: how many, and how they are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from tapstack.checks.data.quotas import TAGS_PER_OBJECT, TAGS_PER_RESOURCE
from tapstack.checks.facts.references import said
from tapstack.checks.facts.topology import SCALING_GROUP, TEMPLATE
from tapstack.checks.finding import Place
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Json, Resource

_LIMITS = "Tagging AWS Resources and Tag Editor User Guide, Tag naming limits and requirements"
_OBJECTS = frozenset(
    {
        "aws:s3/bucketObject:BucketObject",
        "aws:s3/bucketObjectv2:BucketObjectv2",
        "aws:s3/objectCopy:ObjectCopy",
    }
)


def _maps(view: View, resource: Resource) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Each set of tags of a resource, with its pointer."""
    paths = ["tags"]
    if resource.type == TEMPLATE:
        paths.append("tagSpecifications.*.tags")
    for path in paths:
        for value in view.values(resource, path):
            if isinstance(value.value, dict):
                yield value.pointer, cast("dict[str, Json]", value.value)
    if resource.type == SCALING_GROUP:
        listed: dict[str, Json] = {
            str(one.value): "" for one in view.values(resource, "tags.*.key") if not one.unknown
        }
        if listed:
            yield "/tags", listed


def _tagged(view: View) -> Iterator[tuple[Resource, str, Mapping[str, Json]]]:
    for resource in view.graph.cloud_resources:
        if resource.type.startswith("aws:"):
            yield from ((resource, pointer, tags) for pointer, tags in _maps(view, resource))


def _pointer(base: str, key: str) -> str:
    return f"{base}/{key.replace('~', '~0').replace('/', '~1')}"


@rule(
    "tag-reserved",
    "refused",
    title="No tag's key begins with aws:",
    why="The prefix is AWS's own, in any mix of upper and lower case: the tag is refused.",
    source=f"{_LIMITS}: the aws: prefix is reserved",
)
def reserved(view: View) -> Iterator[Wrong]:
    """Keys with the reserved prefix."""
    for resource, pointer, tags in _tagged(view):
        for key in tags:
            if key.lower().startswith("aws:"):
                yield Wrong(
                    f"{said(resource)} has the tag {key}",
                    "choose another prefix",
                    (Place(resource.urn, _pointer(pointer, key)),),
                )


@rule(
    "tag-length",
    "refused",
    title="A tag's key has 1 to 128 letters and its value 256 at the most",
    why="AWS refuses longer ones, and a key that is empty.",
    source=f"{_LIMITS}: key and value length",
)
def length(view: View) -> Iterator[Wrong]:
    """Keys and values that are too long."""
    for resource, pointer, tags in _tagged(view):
        for key, value in tags.items():
            long_value = isinstance(value, str) and len(value) > 256
            if not 1 <= len(key) <= 128 or long_value:
                shown = (
                    f"a value of {len(str(value))} letters for {key}"
                    if long_value
                    else f"a key of {len(key)} letters"
                )
                yield Wrong(
                    f"the tags of {said(resource)} have {shown}",
                    "use 1 to 128 letters for a key, up to 256 for a value",
                    (Place(resource.urn, _pointer(pointer, key)),),
                )


@rule(
    "tag-count",
    "refused",
    title=f"A resource has {TAGS_PER_RESOURCE} tags at the most, an S3 object {TAGS_PER_OBJECT}",
    why="AWS answers TooManyTags or TagLimitExceeded; the quota is fixed. Default tags of the provider "
    "count.",
    source=f"{_LIMITS}: maximum number of tags; Amazon S3 User Guide, Categorizing your storage using tags",
)
def count(view: View) -> Iterator[Wrong]:
    """Resources with more tags, those of `tagsAll` among them."""
    for resource, pointer, tags in _tagged(view):
        everything = resource.outputs.get("tagsAll") if pointer == "/tags" else None
        total = len({*tags, *everything} if isinstance(everything, dict) else tags)
        most = TAGS_PER_OBJECT if resource.type in _OBJECTS else TAGS_PER_RESOURCE
        if total > most:
            yield Wrong(
                f"{said(resource)} has {total} tags",
                f"keep {most} at the most",
                (Place(resource.urn, pointer),),
            )
