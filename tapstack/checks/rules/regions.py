"""References across regions, where the service is regional: subnets, certificates, target groups, topics."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.facts.reference_places import ANY_REGION, GLOBAL_HOME, PATHS, TARGETS
from tapstack.checks.facts.references import place, targets
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View

_ID = re.compile(r"[a-z]+-[0-9a-f]{8,}")


def _regions(view: View, value: Value, kinds: tuple[str, ...]) -> tuple[str, set[str]]:
    """What a value refers to, as messages name it, and the regions that it can be of."""
    named = view.region_named(value.value)
    found = [one for one in targets(view, value, *kinds) if named in (None, one.region)]
    called = f"{found[0].type.rsplit(':', 1)[-1]} {found[0].name}" if found else str(value.value)
    if named:
        service = str(value.value).split(":", 3)[2]
        return called, set() if service in ANY_REGION else {named}
    regions = {one.region for one in found if _surely(value, one.urn)}
    return called, set() if None in regions else {one for one in regions if one}


def _surely(value: Value, urn: str) -> bool:
    """Whether a value means a resource: it came from there, or is an id, which no other region has.

    A name that is written out may be that of something else in the other region.
    """
    origins = value.resource.property_dependencies.get(value.input, ())
    return value.unknown or urn in origins or _ID.fullmatch(str(value.value)) is not None


@rule(
    "reference-region",
    "refused",
    title="A regional resource refers to resources of its own region",
    why="Subnets, security groups, certificates, target groups, topics of alarms and the like exist in "
    "one region only. The service of another region answers that it knows no such id, or refuses the "
    "ARN.",
    source="AWS General Reference, Regional endpoints; ACM User Guide, Regions; CloudWatch API "
    "Reference, PutMetricAlarm, AlarmActions; WAF API Reference, AssociateWebACL",
    aliases=("R1", "R15", "R18"),
)
def reference_region(view: View) -> Iterator[Wrong]:
    """One finding for each thing that is referred to from elsewhere, with all the places."""
    strays: dict[str, list[tuple[Value, str]]] = defaultdict(list)
    for type_token, paths in PATHS.items():
        for resource in view.of(type_token):
            for path, kind in paths:
                for value in view.values(resource, path):
                    called, regions = _regions(view, value, TARGETS[kind])
                    if resource.region and regions and resource.region not in regions:
                        strays[f"{called} of {', '.join(sorted(regions))}"].append((value, resource.region))
    for called, uses in strays.items():
        used_in = ", ".join(sorted({region for _, region in uses}))
        yield Wrong(
            f"{called} is used in {used_in}",
            f"refer to one that is made in {used_in}",
            tuple(place(value) for value, _ in uses),
        )


@rule(
    "global-service-home",
    "refused",
    title="CloudFront takes its certificate and web ACL from us-east-1",
    why="CloudFront knows only certificates and web ACLs of us-east-1, whatever region the rest is in.",
    source="CloudFront Developer Guide, Requirements for using SSL/TLS certificates with CloudFront; WAF "
    "API Reference, CreateWebACL, Scope",
    aliases=("R15",),
)
def global_home(view: View) -> Iterator[Wrong]:
    """Certificates and web ACLs that a distribution names from elsewhere."""
    for path, kind in GLOBAL_HOME.items():
        for distribution in view.of("aws:cloudfront/distribution:Distribution"):
            for value in view.values(distribution, path):
                called, regions = _regions(view, value, TARGETS[kind])
                if regions and "us-east-1" not in regions:
                    yield Wrong(
                        f"{called} of {', '.join(sorted(regions))} is used by CloudFront",
                        "make it in us-east-1 (region='us-east-1' on the resource)",
                        (place(value),),
                    )
