"""The groups of settings below the top level. Limits are AWS's, with the place they come from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from tapstack.settings import values
from tapstack.settings.base import Guide, Section

Whole = Annotated[int, BeforeValidator(values.not_bool)]
"""A whole number; text of digits is read, true and false are not."""

_GRAVITON: Final = re.compile(r"(a1|[a-z]+[0-9]+[a-z0-9-]*g[a-z0-9-]*)\.")
_SIZE: Final = r"(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)"
_INSTANCE_TYPE: Final = rf"(?!mac)[a-z][0-9a-z-]*\.{_SIZE}"
_DATABASE_CLASS: Final = (
    r"db\.(?!(t[12]|m[1-4]|r[34]|cr1)\.)"
    r"(t[0-9]+[a-z]*\.(micro|small|medium|large|xlarge|2xlarge)|[cmrxz][0-9]+[a-z]*\.(([1-9][0-9]?)?x)?large)"
)
_IMAGE: Final = (
    r"[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]{1,5}(?=/))?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)


class NetworkSettings(Section):
    """`tap:network`: one VPC a region."""

    supernet: Annotated[
        str,
        AfterValidator(values.supernet),
        Guide(
            "The block that every region's VPC gets its own /16 of.",
            "a private IPv4 block (RFC 1918) with a prefix of /16 or shorter, and a /16 for every region",
        ),
    ] = "10.0.0.0/8"
    az_count: Annotated[
        Whole,
        Field(ge=2, le=4),
        Guide("Availability zones in use in each region, with a public and a private subnet each."),
    ] = 2
    nat: Annotated[
        Literal["per-az", "single", "none"],
        Guide("NAT gateways of a region: one in each zone, one for all zones, or none."),
    ] = "per-az"


class ComputeSettings(Section):
    """`tap:compute`: the web tier of each region."""

    instance_type: Annotated[
        str,
        AfterValidator(values.shape(_INSTANCE_TYPE, "is not an EC2 instance type")),
        Guide(
            "The EC2 instance type. Graviton families run the arm64 image, all others x86_64.",
            "an EC2 instance type, such as t3.micro or m7g.large (no Mac)",
        ),
    ] = "t3.micro"
    ami: Annotated[
        Annotated[Mapping[str, str], AfterValidator(values.ami_map), PlainSerializer(values.plain_map)]
        | None,
        BeforeValidator(values.decoded),
        Guide(
            "The AMI of each region. Without it, the newest Amazon Linux 2023.",
            "a map from every region of tap:regions to an AMI id",
            {"us-east-1": "ami-0123456789abcdef0"},
        ),
    ] = None
    min_size: Annotated[
        Whole, Field(ge=1, le=1000), Guide("Instances that each region has at the least.")
    ] = 1
    max_size: Annotated[Whole, Field(ge=1, le=1000), Guide("Instances that each region has at the most.")] = 3
    desired_capacity: Annotated[
        Annotated[Whole, Field(ge=1, le=1000)] | None,
        Guide(
            "Instances that each region starts with. Without it, tap:compute.minSize.",
            "a whole number from tap:compute.minSize to tap:compute.maxSize",
            2,
        ),
    ] = None
    scale_out_cpu: Annotated[
        Whole,
        Field(ge=1, le=99),
        Guide("Average CPU use, in percent, above which a region gets an instance more."),
    ] = 60
    scale_in_cpu: Annotated[
        Whole,
        Field(ge=1, le=99),
        Guide("Average CPU use, in percent, below which a region gets an instance less."),
    ] = 30
    app_port: Annotated[
        Whole, Field(ge=1, le=65535), Guide("The TCP port that the application listens on.")
    ] = 8080
    health_path: Annotated[
        str,
        AfterValidator(values.shape(r"/[A-Za-z0-9/._~%-]{0,1023}", "is not the path of a health check")),
        Guide(
            "The path that the load balancer asks for to learn whether an instance is healthy.",
            "a path that begins with a slash, of letters, digits and / . _ ~ % -, 1024 characters at most",
        ),
    ] = "/healthz"
    container_image: Annotated[
        Annotated[
            str, Field(max_length=512), AfterValidator(values.shape(_IMAGE, "is not a container image"))
        ]
        | None,
        Guide(
            "The container that each instance runs. Without it, a built-in page.",
            "an image name with an optional registry, tag and digest; not together with tap:compute.userData",
            "public.ecr.aws/nginx/nginx:stable",
        ),
    ] = None
    user_data: Annotated[
        Annotated[str, AfterValidator(values.user_data)] | None,
        Guide(
            "The script that each instance runs at its first boot, in place of the built-in one.",
            f"a script of 1 to {values.USER_DATA_LIMIT} bytes; not together with tap:compute.containerImage",
            "#!/bin/bash",
        ),
    ] = None
    volume_gib: Annotated[
        Whole, Field(ge=8, le=16384), Guide("Size of each instance's root volume, in GiB.")
    ] = 20

    @property
    def architecture(self) -> Literal["x86_64", "arm64"]:
        """The processor architecture of the instance type, as AMIs name it.

        Source: EC2 instance types guide, "Naming conventions": a `g` after the generation is Graviton.
        """
        return "arm64" if _GRAVITON.match(self.instance_type) else "x86_64"


class DatabaseSettings(Section):
    """`tap:database`: the MySQL instance of the primary region.

    Source: RDS API reference, CreateDBInstance; RDS user guide, "MySQL on Amazon RDS versions" and, for
    instance classes (MySQL 8.4 takes no previous generation), "Major version upgrades for RDS for MySQL".
    """

    engine_version: Annotated[
        str,
        AfterValidator(values.shape(r"8\.4(\.([3-9]|[1-9][0-9]))?", "is not a version of MySQL 8.4")),
        Guide(
            "The MySQL version. Without a third number, RDS picks a recent one and keeps it patched.",
            "8.4, or a version from 8.4.3 on",
        ),
    ] = "8.4"
    name: Annotated[
        str,
        AfterValidator(values.shape(r"[A-Za-z][A-Za-z0-9_]{0,63}", "is not a database name")),
        AfterValidator(values.free_name),
        Guide(
            "The database made on the instance.",
            "1 to 64 letters, digits and underscores, beginning with a letter; no word that MySQL reserves",
        ),
    ] = "app"
    username: Annotated[
        str,
        AfterValidator(values.shape(r"[A-Za-z][A-Za-z0-9_]{0,15}", "is not a user name")),
        AfterValidator(values.free_name),
        Guide(
            "The master user. RDS makes the password and keeps it in Secrets Manager.",
            "1 to 16 letters, digits and underscores, beginning with a letter; no word that MySQL reserves",
        ),
    ] = "tapadmin"
    instance_class: Annotated[
        str,
        AfterValidator(values.shape(_DATABASE_CLASS, "is not a class that MySQL 8.4 runs on")),
        Guide(
            "The RDS instance class.",
            "an RDS instance class of a current generation, such as db.t4g.medium or db.r7g.large",
        ),
    ] = "db.t4g.medium"
    storage_gib: Annotated[Whole, Field(ge=20, le=65536), Guide("Storage at the start, in GiB.")] = 20
    max_storage_gib: Annotated[
        Whole,
        Field(ge=20, le=65536),
        Guide(
            "Size up to which RDS grows the storage, in GiB; that of tap:database.storageGib is no growth."
        ),
    ] = 100
    backup_retention_days: Annotated[
        Whole, Field(ge=1, le=35), Guide("Days that automated backups are kept. Backups are never off.")
    ] = 7
    backup_window: Annotated[
        str,
        AfterValidator(values.backup_window),
        Guide(
            "The daily window of the automated backups, in UTC.",
            "hh:mm-hh:mm, 30 minutes or longer, outside tap:database.maintenanceWindow",
        ),
    ] = "03:00-04:00"
    maintenance_window: Annotated[
        str,
        AfterValidator(values.maintenance_window),
        Guide(
            "The weekly window of maintenance, in UTC.",
            "ddd:hh:mm-ddd:hh:mm, 30 minutes or longer, outside tap:database.backupWindow",
        ),
    ] = "sun:05:00-sun:06:00"


class EncryptionSettings(Section):
    """`tap:encryption`: the customer-managed key."""

    deletion_window_days: Annotated[
        Whole,
        Field(ge=7, le=30),
        Guide("Days that KMS waits before it deletes a key that is scheduled for deletion."),
    ] = 30


class ObservabilitySettings(Section):
    """`tap:observability`: logs, alarms and the dashboard."""

    log_retention_days: Annotated[
        Whole,
        AfterValidator(values.log_retention),
        Guide("Days that log events are kept.", f"one of {', '.join(map(str, values.LOG_RETENTION_DAYS))}"),
    ] = 30
    alarm_email: Annotated[
        Annotated[
            str,
            Field(max_length=254),
            AfterValidator(
                values.shape(
                    r"[^@\s\x00-\x1f\x7f]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", "is not an e-mail address"
                )
            ),
        ]
        | None,
        Guide(
            "Who gets the alarms by e-mail. Without it, nobody is written to.",
            "one e-mail address",
            "ops@example.com",
        ),
    ] = None
    dashboard: Annotated[bool, Guide("Whether the primary region gets the dashboard.")] = True
