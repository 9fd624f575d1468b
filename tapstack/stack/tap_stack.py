"""`TapStack`: the whole platform, region by region, and the error that says which regions failed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from tapstack.planning.errors import PlanError
from tapstack.planning.user_data import first_boot
from tapstack.settings import TapSettings
from tapstack.stack.access_logs import make_log_bucket
from tapstack.stack.database import make_database
from tapstack.stack.encryption import primary_key, region_key_arn
from tapstack.stack.firewall import make_firewall
from tapstack.stack.identity import instance_profile_arn
from tapstack.stack.instances import launch_template
from tapstack.stack.network import make_network
from tapstack.stack.observability import alarm_topic, log_group, make_dashboard
from tapstack.stack.region import region_context, stack_context
from tapstack.stack.scaling import make_scaling
from tapstack.stack.web_tier import make_web_tier


@dataclass(frozen=True)
class RegionOutputs:
    """What a region tells the outside."""

    load_balancer_dns: pulumi.Output[str]
    database_endpoint: pulumi.Output[str] | None
    """`host:port`, in the region that has the database."""


class RegionsError(Exception):
    """Regions that could not be deployed, while all others were."""

    def __init__(self, failures: Mapping[str, PlanError]) -> None:
        """Keep why each region failed, by region; `str()` lists all."""
        super().__init__("\n".join(f"{region} can't be deployed: {why}" for region, why in failures.items()))
        self.failures = dict(failures)


class TapStack:
    """The platform in all of its regions.

    Makes the one key and what every region shares, then deploys each region. No region depends on another,
    save on the primary's key for its replica.
    """

    def __init__(self, settings: TapSettings) -> None:
        """Deploy everything that `settings` ask for.

        A region that can't be planned doesn't keep the others from being deployed; it is told at the end, and
        as an error: a program that ended well without a region would have Pulumi delete that region.

        Raises:
            RegionsError: regions that don't answer or have too few zones; all others are deployed.
        """
        self.settings = settings
        self._context = stack_context(settings)
        self._key = primary_key(self._context)
        self.regions: dict[str, RegionOutputs] = {}
        failures: dict[str, PlanError] = {}
        for region in settings.regions:
            try:
                self.regions[region] = self.deploy_region(region)
            except PlanError as why:
                failures[region] = why
        if failures:
            raise RegionsError(failures)

    def deploy_region(self, region: str) -> RegionOutputs:
        """Deploy one region, with the database and the dashboard if it is the primary.

        Raises:
            PlanError: the region doesn't answer or has too few zones; nothing was made in it.
        """
        ctx = region_context(self._context, region)
        key_arn = region_key_arn(ctx, self._key)
        topic_arn = alarm_topic(ctx, key_arn)
        service = ctx.name("web")
        logs = log_group(ctx, "web", service, key_arn)
        network = make_network(ctx)
        firewall = make_firewall(ctx, network)
        script = first_boot(self.settings, service=service, region=region, log_group=service)
        template = launch_template(
            ctx, firewall, key_arn, instance_profile_arn(ctx, service), script, after=[logs]
        )
        web = make_web_tier(
            ctx, network, firewall, make_log_bucket(ctx), template, self._key.autoscaling_role_arn
        )
        make_scaling(ctx, web, topic_arn)
        if not ctx.primary:
            return RegionOutputs(web.dns_name, None)
        if self.settings.observability.dashboard:
            make_dashboard(ctx)
        return RegionOutputs(web.dns_name, make_database(ctx, network, firewall, key_arn, topic_arn))

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """Return the stack's outputs: regions, the database's endpoint, load balancers' names by region."""
        return {
            "regions": list(self.settings.regions),
            "database_endpoint": self.regions[self.settings.primary_region].database_endpoint,
            "load_balancer_dns": {name: region.load_balancer_dns for name, region in self.regions.items()},
        }
