"""CloudWatch log groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.facts.references import at, number_of, said, text_of
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import View
from tapstack.graph import Resource

_LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"

RETENTION = (
    *(0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Days that CloudWatch Logs keeps events for; the provider's 0 is for ever (CloudWatch Logs API Reference,
PutRetentionPolicy, retentionInDays)."""


@rule(
    "log-retention",
    "refused",
    title="Log events are kept for one of the periods of CloudWatch Logs",
    why="CloudWatch Logs knows certain periods only and refuses others, such as 10 or 31 days.",
    source="CloudWatch Logs API Reference, PutRetentionPolicy, retentionInDays",
)
def retention(view: View) -> Iterator[Wrong]:
    """Log groups with a period that CloudWatch Logs doesn't have."""
    for log_group in view.of(_LOG_GROUP):
        days = number_of(view, log_group, "retentionInDays")
        if days is not None and days not in RETENTION:
            near = _near(days)
            yield Wrong(
                f"{said(log_group)} keeps events for {days:g} days, which CloudWatch Logs doesn't know",
                f"choose {min(near)} or {max(near)}",
                (at(log_group, "retentionInDays"),),
            )


def _near(days: float) -> list[int]:
    return sorted(RETENTION[1:], key=lambda one: abs(one - days))[:2]


@rule(
    "log-group-duplicate",
    "refused",
    title="A log group is made once",
    why="CloudWatch Logs refuses a second log group of the same name with ResourceAlreadyExistsException.",
    source="CloudWatch Logs API Reference, CreateLogGroup",
)
def duplicate(view: View) -> Iterator[Wrong]:
    """Log groups of the same name in one region."""
    yield from _twice(view, _LOG_GROUP, "name", "log group")


@rule(
    "trail-duplicate",
    "refused",
    title="A trail is made once in a region",
    why="CloudTrail refuses a second trail of the same name with TrailAlreadyExistsException.",
    source="CloudTrail API Reference, CreateTrail",
    aliases=("R14",),
)
def trail_duplicate(view: View) -> Iterator[Wrong]:
    """Trails of the same name in one region."""
    yield from _twice(view, "aws:cloudtrail/trail:Trail", "name", "trail")


def _twice(view: View, type_token: str, path: str, noun: str) -> Iterator[Wrong]:
    """One finding for each name that several resources of one region have."""
    named: dict[tuple[str, str], list[Resource]] = defaultdict(list)
    for resource in view.of(type_token):
        name = text_of(view, resource, path)
        if name and resource.region and not _standing(resource):
            named[name, resource.region].append(resource)
    for (name, region), several in named.items():
        if len(several) > 1:
            yield Wrong(
                f"{len(several)} resources make the {noun} {name} in {region}",
                "make it once and refer to it",
                tuple(at(one, path) for one in reversed(several)),
            )


def _standing(resource: Resource) -> bool:
    """Whether a resource was only looked up."""
    return resource.status == "read"


@rule(
    "log-retention-set",
    "advice",
    title="A log group says how long it keeps events",
    why="Without a retention they are kept, and paid for, for ever.",
    source="CloudWatch Logs User Guide, Change log data retention in CloudWatch Logs",
)
def retention_set(view: View) -> Iterator[Wrong]:
    """Log groups that keep events for ever."""
    for log_group in view.of(_LOG_GROUP):
        if view.value(log_group, "retentionInDays") in (None, 0):
            yield Wrong(
                f"{said(log_group)} keeps its events for ever",
                "set retentionInDays, such as 30",
                (at(log_group, "retentionInDays"),),
            )


@rule(
    "trail-multi-region-once",
    "advice",
    title="One multi-Region trail is enough",
    why="A multi-Region trail records every region; each further one records and bills the same events "
    "again.",
    source="CloudTrail User Guide, Understanding multi-Region trails; CloudTrail pricing: the first copy "
    "of management events",
    aliases=("R14",),
)
def multi_region_once(view: View) -> Iterator[Wrong]:
    """Several multi-Region trails in one stack."""
    trails = [
        one for one in view.of("aws:cloudtrail/trail:Trail") if view.value(one, "isMultiRegionTrail") is True
    ]
    if len(trails) > 1:
        yield Wrong(
            f"{len(trails)} trails record all regions: {', '.join(one.name for one in trails)}",
            "keep one, in the primary region",
            tuple(at(one, "isMultiRegionTrail") for one in trails[1:]),
        )


@rule(
    "trail-global-events",
    "refused",
    title="A multi-Region trail includes global service events",
    why="CloudTrail refuses a multi-Region trail that leaves them out, with "
    "InvalidParameterCombinationException.",
    source="CloudTrail API Reference, CreateTrail, InvalidParameterCombinationException",
)
def global_events(view: View) -> Iterator[Wrong]:
    """Multi-Region trails that switch global service events off."""
    for trail in view.of("aws:cloudtrail/trail:Trail"):
        everywhere = view.value(trail, "isMultiRegionTrail") is True
        if everywhere and view.value(trail, "includeGlobalServiceEvents") is False:
            yield Wrong(
                f"{said(trail)} is multi-Region and leaves global service events out",
                "set includeGlobalServiceEvents: true",
                (at(trail, "includeGlobalServiceEvents"),),
            )
