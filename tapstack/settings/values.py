"""The checks of single values that pydantic calls: each returns the value in its one form or refuses it."""

from __future__ import annotations

import ipaddress
import json
import re
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, cast

from tapstack.settings.base import Problem, refuse, wrong
from tapstack.settings.region_values import KNOWN_REGIONS, unknown_region
from tapstack.settings.reserved import RESERVED_NAMES
from tapstack.settings.windows import SHORTEST, Window, daily_window, weekly_window

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

USER_DATA_LIMIT: Final = 16 * 1024
"""Bytes of user data before base64 (EC2 user guide, "Run commands when you launch an EC2 instance")."""

LOG_RETENTION_DAYS: Final = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
"""Days that CloudWatch Logs admits (CloudWatch Logs API reference, PutRetentionPolicy, retentionInDays)."""

PRIVATE_RANGES: Final = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))
"""IPv4 addresses for private use (RFC 1918)."""


def shape(pattern: str, message: str) -> Callable[[str], str]:
    """A check that the whole text has the form of `pattern`; `message` says what it is not."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if compiled.fullmatch(value) is None:
            wrong(message, "")
        return value

    return check


def decoded(value: object) -> object:
    """JSON text decoded; any other value as it is. Pulumi keeps nested config as JSON text."""
    if not isinstance(value, str):
        return value
    try:
        return cast("object", json.loads(value))
    except (ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it can't be read"
        mend = "Write it as YAML in the stack's file, or set it with pulumi config set --path"
        return wrong(f"is not JSON ({reason})", mend)


def listed(value: object) -> object:
    """A comma-separated text or a JSON list as a list; any other value as it is."""
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return decoded(value)
    return [part.strip() for part in value.split(",")] if value.strip() else []


def not_bool(value: object) -> object:
    """Refuse true and false, which Python counts as 1 and 0."""
    if isinstance(value, bool):
        wrong("is not a whole number", "")
    return value


def ami_map(amis: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse unknown regions and ids of another form; the map can't be changed afterwards."""
    problems = [unknown_region(region, (region,)) for region in amis if region not in KNOWN_REGIONS]
    allowed, mend = "ami- and 8 or 17 hexadecimal digits", "Give the id of an AMI of that region"
    for region, ami in amis.items():
        if re.fullmatch("ami-([0-9a-f]{8}|[0-9a-f]{17})", ami) is None:
            problems.append(Problem("is not an AMI id", mend, allowed, (region,), ami))
    refuse(problems)
    return MappingProxyType(dict(amis))


def plain_map(amis: Mapping[str, str]) -> dict[str, str]:
    """The map as JSON has it."""
    return dict(amis)


def free_name(name: str) -> str:
    """Refuse a name that MySQL or RDS keeps for itself."""
    if name.lower() in RESERVED_NAMES:
        wrong("is reserved by MySQL or RDS", f"Take another name, such as {name[:12]}_app")
    return name


def ssh_cidr(value: str) -> str:
    """A CIDR block in its canonical form, never the whole internet."""
    network = _network(value)
    if network.prefixlen == 0:
        wrong("opens SSH to the whole internet", "Give the block of your office or VPN, like 203.0.113.0/24")
    return _canonical(value, network)


def supernet(value: str) -> str:
    """A private IPv4 block that holds at least one /16."""
    network = _network(value)
    if not any(isinstance(network, IPv4Network) and network.subnet_of(block) for block in PRIVATE_RANGES):
        wrong("is not a private IPv4 block", "Take 10.0.0.0/8, or a part of it that no other network has")
    if network.prefixlen > 16:
        wrong("is too small for one region's /16", "Take a prefix of /16 or shorter, such as 10.0.0.0/8")
    return _canonical(value, network)


def _network(value: str) -> IPv4Network | IPv6Network:
    try:
        if re.fullmatch(r"[0-9A-Fa-f.:]+/[0-9]{1,3}", value) is not None:
            return ipaddress.ip_network(value, strict=False)
    except ValueError:
        pass
    return wrong("is not a CIDR block", "Write an address, a slash and a prefix length, like 203.0.113.0/24")


def _canonical(value: str, network: IPv4Network | IPv6Network) -> str:
    if network.network_address != ipaddress.ip_address(value.partition("/")[0]):
        wrong("has host bits set", f"Write {network}")
    return str(network)


def backup_window(value: str) -> str:
    """A daily window of at least half an hour."""
    return _window(value, daily_window(value), "03:00-04:00")


def maintenance_window(value: str) -> str:
    """A weekly window of at least half an hour; days are written in lower case."""
    lowered = value.lower()
    return _window(lowered, weekly_window(lowered), "sun:05:00-sun:06:00")


def _window(text: str, window: Window | None, example: str) -> str:
    if window is None:
        wrong("is not a window of time", f"Write it like {example}")
    if window.length < SHORTEST:
        wrong(f"lasts {window.length} minutes", f"Make it {SHORTEST} minutes or longer, such as {example}")
    return text


def log_retention(days: int) -> int:
    """One of the retentions that CloudWatch Logs admits."""
    if days not in LOG_RETENTION_DAYS:
        nearest = min(LOG_RETENTION_DAYS, key=lambda admitted: (abs(admitted - days), -admitted))
        wrong("is not a retention that CloudWatch Logs admits", f"Take {nearest}, the nearest")
    return days


def user_data(script: str) -> str:
    """A script that fits EC2's limit."""
    size = len(script.encode())
    if not 0 < size <= USER_DATA_LIMIT:
        wrong(f"is {size} bytes long", "Shorten the script, or fetch its greater part from S3 at boot")
    return script


def whole(value: object) -> object:
    """Text of digits as the number; any other value as it is."""
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,9}", value) else not_bool(value)


def endpoint_services(names: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse what is no name of a service, the two that have gateway endpoints, and names given twice."""
    problems = [
        Problem(
            "is not the name of a service with an interface endpoint",
            "Give a name such as ssm",
            "",
            (at,),
            name,
        )
        for at, name in enumerate(names)
        if re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?", name) is None or name in {"s3", "dynamodb"}
    ]
    twice = [
        Problem("is named twice", f"Name {name} once", "", (at,), name)
        for at, name in enumerate(names)
        if name in names[:at]
    ]
    refuse([*problems, *twice])
    return names


def frozen_map(items: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The map as one that can't be changed."""
    return MappingProxyType(dict(items))


def plain_lists(items: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """The map as JSON has it."""
    return {name: list(texts) for name, texts in items.items()}
