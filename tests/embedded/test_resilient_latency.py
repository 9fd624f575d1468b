"""A domain that leads to the nearest region, in a zone that was there before: as found from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import run_program
from tests.embedded.deploying import Deployment, made_by, project_with, settings_of
from tests.embedded.outside import Outside

PARENT = "example.org"
DOMAIN = f"shop.{PARENT}"
REGIONS = ["us-east-1", "eu-west-1"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """The baseline in two regions, with the domain in its parent's zone."""
    with EmbeddedAws() as aws:
        dns = aws.client("route53", REGIONS[0])
        zone = dns.create_hosted_zone(Name=PARENT, CallerReference="before")["HostedZone"]["Id"]
        project = project_with(
            tmp_path_factory.mktemp("stack"),
            regions=REGIONS,
            minimumRegions=2,
            edge={"domain": DOMAIN, "hostedZoneId": zone.rpartition("/")[2]},
        )
        run = run_program(project, EmbeddedProvider(aws), "deploy")
        assert run.ok, [fault.message for fault in run.graph.faults]
        with aws.serve(0) as port:
            yield Deployment(run, Outside(port), aws, settings_of(project))


@pytest.fixture
def dns(platform: Deployment) -> Any:
    """Route 53, which has no region."""
    return platform.aws.client("route53", REGIONS[0])


def test_the_zone_that_was_there_is_used(platform: Deployment, dns: Any) -> None:
    (zone,) = dns.list_hosted_zones()["HostedZones"]
    assert zone["Name"] == f"{PARENT}."
    assert made_by(platform.graph, "route53/zone:Zone") == []
    assert not platform.graph.outputs.get("name_servers")


def test_the_domain_has_a_latency_record_for_each_regions_load_balancer(
    platform: Deployment, dns: Any
) -> None:
    (zone,) = dns.list_hosted_zones()["HostedZones"]
    listed = dns.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
    found = {each["SetIdentifier"]: each for each in listed if each["Type"] == "A"}
    assert set(found) == set(REGIONS)
    checks = {
        each["Id"]: each["HealthCheckConfig"]["FullyQualifiedDomainName"]
        for each in dns.list_health_checks()["HealthChecks"]
    }
    for region, record in found.items():
        balancer = platform.region(region).balancer
        assert (record["Name"], record["Region"]) == (f"{DOMAIN}.", region)
        assert record["AliasTarget"] == {
            "DNSName": balancer["DNSName"],
            "HostedZoneId": balancer["CanonicalHostedZoneId"],
            "EvaluateTargetHealth": True,
        }
        assert checks[record["HealthCheckId"]] == balancer["DNSName"]
        assert "Failover" not in record


def test_without_a_certificate_the_check_is_plain_http(dns: Any) -> None:
    configs = [each["HealthCheckConfig"] for each in dns.list_health_checks()["HealthChecks"]]
    assert {(config["Type"], config["Port"]) for config in configs} == {("HTTP", 80)}
    assert len(configs) == len(REGIONS)
