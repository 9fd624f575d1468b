"""A domain that fails over, with ACM's certificates, as a client outside finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tapstack.graph import Resource, ResourceGraph
from tests.embedded.deploying import Deployment, ProjectWith, deployed, made_by
from tests.embedded.outside import Region, tags_in

DOMAIN = "shop.example"
REGIONS = ["us-east-1", "us-west-2", "eu-west-1"]
FIRST = "us-west-2"
"""The region whose database takes writes."""
PARTS = ("acm/", "route53/", "tls:", "wafv2/", "listener:Listener", "loadBalancer:LoadBalancer")


@pytest.fixture(scope="module")
def platform(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The baseline with a domain, in a zone that the stack makes."""
    project = with_settings(
        regions=REGIONS,
        edge={"domain": DOMAIN, "certificate": "acm", "routing": "failover", "waf": True},
        database={"primaryRegion": FIRST},
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, platform: Deployment) -> Region:
    """Each region of the stack."""
    return platform.region(request.param)


@pytest.fixture
def dns(platform: Deployment) -> Any:
    """Route 53, which has no region."""
    return platform.aws.client("route53", REGIONS[0])


def zone_of(dns: Any) -> dict[str, Any]:
    (zone,) = dns.list_hosted_zones()["HostedZones"]
    return zone


def records(dns: Any, kind: str = "A") -> list[dict[str, Any]]:
    listed = dns.list_resource_record_sets(HostedZoneId=zone_of(dns)["Id"])["ResourceRecordSets"]
    return [each for each in listed if each["Type"] == kind]


def check_of(platform: Deployment, dns: Any, region: str) -> dict[str, Any]:
    address = platform.region(region).balancer["DNSName"]
    (check,) = [
        each
        for each in dns.list_health_checks()["HealthChecks"]
        if each["HealthCheckConfig"]["FullyQualifiedDomainName"] == address
    ]
    return check


def alias_of(platform: Deployment, region: str) -> dict[str, Any]:
    balancer = platform.region(region).balancer
    return {
        "DNSName": balancer["DNSName"],
        "HostedZoneId": balancer["CanonicalHostedZoneId"],
        "EvaluateTargetHealth": True,
    }


def test_the_domain_has_a_public_zone_with_tags_and_its_name_servers_are_an_output(
    platform: Deployment, dns: Any
) -> None:
    zone = zone_of(dns)
    assert (zone["Name"], zone["Config"]["PrivateZone"]) == (f"{DOMAIN}.", False)
    servers = dns.get_hosted_zone(Id=zone["Id"])["DelegationSet"]["NameServers"]
    assert platform.graph.outputs["name_servers"] == sorted(servers)
    zone_id = zone["Id"].rpartition("/")[2]
    found = dns.list_tags_for_resource(ResourceType="hostedzone", ResourceId=zone_id)["ResourceTagSet"]
    assert tags_in(found["Tags"])["Owner"] == "tap"


def test_each_region_has_an_issued_certificate_of_the_domain_on_443(region: Region) -> None:
    listeners = region.ask(
        "elbv2.describe_listeners", "Listeners", LoadBalancerArn=region.balancer["LoadBalancerArn"]
    )
    (secure,) = [each for each in listeners if each["Port"] == 443]
    (used,) = secure["Certificates"]
    assert used["CertificateArn"].split(":")[3] == region.name
    found = region.ask("acm.describe_certificate", "Certificate", CertificateArn=used["CertificateArn"])
    assert (found["DomainName"], found["Type"], found["Status"]) == (DOMAIN, "AMAZON_ISSUED", "ISSUED")
    (listed,) = region.ask("acm.list_certificates", "CertificateSummaryList")
    assert listed["CertificateArn"] == used["CertificateArn"]


def test_one_record_proves_the_domain_for_all_regions(platform: Deployment, dns: Any) -> None:
    (proof,) = records(dns, "CNAME")
    wanted: list[dict[str, Any]] = []
    for name in REGIONS:
        view = platform.region(name)
        (listed,) = view.ask("acm.list_certificates", "CertificateSummaryList")
        arn = listed["CertificateArn"]
        found = view.ask("acm.describe_certificate", "Certificate", CertificateArn=arn)
        wanted += [option["ResourceRecord"] for option in found["DomainValidationOptions"]]
    assert len(wanted) == len(REGIONS)
    assert {(each["Name"], each["Value"]) for each in wanted} == {
        (proof["Name"], proof["ResourceRecords"][0]["Value"])
    }


def test_the_record_stays_when_a_region_goes_as_the_others_need_it(platform: Deployment) -> None:
    proofs = [
        made for made in made_by(platform.graph, "route53/record:Record") if made.inputs["type"] == "CNAME"
    ]
    assert len(proofs) == len(REGIONS)
    assert all(made.options.retain_on_delete for made in proofs)


def test_a_listener_waits_until_its_regions_certificate_is_issued(platform: Deployment) -> None:
    waits = {
        made.region: made.urn
        for made in made_by(platform.graph, "acm/certificateValidation:CertificateValidation")
    }
    secure = [made for made in made_by(platform.graph, "lb/listener:Listener") if made.inputs["port"] == 443]
    assert len(secure) == len(waits) == len(REGIONS)
    for made in secure:
        assert made.property_dependencies["certificateArn"] == (waits[made.region],)


def test_each_region_has_a_health_check_of_its_load_balancer(
    platform: Deployment, dns: Any, region: Region
) -> None:
    assert len(dns.list_health_checks()["HealthChecks"]) == len(REGIONS)
    check = check_of(platform, dns, region.name)
    config = check["HealthCheckConfig"]
    assert (config["Type"], config["Port"], config["ResourcePath"]) == ("HTTPS", 443, "/healthz")
    assert (config["EnableSNI"], config["RequestInterval"], config["FailureThreshold"]) == (True, 30, 3)
    assert "SearchString" not in config
    found = dns.list_tags_for_resource(ResourceType="healthcheck", ResourceId=check["Id"])["ResourceTagSet"]
    assert tags_in(found["Tags"])["Name"] == f"tap-dev-edge-{region.name}"


def test_the_domain_leads_to_the_region_of_the_database(platform: Deployment, dns: Any) -> None:
    (first,) = [each for each in records(dns) if each.get("Failover") == "PRIMARY"]
    assert first["Name"] == f"{DOMAIN}."
    assert first["AliasTarget"] == alias_of(platform, FIRST)
    assert first["HealthCheckId"] == check_of(platform, dns, FIRST)["Id"]
    assert platform.region(FIRST).databases


def test_and_falls_back_to_the_nearest_healthy_region(platform: Deployment, dns: Any) -> None:
    (fallback,) = [each for each in records(dns) if each.get("Failover") == "SECONDARY"]
    assert fallback["Name"] == f"{DOMAIN}."
    assert fallback["AliasTarget"] == {
        "DNSName": f"nearest.{DOMAIN}",
        "HostedZoneId": zone_of(dns)["Id"].rpartition("/")[2],
        "EvaluateTargetHealth": True,
    }
    nearest = {each["SetIdentifier"]: each for each in records(dns) if each["Name"] == f"nearest.{DOMAIN}."}
    assert set(nearest) == set(REGIONS)
    for region, found in nearest.items():
        assert found["Region"] == region
        assert found["AliasTarget"] == alias_of(platform, region)
        assert found["HealthCheckId"] == check_of(platform, dns, region)["Id"]


def test_there_is_no_other_record(dns: Any) -> None:
    assert len(records(dns)) == len(REGIONS) + 2
    assert records(dns, "AAAA") == []


def needed(graph: ResourceGraph, made: Resource) -> set[str]:
    """What a resource depends on, and what that depends on, but for the keys' replication."""
    found: set[str] = set()
    waiting = [*made.dependencies, *([made.parent] if made.parent else [])]
    while waiting:
        urn = waiting.pop()
        if urn not in found and ":kms/" not in urn:
            found.add(urn)
            waiting += graph.by_urn[urn].dependencies
    return found


def test_no_regions_certificate_name_or_firewall_needs_another_region(platform: Deployment) -> None:
    graph, seen = platform.graph, 0
    for made in graph.cloud_resources:
        mine = [region for region in REGIONS if made.name.endswith(region)]
        if not mine or not any(part in made.type for part in PARTS):
            continue
        seen += 1
        others = [region for region in REGIONS if region != mine[0]]
        assert [urn for urn in needed(graph, made) if urn.endswith(tuple(others))] == []
    assert seen >= len(REGIONS) * 9


def test_the_records_of_no_region_need_one_region_each(platform: Deployment) -> None:
    graph = platform.graph
    for name, needs in {"tap-dev-edge-first": {FIRST}, "tap-dev-edge-fallback": {REGIONS[0]}}.items():
        (made,) = [each for each in graph.cloud_resources if each.name == name]
        urns = needed(graph, made)
        assert {region for region in REGIONS if any(urn.endswith(region) for urn in urns)} == needs
