"""Route 53: public hosted zones, records, health checks. Global: the region plays no part."""

from __future__ import annotations

import hashlib
from typing import Any

from botocore.model import StructureShape

from tapstack.emulator.call import Call
from tapstack.emulator.mapper import to_parameters
from tapstack.emulator.registry import BEHAVIOURS, Made, realises

_CHECK = {
    "fqdn": "FullyQualifiedDomainName",
    "invertHealthcheck": "Inverted",
    "childHealthThreshold": "HealthThreshold",
}
_NO_PART_OF_THE_CHECK = frozenset({"tags", "tagsAll", "referenceName"})

BEHAVIOURS["aws:route53/record:Record", ""] = "no name server answers: records can be read, not resolved"
BEHAVIOURS["aws:route53/healthCheck:HealthCheck", ""] = "health checks ask nobody: no record is taken out"


@realises("aws:route53/zone:Zone")
def zone(call: Call) -> Made:
    """A public hosted zone with its name servers."""
    call.ignore("forceDestroy")
    comment = call.inputs.get("comment", "Managed by Pulumi")
    made = call.ask(
        "route53",
        "create_hosted_zone",
        Name=call.inputs["name"],
        CallerReference=_reference(call),
        HostedZoneConfig={"Comment": comment},
        DelegationSetId=call.inputs.get("delegationSetId"),
    )
    zone_id = made["HostedZone"]["Id"].rpartition("/")[2]
    _tag(call, "hostedzone", zone_id)
    servers = made["DelegationSet"]["NameServers"]
    outputs = {
        "arn": f"arn:aws:route53:::hostedzone/{zone_id}",
        "comment": comment,
        "name": made["HostedZone"]["Name"].rstrip("."),
        "nameServers": sorted(servers),
        "primaryNameServer": servers[0],
        "zoneId": zone_id,
    }
    return Made(zone_id, outputs)


@realises("aws:route53/healthCheck:HealthCheck")
def health_check(call: Call) -> Made:
    """A health check."""
    model = call.client("route53").meta.service_model.operation_model("CreateHealthCheck")
    shape: StructureShape = model.input_shape.members["HealthCheckConfig"]
    given = {key: value for key, value in call.inputs.items() if key not in _NO_PART_OF_THE_CHECK}
    made = call.ask(
        "route53",
        "create_health_check",
        CallerReference=_reference(call),
        HealthCheckConfig=to_parameters(shape, given, _CHECK),
    )["HealthCheck"]
    _tag(call, "healthcheck", made["Id"])
    return Made(made["Id"], {"arn": f"arn:aws:route53:::healthcheck/{made['Id']}"})


def _reference(call: Call) -> str:
    """What tells one request from another: the same in every run, where the provider's is random."""
    return hashlib.sha256(call.urn.encode()).hexdigest()[:32]


def _tag(call: Call, kind: str, resource_id: str) -> None:
    if call.tags:
        call.ask(
            "route53",
            "change_tags_for_resource",
            ResourceType=kind,
            ResourceId=resource_id,
            AddTags=call.tag_list(),
        )


@realises("aws:route53/record:Record")
def record(call: Call) -> Made:
    """A record; with `allowOverwrite` it may be there already. The id is put together as the provider's."""
    given, zone_id = call.inputs, call.inputs["zoneId"]
    zone_name = call.ask("route53", "get_hosted_zone", Id=zone_id)["HostedZone"]["Name"].rstrip(".")
    name = _full_name(given["name"], zone_name)
    entry = {"Name": name, "Type": given["type"], **_content(given), **_routing(given)}
    action = "UPSERT" if given.get("allowOverwrite") else "CREATE"
    call.ask(
        "route53",
        "change_resource_record_sets",
        HostedZoneId=zone_id,
        ChangeBatch={"Changes": [{"Action": action, "ResourceRecordSet": entry}]},
    )
    identity = [zone_id, name, given["type"], given.get("setIdentifier")]
    return Made("_".join(part for part in identity if part), {"fqdn": name})


def _full_name(name: str, zone_name: str) -> str:
    """The name with the zone's behind it, unless it is there."""
    plain = name.rstrip(".").lower()
    return plain if f".{plain}".endswith(f".{zone_name}") else f"{plain}.{zone_name}".lstrip(".")


def _content(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("aliases"):
        (alias,) = given["aliases"]
        target = {
            "DNSName": alias["name"],
            "HostedZoneId": alias["zoneId"],
            "EvaluateTargetHealth": alias["evaluateTargetHealth"],
        }
        return {"AliasTarget": target}
    quoted = given["type"] in ("TXT", "SPF")
    values: list[str] = given.get("records") or []
    records = [{"Value": f'"{value}"' if quoted else value} for value in values]
    return {"TTL": int(given["ttl"]), "ResourceRecords": records}


def _routing(given: dict[str, Any]) -> dict[str, Any]:
    """How this record and its namesakes share the requests."""
    wanted = {
        "SetIdentifier": given.get("setIdentifier"),
        "HealthCheckId": given.get("healthCheckId"),
        "Failover": _policy(given, "failoverRoutingPolicies", "type"),
        "Region": _policy(given, "latencyRoutingPolicies", "region"),
        "Weight": _policy(given, "weightedRoutingPolicies", "weight"),
        "MultiValueAnswer": given.get("multivalueAnswerRoutingPolicy"),
    }
    return {key: value for key, value in wanted.items() if value is not None}


def _policy(given: dict[str, Any], policies: str, member: str) -> Any:
    return given[policies][0][member] if given.get(policies) else None
