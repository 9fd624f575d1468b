"""What every part needs to know of the stack it belongs to and of the region it is made in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypedDict, Unpack

import pulumi
import pulumi_aws as aws

from tapstack.planning.cidrs import region_cidrs
from tapstack.planning.errors import PlanError
from tapstack.planning.names import Names
from tapstack.planning.tags import default_tags
from tapstack.planning.zones import choose_zones
from tapstack.settings import TapSettings
from tapstack.stack.images import MachineImage, machine_image


class How(TypedDict, total=False):
    """What may be said of a resource besides whose it is; names are those of Pulumi's options."""

    depends_on: Sequence[pulumi.Resource]
    ignore_changes: Sequence[str]
    retain_on_delete: bool
    delete_before_replace: bool
    protect: bool


@dataclass(frozen=True)
class StackContext:
    """What all regions share: the settings, the names, one provider, the account's number."""

    settings: TapSettings
    names: Names
    provider: aws.Provider
    account: pulumi.Output[str]
    parent: pulumi.Resource | None = None
    """The component that everything belongs to, if there is one."""
    notes: list[str] = field(default_factory=list[str])
    """What who deploys must know of this run."""

    def note(self, text: str) -> None:
        """Tell who deploys something, in the stack's output `notes`."""
        self.notes.append(text)

    def options(self, **how: Unpack[How]) -> pulumi.ResourceOptions:
        """Return the options of a resource; `ignore_changes` takes Pulumi's own names, in snake case.

        What is to be protected is, in production: Pulumi then refuses to delete or replace it, before it has
        touched anything.
        """
        return pulumi.ResourceOptions(
            parent=self.parent,
            provider=self.provider,
            depends_on=list(how.get("depends_on", ())),
            ignore_changes=list(how.get("ignore_changes", ())) or None,
            retain_on_delete=how.get("retain_on_delete", False),
            delete_before_replace=how.get("delete_before_replace") or None,
            protect=(how.get("protect", False) and self.settings.production) or None,
        )

    def plain_options(self) -> pulumi.ResourceOptions:
        """Return the options of a resource that is not AWS's, such as a generated password."""
        return pulumi.ResourceOptions(parent=self.parent)

    def invoke_options(self) -> pulumi.InvokeOptions:
        """Return the options of a look-up; its region is an argument of its own."""
        return pulumi.InvokeOptions(provider=self.provider)


@dataclass(frozen=True)
class RegionContext:
    """One region of the stack. Every resource in it takes `region` from here, every name too."""

    stack: StackContext
    region: str
    cidr: str
    zones: tuple[str, ...]
    image: MachineImage

    @property
    def settings(self) -> TapSettings:
        """The settings of the stack."""
        return self.stack.settings

    @property
    def primary(self) -> bool:
        """Whether this is the region of what a stack has once, such as the primary key."""
        return self.region == self.settings.primary_region

    def name(self, service: str) -> str:
        """Return the name of this region's `service`."""
        return self.stack.names.regional(service, self.region)

    def options(self, **how: Unpack[How]) -> pulumi.ResourceOptions:
        """Return the options of a resource of this region."""
        return self.stack.options(**how)

    def invoke_options(self) -> pulumi.InvokeOptions:
        """Return the options of a look-up; its region is an argument of its own."""
        return self.stack.invoke_options()


def stack_context(settings: TapSettings, parent: pulumi.Resource | None = None) -> StackContext:
    """Return what all regions share, and make the one provider; all belongs to `parent`, if given.

    One provider serves all regions, as every regional resource names its own region; its default tags are the
    only place where the common tags are set.
    """
    names = Names(settings.team, settings.environment)
    provider = aws.Provider(
        names.once("aws"),
        region=settings.primary_region,
        default_tags=aws.ProviderDefaultTagsArgs(tags=default_tags(settings)),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    identity = aws.get_caller_identity_output(opts=pulumi.InvokeOptions(provider=provider))
    return StackContext(settings, names, provider, identity.account_id, parent)


def region_context(stack: StackContext, region: str) -> RegionContext:
    """Return the context of one region, with the zones, the address range and the image it uses.

    The zones' present state is no filter: a zone with an outage must not make subnets move to another.

    Raises:
        PlanError: the region doesn't answer, has too few zones or no image, or no place in the address plan.
    """
    settings = stack.settings
    return RegionContext(
        stack=stack,
        region=region,
        cidr=region_cidrs(settings.network.supernet, settings.regions)[region],
        zones=choose_zones(region, _offered_zones(stack, region), settings.network.az_count),
        image=machine_image(settings.compute, region, stack.invoke_options()),
    )


def _offered_zones(stack: StackContext, region: str) -> Sequence[str]:
    try:
        answer = aws.get_availability_zones(
            filters=[
                aws.GetAvailabilityZonesFilterArgs(name="zone-type", values=["availability-zone"]),
                aws.GetAvailabilityZonesFilterArgs(name="opt-in-status", values=["opt-in-not-required"]),
            ],
            region=region,
            opts=stack.invoke_options(),
        )
    except Exception as error:  # a look-up that fails is a bare Exception in Pulumi's SDK
        raise PlanError(
            f"{region} does not say which availability zones it has",
            value=str(error),
            allowed="a region that is enabled in this account and up",
            mend="Enable the region, wait until it is back, or take it out of tap:regions.",
        ) from error
    return answer.names
