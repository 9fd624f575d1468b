"""`TapSettings`: everything that a stack can be told, validated as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from tapstack.settings import data_rules, rules, values, web_rules
from tapstack.settings.base import Guide, Problem, Section, refuse
from tapstack.settings.profiles import with_profile
from tapstack.settings.region_values import ALL
from tapstack.settings.regions import KNOWN_REGIONS
from tapstack.settings.sections import (
    ComplianceSettings,
    ComputeSettings,
    DatabaseSettings,
    EdgeSettings,
    EncryptionSettings,
    IdentitySettings,
    NetworkSettings,
    ObservabilitySettings,
    SecretsSettings,
    SessionsSettings,
    WebSettings,
)
from tapstack.settings.sections.kinds import Regions, Whole

_TAG = values.shape(
    r"[A-Za-z0-9_.:/=+@-]([A-Za-z0-9 _.:/=+@-]{0,254}[A-Za-z0-9_.:/=+@-])?", "is not the value of a tag"
)
_TAG_ALLOWED = "1 to 256 letters, digits, spaces and _ . : / = + - @, no space at either end"


def _team(settings: dict[str, str]) -> str:
    return settings["team"]


class TapSettings(Section):
    """The settings of one stack, Pulumi config namespace `tap`; from `parse_settings` or `load_settings`."""

    profile: Annotated[
        Literal["baseline", "resilient"], Guide("The set of defaults; every single setting can still be set.")
    ] = "baseline"
    team: Annotated[
        str,
        AfterValidator(values.shape(r"(?=.{2,16}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*", "is not a team name")),
        Guide(
            "The team that owns the stack: the first part of every name, and the tag Owner.",
            "2 to 16 lower-case letters, digits and single hyphens, first a letter, last no hyphen",
            "web",
        ),
    ]
    environment: Annotated[
        Literal["dev", "stg", "prod"],
        Guide(
            "The stage of the stack: the second part of every name, and the tag Environment.", example="dev"
        ),
    ]
    regions: Annotated[
        Regions,
        Guide(
            "The AWS regions that the stack is deployed to; the first is the primary.",
            "AWS region codes, as a list or comma-separated, each once, tap:minimumRegions of them or more",
            ["us-east-1", "us-west-2", "eu-west-1"],
        ),
    ]
    minimum_regions: Annotated[
        Whole, Field(ge=1, le=len(KNOWN_REGIONS)), Guide("Regions that the stack must have at the least.")
    ] = 3
    allowed_ssh_cidr: Annotated[
        str,
        AfterValidator(values.ssh_cidr),
        Guide(
            "The addresses that may reach the instances by SSH.",
            "an IPv4 or IPv6 CIDR block without host bits, never 0.0.0.0/0 or ::/0",
            "203.0.113.0/24",
        ),
    ]
    cost_center: Annotated[
        str,
        AfterValidator(_TAG),
        Guide("The tag CostCenter. Without it, tap:team.", _TAG_ALLOWED, "web"),
    ] = Field(default_factory=_team)
    purpose: Annotated[str, AfterValidator(_TAG), Guide("The tag Purpose.", _TAG_ALLOWED)] = "web-platform"
    network: Annotated[NetworkSettings, BeforeValidator(values.decoded)] = NetworkSettings()
    compute: Annotated[ComputeSettings, BeforeValidator(values.decoded)] = ComputeSettings()
    web: Annotated[WebSettings, BeforeValidator(values.decoded)] = WebSettings()
    edge: Annotated[EdgeSettings, BeforeValidator(values.decoded)] = EdgeSettings()
    database: Annotated[DatabaseSettings, BeforeValidator(values.decoded)] = DatabaseSettings()
    secrets: Annotated[SecretsSettings, BeforeValidator(values.decoded)] = SecretsSettings()
    sessions: Annotated[SessionsSettings, BeforeValidator(values.decoded)] = SessionsSettings()
    encryption: Annotated[EncryptionSettings, BeforeValidator(values.decoded)] = EncryptionSettings()
    identity: Annotated[IdentitySettings, BeforeValidator(values.decoded)] = IdentitySettings()
    observability: Annotated[ObservabilitySettings, BeforeValidator(values.decoded)] = ObservabilitySettings()
    compliance: Annotated[ComplianceSettings, BeforeValidator(values.decoded)] = ComplianceSettings()

    @property
    def primary_region(self) -> str:
        """The first region: it has what a stack has once, such as the primary key and the trail."""
        return self.regions[0]

    @property
    def database_region(self) -> str:
        """The region whose instance takes writes."""
        return self.database.primary_region or self.regions[0]

    @property
    def database_regions(self) -> tuple[str, ...]:
        """The regions that have an instance, in the order of `regions`."""
        named = self.regions if self.database.replica_regions == ALL else self.database.replica_regions
        return tuple(region for region in self.regions if region in {*named, self.database_region})

    @property
    def replica_regions(self) -> tuple[str, ...]:
        """The regions whose instance is a read replica, in the order of `regions`."""
        return tuple(region for region in self.database_regions if region != self.database_region)

    @property
    def certificate(self) -> Literal["none", "self-signed", "acm"]:
        """The kind of certificate that each region's load balancer has."""
        if self.edge.certificate == "auto":
            return "acm" if self.edge.domain else "self-signed"
        return self.edge.certificate

    @property
    def production(self) -> bool:
        """Whether this is the production environment."""
        return self.environment == "prod"

    @model_validator(mode="before")
    @classmethod
    def _fill(cls, raw: object) -> object:
        return with_profile(raw)

    @model_validator(mode="after")
    def _compare(self) -> Self:
        refuse(
            chain(
                rules.enough_regions(self.regions, self.minimum_regions),
                rules.room_for_regions(self.network, self.regions),
                rules.ami_everywhere(self.compute, self.regions),
                rules.sizes(self.compute),
                rules.scaling_gap(self.compute),
                rules.one_start(self.compute),
                rules.image_reachable(self.compute, self.network),
                rules.storage_growth(self.database),
                rules.windows_apart(self.database),
                *(self._data_rules() if self.regions else ()),
                web_rules.certificate_domain(self.edge),
                web_rules.certified_length(self.edge),
                web_rules.zone_domain(self.edge),
                web_rules.health_path_of_domain(self.compute, self.edge),
                web_rules.check_times(self.web),
                web_rules.target_groups(self.web),
                web_rules.page_answers(self.web, self.compute),
            )
        )
        return self

    def _data_rules(self) -> tuple[Iterator[Problem], ...]:
        return (
            data_rules.version_of_engine(self.database),
            data_rules.user_of_engine(self.database),
            data_rules.database_regions(self.database, self.regions),
            data_rules.backups_elsewhere(self.database, self.database_region),
            data_rules.own_password(self.secrets, self.replica_regions),
            data_rules.insights_class(self.database),
            data_rules.recorders(self.compliance, self.regions),
        )
