"""Networks (seen in moto 5.2.5).

- The default security group of a VPC has no rule that lets its members reach each other;
- a default VPC has neither an internet gateway nor a route to one, so that its default subnets aren't public;
- an interface endpoint's network interfaces have the VPC's default group, whatever groups it is given, and an
  address that isn't their subnet's; its DNS names are in no form of AWS's, and its service's own name is not
  among them when private DNS is on;
- a flow log to a log group that is given by its ARN fails with "Access error", and doesn't say its group.
"""

from __future__ import annotations

from typing import Any

from moto.ec2.models import EC2Backend
from moto.ec2.models.vpcs import VPC, VPCBackend, VPCEndPoint

_ANYWHERE = "0.0.0.0/0"
_LOG_GROUP = ":log-group:"


def apply() -> None:
    """Mend default groups and VPCs, interface endpoints and flow logs."""
    _mend_default_groups()
    _mend_default_vpcs()
    _mend_endpoints()
    _mend_flow_logs()


def _mend_default_groups() -> None:
    create = VPCBackend.create_vpc

    def create_vpc(self: Any, *args: Any, **asked: Any) -> VPC:
        vpc = create(self, *args, **asked)
        group = self.get_default_security_group(vpc.id)
        self.authorize_security_group_ingress(
            group.id, "-1", None, None, [], source_groups=[{"GroupId": group.id}]
        )
        return vpc

    VPCBackend.create_vpc = create_vpc


def _mend_default_vpcs() -> None:
    create = VPCBackend.create_default_vpc

    def create_default_vpc(self: Any) -> VPC:
        vpc = create(self)
        gateway = self.create_internet_gateway()
        self.attach_internet_gateway(gateway.id, vpc.id)
        main = self.describe_route_tables(filters={"vpc-id": [vpc.id], "association.main": ["true"]})[0]
        self.create_route(main.id, _ANYWHERE, gateway_id=gateway.id)
        return vpc

    VPCBackend.create_default_vpc = create_default_vpc


def _mend_endpoints() -> None:
    create = VPCBackend.create_vpc_endpoint

    def create_vpc_endpoint(self: VPCBackend, *args: Any, **asked: Any) -> VPCEndPoint:
        made = create(self, *args, **asked)
        if made.vpc_endpoint_type == "Interface":
            _place_interfaces(self, made)
            made.dns_entries = _dns_entries(self, made)
        return made

    VPCBackend.create_vpc_endpoint = create_vpc_endpoint


def _place_interfaces(backend: Any, endpoint: VPCEndPoint) -> None:
    """Make the interfaces anew: with the endpoint's groups, and addresses of their subnets."""
    if not endpoint.security_group_ids:
        endpoint.security_group_ids = [backend.get_default_security_group(endpoint.vpc_id).id]
    for wrong in endpoint.network_interface_ids:
        backend.enis.pop(wrong)
    endpoint.network_interface_ids = [
        _interface(backend, endpoint, backend.get_subnet(subnet)) for subnet in endpoint.subnet_ids or []
    ]


def _interface(backend: Any, endpoint: VPCEndPoint, subnet: Any) -> str:
    made = backend.create_network_interface(
        subnet,
        subnet.get_available_subnet_ip(endpoint),
        group_ids=endpoint.security_group_ids,
        description=f"VPC Endpoint Interface {endpoint.id}",
    )
    made.interface_type = "vpc_endpoint"
    return made.id


def _dns_entries(backend: Any, endpoint: VPCEndPoint) -> list[dict[str, str]]:
    """The endpoint's name, one for each zone, and with private DNS the service's own."""
    service, zone_id = endpoint.service_name.rpartition(".")[2], "Z7HUB22UULQXV"
    given: Any = endpoint.dns_entries
    head = str(given[0]["dns_name"]).partition(".")[0]
    tail = f"{service}.{backend.region_name}.vpce.amazonaws.com"
    zones = sorted(backend.get_subnet(subnet).availability_zone for subnet in endpoint.subnet_ids or [])
    names = [f"{head}.{tail}", *(f"{head}-{zone}.{tail}" for zone in zones)]
    if endpoint.private_dns_enabled:
        names.append(f"{service}.{backend.region_name}.amazonaws.com")
    return [{"dns_name": name, "hosted_zone_id": zone_id} for name in names]


def _mend_flow_logs() -> None:
    create = EC2Backend.create_flow_logs

    def create_flow_logs(self: EC2Backend, *args: Any, **asked: Any) -> Any:
        destination = asked.get("log_destination") or ""
        if _LOG_GROUP in destination:
            asked["log_group_name"] = destination.partition(_LOG_GROUP)[2].removesuffix(":*")
        return create(self, *args, **asked)

    EC2Backend.create_flow_logs = create_flow_logs
