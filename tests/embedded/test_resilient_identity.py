"""Identity: what each region's instances may use, and the boundary of every role."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fnmatch import fnmatch
from typing import Any

import pytest

from tests.embedded.deploying import DEV_SETTINGS, Deployment, ProjectWith, deployed
from tests.embedded.outside import Region, policy_statements

REGIONS = list(DEV_SETTINGS.regions[:2])
BOUNDARY = "arn:aws:iam::aws:policy/PowerUserAccess"
SERVICE_LINKED = "/aws-service-role/"


@pytest.fixture(scope="module")
def resilient(with_settings: ProjectWith) -> Iterator[Deployment]:
    """The resilient profile, with a boundary for its roles."""
    project = with_settings(
        profile="resilient",
        regions=REGIONS,
        minimumRegions=len(REGIONS),
        identity={"permissionsBoundary": BOUNDARY},
    )
    with deployed(project) as deployment:
        yield deployment


@pytest.fixture(params=REGIONS)
def region(request: pytest.FixtureRequest, resilient: Deployment) -> Region:
    """Each region."""
    return resilient.region(request.param)


def _role(region: Region) -> str:
    """The role of the region's instances, by way of the launch template's profile."""
    profile = region.template["IamInstanceProfile"]["Arn"].rpartition("/")[2]
    found = region.ask("iam.get_instance_profile", "InstanceProfile", InstanceProfileName=profile)
    (role,) = found["Roles"]
    return role["RoleName"]


def _statements(region: Region) -> dict[str, dict[str, Any]]:
    role = _role(region)
    (name,) = region.ask("iam.list_role_policies", "PolicyNames", RoleName=role)
    assert region.ask("iam.list_attached_role_policies", "AttachedPolicies", RoleName=role) == []
    return policy_statements(
        region.ask("iam.get_role_policy", "PolicyDocument", RoleName=role, PolicyName=name)
    )


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def test_instances_read_the_secrets_copy_of_their_own_region_only(
    resilient: Deployment, region: Region
) -> None:
    outputs: Any = resilient.graph.outputs
    by_secret = [
        each for each in _statements(region).values() if "secretsmanager" in json.dumps(each["Action"])
    ]
    (pattern,) = [each["Resource"] for each in by_secret]
    arns: dict[str, str] = outputs["secrets_manager_arn"]
    assert [name for name, arn in arns.items() if fnmatch(arn, pattern)] == [region.name]
    secrets = region.ask("secretsmanager.list_secrets", "SecretList")
    assert [secret["ARN"] for secret in secrets if fnmatch(secret["ARN"], pattern)] == [arns[region.name]]


def test_instances_use_the_table_of_their_own_region_only(region: Region) -> None:
    by_table = [each for each in _statements(region).values() if "dynamodb:" in json.dumps(each["Action"])]
    table = region.ask("dynamodb.describe_table", "Table", TableName="tap-dev-sessions")
    assert [each["Resource"] for each in by_table] == [table["TableArn"]]
    assert all(action.endswith("Item") for action in by_table[0]["Action"])


def test_instances_use_the_key_of_their_own_region_through_its_services_only(
    resilient: Deployment, region: Region
) -> None:
    outputs: Any = resilient.graph.outputs
    by_key = [each for each in _statements(region).values() if "kms:" in json.dumps(each["Action"])]
    assert {each["Resource"] for each in by_key} == {outputs["kms_key_arn"][region.name]}
    assert [each["Condition"]["StringEquals"]["kms:ViaService"] for each in by_key] == [
        f"secretsmanager.{region.name}.amazonaws.com",
        f"dynamodb.{region.name}.amazonaws.com",
    ]


def test_a_role_names_nothing_of_another_region(region: Region) -> None:
    named = [arn for each in _statements(region).values() for arn in _listed(each["Resource"])]
    assert {arn.split(":")[3] for arn in named if arn != "*"} == {region.name}
    conditions = json.dumps([each.get("Condition") for each in _statements(region).values()])
    assert not any(name in conditions for name in REGIONS if name != region.name)


def test_the_star_stands_for_session_managers_channels_only(region: Region) -> None:
    (sid,) = [sid for sid, each in _statements(region).items() if "*" in _listed(each["Resource"])]
    services = {action.partition(":")[0] for action in _statements(region)[sid]["Action"]}
    assert services <= {"ssm", "ssmmessages"}


def _roles(region: Region) -> list[dict[str, Any]]:
    """The roles that the stack made, as AWS describes each by itself."""
    names = [
        role["RoleName"] for role in region.ask("iam.list_roles", "Roles") if "tap-dev" in role["RoleName"]
    ]
    return [region.ask("iam.get_role", "Role", RoleName=name) for name in names]


def test_the_boundary_is_on_every_role_but_the_service_linked(resilient: Deployment) -> None:
    roles = _roles(resilient.region(REGIONS[0]))
    own = [role for role in roles if SERVICE_LINKED not in role["Path"]]
    assert len(own) >= len(REGIONS)
    bounds = {
        role["RoleName"]: role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn") for role in own
    }
    assert bounds == dict.fromkeys(bounds, BOUNDARY)
    linked = [role for role in roles if SERVICE_LINKED in role["Path"]]
    assert linked
    assert not any("PermissionsBoundary" in role for role in linked)


def test_every_role_is_taken_by_one_service_only(resilient: Deployment) -> None:
    for role in _roles(resilient.region(REGIONS[0])):
        (statement,) = policy_statements(role["AssumeRolePolicyDocument"]).values()
        assert _listed(statement["Action"]) == ["sts:AssumeRole"]
        ((kind, service),) = statement["Principal"].items()
        assert kind == "Service"
        assert len(_listed(service)) == 1
