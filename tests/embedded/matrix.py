"""Combinations of settings in which every two values of different settings meet at least once."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from allpairspy import AllPairs  # pyright: ignore[reportMissingTypeStubs]

REGIONS = ("us-east-1", "us-west-2", "eu-west-1", "ap-southeast-2", "eu-central-1", "ca-central-1")
BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"
GROUPS: list[dict[str, object]] = [
    {"name": "api", "paths": ["/api/*"], "port": 9090, "healthPath": "/api/healthz"},
    {"name": "beta", "paths": ["/beta/*"], "headers": {"X-Beta": ["1", "yes"]}},
]
ON_OFF = [False, True]

VALUES: dict[str, list[Any]] = {
    # those that exclude each other first: the tool can then always go on
    "regions": [1, 2, 3, 4, 5, 6],
    "database.replicaRegions": [[], ["all"]],
    "secrets.passwordKeeper": ["rds", "stack"],
    "database.backupRegion": ["none", "another"],
    "edge.domain": [None, "app.example.com"],
    "edge.certificate": ["none", "self-signed", "acm"],
    "profile": ["baseline", "resilient"],
    "network.azCount": [2, 3],
    "network.nat": ["per-az", "single", "none"],
    "network.flowLogs": ON_OFF,
    "network.gatewayEndpoints": ON_OFF,
    "network.interfaceEndpoints": [[], ["ssm", "logs"]],
    "network.vpcFallback": ["none", "default-vpc"],
    "compute.scaling": ["step", "target-tracking"],
    "web.stickinessSeconds": [0, 3600],
    "web.targetGroups": [[], GROUPS],
    "edge.routing": ["latency", "failover"],
    "edge.waf": ON_OFF,
    "database.engine": ["mysql", "postgres"],
    "database.primaryRegion": ["first", "last"],
    "database.monitoringInterval": [0, 30],
    "database.performanceInsights": ON_OFF,
    "sessions.table": ON_OFF,
    "encryption.keys": ["single", "per-region"],
    "identity.permissionsBoundary": [None, BOUNDARY],
    "observability.dashboards": ["none", "primary", "every-region"],
    "observability.regionAlarm": ON_OFF,
    "compliance.trail": ON_OFF,
    "compliance.config": ON_OFF,
    "compliance.guardDuty": ON_OFF,
    "compliance.monthlyBudgetUsd": [None, 500],
}
KEYS = tuple(VALUES)


def rows() -> list[dict[str, Any]]:
    """The combinations by dotted key: all pairs, and then a set that aims at three values at a time."""
    found: list[list[Any]] = [*_covering(2), *_covering(3)]
    return [dict(zip(KEYS, row, strict=True)) for row in found]


def _covering(values: int) -> Iterator[list[Any]]:
    tool: Any = AllPairs
    return iter(tool(VALUES.values(), _fit, n=values))


def pairs(row: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Every two settings of a combination, with their values, as texts."""
    return set(itertools.combinations([f"{key}={value}" for key, value in row.items()], 2))


def all_pairs() -> set[tuple[str, str]]:
    """Every two values that go together."""
    keys = itertools.combinations(KEYS, 2)
    both = ({one: x, other: y} for one, other in keys for x in VALUES[one] for y in VALUES[other])
    return {pair for row in both if _go_together(row) for pair in pairs(row)}


def settings_of(chosen: Mapping[str, Any]) -> dict[str, object]:
    """A combination as `project_with` takes settings."""
    return _settings(dict(chosen))


def _fit(row: list[Any]) -> bool:
    """Whether the values chosen so far go together (rules of the settings; a row may be unfinished)."""
    return _go_together(dict(zip(KEYS, row, strict=False)))


def _go_together(chosen: Mapping[str, Any]) -> bool:
    domain, certificate = chosen.get("edge.domain", "?"), chosen.get("edge.certificate")
    replicas, password = chosen.get("database.replicaRegions"), chosen.get("secrets.passwordKeeper")
    alone = chosen.get("regions") == 1 and chosen.get("database.backupRegion") == "another"
    return not (
        (certificate == "acm" and domain is None)
        or (replicas and password == "rds" and chosen.get("regions") != 1)
        or alone
    )


def _settings(chosen: dict[str, Any]) -> dict[str, object]:
    regions = list(REGIONS[: chosen.pop("regions")])
    writer = regions[0 if chosen.pop("database.primaryRegion") == "first" else -1]
    others = [region for region in regions if region != writer]
    chosen["database.primaryRegion"] = writer
    chosen["database.backupRegion"] = others[0] if chosen["database.backupRegion"] == "another" else None
    if chosen["web.targetGroups"]:
        chosen["compute.userData"] = "#!/bin/sh"  # the built-in page answers on one port alone
    config: dict[str, Any] = {"regions": regions, "minimumRegions": 1, "profile": chosen.pop("profile")}
    for key, value in chosen.items():
        section, _, name = key.partition(".")
        if value is not None:
            config.setdefault(section, {})[name] = value
    return config
