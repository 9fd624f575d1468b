"""The one alarm of a region that says that it can't serve, as a rule over its other alarms.

A region is unhealthy when

* no instance passes the load balancer's health check, or
* the load balancer answers with errors of its own, and a second sign says that this is no client's doing: in
  one of its target groups, some instances fail the health check, or the application answers with errors, too.

The load balancer's own errors are no sign by themselves: a few instances that hang up are within what retries
and the health check are for.

The syntax of rules: CloudWatch API Reference, PutCompositeAlarm, AlarmRule (10,240 characters and 100 alarms
at most). All the alarms named must exist before, in the same region.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tapstack.planning.names import Names
    from tapstack.settings import TapSettings

SERVICE: Final = "unhealthy"
MEANING: Final = "The region can't serve: no healthy instance, or errors of the load balancer and behind it."

_NO_HOST: Final = "no-healthy-hosts"
_OWN_ERRORS: Final = "balancer-5xx"
_BEHIND: Final = ("unhealthy-hosts", "target-5xx")


def rule(settings: TapSettings, names: Names, region: str) -> str:
    """Return the rule of one region."""
    no_host, own_errors, *behind = (
        f'ALARM("{names.regional(service, region)}")' for service in children(settings)
    )
    return f"{no_host} OR ({own_errors} AND ({' OR '.join(behind)}))"


def children(settings: TapSettings) -> tuple[str, ...]:
    """Return the services of the alarms that the rule goes by; further target groups have their own."""
    groups = [f"-{group.name}" for group in settings.web.target_groups]
    return (_NO_HOST, _OWN_ERRORS, *(f"{sign}{group}" for group in ("", *groups) for sign in _BEHIND))


def arns(settings: TapSettings, names: Names, region: str, account: str) -> tuple[str, ...]:
    """Return the ARN of the region's alarm, then those of the alarms that it goes by."""
    return tuple(
        f"arn:aws:cloudwatch:{region}:{account}:alarm:{names.regional(service, region)}"
        for service in (SERVICE, *children(settings))
    )
