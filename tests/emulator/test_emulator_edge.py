"""What certificates, keys, web ACLs and DNS do beyond passing their inputs on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.engine import Created, RealisationError
from tests.emulator.conftest import HOME, Make, request

KEY, SIGNED = "tls:index/privateKey:PrivateKey", "tls:index/selfSignedCert:SelfSignedCert"
CERTIFICATE = "aws:acm/certificate:Certificate"
VALIDATION = "aws:acm/certificateValidation:CertificateValidation"
ZONE, RECORD = "aws:route53/zone:Zone", "aws:route53/record:Record"
ACL = "aws:wafv2/webAcl:WebAcl"
Inputs = dict[str, Any]
SEEN = {"cloudwatchMetricsEnabled": True, "metricName": "own", "sampledRequestsEnabled": False}
P256 = {"algorithm": "ECDSA", "ecdsaCurve": "P256"}
_BALANCER = f"arn:aws:elasticloadbalancing:{HOME}:123456789012:loadbalancer/app/web/0123456789abcdef"


def sign(make: Make, name: str, key: Created, **other: Any) -> Created:
    given = {
        "subject": {"commonName": f"{name}.internal", "organization": "us"},
        "dnsNames": [f"{name}.internal"],
        "validityPeriodHours": 8760,
        "allowedUses": ["digital_signature", "server_auth"],
    }
    return make(SIGNED, name, privateKeyPem=key.outputs["privateKeyPem"], **{**given, **other})


def opened(made: Created) -> x509.Certificate:
    return x509.load_pem_x509_certificate(str(made.outputs["certPem"]).encode())


def public(pem: object) -> bytes:
    key = serialization.load_pem_private_key(str(pem).encode(), None).public_key()
    return key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize(
    ("given", "head"),
    [
        (P256, "EC PRIVATE KEY"),
        ({"algorithm": "ECDSA", "ecdsaCurve": "P521"}, "EC PRIVATE KEY"),
        ({"algorithm": "ED25519"}, "PRIVATE KEY"),
    ],
)
def test_all_forms_of_a_private_key_are_one_key(make: Make, given: dict[str, str], head: str) -> None:
    outputs = make(KEY, "forms", **given).outputs
    assert str(outputs["privateKeyPem"]).startswith(f"-----BEGIN {head}-----")
    assert str(outputs["privateKeyPemPkcs8"]).startswith("-----BEGIN PRIVATE KEY-----")
    form = str(outputs["publicKeyPem"]).encode()
    assert public(outputs["privateKeyPem"]) == public(outputs["privateKeyPemPkcs8"]) == form
    ssh = serialization.load_ssh_private_key(str(outputs["privateKeyOpenssh"]).encode(), None)
    line = serialization.load_ssh_public_key(str(outputs["publicKeyOpenssh"]).encode())
    assert ssh.public_key() == line == serialization.load_pem_public_key(form)


def test_openssh_knows_no_p224(make: Make) -> None:
    outputs = make(KEY, "old", algorithm="ECDSA").outputs
    key = serialization.load_pem_private_key(str(outputs["privateKeyPem"]).encode(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    assert key.curve.name == "secp224r1"
    assert "publicKeyOpenssh" not in outputs


def test_two_names_have_two_keys_and_two_accounts_the_same(make: Make) -> None:
    one, other, again = (make(KEY, name, **P256) for name in ("one", "other", "one"))
    assert one.id == again.id != other.id
    assert one.outputs["privateKeyPem"] == again.outputs["privateKeyPem"]


def test_a_key_that_cant_follow_from_the_urn_is_refused(make: Make) -> None:
    with pytest.raises(RealisationError, match="a private key by RSA is not emulated") as caught:
        make(KEY, "rsa", algorithm="RSA")
    assert "ECDSA or ED25519" in str(caught.value.mend)


@pytest.mark.parametrize("given", [P256, {"algorithm": "ED25519"}])
def test_a_self_signed_certificate_is_signed_by_its_own_key(make: Make, given: dict[str, str]) -> None:
    key = make(KEY, "own", **given)
    made = sign(make, "own", key)
    found = opened(made)
    found.verify_directly_issued_by(found)
    assert made.id == str(found.serial_number)
    assert found.subject.rfc4514_string() == "O=us,CN=own.internal"
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["own.internal"]
    usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.key_cert_sign) == (True, False)
    extended = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(extended) == [ExtendedKeyUsageOID.SERVER_AUTH]
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False


@pytest.mark.parametrize("hours", [1, 24, 8760])
def test_a_certificate_is_good_for_three_quarters_of_its_time_and_the_same_again(
    make: Make, hours: int
) -> None:
    key = make(KEY, "timed", **P256)
    made = sign(make, f"timed-{hours}", key, validityPeriodHours=hours, earlyRenewalHours=1)
    found, now = opened(made), datetime.now(UTC)
    assert found.not_valid_after_utc - found.not_valid_before_utc == timedelta(hours=hours)
    assert found.not_valid_before_utc <= now
    assert found.not_valid_after_utc - now > timedelta(hours=hours) * 0.74
    assert made.outputs["validityEndTime"] == f"{found.not_valid_after_utc:%Y-%m-%dT%H:%M:%SZ}"
    assert made.outputs["readyForRenewal"] is False
    if hours > 24:
        again = sign(make, f"timed-{hours}", key, validityPeriodHours=hours, earlyRenewalHours=1)
        assert again.outputs["certPem"] == made.outputs["certPem"]


def test_addresses_and_uris_are_among_the_names(make: Make) -> None:
    key = make(KEY, "names", **P256)
    found = opened(sign(make, "names", key, ipAddresses=["192.0.2.1"], uris=["https://own.internal/"]))
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(each) for each in names.get_values_for_type(x509.IPAddress)] == ["192.0.2.1"]
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == ["https://own.internal/"]


def test_an_unknown_use_is_refused(make: Make) -> None:
    key = make(KEY, "uses", **P256)
    with pytest.raises(RealisationError, match="the allowed use telling_fortunes is not emulated"):
        sign(make, "uses", key, allowedUses=["server_auth", "telling_fortunes"])


def test_an_imported_certificate_is_what_was_given(make: Make, aws: EmbeddedAws) -> None:
    key = make(KEY, "imported", **P256)
    signed = sign(make, "imported", key)
    made = make(
        CERTIFICATE,
        "imported",
        privateKey=key.outputs["privateKeyPem"],
        certificateBody=signed.outputs["certPem"],
        tags={"Name": "own"},
    )
    assert (made.outputs["type"], made.outputs["status"]) == ("IMPORTED", "ISSUED")
    assert made.outputs["notAfter"] == signed.outputs["validityEndTime"]
    client = aws.client("acm", HOME)
    assert client.get_certificate(CertificateArn=made.id)["Certificate"] == signed.outputs["certPem"]
    assert client.list_tags_for_certificate(CertificateArn=made.id)["Tags"] == [
        {"Key": "Name", "Value": "own"}
    ]
    with pytest.raises(RealisationError, match="has type IMPORTED, no validation necessary"):
        make(VALIDATION, "imported", certificateArn=made.id)


def ask_for(make: Make, domain: str, **other: Any) -> Created:
    return make(CERTIFICATE, domain, domainName=domain, validationMethod="DNS", **other)


def put(make: Make, zone: Created, option: dict[str, str], **other: Any) -> Created:
    return make(
        RECORD,
        option["domainName"],
        zoneId=zone.id,
        name=option["resourceRecordName"],
        type=option["resourceRecordType"],
        records=[option["resourceRecordValue"]],
        ttl=60,
        **other,
    )


def test_a_requested_certificate_waits_for_the_records_of_all_of_its_names(make: Make) -> None:
    made = ask_for(make, "many.example", subjectAlternativeNames=["www.many.example"])
    options: Any = made.outputs["domainValidationOptions"]
    assert [each["domainName"] for each in options] == ["many.example", "www.many.example"]
    assert made.outputs["status"] == "PENDING_VALIDATION"
    assert "notAfter" not in made.outputs
    zone = make(ZONE, "many", name="many.example")
    first = put(make, zone, options[0])
    with pytest.raises(RealisationError, match="the certificate is PENDING_VALIDATION: no hosted zone"):
        make(VALIDATION, "early", certificateArn=made.id)
    with pytest.raises(RealisationError, match=r"missing www\.many\.example DNS validation record: _"):
        make(VALIDATION, "half", certificateArn=made.id, validationRecordFqdns=[str(first.outputs["fqdn"])])
    both = [str(first.outputs["fqdn"]), str(put(make, zone, options[1]).outputs["fqdn"])]
    done = make(VALIDATION, "whole", certificateArn=made.id, validationRecordFqdns=both)
    assert done.outputs["certificateArn"] == made.id


def test_a_second_region_may_only_write_over_the_record(make: Make) -> None:
    zone = make(ZONE, "twice", name="twice.example")
    home, away = (ask_for(make, "twice.example", region=region) for region in (HOME, "eu-west-1"))
    (option,) = away.outputs["domainValidationOptions"]
    assert home.outputs["domainValidationOptions"] == [option]
    one = put(make, zone, option)
    with pytest.raises(RealisationError, match="InvalidChangeBatch: Tried to create resource record set"):
        put(make, zone, option)
    assert put(make, zone, option, allowOverwrite=True).id == one.id
    for region, certificate in ((HOME, home), ("eu-west-1", away)):
        make(VALIDATION, f"in-{region}", certificateArn=certificate.id, region=region)


@pytest.fixture(scope="module")
def zone(aws: EmbeddedAws) -> Created:
    """A zone for the tests of records."""
    return EmbeddedProvider(aws).create(request(ZONE, "records", {"name": "own.example"}))


def listed(aws: EmbeddedAws, zone: Created, name: str) -> list[dict[str, Any]]:
    found = aws.client("route53", HOME).list_resource_record_sets(HostedZoneId=zone.id)
    return [each for each in found["ResourceRecordSets"] if each["Name"] == f"{name}."]


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("www", "www.own.example"),
        ("WWW2.own.example", "www2.own.example"),
        ("own.example", "own.example"),
        ("known.example", "known.example.own.example"),
        ("", "own.example"),
        ("dot.own.example.", "dot.own.example"),
    ],
)
def test_a_records_name_ends_with_its_zones(
    make: Make, aws: EmbeddedAws, zone: Created, name: str, full: str
) -> None:
    given: Inputs = {"type": "AAAA", "ttl": 60, "records": ["2001:db8::1"], "allowOverwrite": True}
    made = make(RECORD, "named", zoneId=zone.id, name=name, **given)
    assert made.outputs["fqdn"] == full
    assert made.id == f"{zone.id}_{full}_AAAA"
    assert [each["Type"] for each in listed(aws, zone, full)].count("AAAA") == 1


ALIAS = {"name": "lb.example", "zoneId": "Z1H1FL5HABSF5", "evaluateTargetHealth": True}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (
            {"failoverRoutingPolicies": [{"type": "PRIMARY"}], "aliases": [ALIAS], "healthCheckId": "abc"},
            {"Failover": "PRIMARY", "HealthCheckId": "abc"},
        ),
        ({"latencyRoutingPolicies": [{"region": "eu-west-1"}], "aliases": [ALIAS]}, {"Region": "eu-west-1"}),
        ({"weightedRoutingPolicies": [{"weight": 7}], "aliases": [ALIAS]}, {"Weight": 7}),
        (
            {"multivalueAnswerRoutingPolicy": True, "records": ["192.0.2.1"], "ttl": 60},
            {"MultiValueAnswer": True},
        ),
    ],
)
def test_a_records_routing_is_kept(
    make: Make, aws: EmbeddedAws, zone: Created, given: dict[str, Any], kept: dict[str, Any]
) -> None:
    (policy,) = (key for key in given if key.endswith(("Policies", "Policy")))
    name = f"{policy}.own.example".lower()
    made = make(RECORD, policy, zoneId=zone.id, name=name, type="A", setIdentifier="one", **given)
    assert made.id == f"{zone.id}_{name}_A_one"
    (found,) = listed(aws, zone, name)
    assert {key: found.get(key) for key in kept} == kept
    assert found["SetIdentifier"] == "one"
    if "aliases" in given:
        assert found["AliasTarget"] == {
            "DNSName": "lb.example",
            "HostedZoneId": "Z1H1FL5HABSF5",
            "EvaluateTargetHealth": True,
        }


def test_texts_are_quoted(make: Make, aws: EmbeddedAws, zone: Created) -> None:
    make(RECORD, "text", zoneId=zone.id, name="text", type="TXT", ttl=60, records=["v=spf1 -all"])
    (found,) = listed(aws, zone, "text.own.example")
    assert found["ResourceRecords"] == [{"Value": '"v=spf1 -all"'}]


def test_a_private_zone_is_not_emulated(make: Make) -> None:
    with pytest.raises(RealisationError, match="the input `vpcs` is not emulated"):
        make(ZONE, "private", name="private.example", vpcs=[{"vpcId": "vpc-1"}])


def test_zones_and_health_checks_carry_tags(make: Make, aws: EmbeddedAws) -> None:
    tags = {"defaultTags": {"tags": {"Owner": "us"}}, "region": HOME}
    zone = make(ZONE, "tagged", tags, name="tagged.example")
    check = make(
        "aws:route53/healthCheck:HealthCheck", "tagged", tags, type="TCP", fqdn="a.example", port=443
    )
    client = aws.client("route53", HOME)
    for kind, made in (("hostedzone", zone), ("healthcheck", check)):
        found = client.list_tags_for_resource(ResourceType=kind, ResourceId=made.id)["ResourceTagSet"]
        assert found["Tags"] == [{"Key": "Owner", "Value": "us"}]


def test_a_web_acls_rules_filters_and_load_balancer_are_kept(make: Make, aws: EmbeddedAws) -> None:
    group: Inputs = {
        "vendorName": "AWS",
        "name": "AWSManagedRulesCommonRuleSet",
        "ruleActionOverrides": [{"name": "SizeRestrictions_BODY", "actionToUse": {"count": {}}}],
    }
    rule: Inputs = {
        "name": "common",
        "priority": 1,
        "overrideAction": {"none": {}},
        "statement": {"managedRuleGroupStatement": group},
        "visibilityConfig": SEEN,
    }
    made = make(
        ACL, "own", scope="REGIONAL", defaultAction={"allow": {}}, visibilityConfig=SEEN, rules=[rule]
    )
    arn = made.outputs["arn"]
    make("aws:wafv2/webAclAssociation:WebAclAssociation", "own", webAclArn=arn, resourceArn=_BALANCER)
    keep = {"actionCondition": {"action": "BLOCK"}}
    make(
        "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration",
        "own",
        resourceArn=arn,
        logDestinationConfigs=[f"arn:aws:logs:{HOME}:123456789012:log-group:aws-waf-logs-own"],
        loggingFilter={
            "defaultBehavior": "DROP",
            "filters": [{"behavior": "KEEP", "requirement": "MEETS_ANY", "conditions": [keep]}],
        },
    )
    waf = aws.client("wafv2", HOME)
    found = waf.get_web_acl_for_resource(ResourceArn=_BALANCER)["WebACL"]
    assert found["ARN"] == arn
    (kept,) = found["Rules"]
    assert kept["OverrideAction"] == {"None": {}}
    assert kept["Statement"]["ManagedRuleGroupStatement"]["RuleActionOverrides"] == [
        {"Name": "SizeRestrictions_BODY", "ActionToUse": {"Count": {}}}
    ]
    log = waf.get_logging_configuration(ResourceArn=arn)["LoggingConfiguration"]
    assert log["LoggingFilter"]["Filters"][0]["Conditions"] == [{"ActionCondition": {"Action": "BLOCK"}}]


def test_a_rule_that_waf_does_not_know_is_refused(make: Make) -> None:
    rule: Inputs = {"name": "odd", "priority": 1, "statement": {"oddStatement": {}}, "visibilityConfig": SEEN}
    with pytest.raises(RealisationError, match=r"the input `rules.statement.oddStatement` is not emulated"):
        make(ACL, "odd", scope="REGIONAL", defaultAction={"allow": {}}, visibilityConfig=SEEN, rules=[rule])
