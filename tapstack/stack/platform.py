"""`TapPlatform`: the whole platform as one component, for Pulumi programs in every language."""

# No `from __future__ import annotations` here: Pulumi reads annotations as types, and those would be texts.
from typing import Final

import pulumi
from pydantic.alias_generators import to_camel

from tapstack.stack.platform_args import TapStackArgs
from tapstack.stack.platform_settings import platform_settings
from tapstack.stack.tap_stack import RegionsError, TapStack

PACKAGE: Final = "tapstack"


class TapPlatform(pulumi.ComponentResource):
    """A multi-region AWS web platform: network, web tier, database, keys, alarms and more in every region."""

    regions: pulumi.Output[list[str]]
    """The regions; the first is the primary."""
    database_endpoint: pulumi.Output[str]
    """Where the database takes writes: `host:port`."""
    load_balancer_dns: pulumi.Output[dict[str, str]]
    """The DNS name of each load balancer."""
    kms_key_arn: pulumi.Output[dict[str, str]] | None
    """The ARN of the key that the region is encrypted under."""
    primary_vpc_id: pulumi.Output[dict[str, str]] | None
    """The id of the VPC that the region is in."""
    log_bucket: pulumi.Output[dict[str, str]] | None
    """The bucket of the load balancer's access logs."""
    alarm_topic_arn: pulumi.Output[dict[str, str]] | None
    """The ARN of the topic that the region's alarms are sent to."""
    dashboard_url: pulumi.Output[dict[str, str]] | None
    """The address of the region's dashboard in the AWS console."""
    secrets_manager_arn: pulumi.Output[dict[str, str]] | None
    """The ARN of the region's copy of the database's credentials."""
    session_table: pulumi.Output[dict[str, str]] | None
    """The name of the region's replica of the sessions' table."""
    replica_endpoints: pulumi.Output[dict[str, str]] | None
    """Where each read replica is reached: `host:port`."""
    name_servers: pulumi.Output[list[str]] | None
    """The name servers of the domain's zone, to be set at its parent domain."""
    notes: pulumi.Output[list[str]] | None
    """What who deploys must know of this run."""

    def __init__(self, name: str, args: TapStackArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Deploy everything that `args` ask for.

        Names of resources come from the settings, as in a stack: `name` is the component's alone. Outputs are
        registered as the schema spells them, since programs in other languages find them there.

        Raises:
            pulumi.RunError: the settings are wrong, or a region can't be deployed; the message says all.
        """
        settings = platform_settings(args)
        super().__init__(f"{PACKAGE}:index:{type(self).__name__}", name, None, opts)
        try:
            outputs = TapStack(settings, parent=self).outputs()
        except RegionsError as error:
            raise pulumi.RunError(str(error)) from error
        for output in TapPlatform.__annotations__:
            given = pulumi.Output.from_input(outputs[output]) if output in outputs else None
            setattr(self, output, given)
        self.register_outputs({to_camel(output): value for output, value in outputs.items()})
