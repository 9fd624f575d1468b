"""Which VPC a region uses: asks AWS what stands, and has `tapstack.planning.vpc_choice` decide."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence

import pulumi_aws as aws

from tapstack.planning.errors import PlanError
from tapstack.planning.vpc_choice import (
    Choice,
    DefaultVpc,
    FoundVpc,
    Subnet,
    first_choice,
    private_subnet_names,
    standing_choice,
    use_default_vpc,
)
from tapstack.stack.region import RegionContext

VPC_QUOTA = "L-F678F1CE"
"""The code of the quota "VPCs per Region" (AWS General Reference, "Amazon VPC endpoints and quotas")."""

_KEPT = "it was put there when the region's quota of VPCs was used up, and stays"


def choose_vpc(ctx: RegionContext) -> DefaultVpc | None:
    """Return the default VPC that the region goes into, and note that; None if it has a VPC of its own.

    Asks AWS only if the settings allow a default VPC, and for the quota only if nothing stands yet.

    Raises:
        PlanError: the region doesn't answer, or must go into a default VPC that has no place for it.
    """
    if ctx.settings.network.vpc_fallback == "none":
        return None
    default_id = _default_vpc_id(ctx)
    kept = standing_choice(own=_own_vpc_stands(ctx), settled=_settled(ctx, default_id))
    choice, why = (kept, _KEPT) if kept else _first_choice(ctx)
    return _enter(ctx, default_id, why) if choice == "default" else None


def _first_choice(ctx: RegionContext) -> tuple[Choice, str]:
    in_use, quota = _quota(ctx)
    return first_choice(in_use=in_use, quota=quota), f"{in_use} of {quota} VPCs are in use"


def _enter(ctx: RegionContext, default_id: str | None, why: str) -> DefaultVpc:
    found = _found(ctx, default_id) if default_id else None
    used = use_default_vpc(ctx.region, found, ctx.zones, private_subnet_names(ctx.stack.names, ctx.region))
    ctx.stack.note(
        f"{ctx.region} is in its default VPC {used.id}: {why}. "
        "The VPC's default security group is left as it is, since others may use it."
    )
    return used


def _default_vpc_id(ctx: RegionContext) -> str | None:
    found = _vpc_ids(ctx, {"is-default": ["true"]})
    return found[0] if found else None


def _own_vpc_stands(ctx: RegionContext) -> bool:
    return bool(_vpc_ids(ctx, {"tag:Name": [ctx.name("vpc")]}))


def _settled(ctx: RegionContext, default_id: str | None) -> bool:
    names = list(private_subnet_names(ctx.stack.names, ctx.region))
    return bool(default_id and _subnet_ids(ctx, {"vpc-id": [default_id], "tag:Name": names}))


def _quota(ctx: RegionContext) -> tuple[int, int]:
    """Return how many VPCs the account has in the region, and how many it may have.

    Only its own count: one that another account shares is listed, too.
    """
    with _asking(ctx, "how many VPCs it may have"):
        account = aws.get_caller_identity(opts=ctx.invoke_options()).account_id
        quota = aws.servicequotas.get_service_quota(
            service_code="vpc", quota_code=VPC_QUOTA, region=ctx.region, opts=ctx.invoke_options()
        )
    return len(_vpc_ids(ctx, {"owner-id": [account]})), int(quota.value)


def _found(ctx: RegionContext, vpc_id: str) -> FoundVpc:
    subnets = [_subnet(ctx, each) for each in _subnet_ids(ctx, {"vpc-id": [vpc_id]})]
    with _asking(ctx, "what its default VPC is like"):
        vpc = aws.ec2.get_vpc(id=vpc_id, region=ctx.region, opts=ctx.invoke_options())
    return FoundVpc(vpc_id, vpc.cidr_block, subnets)


def _subnet(ctx: RegionContext, subnet_id: str) -> Subnet:
    with _asking(ctx, "what its default VPC's subnets are like"):
        found = aws.ec2.get_subnet(id=subnet_id, region=ctx.region, opts=ctx.invoke_options())
    return Subnet(
        id=subnet_id,
        cidr=found.cidr_block,
        zone=found.availability_zone,
        name=found.tags.get("Name", ""),
        default=found.default_for_az,
    )


def _vpc_ids(ctx: RegionContext, filters: dict[str, list[str]]) -> Sequence[str]:
    with _asking(ctx, "which VPCs it has"):
        listed = [aws.ec2.GetVpcsFilterArgs(name=name, values=values) for name, values in filters.items()]
        return aws.ec2.get_vpcs(filters=listed, region=ctx.region, opts=ctx.invoke_options()).ids


def _subnet_ids(ctx: RegionContext, filters: dict[str, list[str]]) -> Sequence[str]:
    with _asking(ctx, "which subnets it has"):
        listed = [aws.ec2.GetSubnetsFilterArgs(name=name, values=values) for name, values in filters.items()]
        return aws.ec2.get_subnets(filters=listed, region=ctx.region, opts=ctx.invoke_options()).ids


@contextlib.contextmanager
def _asking(ctx: RegionContext, what: str) -> Generator[None]:
    try:
        yield
    except Exception as error:  # a look-up that fails is a bare Exception in Pulumi's SDK
        raise PlanError(
            f"{ctx.region} does not say {what}",
            value=str(error),
            allowed="a region that is up, and who deploys may list VPCs and subnets and read service quotas",
            mend="Allow ec2:Describe* and servicequotas:GetServiceQuota, or wait until the region is back.",
        ) from error
