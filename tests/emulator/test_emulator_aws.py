"""The embedded AWS itself: fresh each time, one at a time, with the same ids, served on request."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Iterator

import pytest

from tapstack.emulator import ACCOUNT_ID, EmbeddedAws, EmbeddedProvider
from tapstack.engine import RealisationError
from tests.emulator.conftest import HOME, request


@pytest.fixture
def aws() -> Iterator[EmbeddedAws]:
    """A fresh account."""
    with EmbeddedAws() as embedded:
        yield embedded


def _ids(*names: str) -> list[str]:
    with EmbeddedAws() as aws:
        provider = EmbeddedProvider(aws)
        return [provider.create(request("aws:ec2/eip:Eip", name, {"domain": "vpc"})).id for name in names]


def test_an_id_follows_from_the_urn_whatever_else_is_made() -> None:
    one, two = _ids("one", "two")
    assert one != two
    assert _ids("two", "three", "one")[::2] == [two, one]


def _default_vpc(urn: str) -> str:
    with EmbeddedAws() as aws:
        aws.draw_ids_for(urn)
        return aws.client("ec2", HOME).describe_vpcs()["Vpcs"][0]["VpcId"]


def test_what_is_there_from_the_start_has_the_same_ids() -> None:
    assert _default_vpc("one") == _default_vpc("two")


def test_leaving_forgets_every_service() -> None:
    with EmbeddedAws() as aws:
        aws.client("logs", HOME).create_log_group(logGroupName="left-behind")
        aws.client("s3", HOME).create_bucket(Bucket="left-behind")
        aws.client("sqs", "eu-west-1").create_queue(QueueName="left-behind")
    with EmbeddedAws() as aws:
        assert aws.client("logs", HOME).describe_log_groups()["logGroups"] == []
        assert aws.client("s3", HOME).list_buckets()["Buckets"] == []
        assert "QueueUrls" not in aws.client("sqs", "eu-west-1").list_queues()


def test_there_is_one_at_a_time(aws: EmbeddedAws) -> None:
    aws.client("sqs", HOME).create_queue(QueueName="kept")
    with pytest.raises(RuntimeError, match="a second one would wipe it"), EmbeddedAws():
        pass
    assert len(aws.client("sqs", HOME).list_queues()["QueueUrls"]) == 1


def test_an_account_can_be_entered_after_a_failure() -> None:
    with pytest.raises(ValueError, match="inside"), EmbeddedAws():
        raise ValueError("inside")
    with EmbeddedAws() as aws:
        assert ACCOUNT_ID in aws.client("sqs", HOME).create_queue(QueueName="made")["QueueUrl"]


def test_calls_are_counted_by_operation(aws: EmbeddedAws) -> None:
    aws.client("logs", HOME).describe_log_groups()
    aws.ask("sns", HOME, "list_topics", {})
    aws.ask("sns", "eu-west-1", "list_topics", {})
    assert aws.api_calls == 3
    assert aws.calls["sns.ListTopics"] == 2


def test_clients_are_made_once(aws: EmbeddedAws) -> None:
    assert aws.client("sns", HOME) is aws.client("sns", HOME)
    assert aws.client("sns", HOME) is not aws.client("sns", "eu-west-1")


def test_what_moto_does_not_implement_is_said_so(aws: EmbeddedAws) -> None:
    with pytest.raises(RealisationError, match=r"^autoscaling start_instance_refresh is not emulated"):
        aws.ask("autoscaling", HOME, "start_instance_refresh", {"AutoScalingGroupName": "g"})


def test_it_is_served_while_the_block_runs(aws: EmbeddedAws) -> None:
    with aws.serve(0) as port:
        assert port
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/moto-api/data.json", timeout=10) as answer:
            assert answer.status == 200
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_in_use_is_an_error(aws: EmbeddedAws) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=r"[Aa]ddress already in use"), aws.serve(port):
            pass
