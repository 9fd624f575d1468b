"""Names keep the pattern and the limits, and stay unique."""

from __future__ import annotations

import re
from itertools import combinations
from string import ascii_lowercase, digits

from hypothesis import given
from hypothesis import strategies as st

from tapstack.planning.names import AUTO_NAME_SUFFIX, LOAD_BALANCER_LIMIT, Names
from tapstack.planning.regions import REGION_NUMBERS, region_code
from tapstack.settings.regions import KNOWN_REGIONS


def team_of(head: str, tail: str) -> str:
    return re.sub("-+", "-", head + tail).rstrip("-")


teams = st.builds(
    team_of,
    st.sampled_from(ascii_lowercase),
    st.text(ascii_lowercase + digits + "-", min_size=1, max_size=15),
).filter(lambda team: len(team) > 1)
environments = st.sampled_from(["dev", "stg", "prod"])
regions = st.sampled_from(sorted(REGION_NUMBERS))
all_names = st.builds(Names, teams, environments)

LONGEST = Names("abcdefghijklmnop", "prod")
REGION_LONGEST = max(REGION_NUMBERS, key=len)


def test_every_known_region_has_a_number_and_a_code_of_its_own() -> None:
    assert set(REGION_NUMBERS) == set(KNOWN_REGIONS)
    assert len(set(REGION_NUMBERS.values())) == len(REGION_NUMBERS)
    assert len({region_code(region) for region in REGION_NUMBERS}) == len(REGION_NUMBERS)


def test_region_numbers_never_change() -> None:
    # A changed number moves a region to another address range, which replaces its whole network.
    assert [region for region, _ in sorted(REGION_NUMBERS.items(), key=lambda entry: entry[1])][:15] == [
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "eu-central-1",
        "eu-central-2",
        "eu-north-1",
        "eu-south-1",
        "eu-south-2",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-northeast-1",
    ]


def test_names_say_team_environment_service_and_region() -> None:
    names = Names("tap", "dev")
    assert names.once("aws") == "tap-dev-aws"
    assert names.regional("web", "us-east-1") == "tap-dev-web-us-east-1"
    assert names.zonal("public", "us-east-1b") == "tap-dev-public-us-east-1b"
    assert names.bucket("lb-logs", "us-east-1", "123456789012") == "tap-dev-lb-logs-us-east-1-123456789012"


def test_short_names_stay_readable() -> None:
    assert Names("tap", "dev").balancer("web", "ap-southeast-2") == "tap-dev-web-apse2"
    assert re.fullmatch(r"abcd[0-9a-f]{5}-prod-web-apse2", LONGEST.balancer("web", "ap-southeast-2"))


@given(all_names, regions)
def test_a_load_balancers_name_fits_with_the_suffix_and_is_one_aws_takes(names: Names, region: str) -> None:
    name = names.balancer("web", region)
    assert len(name) + AUTO_NAME_SUFFIX <= LOAD_BALANCER_LIMIT
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert not name.startswith("internal-")
    assert name.endswith(f"-{names.environment}-web-{region_code(region)}")


@given(all_names)
def test_short_names_differ_between_all_regions(names: Names) -> None:
    short = [names.balancer("web", region) for region in REGION_NUMBERS]
    assert len(set(short)) == len(REGION_NUMBERS)


@given(st.lists(teams, min_size=2, max_size=20, unique=True), environments)
def test_short_names_differ_between_teams(many: list[str], environment: str) -> None:
    short = [Names(team, environment).balancer("web", "us-east-1") for team in many]
    for one, other in combinations(short, 2):
        assert one != other


services = st.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4}){0,2}", fullmatch=True).filter(
    lambda name: len(name) <= 16
)


@given(all_names, services, regions)
def test_a_long_service_is_cut_so_that_the_name_fits(names: Names, service: str, region: str) -> None:
    name = names.balancer(service, region)
    assert len(name) + AUTO_NAME_SUFFIX <= LOAD_BALANCER_LIMIT
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert not name.startswith("internal-")
    head, tail = f"{names.environment}-{service[0]}", region_code(region)
    assert re.fullmatch(f"{names.team[0]}.*-{head}.*-{tail}", name)


@given(all_names, st.lists(services, min_size=2, max_size=20, unique=True))
def test_short_names_differ_between_services(names: Names, many: list[str]) -> None:
    assert len({names.balancer(service, "ap-southeast-2") for service in many}) == len(many)


def test_a_long_services_name_stays_readable() -> None:
    name = Names("tap", "prod").balancer("checkout-service", "eu-west-1")
    assert re.fullmatch(r"ta[0-9a-f]{5}-prod-checko-euw1", name)
    assert re.fullmatch(r"ab[0-9a-f]{5}-prod-check-apse2", LONGEST.balancer("checkout", "ap-southeast-2"))
    assert Names("tap", "dev").balancer("api", "eu-west-1") == "tap-dev-api-euw1"


def test_long_services_that_begin_alike_keep_apart() -> None:
    services = ("checkout-service", "checkout-store", "checkout")
    assert len({LONGEST.balancer(service, "ap-southeast-2") for service in services}) == len(services)
    others = (Names("abcdefgh", "prod"), Names("abcdefgi", "prod"))
    assert len({names.balancer(services[0], "ap-southeast-2") for names in others}) == len(others)


def test_a_team_called_internal_is_not_mistaken_for_elbs_own_names() -> None:
    assert not Names("internal", "dev").balancer("web", "us-east-1").startswith("internal-")


def test_the_longest_names_fit_everywhere() -> None:
    assert len(LONGEST.bucket("lb-logs", REGION_LONGEST, "123456789012")) <= 63
    assert len(LONGEST.regional("instance", REGION_LONGEST)) <= 64
    assert len(LONGEST.regional("database", REGION_LONGEST)) <= 63
    assert len(f"AWSServiceRoleForAutoScaling_{LONGEST.once('autoscaling')}") <= 64
