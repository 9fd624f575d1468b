"""The edge: checks that can succeed, names, and what is told."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.dns import (
    VALIDITY_DAYS,
    HealthCheck,
    certificate_names,
    edge_notes,
    fallback_anchor,
    health_check,
    nearest_name,
)
from tapstack.planning.names import Names
from tapstack.planning.regions import REGION_NUMBERS
from tapstack.settings import TapSettings, parse_settings

NAMES = Names("tap", "dev")
DOMAIN = "shop.example"
ZONE = "Z0123456789ABCDEFGHIJ"


def settings(profile: str = "baseline", **sections: Any) -> TapSettings:
    required = {"team": "tap", "environment": "dev", "allowedSshCidr": "203.0.113.0/24"}
    regions = ["us-east-1", "eu-west-1", "ap-southeast-2"]
    return parse_settings({**required, "regions": regions, "profile": profile, **sections})


@pytest.mark.parametrize(
    ("sections", "asked"),
    [
        ({}, HealthCheck("HTTP", 80, "/healthz")),
        ({"compute": {"healthPath": "/up"}}, HealthCheck("HTTP", 80, "/up")),
        ({"edge": {"certificate": "self-signed"}}, HealthCheck("HTTPS", 443, "/healthz")),
        ({"edge": {"certificate": "acm", "domain": DOMAIN}}, HealthCheck("HTTPS", 443, "/healthz")),
        ({"web": {"healthCodes": "200-399"}}, HealthCheck("HTTP", 80, "/healthz")),
        ({"web": {"healthCodes": "200,401"}}, HealthCheck("TCP", 80, None)),
        ({"web": {"healthCodes": "200-499"}}, HealthCheck("TCP", 80, None)),
    ],
)
def test_a_region_is_asked_for_its_health_path_where_the_answer_can_be_good(
    sections: dict[str, Any], asked: HealthCheck
) -> None:
    assert health_check(settings(**sections)) == asked


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", "HTTPS"),
        ("ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04", "HTTPS"),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", "TCP"),
        ("ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04", "TCP"),
    ],
)
def test_a_load_balancer_that_speaks_only_tls_13_is_only_connected_to(policy: str, kind: str) -> None:
    asked = health_check(settings(web={"tlsPolicy": policy}, edge={"certificate": "self-signed"}))
    assert (asked.type, asked.port) == (kind, 443)
    assert health_check(settings(web={"tlsPolicy": policy})).type == "HTTP"


def test_the_set_behind_a_domain_has_a_name_below_it() -> None:
    assert nearest_name(DOMAIN) == f"nearest.{DOMAIN}"


@given(st.lists(st.sampled_from(sorted(REGION_NUMBERS)), min_size=1, unique=True), st.data())
def test_a_fallback_waits_for_one_region_and_for_the_first_only_if_it_is_alone(
    regions: list[str], data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from(regions))
    anchor = fallback_anchor(regions, first)
    assert anchor in regions
    assert (anchor == first) == (len(regions) == 1)


@pytest.mark.parametrize("region", sorted(REGION_NUMBERS))
def test_a_self_signed_certificates_common_name_fits(region: str) -> None:
    (name,) = certificate_names(settings(), Names("a-very-long-team", "prod"), region)
    assert name == f"{region}.a-very-long-team-prod.internal"
    assert len(name) <= 46


def test_a_self_signed_certificate_is_for_the_domain_too() -> None:
    names = certificate_names(settings(edge={"domain": DOMAIN}), NAMES, "eu-west-1")
    assert names == ("eu-west-1.tap-dev.internal", DOMAIN)


def test_a_certificate_that_nothing_renews_is_good_for_long() -> None:
    assert VALIDITY_DAYS >= 3650
    assert str(VALIDITY_DAYS) in notes(edge={"certificate": "self-signed"})


def notes(profile: str = "baseline", **sections: Any) -> str:
    return "\n".join(edge_notes(settings(profile, **sections)))


def test_the_baseline_says_nothing() -> None:
    assert notes() == ""


def test_what_is_left_out_without_a_domain_is_said_with_what_to_set() -> None:
    told = notes("resilient")
    assert "DNS is left out" in told
    assert "Set tap:edge.domain" in told
    assert "self-signed: browsers warn" in told


def test_a_zone_of_our_own_wants_its_name_servers_at_the_parent_domain() -> None:
    told = notes("resilient", edge={"domain": DOMAIN})
    assert "DNS is left out" not in told
    assert f"name_servers at the parent domain of {DOMAIN}. The deployment waits for that" in told
    assert "self-signed" not in told
    plain = notes(edge={"domain": DOMAIN})
    assert plain.endswith(f"at the parent domain of {DOMAIN}.")


def test_with_a_zone_and_trusted_certificates_there_is_nothing_to_tell() -> None:
    assert notes("resilient", edge={"domain": DOMAIN, "hostedZoneId": ZONE}) == ""
