"""`TapStack`: the whole platform, region by region, and the error that says which regions failed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from tapstack.planning.errors import PlanError
from tapstack.planning.notes import stack_notes
from tapstack.planning.user_data import first_boot
from tapstack.stack.access_logs import make_log_bucket
from tapstack.stack.certificates import region_certificate
from tapstack.stack.compliance import make_compliance
from tapstack.stack.database import DatabaseSite, make_databases
from tapstack.stack.edge import hosted_zone, make_edge
from tapstack.stack.encryption import make_keys
from tapstack.stack.firewall import make_firewall
from tapstack.stack.identity import InstanceGrants, instance_profile_arn
from tapstack.stack.instances import launch_template
from tapstack.stack.network import make_network
from tapstack.stack.observability import alarm_topic, log_group, make_dashboards, make_region_alarm
from tapstack.stack.outputs import Platform, stack_outputs
from tapstack.stack.region import RegionContext, region_context, stack_context
from tapstack.stack.scaling import make_scaling
from tapstack.stack.secrets import fill_database_secret, make_database_secret
from tapstack.stack.sessions import make_sessions
from tapstack.stack.site import Site
from tapstack.stack.waf import make_waf
from tapstack.stack.web_tier import make_web_tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pulumi

    from tapstack.settings import TapSettings


T = TypeVar("T")


class RegionsError(Exception):
    """Regions that could not be deployed, while all others were."""

    def __init__(self, failures: Mapping[str, PlanError]) -> None:
        """Keep why each region failed, by region; `str()` lists all."""
        super().__init__("\n".join(f"{region} can't be deployed: {why}" for region, why in failures.items()))
        self.failures = dict(failures)


class TapStack:
    """The platform in all of its regions.

    Looks every region up, makes what regions share, deploys each region, and then what spans them. No region
    depends on another, save by the replication of keys, secrets, tables, databases and backups.
    """

    def __init__(self, settings: TapSettings, parent: pulumi.Resource | None = None) -> None:
        """Deploy everything that `settings` ask for; it belongs to `parent`, if that is given.

        A region that can't be planned doesn't keep the others from being deployed; it is told at the end, and
        as an error: a program that ended well without a region would have Pulumi delete that region.

        Raises:
            RegionsError: regions that don't answer, have too few zones or no room; all others are deployed.
        """
        self.settings = settings
        self._failures: dict[str, PlanError] = {}
        self._stack = stack_context(settings, parent)
        self._contexts = self._each(settings.regions, partial(region_context, self._stack))
        if not self._contexts:
            raise RegionsError(self._failures)
        self._keys = make_keys(self._stack, self._contexts)
        shared = (self._contexts, self._keys.arns)
        self._secret = make_database_secret(*shared) if settings.secrets.own else None
        self._sessions = make_sessions(*shared) if settings.sessions.table else None
        self._zone = hosted_zone(self._stack)
        self.regions = self._each(self._contexts, self.deploy_region)
        self._span_regions()
        if self._failures:
            raise RegionsError(self._failures)

    def deploy_region(self, region: str) -> Site:
        """Deploy what one region has by itself.

        Raises:
            PlanError: the region has no room for a network; nothing was made in it.
        """
        ctx, key_arn = self._contexts[region], self._keys.arns[region]
        network = make_network(ctx, key_arn)
        topic_arn = alarm_topic(ctx, key_arn)
        service = ctx.name("web")
        logs = log_group(ctx, "web", service, key_arn)
        firewall = make_firewall(ctx, network)
        template = launch_template(
            ctx,
            firewall,
            key_arn,
            instance_profile_arn(ctx, service, self._grants(region)),
            first_boot(self.settings, service=service, region=region, log_group=service),
            after=[logs],
        )
        bucket = make_log_bucket(ctx)
        certificate_arn = region_certificate(ctx, self._zone)
        web = make_web_tier(
            ctx,
            network,
            firewall,
            bucket,
            template,
            service_role_arn=self._keys.autoscaling_role_arn,
            certificate_arn=certificate_arn,
        )
        alarms = make_scaling(ctx, web, topic_arn)
        if self.settings.edge.waf:
            make_waf(ctx, web.balancer_arn, key_arn)
        if self.settings.observability.region_alarm:
            make_region_alarm(ctx, alarms, topic_arn)
        return Site(ctx, key_arn, topic_arn, network, firewall, bucket, web)

    def outputs(self) -> dict[str, pulumi.Input[object]]:
        """Return the stack's outputs, as `tapstack.stack.outputs` lists them."""
        return stack_outputs(
            Platform(
                self.settings,
                self.regions,
                self._databases,
                self._dashboards,
                self._secret,
                self._sessions,
                self._zone,
                self._stack.notes,
            )
        )

    def _each(self, regions: Iterable[str], make: Callable[[str], T]) -> dict[str, T]:
        """Return what each region made, without those that can't be planned."""
        made: dict[str, T] = {}
        for region in regions:
            try:
                made[region] = make(region)
            except PlanError as why:
                self._failures[region] = why
        return made

    def _grants(self, region: str) -> InstanceGrants:
        return InstanceGrants(
            key_arn=self._keys.arns[region],
            secret_arn=self._secret.pattern_in(region) if self._secret else None,
            table_arn=self._sessions.table_arn_in(region) if self._sessions else None,
        )

    def _span_regions(self) -> None:
        """Make what stands in several regions or watches them."""
        settings, sites = self.settings, self.regions
        self._databases = make_databases(
            {
                region: DatabaseSite(site.ctx, site.network, site.firewall, site.key_arn, site.topic_arn)
                for region, site in sites.items()
            },
            self._secret,
        )
        for note in stack_notes(settings):
            self._stack.note(note)
        writer = self._databases.get(settings.database_region)
        home = self._contexts.get(settings.primary_region)
        if self._secret and writer and home:
            fill_database_secret(home, self._secret, writer.host, writer.port, writer.username)
        make_edge(self._stack, self._zone, {region: site.web for region, site in sites.items()})
        contexts: dict[str, RegionContext] = {region: site.ctx for region, site in sites.items()}
        topics = {region: site.topic_arn for region, site in sites.items()}
        make_compliance(self._stack, contexts, self._keys.arns, topics)
        self._dashboards = make_dashboards(contexts)
