"""Certificates, web ACLs and DNS as the program registers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.stack.conftest import PROOF, REGIONS

if TYPE_CHECKING:
    from tests.stack.conftest import Deploy, Deployed, Made

DOMAIN = "shop.example"
ZONE = "Z0123456789ABCDEFGHIJ"


@pytest.fixture(scope="module")
def certified(deploy: Deploy) -> Deployed:
    """The baseline with certificates of a domain, web ACLs, and failover in a zone of its own."""
    deployed = deploy(
        edge={
            "domain": DOMAIN,
            "certificate": "acm",
            "routing": "failover",
            "waf": True,
            "wafRateLimit": 500,
        },
        database={"primaryRegion": "eu-west-1"},
    )
    assert deployed.error is None
    return deployed


@pytest.fixture(scope="module")
def signed(deploy: Deploy) -> Deployed:
    """The baseline with self-signed certificates and latency records in a zone that is there."""
    deployed = deploy(edge={"domain": DOMAIN, "hostedZoneId": ZONE, "certificate": "self-signed"})
    assert deployed.error is None
    return deployed


def records(deployed: Deployed, kind: str = "A") -> dict[str, Made]:
    return {made.name: made for made in deployed.all("route53/record:Record") if made.inputs["type"] == kind}


def test_the_baseline_has_no_certificate_web_acl_or_name(baseline: Deployed) -> None:
    parts = ("acm", "tls", "wafv2", "route53")
    assert [made for made in baseline.made if made.type.split(":")[1].split("/")[0] in parts] == []
    assert [made for made in baseline.made if made.type.startswith("tls:")] == []


def test_each_region_requests_its_own_certificate(certified: Deployed) -> None:
    made = {one.inputs["region"]: one for one in certified.all("acm/certificate:Certificate")}
    assert set(made) == set(REGIONS)
    for region, one in made.items():
        assert one.name == f"tap-dev-certificate-{region}"
        assert (one.inputs["domainName"], one.inputs["validationMethod"]) == (DOMAIN, "DNS")


def test_each_region_proves_the_domain_by_itself_over_what_is_there(certified: Deployed) -> None:
    proofs = records(certified, "CNAME")
    assert set(proofs) == {f"tap-dev-certificate-{region}" for region in REGIONS}
    for made in proofs.values():
        assert made.inputs["allowOverwrite"] is True
        assert made.inputs["zoneId"] == "zone of tap-dev-edge"
        assert made.inputs["name"] == PROOF["resourceRecordName"]
        assert made.inputs["records"] == [PROOF["resourceRecordValue"]]


def test_the_listener_waits_until_its_certificate_is_issued(certified: Deployed) -> None:
    for region in REGIONS:
        name = f"tap-dev-certificate-{region}"
        waited = certified.one("acm/certificateValidation:CertificateValidation", name)
        assert waited.inputs["region"] == region
        listener = certified.one("lb/listener:Listener", f"tap-dev-https-{region}")
        arn = f"arn:aws:acm/certificate:Certificate:{name}"
        assert listener.inputs["certificateArn"] == waited.inputs["certificateArn"] == arn


def test_a_self_signed_certificate_is_imported_in_its_region_with_its_key(signed: Deployed) -> None:
    for region in REGIONS:
        name = f"tap-dev-certificate-{region}"
        key = signed.one("privateKey:PrivateKey", name)
        assert (key.inputs["algorithm"], key.inputs["ecdsaCurve"]) == ("ECDSA", "P256")
        certificate = signed.one("selfSignedCert:SelfSignedCert", name)
        own = f"{region}.tap-dev.internal"
        assert certificate.inputs["subject"] == {"commonName": own, "organization": "tap"}
        assert certificate.inputs["dnsNames"] == [own, DOMAIN]
        assert certificate.inputs["validityPeriodHours"] == 87600
        assert "earlyRenewalHours" not in certificate.inputs
        imported = signed.one("acm/certificate:Certificate", name)
        assert imported.inputs["region"] == region
        assert imported.inputs["certificateBody"] == f"certificate of {name}"
        assert "domainName" not in imported.inputs


def test_a_web_acl_stands_before_each_load_balancer(certified: Deployed) -> None:
    for region in REGIONS:
        acl = certified.one("wafv2/webAcl:WebAcl", f"tap-dev-waf-{region}")
        assert (acl.inputs["scope"], acl.inputs["region"]) == ("REGIONAL", region)
        assert acl.inputs["defaultAction"] == {"allow": {}}
        (balancer,) = [one for one in certified.all("LoadBalancer") if one.inputs["region"] == region]
        put = certified.one("wafv2/webAclAssociation:WebAclAssociation", f"tap-dev-waf-{region}").inputs
        assert put["resourceArn"] == f"arn:aws:lb/loadBalancer:LoadBalancer:{balancer.name}"
        assert put["webAclArn"] == f"arn:aws:wafv2/webAcl:WebAcl:tap-dev-waf-{region}"
        assert put["region"] == region


def test_its_rules_are_the_rate_limit_and_amazons_groups(certified: Deployed) -> None:
    rules = certified.one("wafv2/webAcl:WebAcl", "tap-dev-waf-us-east-1").inputs["rules"]
    rate, *groups = rules
    assert rate["statement"]["rateBasedStatement"] == {
        "limit": 500,
        "aggregateKeyType": "IP",
        "evaluationWindowSec": 300,
    }
    assert rate["action"] == {"block": {}}
    assert {rule["statement"]["managedRuleGroupStatement"]["vendorName"] for rule in groups} == {"AWS"}
    assert all(rule["overrideAction"] == {"none": {}} for rule in groups)
    assert [rule["priority"] for rule in rules] == [10, 20, 30, 40, 50]
    (override,) = groups[-1]["statement"]["managedRuleGroupStatement"]["ruleActionOverrides"]
    assert override == {"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}
    assert {rule["visibilityConfig"]["sampledRequestsEnabled"] for rule in rules} == {False}


def test_it_logs_under_the_regions_key_without_credentials(certified: Deployed) -> None:
    for region in REGIONS:
        name = f"tap-dev-waf-{region}"
        group = certified.one("cloudwatch/logGroup:LogGroup", name).inputs
        assert (group["name"], group["region"]) == (f"aws-waf-logs-{name}", region)
        (other,) = [one for one in certified.all("logGroup:LogGroup") if one.name == f"tap-dev-web-{region}"]
        assert group["kmsKeyId"] == other.inputs["kmsKeyId"]
        log = certified.one("wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration", name).inputs
        assert log["logDestinationConfigs"] == [f"arn:aws:cloudwatch/logGroup:LogGroup:{name}"]
        assert log["redactedFields"] == [
            {"singleHeader": {"name": header}} for header in ("authorization", "cookie")
        ]
        policy = certified.one("cloudwatch/logResourcePolicy:LogResourcePolicy", name).inputs
        assert f"log-group:aws-waf-logs-{name}:" in policy["policyDocument"]


def test_a_zone_is_made_for_the_domain_and_its_name_servers_are_told(certified: Deployed) -> None:
    zone = certified.one("route53/zone:Zone", "tap-dev-edge")
    assert (zone.inputs["name"], zone.inputs["forceDestroy"]) == (DOMAIN, True)
    assert certified.outputs["name_servers"] == ["ns-1.example", "ns-2.example"]


def test_a_production_zone_is_not_destroyed_with_its_records(deploy: Deploy) -> None:
    zone = deploy(environment="prod", edge={"domain": DOMAIN}).one("route53/zone:Zone", "tap-prod-edge")
    assert zone.inputs["forceDestroy"] is False


def test_a_zone_that_is_there_is_used_and_not_looked_up(signed: Deployed) -> None:
    assert signed.all("route53/zone:Zone") == []
    assert {made.inputs["zoneId"] for made in records(signed).values()} == {ZONE}
    assert [token for token, _wanted in signed.asked if "route53" in token] == []
    assert not signed.outputs.get("name_servers")


def alias_of(deployed: Deployed, region: str) -> dict[str, Any]:
    (balancer,) = [one for one in deployed.all("LoadBalancer") if one.inputs["region"] == region]
    return {
        "name": f"{balancer.name}.elb.amazonaws.com",
        "zoneId": f"zone of {balancer.name}",
        "evaluateTargetHealth": True,
    }


def test_latency_has_a_record_of_the_domain_for_each_region(signed: Deployed) -> None:
    made = records(signed)
    assert set(made) == {f"tap-dev-edge-{region}" for region in REGIONS}
    for region in REGIONS:
        given = made[f"tap-dev-edge-{region}"].inputs
        assert (given["name"], given["setIdentifier"]) == (DOMAIN, region)
        assert given["latencyRoutingPolicies"] == [{"region": region}]
        assert given["aliases"] == [alias_of(signed, region)]
        assert given["healthCheckId"] == f"tap-dev-edge-{region}-id"


def test_failover_leads_to_the_database_and_falls_back_to_the_nearest(certified: Deployed) -> None:
    made = records(certified)
    for region in REGIONS:
        assert made[f"tap-dev-edge-{region}"].inputs["name"] == f"nearest.{DOMAIN}"
    first = made["tap-dev-edge-first"].inputs
    assert (first["name"], first["failoverRoutingPolicies"]) == (DOMAIN, [{"type": "PRIMARY"}])
    assert first["aliases"] == [alias_of(certified, "eu-west-1")]
    assert first["healthCheckId"] == "tap-dev-edge-eu-west-1-id"
    fallback = made["tap-dev-edge-fallback"].inputs
    assert (fallback["name"], fallback["failoverRoutingPolicies"]) == (DOMAIN, [{"type": "SECONDARY"}])
    assert fallback["aliases"] == [
        {"name": f"nearest.{DOMAIN}", "zoneId": "zone of tap-dev-edge", "evaluateTargetHealth": True}
    ]
    assert first["setIdentifier"] != fallback["setIdentifier"]


def test_another_first_region_changes_one_target_and_no_name(certified: Deployed, deploy: Deploy) -> None:
    moved = deploy(
        edge={
            "domain": DOMAIN,
            "certificate": "acm",
            "routing": "failover",
            "waf": True,
            "wafRateLimit": 500,
        },
        database={"primaryRegion": "ap-southeast-2"},
    )
    before, after = records(certified), records(moved)
    assert set(before) == set(after)
    changed = {name for name in before if before[name].inputs != after[name].inputs}
    assert changed == {"tap-dev-edge-first"}
    assert after["tap-dev-edge-first"].inputs["aliases"] == [alias_of(moved, "ap-southeast-2")]


def test_each_region_is_asked_under_its_load_balancers_own_name(certified: Deployed) -> None:
    for region in REGIONS:
        check = certified.one("route53/healthCheck:HealthCheck", f"tap-dev-edge-{region}").inputs
        assert check["fqdn"] == alias_of(certified, region)["name"]
        assert (check["type"], check["port"], check["resourcePath"]) == ("HTTPS", 443, "/healthz")
        assert (check["enableSni"], check["requestInterval"], check["failureThreshold"]) == (True, 30, 3)
        assert "searchString" not in check


def test_a_region_that_fails_takes_no_other_out_of_dns(deploy: Deploy) -> None:
    partly = deploy(
        down=("eu-west-1",),
        edge={"domain": DOMAIN, "routing": "failover"},
        database={"primaryRegion": "eu-west-1"},
    )
    assert partly.error is not None
    assert set(records(partly)) == {
        "tap-dev-edge-us-east-1",
        "tap-dev-edge-ap-southeast-2",
        "tap-dev-edge-fallback",
    }
