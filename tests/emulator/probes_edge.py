"""What moto does about certificates, web ACLs and DNS, asked the same of the mended and the bare one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tapstack.emulator import EmbeddedAws
from tests.emulator.probes import ACCOUNT, AWAY, HOME, Answers, attempt

BALANCER = f"arn:aws:elasticloadbalancing:{HOME}:{ACCOUNT}:loadbalancer/app/web/0123456789abcdef"
REST_API = f"arn:aws:apigateway:{HOME}::/restapis/abc/stages/prod"
_SEEN = {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": "own"}


def certificates(aws: EmbeddedAws) -> Answers:
    """Certificates of one domain in two regions, before and after their record is there."""
    home, away = aws.client("acm", HOME), aws.client("acm", AWAY)
    asked = {"DomainName": "shop.example", "ValidationMethod": "DNS"}
    one, other = (client.request_certificate(**asked)["CertificateArn"] for client in (home, away))
    before = _certificate(home, one)
    proof = before["DomainValidationOptions"][0]["ResourceRecord"]
    _put_cname(aws, proof)
    away_proof = _certificate(away, other)["DomainValidationOptions"][0]["ResourceRecord"]
    return {
        "without its record": before["Status"],
        "of another name": _certificate(
            home, home.request_certificate(**asked | {"DomainName": "other.example"})["CertificateArn"]
        )["Status"],
        "with its record": [_certificate(home, one)["Status"], _certificate(away, other)["Status"]],
        "same record in both regions": proof == away_proof,
    }


def _certificate(client: Any, arn: str) -> dict[str, Any]:
    return client.describe_certificate(CertificateArn=arn)["Certificate"]


def _put_cname(aws: EmbeddedAws, proof: dict[str, str]) -> None:
    dns = aws.client("route53", HOME)
    zone = dns.create_hosted_zone(Name="shop.example", CallerReference="shop")["HostedZone"]["Id"]
    _change(dns, zone, "UPSERT", _cname(proof["Name"], proof["Value"]))


def _change(dns: Any, zone: str, action: str, entry: dict[str, Any]) -> str:
    changes = {"Changes": [{"Action": action, "ResourceRecordSet": entry}]}
    return dns.change_resource_record_sets(HostedZoneId=zone, ChangeBatch=changes)["ChangeInfo"]["Status"]


def _cname(name: str, value: str) -> dict[str, Any]:
    return {"Name": name, "Type": "CNAME", "TTL": 300, "ResourceRecords": [{"Value": value}]}


def web_acls(aws: EmbeddedAws) -> Answers:
    """A load balancer under one web ACL, then under another."""
    waf = aws.client("wafv2", HOME)
    first, second = (
        waf.create_web_acl(
            Name=name, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=_SEEN, Rules=[]
        )["Summary"]["ARN"]
        for name in ("first", "second")
    )

    def protected(acl: str, kind: str | None = None) -> Any:
        given = {"ResourceType": kind} if kind else {}
        return attempt(lambda: waf.list_resources_for_web_acl(WebACLArn=acl, **given)["ResourceArns"])

    waf.associate_web_acl(WebACLArn=first, ResourceArn=BALANCER)
    waf.associate_web_acl(WebACLArn=first, ResourceArn=REST_API)
    listed = {kind: protected(first, kind) for kind in ("APPLICATION_LOAD_BALANCER", "API_GATEWAY")}
    unsaid = protected(first)
    waf.associate_web_acl(WebACLArn=second, ResourceArn=BALANCER)
    lost = attempt(lambda: waf.associate_web_acl(WebACLArn=f"{second}x", ResourceArn=BALANCER))
    return {
        "listed by kind": listed,
        "listed without a kind": unsaid,
        "moved to": waf.get_web_acl_for_resource(ResourceArn=BALANCER)["WebACL"]["Name"],
        "moved away": protected(first),
        "unknown web ACL": str(lost).partition(":")[0],
    }


def zones(aws: EmbeddedAws) -> Answers:
    """A hosted zone, and records made twice."""
    dns = aws.client("route53", HOME)
    zone = dns.create_hosted_zone(Name="zone.example", CallerReference="zone")["HostedZone"]["Id"]
    made = _change(dns, zone, "CREATE", _cname("a.zone.example", "b.example"))
    again = attempt(lambda: _change(dns, zone, "CREATE", _cname("a.zone.example", "c.example")))
    over = _change(dns, zone, "UPSERT", _cname("a.zone.example", "d.example"))
    listed = dns.list_resource_record_sets(HostedZoneId=zone)["ResourceRecordSets"]
    values = [each["ResourceRecords"][0]["Value"] for each in listed if each["Type"] == "CNAME"]
    (authority,) = (each["ResourceRecords"] for each in listed if each["Type"] == "SOA")
    latency = {"Name": "l.zone.example", "Type": "A", "TTL": 60, "ResourceRecords": [{"Value": "192.0.2.1"}]}
    sets = [
        attempt(lambda each=region: _change(dns, zone, "CREATE", _in_set(latency, each)))
        for region in (HOME, AWAY)
    ]
    return {
        "begins with Z": zone.startswith("/hostedzone/Z"),
        "length": len(zone.rpartition("/")[2]),
        "authority": authority[0]["Value"].split()[0],
        "first": made,
        "second of the kind": str(again).partition(":")[0],
        "overwritten": [over, *values],
        "with other set identifiers": sets,
    }


def _in_set(entry: dict[str, Any], region: str) -> dict[str, Any]:
    return {**entry, "SetIdentifier": region, "Region": region}


PROBES: dict[str, Callable[[EmbeddedAws], Answers]] = {
    "certificates": certificates,
    "web_acls": web_acls,
    "zones": zones,
}
