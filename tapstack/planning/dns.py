"""The edge: how a region is asked whether it is healthy, its names, and what a run must tell of them.

Limits: a common name has 64 characters at most (RFC 5280, `ub-common-name`); the name made here has 46.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tapstack.planning.names import Names
    from tapstack.settings import TapSettings

VALIDITY_DAYS = 3650
"""Days that a self-signed certificate is good for: long, as no deployment renews it by itself."""

_TLS_13_ONLY = "ELBSecurityPolicy-TLS13-1-3-"
_FIRST_FAILURE_CODE = 400


@dataclass(frozen=True)
class HealthCheck:
    """How Route 53 asks a load balancer; without a path it only connects."""

    type: Literal["HTTP", "HTTPS", "TCP"]
    port: int
    path: str | None


def health_check(settings: TapSettings) -> HealthCheck:
    """Return how Route 53 asks each region's load balancer.

    With a request for the health path, unless the answer could not be good: Route 53's checks speak no
    TLS 1.3, and take codes from 200 to 399 only (Route 53 API reference, HealthCheckConfig, Type). They don't
    look at the certificate (Route 53 Developer Guide, "Values that you specify when you create or update
    health checks"), so that a self-signed one will do.
    """
    secure = settings.certificate != "none"
    port = 443 if secure else 80
    unspoken = secure and settings.web.tls_policy.startswith(_TLS_13_ONLY)
    if unspoken or _takes_failures(settings.web.health_codes):
        return HealthCheck("TCP", port, None)
    return HealthCheck("HTTPS" if secure else "HTTP", port, settings.compute.health_path)


def _takes_failures(codes: str) -> bool:
    return any(int(code) >= _FIRST_FAILURE_CODE for code in re.findall(r"\d+", codes))


def nearest_name(domain: str) -> str:
    """Return the name that leads to the nearest healthy region, where the domain itself fails over."""
    return f"nearest.{domain}"


def fallback_anchor(regions: Sequence[str], first: str) -> str:
    """Return the region whose record must stand before the one that falls back to all of them.

    An alias may only lead to a name that exists. One region is enough for that, and not the one that is
    fallen back from, if there is another.
    """
    return next((region for region in regions if region != first), first)


def certificate_names(settings: TapSettings, names: Names, region: str) -> tuple[str, ...]:
    """Return the names in a region's self-signed certificate, the common name first.

    That is a name of ours under `internal`, which is kept free for private use (ICANN, resolution
    2024.07.29.06), since a load balancer has its own name only once it stands. The domain follows, if it is
    set.
    """
    own = f"{region}.{names.prefix}.internal"
    return (own, settings.edge.domain) if settings.edge.domain else (own,)


def edge_notes(settings: TapSettings) -> Iterator[str]:
    """Yield what who deploys must know of names and certificates."""
    domain = settings.edge.domain
    if domain is None and settings.profile == "resilient":
        yield (
            "DNS is left out, as tap:edge.domain is not set: each region answers only under the name of its "
            "own load balancer (output load_balancer_dns). Set tap:edge.domain to have one name lead to a "
            "healthy region."
        )
    if domain is not None and settings.edge.hosted_zone_id is None:
        waits = (
            " The deployment waits for that with its certificates." if settings.certificate == "acm" else ""
        )
        yield f"Set the name servers in the output name_servers at the parent domain of {domain}.{waits}"
    if settings.certificate == "self-signed":
        yield (
            "The certificates are self-signed: browsers warn of them. They are good for "
            f"{VALIDITY_DAYS} days; pulumi up --replace <URN of the SelfSignedCert> makes a new one. With "
            "tap:edge.domain and certificate acm they are trusted, and renewed by AWS."
        )
