"""The rules that compare settings of the load balancers and the edge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tapstack.settings.base import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tapstack.settings.sections import ComputeSettings, EdgeSettings, TargetGroupSettings, WebSettings

_FIRST: Final = "web"
_LONGEST_DOMAIN: Final = 64
_LONGEST_PATH: Final = 255
_MOST_GROUPS: Final = 20
_MOST_CONDITIONS: Final = 5
"""Values in all conditions of a listener rule (ELB user guide, "Quotas for your Application Load
Balancers")."""


def certificate_domain(edge: EdgeSettings) -> Iterator[Problem]:
    """ACM certifies only a domain."""
    if edge.certificate == "acm" and edge.domain is None:
        yield Problem(
            "needs a domain that it certifies",
            "Set tap:edge.domain, or take self-signed",
            "none, self-signed or auto without tap:edge.domain",
            ("edge", "certificate"),
            edge.certificate,
            ("edge.certificate", "edge.domain"),
        )


def certified_length(edge: EdgeSettings) -> Iterator[Problem]:
    """ACM certifies shorter domains than DNS admits.

    Source: Certificate Manager API reference, RequestCertificate, DomainName: 64 characters.
    """
    if edge.domain and edge.certificate in ("acm", "auto") and len(edge.domain) > _LONGEST_DOMAIN:
        yield Problem(
            "is too long for ACM",
            f"Take a domain of {_LONGEST_DOMAIN} characters at most, or tap:edge.certificate self-signed",
            f"at most {_LONGEST_DOMAIN} characters with a certificate of ACM",
            ("edge", "domain"),
            edge.domain,
            ("edge.domain", "edge.certificate"),
        )


def zone_domain(edge: EdgeSettings) -> Iterator[Problem]:
    """A hosted zone is of use only for a domain."""
    if edge.hosted_zone_id is not None and edge.domain is None:
        yield Problem(
            "is set without tap:edge.domain",
            "Set tap:edge.domain, or leave it out",
            "the id of a hosted zone, together with tap:edge.domain",
            ("edge", "hostedZoneId"),
            edge.hosted_zone_id,
            ("edge.hostedZoneId", "edge.domain"),
        )


def health_path_of_domain(compute: ComputeSettings, edge: EdgeSettings) -> Iterator[Problem]:
    """Route 53 asks for shorter paths than a load balancer does.

    Source: Route 53 API reference, HealthCheckConfig, ResourcePath: 255 characters.
    """
    if edge.domain is not None and len(compute.health_path) > _LONGEST_PATH:
        yield Problem(
            "is too long for a health check of Route 53",
            f"Shorten it to {_LONGEST_PATH} characters",
            f"at most {_LONGEST_PATH} characters with tap:edge.domain",
            ("compute", "healthPath"),
            compute.health_path,
            ("compute.healthPath", "edge.domain"),
        )


def check_times(web: WebSettings) -> Iterator[Problem]:
    """A health check has ended before the next begins.

    Source: ELB user guide, "Health checks for Application Load Balancer target groups".
    """
    if web.health_timeout >= web.health_interval:
        yield Problem(
            "is not below tap:web.healthInterval",
            f"Lower it below {web.health_interval}, or raise tap:web.healthInterval",
            f"less than {web.health_interval} (tap:web.healthInterval)",
            ("web", "healthTimeout"),
            web.health_timeout,
            ("web.healthTimeout", "web.healthInterval"),
        )


def target_groups(web: WebSettings) -> Iterator[Problem]:
    """Each target group has a name of its own and one to five conditions."""
    groups = web.target_groups
    if len(groups) > _MOST_GROUPS:
        message = f"has {len(groups)} target groups"
        names = [group.name for group in groups]
        yield _problem((), message, f"Leave {len(groups) - _MOST_GROUPS} out", names)
    for at, group in enumerate(groups):
        if group.name in {other.name for other in groups[:at]}:
            yield _problem((at, "name"), "is the name of two target groups", "Rename one", group.name)
        if group.name == _FIRST:
            yield _problem((at, "name"), "is the name of the first target group", "Rename it", group.name)
        if any(name.lower() == "host" for name in group.headers):
            yield _problem((at, "headers"), "name the header Host", "Take it out", sorted(group.headers))
        if not 0 < _conditions(group) <= _MOST_CONDITIONS:
            yield _problem(
                (at, "paths"),
                f"and headers make {_conditions(group)} conditions",
                "Give one to five paths and header values in all, or split the target group",
                list(group.paths),
            )


def page_answers(web: WebSettings, compute: ComputeSettings) -> Iterator[Problem]:
    """Each target group's health check is answered: the built-in page knows one port and one path.

    Its instances would never get healthy, and be replaced for ever.
    """
    if compute.container_image is not None or compute.user_data is not None:
        return
    for at, group in enumerate(web.target_groups):
        own = {"port": group.port, "healthPath": group.health_path}
        for name, value in own.items():
            if value is not None:
                yield Problem(
                    "is not answered by the built-in page",
                    "Set tap:compute.containerImage or tap:compute.userData, or leave it out",
                    "one of its own only with an application of yours",
                    ("web", "targetGroups", at, name),
                    value,
                    ("web.targetGroups", "compute.containerImage", "compute.userData"),
                )


def _conditions(group: TargetGroupSettings) -> int:
    return len(group.paths) + sum(len(texts) for texts in group.headers.values())


def _problem(below: tuple[str | int, ...], message: str, mend: str, value: object = None) -> Problem:
    return Problem(message, mend, "", ("web", "targetGroups", *below), value, ("web.targetGroups",))
