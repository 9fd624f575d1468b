"""`tap:compute`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

from tapstack.settings import values
from tapstack.settings.base import Guide, Section
from tapstack.settings.sections.kinds import Whole

_GRAVITON: Final = re.compile(r"(a1|[a-z]+[0-9]+[a-z0-9-]*g[a-z0-9-]*)\.")
_SIZE: Final = r"(nano|micro|small|medium|large|[0-9]*xlarge|metal(-[0-9]+xl)?)"
_INSTANCE_TYPE: Final = rf"(?!mac)[a-z][0-9a-z-]*\.{_SIZE}"
_IMAGE: Final = (
    r"[a-z0-9]+([._-][a-z0-9]+)*(:[0-9]{1,5}(?=/))?(/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*"
    r"(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[0-9a-f]{64})?"
)


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

    scaling: Annotated[
        Literal["step", "target-tracking"],
        Guide("What adds and removes instances: a step for each CPU alarm, or tracking of targets."),
    ] = "step"
    requests_per_target: Annotated[
        Annotated[Whole, Field(ge=1, le=1_000_000)] | None,
        Guide(
            "Requests that each instance should get in a minute; only target tracking heeds it.",
            "a whole number from 1 to 1000000",
            1000,
        ),
    ] = None
    warmup_seconds: Annotated[
        Whole, Field(ge=0, le=3600), Guide("Seconds from launch until an instance counts as working.")
    ] = 120
    grace_seconds: Annotated[
        Whole,
        Field(ge=0, le=7200),
        Guide("Seconds in which a new instance may fail health checks: to install and to pull an image."),
    ] = 300

    @property
    def architecture(self) -> Literal["x86_64", "arm64"]:
        """The processor architecture of the instance type, as AMIs name it.

        Source: EC2 instance types guide, "Naming conventions": a `g` after the generation is Graviton.
        """
        return "arm64" if _GRAVITON.match(self.instance_type) else "x86_64"
