"""`tap:web` and `tap:edge`: how requests reach the instances."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from tapstack.settings import values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Whole

_CODES: Final = r"[2-4][0-9]{2}(-[2-4][0-9]{2})?(,[2-4][0-9]{2}(-[2-4][0-9]{2})?)*"
_CODES_ALLOWED: Final = "HTTP codes from 200 to 499: one, several with commas, or a range such as 200-299"
_PATH: Final = r"/[A-Za-z0-9/._~%-]{0,1023}"
_PATTERN: Final = r"[/*][A-Za-z0-9_.$/~\"'@:+&*?-]{0,127}"
_HEADER: Final = r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,40}"
_NO_HEADER: Final = "is not the value of a header"
_LABEL: Final = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN: Final = rf"({_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]"

Codes = Annotated[str, AfterValidator(values.shape(_CODES, "is not a list of HTTP codes"))]


class TargetGroupSettings(Section):
    """One of `tap:web.targetGroups`: the requests that it gets, and where its instances listen."""

    name: Annotated[
        str,
        AfterValidator(values.shape(r"(?=.{1,16}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*", "is not a name")),
        Guide(
            "The name of the target group.",
            "1 to 16 lower-case letters, digits and single hyphens, first a letter; each once, and not web",
            "api",
        ),
    ]
    paths: Annotated[
        tuple[Annotated[str, AfterValidator(values.shape(_PATTERN, "is not a path pattern"))], ...],
        BeforeValidator(values.listed),
        Guide(
            "Paths of the requests it gets; * and ? are wildcards.",
            "patterns of 1 to 128 characters that begin with / or *; with headers, five conditions in all",
            ["/api/*"],
        ),
    ] = ()
    headers: Annotated[
        Annotated[
            Mapping[
                Annotated[str, AfterValidator(values.shape(_HEADER, "is not the name of a header"))],
                Annotated[
                    tuple[Annotated[str, AfterValidator(values.shape(r".{1,128}", _NO_HEADER))], ...],
                    BeforeValidator(values.listed),
                ],
            ],
            AfterValidator(values.frozen_map),
            PlainSerializer(values.plain_lists),
        ],
        Guide(
            "Headers of the requests it gets: to each name the values of which one must match.",
            "a map from names of headers, not Host, to lists of values; with paths, five conditions in all",
            {"X-Api-Version": ["2"]},
        ),
    ] = Field(default_factory=dict)
    port: Annotated[
        Annotated[Whole, Field(ge=1, le=65535)] | None,
        Guide("The port. Without it, tap:compute.appPort.", "a whole number from 1 to 65535", 9090),
    ] = None
    health_path: Annotated[
        Annotated[str, AfterValidator(values.shape(_PATH, "is not the path of a health check"))] | None,
        Guide(
            "The path of its health check. Without it, tap:compute.healthPath.",
            "a path that begins with a slash, of letters, digits and / . _ ~ % -",
            "/api/healthz",
        ),
    ] = None
    health_codes: Annotated[
        Codes | None,
        Guide("Codes that count as healthy. Without it, tap:web.healthCodes.", _CODES_ALLOWED, "200-299"),
    ] = None


class WebSettings(Section):
    """`tap:web`: the load balancer of each region."""

    health_codes: Annotated[Codes, Guide("HTTP codes that count as healthy.", _CODES_ALLOWED)] = "200"
    healthy_threshold: Annotated[
        Whole, Field(ge=2, le=10), Guide("Good health checks in a row that make an instance healthy.")
    ] = 2
    unhealthy_threshold: Annotated[
        Whole, Field(ge=2, le=10), Guide("Failed health checks in a row that make an instance unhealthy.")
    ] = 3
    health_interval: Annotated[
        Whole, Field(ge=5, le=300), Guide("Seconds between two health checks of an instance.")
    ] = 15
    health_timeout: Annotated[
        Whole, Field(ge=2, le=120), Guide("Seconds after which a health check counts as failed.")
    ] = 5
    stickiness_seconds: Annotated[
        Whole,
        Field(ge=0, le=604_800),
        Guide("Seconds that a client stays with an instance, by a cookie; 0 is off."),
    ] = 0
    tls_policy: Annotated[
        Literal[
            "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
            "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
            "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        ],
        Guide("The TLS versions and ciphers that clients may use: 1.2 at the least in all of them."),
    ] = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    target_groups: Annotated[
        tuple[TargetGroupSettings, ...],
        BeforeValidator(values.decoded),
        Guide(
            "Further target groups, each with the requests that it gets; all others go to the first.",
            "a list of at most 20 maps with name, and paths or headers; and port, healthPath, healthCodes",
            [{"name": "api", "paths": ["/api/*"]}],
        ),
    ] = ()


class EdgeSettings(Section):
    """`tap:edge`: names, certificates and the firewall for web requests."""

    domain: Annotated[
        Annotated[
            str,
            Field(max_length=253),
            AfterValidator(values.shape(_DOMAIN, "is not a domain name")),
        ]
        | None,
        Guide(
            "The domain that leads to the nearest healthy region. Without it, there is no DNS.",
            "a domain name in lower case",
            "app.example.com",
        ),
    ] = None
    hosted_zone_id: Annotated[
        Annotated[str, AfterValidator(values.shape(r"Z[A-Z0-9]{1,31}", "is not the id of a hosted zone"))]
        | None,
        Guide(
            "The Route 53 hosted zone that the domain is in. Without it, the stack makes one for the domain.",
            "the id of a public hosted zone; only with tap:edge.domain",
            "Z0123456789ABCDEFGHIJ",
        ),
    ] = None
    certificate: Annotated[
        Literal["none", "self-signed", "acm", "auto"],
        Guide("Each region's certificate: none: plain HTTP; auto: acm with a domain, self-signed without."),
    ] = "none"
    routing: Annotated[
        Literal["latency", "failover"],
        Guide("Which healthy region a client is sent to: the nearest, or the database's before all others."),
    ] = "latency"
    waf: Annotated[bool, Guide("Whether a web ACL stands before each load balancer.")] = False
    waf_rate_limit: Annotated[
        Whole,
        Field(ge=10, le=2_000_000_000),
        Guide("Requests that one address may make in five minutes before the web ACL blocks it."),
    ] = 2000
