"""Names: `{team}-{environment}-{service}`, with `-{region}` where a thing repeats by region.

Names say the region, never the role a region plays, so another region can become the primary without a new
name.

Two kinds of physical name, on purpose:

* **fixed** for what others refer to by name or what must never exist twice: log groups (key policies and RDS
  know them beforehand), key aliases, roles, topics, alarms, dashboards, buckets, the database. A second
  database under a fixed name is refused by AWS, which is what we want of an unforeseen replacement.
* **auto-named** (logical name and seven random digits, by the provider) for what has to be replaced by making
  the new one first: load balancers, target groups, security groups, launch templates, Auto Scaling groups,
  subnet groups and parameter groups. A fixed name would make the new one collide with the old.

Limits, from the API references: load balancer and target group 32 characters (Elastic Load Balancing,
CreateLoadBalancer and CreateTargetGroup), bucket 63 (S3, bucket naming rules), role 64 (IAM, CreateRole).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from tapstack.planning.regions import region_code

AUTO_NAME_SUFFIX = 8
"""Characters that the provider's auto-naming adds: a hyphen and seven hexadecimal digits."""

LOAD_BALANCER_LIMIT = 32
_DIGEST = 5
_LEAST_OF_TEAM = 2
_FORBIDDEN_HEAD = "internal-"
"""Elastic Load Balancing keeps names that begin so for itself (CreateLoadBalancer, Name)."""


@dataclass(frozen=True)
class Names:
    """Every name of one team's one environment."""

    team: str
    environment: str

    @property
    def prefix(self) -> str:
        """What every name begins with: `{team}-{environment}`."""
        return f"{self.team}-{self.environment}"

    def once(self, service: str) -> str:
        """Return the name of a thing of which the whole stack has one."""
        return f"{self.prefix}-{service}"

    def regional(self, service: str, region: str) -> str:
        """Return the name of a thing that every region has."""
        return f"{self.prefix}-{service}-{region}"

    def zonal(self, service: str, zone: str) -> str:
        """Return the name of a thing that every zone has; a zone's own name begins with its region's."""
        return f"{self.prefix}-{service}-{zone}"

    def balancer(self, service: str, region: str) -> str:
        """Return a name short enough for a load balancer or target group, auto-naming's suffix included.

        The region becomes its short code (`use1`) in every region alike. When that is still too long, the
        team is cut, and after it the service; a digest of what was cut keeps the name apart from its like.
        """
        code = region_code(region)
        room = LOAD_BALANCER_LIMIT - AUTO_NAME_SUFFIX
        plain = f"{self.team}-{self.environment}-{service}-{code}"
        if len(plain) <= room and not plain.startswith(_FORBIDDEN_HEAD):
            return plain
        left = room - _DIGEST - len(f"-{self.environment}--{code}")
        longest = min(max(_LEAST_OF_TEAM, left - len(service)), len(_FORBIDDEN_HEAD) - 2)
        head = self.team[:longest].rstrip("-")
        body = service[: left - len(head)].rstrip("-")
        whole = self.team if body == service else f"{self.team}/{service}"
        digest = hashlib.sha256(whole.encode()).hexdigest()[:_DIGEST]
        return f"{head}{digest}-{self.environment}-{body}-{code}"

    def bucket(self, service: str, region: str, account: str) -> str:
        """Return a bucket's name, unique in all of S3 by the account's number, 63 characters at most."""
        return f"{self.regional(service, region)}-{account}"
