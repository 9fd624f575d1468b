"""One module a service: how each resource type is made and each function answered."""

from __future__ import annotations

from functools import cache
from importlib import import_module

_MODULES = (
    "account",
    "autoscaling",
    "cloudwatch",
    "ec2_instances",
    "ec2_network",
    "ec2_security",
    "elbv2",
    "iam",
    "kms",
    "logs",
    "rds",
    "s3",
    "sns",
    "ssm",
)


@cache
def load() -> None:
    """Enter every service's types and functions in the registry, once."""
    for module in _MODULES:
        import_module(f"{__name__}.{module}")
