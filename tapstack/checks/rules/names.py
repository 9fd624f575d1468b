"""Names: their form, their uniqueness, and those that stand in the way of a replacement."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.data.names import NAME_RULES, REPLACED_FIRST, UNIQUE_NAMES
from tapstack.checks.facts.references import at, known, said, text_of
from tapstack.checks.facts.topology import account_of, defaulted, made
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource


@rule(
    "name-form",
    "refused",
    title="A name is of the length and the letters that AWS takes",
    why="AWS answers ValidationError or InvalidParameterValue, or the provider refuses the name before.",
    source="; ".join(dict.fromkeys(one.source for one in NAME_RULES)),
)
def name_form(view: View) -> Iterator[Wrong]:
    """Names that are too long or have letters that are not allowed, and prefixes that are too long."""
    for limit in NAME_RULES:
        for resource in view.of(*limit.types):
            name = text_of(view, resource, limit.input)
            if name and len(name) > limit.longest:
                shown = f"{name[:300]}, {len(name)} letters long"
            elif name and not re.fullmatch(limit.pattern, name):
                shown = name
            else:
                continue
            yield Wrong(
                f"the name of {said(resource)} is {shown}",
                f"use up to {limit.longest} of: {limit.allowed}",
                (at(resource, limit.input),),
            )


@rule(
    "name-prefix-form",
    "refused",
    title="A name prefix leaves room for what the provider appends",
    why="The provider refuses a prefix of more than 6 letters for load balancers and target groups.",
    source="Pulumi Registry, aws.lb.LoadBalancer and aws.lb.TargetGroup, namePrefix: cannot be longer than "
    "6 characters",
)
def prefix_form(view: View) -> Iterator[Wrong]:
    """Prefixes that are too long."""
    for limit in NAME_RULES:
        for resource in view.of(*limit.types) if limit.prefix_longest else ():
            prefix = text_of(view, resource, "namePrefix")
            if prefix and len(prefix) > (limit.prefix_longest or 0):
                yield Wrong(
                    f"the name prefix of {said(resource)} is {prefix}, {len(prefix)} letters long",
                    f"use {limit.prefix_longest} letters at the most, or leave name and prefix out",
                    (at(resource, "namePrefix"),),
                )


@rule(
    "name-twice",
    "refused",
    title="Two resources of one kind have different names where AWS wants it",
    why="AWS answers EntityAlreadyExists, DuplicateLoadBalancerName, AlreadyExists and the like for the "
    "second. "
    "IAM is global: a role has one name in all regions.",
    source="The create action of each kind in its service's API Reference; IAM User Guide, IAM and AWS STS "
    "quotas, IAM name requirements: unique within the account, not distinguished by case",
    aliases=("R13",),
)
def name_twice(view: View) -> Iterator[Wrong]:
    """Names that several resources of an account, or of a region, have."""
    for unique in UNIQUE_NAMES:
        same: dict[tuple[str, ...], list[Resource]] = defaultdict(list)
        for resource in made(view, *unique.types):
            name = text_of(view, resource, unique.input)
            place = resource.region if unique.scope == "region" else "the account"
            if name and place:
                folded = name.lower() if unique.caseless else name
                same[account_of(view, resource), place, folded].append(resource)
        for (_, place, name), several in same.items():
            if len(several) > 1:
                yield Wrong(
                    f"{' and '.join(one.name for one in several)} have the same name in {place}: {name}",
                    "give each a name of its own; a role for each region carries the region in its name",
                    tuple(at(one, unique.input) for one in reversed(several)),
                )


@rule(
    "name-fixed",
    "advice",
    title="Load balancers, target groups and launch templates have no fixed name",
    why="A change that replaces one makes the new before it deletes the old, and the name is still taken: "
    "the "
    "deployment fails halfway.",
    source="Pulumi documentation, Resource names, Auto-naming; Elastic Load Balancing API Reference, "
    "DuplicateLoadBalancerName and DuplicateTargetGroupName",
    aliases=("R12",),
)
def name_fixed(view: View) -> Iterator[Wrong]:
    """Fixed names, save where the resource says that the old is deleted first."""
    for resource in made(view, *REPLACED_FIRST):
        name = resource.inputs.get("name")
        fixed = isinstance(name, str) and name and known(name) and not defaulted(resource, "name")
        if fixed and not resource.options.delete_before_replace:
            yield Wrong(
                f"{said(resource)} has the fixed name {name}",
                "leave the name out, or use namePrefix, so that a replacement gets a name of its own",
                (at(resource, "name"),),
            )


_RECORDER = "aws:cfg/recorder:Recorder"
_CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel"


@rule(
    "config-one-recorder",
    "refused",
    title="A region has one AWS Config recorder and one delivery channel",
    why="AWS Config answers MaxNumberOfConfigurationRecordersExceededException for the second.",
    source="AWS Config API Reference, PutConfigurationRecorder and PutDeliveryChannel, errors",
    aliases=("R14",),
)
def one_recorder(view: View) -> Iterator[Wrong]:
    """Regions with several recorders or channels."""
    for kind, word in ((_RECORDER, "recorders"), (_CHANNEL, "delivery channels")):
        same: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for one in made(view, kind):
            if one.region:
                same[account_of(view, one), one.region].append(one)
        for (_, region), several in same.items():
            if len(several) > 1 and not _one_name(several):
                yield Wrong(
                    f"{region} gets {len(several)} AWS Config {word}",
                    "make one for each region and account, and share it",
                    tuple(at(one) for one in reversed(several)),
                )


def _one_name(several: list[Resource]) -> bool:
    """Whether all are surely called the same: then AWS Config takes the second as a change of the first."""
    names = [one.inputs.get("name") for one in several]
    return known(names[0]) and all(name == names[0] for name in names)
