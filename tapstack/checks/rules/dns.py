"""Route 53 records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from tapstack.checks.facts.references import at, first, known, said, text_of
from tapstack.checks.facts.topology import Identity, defaulted, given, identity, truth
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.view import Value, View
from tapstack.graph import Resource

_RECORD = "aws:route53/record:Record"
_ZONE = "aws:route53/zone:Zone"
_CHECK = "aws:route53/healthCheck:HealthCheck"
_API = "Amazon Route 53 API Reference"
_GUIDE = "Amazon Route 53 Developer Guide"

_POLICIES = {
    "weightedRoutingPolicies": "weighted",
    "latencyRoutingPolicies": "latency",
    "failoverRoutingPolicies": "failover",
    "geolocationRoutingPolicies": "geolocation",
    "geoproximityRoutingPolicy": "geoproximity",
    "cidrRoutingPolicy": "IP-based",
    "multivalueAnswerRoutingPolicy": "multivalue",
}


def _policies(record: Resource) -> list[str]:
    return [word for name, word in _POLICIES.items() if given(record, name)]


def _zone_name(view: View, record: Resource) -> str | None:
    zone = first(view, record, "zoneId", _ZONE)
    name = text_of(view, zone, "name") if zone else None
    return name.rstrip(".").lower() if name else None


def _full_name(view: View, record: Resource) -> str | None:
    """A record's name as the provider completes it with the zone's; None when it is not known."""
    name, zone = text_of(view, record, "name"), _zone_name(view, record)
    if name is None:
        return None
    short = name.rstrip(".").lower()
    if zone is None or short == zone or short.endswith(f".{zone}"):
        return short
    return f"{short}.{zone}" if short else zone


def _sets(view: View) -> dict[tuple[Identity, str], list[Resource]]:
    """The records by zone and full name."""
    found: dict[tuple[Identity, str], list[Resource]] = defaultdict(list)
    for record in view.of(_RECORD):
        zone = identity(view, Value(record, "/zoneId", record.inputs.get("zoneId")), _ZONE)
        name = _full_name(view, record)
        if zone is not None and name is not None and known(record.inputs.get("type")):
            found[zone, name].append(record)
    return found


def _by_type(view: View) -> Iterator[tuple[str, list[Resource]]]:
    """The records of one zone, name and type, where there are several."""
    for (_, name), records in _sets(view).items():
        for kind in dict.fromkeys(str(one.inputs["type"]) for one in records):
            same = [one for one in records if one.inputs["type"] == kind]
            if len(same) > 1:
                yield f"{name} {kind}", same


@rule(
    "dns-apex-cname",
    "refused",
    title="The apex of a zone has no CNAME record",
    why="Route 53 answers InvalidChangeBatch: a CNAME is not permitted at the apex of a zone.",
    source=f"{_GUIDE}, Supported DNS record types, CNAME record type",
)
def apex_cname(view: View) -> Iterator[Wrong]:
    """CNAME records with the zone's own name."""
    for record in view.of(_RECORD):
        zone = _zone_name(view, record)
        if record.inputs.get("type") == "CNAME" and zone and _full_name(view, record) == zone:
            yield Wrong(
                f"record {said(record)} is a CNAME at the apex, {zone}",
                "use an alias record of type A, for a load balancer or a distribution, or a subdomain",
                (at(record, "type"), at(record, "name")),
            )


@rule(
    "dns-cname-alone",
    "refused",
    title="A name with a CNAME record has no record of another type",
    why="Route 53 answers InvalidChangeBatch: it conflicts with the other record.",
    source=f"{_GUIDE}, Supported DNS record types, CNAME record type: no other records of that name",
)
def cname_alone(view: View) -> Iterator[Wrong]:
    """Names with CNAME and other records."""
    for (_, name), records in _sets(view).items():
        kinds = {str(one.inputs["type"]) for one in records}
        if "CNAME" in kinds and len(kinds) > 1:
            yield Wrong(
                f"{name} has a CNAME record beside {', '.join(sorted(kinds - {'CNAME'}))}",
                "keep the CNAME alone, or use an alias record",
                tuple(
                    at(one, "type") for one in sorted(records, key=lambda one: one.inputs["type"] != "CNAME")
                ),
            )


@rule(
    "dns-mixed-policies",
    "refused",
    title="The records of one name and type have one routing policy",
    why="Route 53 refuses a set of another policy, or a simple one beside it.",
    source=f"{_API}, ResourceRecordSet, SetIdentifier and Weight: can't be mixed with other policies of the "
    "same name and type",
)
def mixed_policies(view: View) -> Iterator[Wrong]:
    """Names with several policies."""
    for shown, records in _by_type(view):
        kinds = sorted({word for one in records for word in _policies(one) or ["simple"]})
        if len(kinds) > 1:
            yield Wrong(
                f"the records of {shown} are {' and '.join(kinds)}",
                "use one routing policy for a name and type",
                tuple(at(one) for one in records),
            )


@rule(
    "dns-record-twice",
    "refused",
    title="Records of one name and type differ by their set identifier",
    why="Route 53 answers that the record already exists.",
    source=f"{_API}, ChangeResourceRecordSets, CREATE; ResourceRecordSet, SetIdentifier must be unique",
)
def record_twice(view: View) -> Iterator[Wrong]:
    """Simple records of one name, and equal set identifiers."""
    for shown, records in _by_type(view):
        named: dict[str, list[Resource]] = defaultdict(list)
        for one in records:
            identifier = one.inputs.get("setIdentifier") or ""
            if known(identifier) and truth(one.inputs.get("allowOverwrite")) is not True:
                named[str(identifier)].append(one)
        for identifier, same in named.items():
            if len(same) > 1:
                yield Wrong(
                    f"{shown} has {len(same)} records "
                    + (f"with the set identifier {identifier}" if identifier else "without set identifier"),
                    "merge their values into one, or give each a routing policy and an identifier",
                    tuple(at(one, "setIdentifier" if identifier else "name") for one in same),
                )


@rule(
    "dns-failover-pair",
    "refused",
    title="A failover name has one PRIMARY and one SECONDARY record",
    why="Route 53 answers InvalidChangeBatch for the second of a kind; there is no third kind.",
    source=f"{_API}, ResourceRecordSet, Failover: one PRIMARY and one SECONDARY",
)
def failover_pair(view: View) -> Iterator[Wrong]:
    """Two records of one failover type."""
    for shown, records in _by_type(view):
        kinds: dict[str, list[Resource]] = defaultdict(list)
        for one in records:
            for value in view.values(one, "failoverRoutingPolicies.*.type"):
                kinds[str(value.value)].append(one)
        for kind, same in kinds.items():
            if len(same) > 1 and kind in ("PRIMARY", "SECONDARY"):
                yield Wrong(
                    f"{shown} has {len(same)} {kind} records",
                    "make one PRIMARY and one SECONDARY; for more places nest alias records or use latency",
                    tuple(at(one, "failoverRoutingPolicies") for one in same),
                )


@rule(
    "dns-record-form",
    "refused",
    title="A record is an alias, or has values and a TTL; a policy comes with a set identifier",
    why="The provider refuses an alias with values or TTL, a record without both, several routing policies "
    "in "
    "one record, and a policy without set identifier.",
    source="Pulumi Registry, aws.route53.Record, inputs: aliases conflicts with ttl and records; "
    "setIdentifier "
    "is required with routing policies",
)
def record_form(view: View) -> Iterator[Wrong]:
    """Records whose inputs contradict each other."""
    for record in view.of(_RECORD):
        fault = _form_fault(record) if record.status != "read" else None
        if fault:
            name, shown, mend = fault
            yield Wrong(f"record {said(record)} {shown}", mend, (at(record, name),))


def _form_fault(record: Resource) -> tuple[str, str, str] | None:
    inputs, policies = record.inputs, _policies(record)
    extra = [name for name in ("ttl", "records") if given(record, name)]
    if given(record, "aliases") and extra:
        return (
            extra[0],
            f"is an alias and has {' and '.join(extra)}",
            "leave them out: an alias has its target's",
        )
    missing = [name for name in ("ttl", "records") if inputs.get(name) is None]
    if inputs.get("aliases") in (None, []) and missing:
        return missing[0], f"has no {' and no '.join(missing)}, and is no alias", "give both, or aliases"
    if len(policies) > 1:
        return "setIdentifier", f"has the policies {' and '.join(policies)}", "keep one routing policy"
    identified = inputs.get("setIdentifier") not in (None, "") and not defaulted(record, "setIdentifier")
    if policies and not identified:
        return "setIdentifier", f"has a {policies[0]} policy and no setIdentifier", "give a setIdentifier"
    return None


_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@rule(
    "dns-health-check",
    "refused",
    title="A record's health check is one that exists",
    why="Route 53 answers NoSuchHealthCheck.",
    source=f"{_API}, ChangeResourceRecordSets, NoSuchHealthCheck; CreateHealthCheck, Id",
)
def health_check(view: View) -> Iterator[Wrong]:
    """Health checks that are no health check's id, or that a plan takes from something else."""
    for record in view.of(_RECORD):
        for value in view.values(record, "healthCheckId"):
            origins = record.property_dependencies.get("healthCheckId", ())
            elsewhere = value.unknown and origins and not view.referred(value, _CHECK)
            made = [view.graph.by_urn[urn] for urn in origins if urn in view.graph.by_urn]
            wrong = (
                elsewhere and all(one.type.startswith("aws:") for one in made) and len(made) == len(origins)
            )
            if wrong or (
                isinstance(value.value, str) and known(value.value) and not _UUID.fullmatch(value.value)
            ):
                yield Wrong(
                    f"record {said(record)} names the health check "
                    + (made[0].name if wrong else str(value.value)),
                    "give the id of a HealthCheck",
                    (at(record, "healthCheckId"),),
                )


@rule(
    "dns-failover-health",
    "advice",
    title="A PRIMARY record has a health check",
    why="Without one Route 53 takes it for healthy always: it never fails over.",
    source=f"{_GUIDE}, How Route 53 chooses records when health checking is configured; {_API}, Failover",
)
def failover_health(view: View) -> Iterator[Wrong]:
    """Primary records with neither a health check nor an alias that evaluates its target's health."""
    for record in view.of(_RECORD):
        primary = any(one.value == "PRIMARY" for one in view.values(record, "failoverRoutingPolicies.*.type"))
        evaluated = any(
            one.unknown or truth(one.value) for one in view.values(record, "aliases.*.evaluateTargetHealth")
        )
        if primary and not evaluated and not record.inputs.get("healthCheckId"):
            yield Wrong(
                f"PRIMARY record {said(record)} has no health check",
                "give healthCheckId, or evaluateTargetHealth for an alias",
                (at(record, "healthCheckId"),),
            )
