"""What a `TapPlatform` is told: the settings as types, for Pulumi's schema and for type checkers.

Made by `python tools/generate_docs.py` from the models in tapstack/settings, which check the values.
"""
# ruff: noqa: E501 - a description is one line of the schema

# No `from __future__ import annotations` here: Pulumi reads annotations as types, and those would be texts.
from enum import Enum
from typing import TYPE_CHECKING, Literal, NotRequired, TypedDict

# A choice is a text in Python. Pulumi's schema knows no `Literal`; in other languages a choice is an enum.
if TYPE_CHECKING:
    NetworkNat = Literal["per-az", "single", "none"]
    NetworkVpcFallback = Literal["none", "default-vpc"]
    ComputeScaling = Literal["step", "target-tracking"]
    WebTlsPolicy = Literal[
        "ELBSecurityPolicy-TLS13-1-2-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
        "ELBSecurityPolicy-TLS13-1-3-2021-06",
        "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    ]
    EdgeCertificate = Literal["none", "self-signed", "acm", "auto"]
    EdgeRouting = Literal["latency", "failover"]
    DatabaseEngine = Literal["mysql", "postgres"]
    SecretsPasswordKeeper = Literal["rds", "stack"]
    EncryptionKeys = Literal["single", "per-region"]
    ObservabilityDashboards = Literal["none", "primary", "every-region"]
    Profile = Literal["baseline", "resilient"]
    Environment = Literal["dev", "stg", "prod"]
else:
    NetworkNat = Enum("NetworkNat", {"PerAz": "per-az", "Single": "single", "None": "none"}, module=__name__)
    NetworkVpcFallback = Enum(
        "NetworkVpcFallback", {"None": "none", "DefaultVpc": "default-vpc"}, module=__name__
    )
    ComputeScaling = Enum(
        "ComputeScaling", {"Step": "step", "TargetTracking": "target-tracking"}, module=__name__
    )
    WebTlsPolicy = Enum(
        "WebTlsPolicy",
        {
            "ELBSecurityPolicyTLS13_1_2_2021_06": "ELBSecurityPolicy-TLS13-1-2-2021-06",
            "ELBSecurityPolicyTLS13_1_2Res2021_06": "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
            "ELBSecurityPolicyTLS13_1_2FIPS2023_04": "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
            "ELBSecurityPolicyTLS13_1_3_2021_06": "ELBSecurityPolicy-TLS13-1-3-2021-06",
            "ELBSecurityPolicyTLS13_1_3FIPS2023_04": "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
        },
        module=__name__,
    )
    EdgeCertificate = Enum(
        "EdgeCertificate",
        {"None": "none", "SelfSigned": "self-signed", "Acm": "acm", "Auto": "auto"},
        module=__name__,
    )
    EdgeRouting = Enum("EdgeRouting", {"Latency": "latency", "Failover": "failover"}, module=__name__)
    DatabaseEngine = Enum("DatabaseEngine", {"Mysql": "mysql", "Postgres": "postgres"}, module=__name__)
    SecretsPasswordKeeper = Enum("SecretsPasswordKeeper", {"Rds": "rds", "Stack": "stack"}, module=__name__)
    EncryptionKeys = Enum("EncryptionKeys", {"Single": "single", "PerRegion": "per-region"}, module=__name__)
    ObservabilityDashboards = Enum(
        "ObservabilityDashboards",
        {"None": "none", "Primary": "primary", "EveryRegion": "every-region"},
        module=__name__,
    )
    Profile = Enum("Profile", {"Baseline": "baseline", "Resilient": "resilient"}, module=__name__)
    Environment = Enum("Environment", {"Dev": "dev", "Stg": "stg", "Prod": "prod"}, module=__name__)


class Network(TypedDict):
    """One VPC a region."""

    supernet: NotRequired[str]
    """The block that every region's VPC gets its own /16 of. Allowed: a private IPv4 block (RFC 1918) with a prefix of /16 or shorter, and a /16 for every region. Default: 10.0.0.0/8."""
    az_count: NotRequired[int]
    """Availability zones in use in each region, with a public and a private subnet each. Allowed: a whole number from 2 to 4. Default: 2."""
    nat: NotRequired[NetworkNat]
    """NAT gateways of a region: one in each zone, one for all zones, or none. Default: per-az."""
    flow_logs: NotRequired[bool]
    """Whether each VPC's traffic is logged, accepted and rejected. Default: false, true in profile resilient."""
    gateway_endpoints: NotRequired[bool]
    """Whether S3 and DynamoDB are reached inside the network, by gateway endpoints. Default: false, true in profile resilient."""
    interface_endpoints: NotRequired[list[str]]
    """Services that each VPC reaches by an interface endpoint, in every zone. Allowed: names as in com.amazonaws.REGION.NAME, as a list or comma-separated, each once; no s3, dynamodb. Default: none."""
    vpc_fallback: NotRequired[NetworkVpcFallback]
    """Where a region goes whose quota of VPCs is used up: nowhere, or into its default VPC. Default: none, default-vpc in profile resilient."""


class Compute(TypedDict):
    """The web tier of each region."""

    instance_type: NotRequired[str]
    """The EC2 instance type. Graviton families run the arm64 image, all others x86_64. Allowed: an EC2 instance type, such as t3.micro or m7g.large (no Mac). Default: t3.micro."""
    ami: NotRequired[dict[str, str]]
    """The AMI of each region. Without it, the newest Amazon Linux 2023. Allowed: a map from every region of `regions` to an AMI id."""
    min_size: NotRequired[int]
    """Instances that each region has at the least. Allowed: a whole number from 1 to 1000. Default: 1."""
    max_size: NotRequired[int]
    """Instances that each region has at the most. Allowed: a whole number from 1 to 1000. Default: 3."""
    desired_capacity: NotRequired[int]
    """Instances that each region starts with. Without it, `compute.minSize`. Allowed: a whole number from `compute.minSize` to `compute.maxSize`."""
    scale_out_cpu: NotRequired[int]
    """Average CPU use, in percent, above which a region gets an instance more. Allowed: a whole number from 1 to 99. Default: 60."""
    scale_in_cpu: NotRequired[int]
    """Average CPU use, in percent, below which a region gets an instance less. Allowed: a whole number from 1 to 99. Default: 30."""
    app_port: NotRequired[int]
    """The TCP port that the application listens on. Allowed: a whole number from 1 to 65535. Default: 8080."""
    health_path: NotRequired[str]
    """The path that the load balancer asks for to learn whether an instance is healthy. Allowed: a path that begins with a slash, of letters, digits and / . _ ~ % -, 1024 characters at most. Default: /healthz."""
    container_image: NotRequired[str]
    """The container that each instance runs. Without it, a built-in page. Allowed: an image name with an optional registry, tag and digest; not together with `compute.userData`."""
    user_data: NotRequired[str]
    """The script that each instance runs at its first boot, in place of the built-in one. Allowed: a script of 1 to 16384 bytes; not together with `compute.containerImage`."""
    volume_gib: NotRequired[int]
    """Size of each instance's root volume, in GiB. Allowed: a whole number from 8 to 16384. Default: 20."""
    scaling: NotRequired[ComputeScaling]
    """What adds and removes instances: a step for each CPU alarm, or tracking of targets. Default: step, target-tracking in profile resilient."""
    requests_per_target: NotRequired[int]
    """Requests that each instance should get in a minute; only target tracking heeds it. Allowed: a whole number from 1 to 1000000. Default: 1000 in profile resilient."""
    warmup_seconds: NotRequired[int]
    """Seconds from launch until an instance counts as working. Allowed: a whole number from 0 to 3600. Default: 120."""
    grace_seconds: NotRequired[int]
    """Seconds in which a new instance may fail health checks: to install and to pull an image. Allowed: a whole number from 0 to 7200. Default: 300."""


class TargetGroup(TypedDict):
    """The requests that it gets, and where its instances listen."""

    name: str
    """The name of the target group. Allowed: 1 to 16 lower-case letters, digits and single hyphens, first a letter; each once, and not web."""
    paths: NotRequired[list[str]]
    """Paths of the requests it gets; * and ? are wildcards. Allowed: patterns of 1 to 128 characters that begin with / or *; with headers, five conditions in all. Default: none."""
    headers: NotRequired[dict[str, list[str]]]
    """Headers of the requests it gets: to each name the values of which one must match. Allowed: a map from names of headers, not Host, to lists of values; with paths, five conditions in all."""
    port: NotRequired[int]
    """The port. Without it, `compute.appPort`. Allowed: a whole number from 1 to 65535."""
    health_path: NotRequired[str]
    """The path of its health check. Without it, `compute.healthPath`. Allowed: a path that begins with a slash, of letters, digits and / . _ ~ % -."""
    health_codes: NotRequired[str]
    """Codes that count as healthy. Without it, `web.healthCodes`. Allowed: HTTP codes from 200 to 499: one, several with commas, or a range such as 200-299."""


class Web(TypedDict):
    """The load balancer of each region."""

    health_codes: NotRequired[str]
    """HTTP codes that count as healthy. Allowed: HTTP codes from 200 to 499: one, several with commas, or a range such as 200-299. Default: 200."""
    healthy_threshold: NotRequired[int]
    """Good health checks in a row that make an instance healthy. Allowed: a whole number from 2 to 10. Default: 2."""
    unhealthy_threshold: NotRequired[int]
    """Failed health checks in a row that make an instance unhealthy. Allowed: a whole number from 2 to 10. Default: 3."""
    health_interval: NotRequired[int]
    """Seconds between two health checks of an instance. Allowed: a whole number from 5 to 300. Default: 15."""
    health_timeout: NotRequired[int]
    """Seconds after which a health check counts as failed. Allowed: a whole number from 2 to 120. Default: 5."""
    stickiness_seconds: NotRequired[int]
    """Seconds that a client stays with an instance, by a cookie; 0 is off. Allowed: a whole number from 0 to 604800. Default: 0."""
    tls_policy: NotRequired[WebTlsPolicy]
    """The TLS versions and ciphers that clients may use: 1.2 at the least in all of them. Default: ELBSecurityPolicy-TLS13-1-2-2021-06."""
    target_groups: NotRequired[list[TargetGroup]]
    """Further target groups, each with the requests that it gets; all others go to the first. Allowed: a list of at most 20 maps with name, and paths or headers; and port, healthPath, healthCodes. Default: none."""


class Edge(TypedDict):
    """Names, certificates and the firewall for web requests."""

    domain: NotRequired[str]
    """The domain that leads to the nearest healthy region. Without it, there is no DNS. Allowed: a domain name in lower case."""
    hosted_zone_id: NotRequired[str]
    """The Route 53 hosted zone that the domain is in. Without it, the stack makes one for the domain. Allowed: the id of a public hosted zone; only with `edge.domain`."""
    certificate: NotRequired[EdgeCertificate]
    """Each region's certificate: none: plain HTTP; auto: acm with a domain, self-signed without. Default: none, auto in profile resilient."""
    routing: NotRequired[EdgeRouting]
    """Which healthy region a client is sent to: the nearest, or the database's before all others. Default: latency."""
    waf: NotRequired[bool]
    """Whether a web ACL stands before each load balancer. Default: false, true in profile resilient."""
    waf_rate_limit: NotRequired[int]
    """Requests that one address may make in five minutes before the web ACL blocks it. Allowed: a whole number from 10 to 2000000000. Default: 2000."""


class Database(TypedDict):
    """The writer in one region, and read replicas in others."""

    engine: NotRequired[DatabaseEngine]
    """The engine. Version, port and parameter group follow from it. Default: mysql."""
    engine_version: NotRequired[str]
    """The version. Without a last number, RDS picks a recent one and keeps it patched. Allowed: mysql: 8.4, or a version from 8.4.3 on; postgres: 16 or 17, or a version such as 17.5."""
    primary_region: NotRequired[str]
    """The region whose instance takes writes. Without it, the first of `regions`. Allowed: one of `regions`."""
    replica_regions: NotRequired[list[str]]
    """Regions with a read replica; name the writer's too, so that it stays when another becomes it. Allowed: regions of `regions`, as a list or comma-separated, each once, or all. Default: none, all in profile resilient."""
    backup_region: NotRequired[str]
    """The region that the writer's automated backups are copied to. Without it, to none. Allowed: one of `regions`, not that of the writer."""
    name: NotRequired[str]
    """The database made on the instance. Allowed: 1 to 64 letters, digits and underscores, beginning with a letter; no word that is reserved. Default: app."""
    username: NotRequired[str]
    """The master user. Its password is generated and kept in Secrets Manager. Allowed: 1 to 16 letters, digits and underscores, beginning with a letter; no word that is reserved. Default: tapadmin."""
    instance_class: NotRequired[str]
    """The RDS instance class. Allowed: an RDS instance class of a current generation, such as db.t4g.medium or db.r7g.large. Default: db.t4g.medium."""
    storage_gib: NotRequired[int]
    """Storage at the start, in GiB. Allowed: a whole number from 20 to 65536. Default: 20."""
    max_storage_gib: NotRequired[int]
    """Size up to which RDS grows the storage, in GiB; that of `database.storageGib` is no growth. Allowed: a whole number from 20 to 65536. Default: 100."""
    backup_retention_days: NotRequired[int]
    """Days that automated backups are kept. Backups are never off. Allowed: a whole number from 1 to 35. Default: 7."""
    backup_window: NotRequired[str]
    """The daily window of the automated backups, in UTC. Allowed: hh:mm-hh:mm, 30 minutes or longer, outside `database.maintenanceWindow`. Default: 03:00-04:00."""
    maintenance_window: NotRequired[str]
    """The weekly window of maintenance, in UTC. Allowed: ddd:hh:mm-ddd:hh:mm, 30 minutes or longer, outside `database.backupWindow`. Default: sun:05:00-sun:06:00."""
    monitoring_interval: NotRequired[int]
    """Seconds between samples of the operating system (enhanced monitoring); 0 is off. Allowed: 0, 1, 5, 10, 15, 30 or 60. Default: 0, 60 in profile resilient."""
    performance_insights: NotRequired[bool]
    """Whether the load of each instance is recorded by statement, for seven days. Default: false, true in profile resilient."""


class Secrets(TypedDict):
    """The database's credentials."""

    password_keeper: NotRequired[SecretsPasswordKeeper]
    """Who keeps the master password: RDS, or this stack, in a secret with a copy in every region. Default: rds, stack in profile resilient."""
    recovery_days: NotRequired[int]
    """Days that a deleted secret can be recovered in production; elsewhere it goes at once. Allowed: a whole number from 7 to 30. Default: 30."""


class Sessions(TypedDict):
    """The sessions of the application's users, in a DynamoDB global table."""

    table: NotRequired[bool]
    """Whether there is a table, with a replica in every region. Default: false, true in profile resilient."""
    ttl_attribute: NotRequired[str]
    """The attribute with the time, in seconds since 1970, after which an item is deleted. Allowed: 1 to 255 letters, digits and _ . -. Default: expires_at."""
    recovery_days: NotRequired[int]
    """Days back to which the table can be restored to any second. Allowed: a whole number from 1 to 35. Default: 35."""


class Encryption(TypedDict):
    """The customer-managed keys."""

    keys: NotRequired[EncryptionKeys]
    """One multi-Region key with a replica in each region, or an independent key in each. Default: single, per-region in profile resilient."""
    rotation_days: NotRequired[int]
    """Days after which KMS rotates a key. Allowed: a whole number from 90 to 2560. Default: 365."""
    deletion_window_days: NotRequired[int]
    """Days that KMS waits before it deletes a key that is scheduled for deletion. Allowed: a whole number from 7 to 30. Default: 30."""


class Identity(TypedDict):
    """What holds for every role of the stack."""

    permissions_boundary: NotRequired[str]
    """The policy that bounds every role of the stack. Without it, none does. Allowed: the ARN of a managed IAM policy."""


class Observability(TypedDict):
    """Logs, alarms and dashboards."""

    log_retention_days: NotRequired[int]
    """Days that log events are kept. Allowed: one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653. Default: 30."""
    alarm_email: NotRequired[str]
    """Who gets the alarms by e-mail. Without it, nobody is written to. Allowed: one e-mail address."""
    dashboards: NotRequired[ObservabilityDashboards]
    """No dashboard, one of all regions in the first, or one in every region. Default: primary, every-region in profile resilient."""
    region_alarm: NotRequired[bool]
    """Whether each region has one alarm that says that it can't serve. Default: false, true in profile resilient."""


class Compliance(TypedDict):
    """Who did what, what changed, what is suspicious, what it costs."""

    trail: NotRequired[bool]
    """Whether CloudTrail records every region into a locked bucket of the first. Default: false, true in profile resilient."""
    trail_lock_days: NotRequired[int]
    """Days that only who has s3:BypassGovernanceRetention can delete the trail's files. Allowed: a whole number from 1 to 3650. Default: 30."""
    config: NotRequired[bool]
    """Whether AWS Config records each region and holds rules against it. Default: false, true in profile resilient."""
    existing_recorders: NotRequired[list[str]]
    """Regions whose Config recorder the account already has: none is made there, and rules are. Allowed: regions of `regions`, as a list or comma-separated, each once. Default: none."""
    guard_duty: NotRequired[bool]
    """Whether GuardDuty watches each region. Default: false."""
    monthly_budget_usd: NotRequired[int]
    """The month's budget in US dollars; 80 % of it, or a forecast of all, rings. Without it, none. Allowed: a whole number from 1 to 1000000000."""


class TapStackArgs(TypedDict):
    """The settings of one platform. Values are plain, no outputs: they decide what is made."""

    profile: NotRequired[Profile]
    """The set of defaults; every single setting can still be set. Default: baseline."""
    team: str
    """The team that owns the stack: the first part of every name, and the tag Owner. Allowed: 2 to 16 lower-case letters, digits and single hyphens, first a letter, last no hyphen."""
    environment: Environment
    """The stage of the stack: the second part of every name, and the tag Environment."""
    regions: list[str]
    """The AWS regions that the stack is deployed to; the first is the primary. Allowed: AWS region codes, as a list or comma-separated, each once, `minimumRegions` of them or more."""
    minimum_regions: NotRequired[int]
    """Regions that the stack must have at the least. Allowed: a whole number from 1 to 34. Default: 3."""
    allowed_ssh_cidr: str
    """The addresses that may reach the instances by SSH. Allowed: an IPv4 or IPv6 CIDR block without host bits, never 0.0.0.0/0 or ::/0."""
    cost_center: NotRequired[str]
    """The tag CostCenter. Without it, `team`. Allowed: 1 to 256 letters, digits, spaces and _ . : / = + - @, no space at either end."""
    purpose: NotRequired[str]
    """The tag Purpose. Allowed: 1 to 256 letters, digits, spaces and _ . : / = + - @, no space at either end. Default: web-platform."""
    network: NotRequired[Network]
    """One VPC a region."""
    compute: NotRequired[Compute]
    """The web tier of each region."""
    web: NotRequired[Web]
    """The load balancer of each region."""
    edge: NotRequired[Edge]
    """Names, certificates and the firewall for web requests."""
    database: NotRequired[Database]
    """The writer in one region, and read replicas in others."""
    secrets: NotRequired[Secrets]
    """The database's credentials."""
    sessions: NotRequired[Sessions]
    """The sessions of the application's users, in a DynamoDB global table."""
    encryption: NotRequired[Encryption]
    """The customer-managed keys."""
    identity: NotRequired[Identity]
    """What holds for every role of the stack."""
    observability: NotRequired[Observability]
    """Logs, alarms and dashboards."""
    compliance: NotRequired[Compliance]
    """Who did what, what changed, what is suspicious, what it costs."""
