"""A region's listeners, rules and target groups, as the client outside sees them."""

from __future__ import annotations

from typing import Any

from tests.embedded.outside import Region


def listeners(region: Region) -> dict[int, dict[str, Any]]:
    """The listeners by their port."""
    arn = region.balancer["LoadBalancerArn"]
    found = region.ask("elbv2.describe_listeners", "Listeners", LoadBalancerArn=arn)
    return {each["Port"]: each for each in found}


def rules(region: Region, port: int) -> list[dict[str, Any]]:
    """The rules of a listener in the order in which they are tried, the default one left out."""
    arn = listeners(region)[port]["ListenerArn"]
    found = region.ask("elbv2.describe_rules", "Rules", ListenerArn=arn)
    return sorted((each for each in found if not each["IsDefault"]), key=lambda each: int(each["Priority"]))


def groups(region: Region) -> dict[str, dict[str, Any]]:
    """The target groups by the service in their tag Name."""
    found = region.ask("elbv2.describe_target_groups", "TargetGroups")
    arns = [each["TargetGroupArn"] for each in found]
    described = region.ask("elbv2.describe_tags", "TagDescriptions", ResourceArns=arns)
    names = {
        each["ResourceArn"]: tag["Value"].removeprefix("tap-dev-").removesuffix(f"-{region.name}")
        for each in described
        for tag in each["Tags"]
        if tag["Key"] == "Name"
    }
    return {names[each["TargetGroupArn"]]: each for each in found}


def attributes(region: Region, group: str) -> dict[str, str]:
    """The attributes of a target group."""
    arn = groups(region)[group]["TargetGroupArn"]
    listed = region.ask("elbv2.describe_target_group_attributes", "Attributes", TargetGroupArn=arn)
    return {each["Key"]: each["Value"] for each in listed}


def alarm_names(region: Region) -> set[str]:
    """The services of the metric alarms, by their names."""
    return {
        each["AlarmName"].removeprefix("tap-dev-").removesuffix(f"-{region.name}") for each in region.alarms
    }
