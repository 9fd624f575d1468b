"""Calls held against AWS's own models: what is found, how it is told, and that what is right passes."""

from __future__ import annotations

import re
from typing import Any

import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tapstack.emulator import EmbeddedAws, EmbeddedProvider, patterns
from tapstack.engine import RealisationError, Run, load_project, run_program
from tests.emulator.conftest import HOME, Make

ZONE = f"{HOME}a"
ALARM = {
    "AlarmName": "a",
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 1,
    "MetricName": "m",
    "Namespace": "n",
    "Period": 60,
    "Statistic": "Sum",
    "Threshold": 1.0,
}
TABLE = {
    "TableName": "table",
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}
BALANCER = f"arn:aws:elasticloadbalancing:{HOME}:123456789012:loadbalancer/app/a/0123456789abcdef"
CHECK = {"Type": "HTTPS", "FullyQualifiedDomainName": "example.com"}

Mistake = tuple[str, dict[str, Any], str]
MISTAKES: list[Mistake] = [
    (
        "ec2.create_volume",
        {"AvailabilityZone": ZONE, "VolumeType": "gp9"},
        "`VolumeType` is 'gp9', allowed is",
    ),
    (
        "ec2.run_instances",
        {"MinCount": 1, "MaxCount": 1, "InstanceType": "t3.micor"},
        r"`InstanceType` is 't3.micor', allowed is one of \d+ values, such as t3.micro",
    ),
    (
        "ec2.create_launch_template",
        {
            "LaunchTemplateName": "t",
            "LaunchTemplateData": {"MetadataOptions": {"HttpTokens": "always"}},
        },
        "`LaunchTemplateData.MetadataOptions.HttpTokens` is 'always', allowed is optional, required",
    ),
    (
        "ec2.create_vpc",
        {"CidrBlock": "10.0.0.0/16", "InstanceTenancy": "shared"},
        "`InstanceTenancy` is 'shared', allowed is default, dedicated, host",
    ),
    (
        "logs.create_log_group",
        {"logGroupName": "with space"},
        r"`logGroupName` is 'with space', which does not",
    ),
    (
        "logs.create_log_group",
        {"logGroupName": "a" * 513},
        "`logGroupName` is a long text, with 513 characters where 1 to 512 are allowed",
    ),
    ("kms.create_alias", {"AliasName": "alias/a.b", "TargetKeyId": "k"}, "`AliasName` is 'alias/a.b'"),
    ("kms.create_key", {"KeySpec": "AES_256"}, "`KeySpec` is 'AES_256', allowed is"),
    (
        "iam.create_role",
        {"RoleName": "r" * 65, "AssumeRolePolicyDocument": "{}"},
        f"`RoleName` is '{'r' * 65}', with 65 characters where 1 to 64 are allowed",
    ),
    (
        "iam.create_role",
        {"RoleName": "r", "Path": "team", "AssumeRolePolicyDocument": "{}"},
        "`Path` is 'team', which does not match",
    ),
    (
        "iam.create_role",
        {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": 60},
        "`MaxSessionDuration` is 60, allowed is 3600 to 43200",
    ),
    (
        "iam.create_role",
        {
            "RoleName": "r",
            "AssumeRolePolicyDocument": "{}",
            "Tags": [{"Key": "Owner", "Value": "us"}, {"Key": "Cost#", "Value": "1"}],
        },
        r"`Tags\[1\].Key` is 'Cost#', which does not match",
    ),
    (
        "iam.create_policy",
        {"PolicyName": "p", "PolicyDocument": "{}\u2028"},
        r"`PolicyDocument` is a text with U\+2028 at 2, which does not match",
    ),
    ("secretsmanager.create_secret", {"Name": "s" * 513}, "with 513 characters where 1 to 512 are allowed"),
    ("dynamodb.create_table", {**TABLE, "BillingMode": "FREE"}, "allowed is PROVISIONED, PAY_PER_REQUEST"),
    (
        "dynamodb.create_table",
        {**TABLE, "KeySchema": [{"AttributeName": "id", "KeyType": "SORT"}]},
        r"`KeySchema\[0\].KeyType` is 'SORT', allowed is HASH, RANGE",
    ),
    (
        "elbv2.create_listener",
        {"LoadBalancerArn": BALANCER, "Port": 70000, "Protocol": "HTTP", "DefaultActions": []},
        "`Port` is 70000, allowed is 1 to 65535",
    ),
    (
        "elbv2.create_target_group",
        {"Name": "g", "HealthCheckIntervalSeconds": 4},
        "`HealthCheckIntervalSeconds` is 4, allowed is 5 to 300",
    ),
    (
        "route53.create_health_check",
        {"CallerReference": "c", "HealthCheckConfig": {**CHECK, "FailureThreshold": 11}},
        "`HealthCheckConfig.FailureThreshold` is 11, allowed is 1 to 10",
    ),
    (
        "cloudwatch.put_metric_alarm",
        {**ALARM, "ComparisonOperator": ">"},
        "`ComparisonOperator` is '>', allowed",
    ),
    (
        "cloudwatch.put_metric_alarm",
        {**ALARM, "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"] * 6},
        "`AlarmActions` is a list, with 6 items where at most 5 are allowed",
    ),
    (
        "cloudwatch.put_metric_alarm",
        {**ALARM, "Namespace": ":n"},
        "`Namespace` is ':n', which does not match",
    ),
    ("acm.request_certificate", {"DomainName": "-a.example.com"}, "`DomainName` is '-a.example.com', which"),
    ("guardduty.create_detector", {"Enable": True, "FindingPublishingFrequency": "DAILY"}, "FIFTEEN_MINUTES"),
    (
        "ssm.put_parameter",
        {"Name": "p", "Value": "v", "Tier": "Free"},
        "allowed is Standard, Advanced, Intell",
    ),
    (
        "s3.create_bucket",
        {"Bucket": "b", "ACL": "public"},
        "`ACL` is 'public', allowed is private, public-read",
    ),
]
RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("ec2.create_volume", {"AvailabilityZone": ZONE, "VolumeType": "gp3", "Size": 1}),
    ("logs.create_log_group", {"logGroupName": "a" * 512}),
    ("kms.create_key", {"KeySpec": "SYMMETRIC_DEFAULT", "Description": "for\nus"}),
    ("iam.create_role", {"RoleName": "r" * 64, "AssumeRolePolicyDocument": "{}", "MaxSessionDuration": 3600}),
    (
        "iam.create_role",
        {"RoleName": "r", "AssumeRolePolicyDocument": "{}", "Tags": [{"Key": "Équipe", "Value": "Größe 10"}]},
    ),
    ("dynamodb.create_table", TABLE),
    ("cloudwatch.put_metric_alarm", {**ALARM, "AlarmActions": ["arn:aws:sns:us-east-1:123456789012:t"] * 5}),
    ("acm.request_certificate", {"DomainName": "*.example.com"}),
    ("s3.create_bucket", {"Bucket": "right", "ACL": "public-read"}),
]


def _ask(aws: EmbeddedAws, called: str, parameters: dict[str, Any]) -> None:
    service, _, operation = called.partition(".")
    aws.ask(service, HOME, operation, parameters)


@pytest.mark.parametrize(("called", "parameters", "words"), MISTAKES)
def test_what_a_model_forbids_is_refused(
    aws: EmbeddedAws, called: str, parameters: dict[str, Any], words: str
) -> None:
    before = aws.api_calls
    with pytest.raises(RealisationError, match=words) as refused:
        _ask(aws, called, parameters)
    service, _, operation = called.partition(".")
    assert refused.value.message.lower().startswith(f"{service} {operation.replace('_', '')}: ")
    assert refused.value.mend
    assert aws.api_calls == before, "what is refused is not sent"


@pytest.mark.parametrize(("called", "parameters"), RIGHT)
def test_what_a_model_allows_passes(aws: EmbeddedAws, called: str, parameters: dict[str, Any]) -> None:
    _ask(aws, called, parameters)


def test_a_parameter_is_held_as_botocore_sends_it(aws: EmbeddedAws) -> None:
    zone = aws.ask("route53", HOME, "create_hosted_zone", {"Name": "a.example", "CallerReference": "a"})
    assert zone["HostedZone"]["Id"].startswith("/hostedzone/")
    long = "/hostedzone/" + "Z" * 32
    with pytest.raises(RealisationError, match="NoSuchHostedZone"):
        _ask(aws, "route53.get_hosted_zone", {"Id": long})
    with pytest.raises(RealisationError, match="with 33 characters where at most 32 are allowed"):
        _ask(aws, "route53.get_hosted_zone", {"Id": f"{long}Z"})


def test_all_findings_of_a_call_are_in_one_error(aws: EmbeddedAws) -> None:
    wrong = {**ALARM, "ComparisonOperator": ">", "EvaluationPeriods": 0, "Statistic": "Mean"}
    with pytest.raises(RealisationError) as refused:
        _ask(aws, "cloudwatch.put_metric_alarm", wrong)
    named = re.findall(r"`(\w+)` is", refused.value.message)
    assert named == ["ComparisonOperator", "EvaluationPeriods", "Statistic"]
    mend = refused.value.mend or ""
    assert mend.count("one of AWS's values") == mend.count("in AWS's range") == 1


def test_a_wrong_type_is_left_to_botocore(aws: EmbeddedAws) -> None:
    with pytest.raises(RealisationError, match=r"^iam create_role: .*Invalid type for parameter RoleName"):
        _ask(aws, "iam.create_role", {"RoleName": 5, "AssumeRolePolicyDocument": "{}"})


def test_a_resource_is_refused_through_its_entry(make: Make) -> None:
    with pytest.raises(RealisationError, match=r"^logs CreateLogGroup: .*`logGroupName` is 'a b'"):
        make("aws:cloudwatch/logGroup:LogGroup", "group", name="a b")


def test_outside_clients_are_not_held_to_it(aws: EmbeddedAws) -> None:
    session: Any = botocore.session.get_session()
    with aws.serve(0) as port:
        where = {"region_name": HOME, "endpoint_url": f"http://127.0.0.1:{port}"}
        client = session.create_client("kms", aws_access_key_id="a", aws_secret_access_key="b", **where)
        assert client.create_key(Description="d", Origin="AWS_KMS", KeyUsage="NOTHING")["KeyMetadata"]


# ------------------------------------------------------------------------------------- as faults of a program

SECRET_VALUE = "hunter22 & \\'more'"
PROGRAM = f"""\
import pulumi
import pulumi_aws as aws

aws.cloudwatch.LogGroup("group", name="a b")
aws.dynamodb.Table("table", attributes=[{{"name": "a", "type": "X"}}], hash_key="a", billing_mode="FREE")
aws.iam.Role("role", path="team", assume_role_policy='{{"Version": "2012-10-17", "Statement": []}}')
key = aws.kms.Key("key")
aws.kms.Alias("alias", name="alias/a.b", target_key_id=key.id)
aws.kms.Key("hidden", customer_master_key_spec=pulumi.Output.secret({SECRET_VALUE!r}))
aws.cloudwatch.LogGroup("long", name=pulumi.Output.secret("{"a b" * 200}"))
aws.cloudwatch.LogGroup("broken", name=pulumi.Output.secret("one\\ntwo-secret"))
aws.cloudwatch.LogGroup("right", name="right")
"""
PLANTED = {
    "group": (4, "logs CreateLogGroup: AWS does not allow it: `logGroupName` is 'a b', which does not match"),
    "table": (
        5,
        "dynamodb CreateTable: AWS does not allow it: `AttributeDefinitions[0].AttributeType` is 'X', all",
    ),
    "role": (6, "iam CreateRole: AWS does not allow it: `Path` is 'team', which does not match"),
    "alias": (8, "kms CreateAlias: AWS does not allow it: `AliasName` is 'alias/a.b', which does not match"),
    "hidden": (9, "kms CreateKey: AWS does not allow it: `KeySpec` is '[secret]', allowed is one of"),
    "long": (10, "`logGroupName` is a long text, with 600 characters where 1 to 512 are allowed"),
    "broken": (11, "`logGroupName` is a text with U+000A at 3, which does not match"),
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, aws: EmbeddedAws) -> Run:
    """The program with mistakes, deployed."""
    folder = tmp_path_factory.mktemp("faulty")
    (folder / "Pulumi.yaml").write_text("name: faulty\nruntime: python\n", encoding="utf-8")
    (folder / "Pulumi.dev.yaml").write_text(f"config:\n  aws:region: {HOME}\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return run_program(load_project(folder, "dev"), EmbeddedProvider(aws), "deploy")


def test_each_mistake_is_a_fault_of_its_resource_with_its_line(faulty: Run) -> None:
    told = {(each.urn or "").rpartition("::")[2]: each for each in faulty.graph.faults}
    assert set(told) == set(PLANTED)
    for name, (line, words) in PLANTED.items():
        assert words in told[name].message, told[name].message
        assert str(told[name].source) == f"__main__.py:{line}"
        assert told[name].mend
    made = {each.name for each in faulty.graph.cloud_resources if each.status == "created"}
    assert made == {"key", "right"}


def test_no_part_of_a_secret_is_told(faulty: Run) -> None:
    told = " ".join(f"{each.message} {each.mend}" for each in faulty.graph.faults)
    for part in ("hunter22", "more", "a ba", "two-secret"):
        assert part not in told


def test_what_the_model_calls_sensitive_is_not_shown(aws: EmbeddedAws) -> None:
    with pytest.raises(RealisationError, match=r"`Password` is a sensitive value, with 200 char") as refused:
        _ask(aws, "iam.create_login_profile", {"UserName": "u", "Password": "p4ssword" * 25})
    assert "p4ssword" not in refused.value.message


# --------------------------------------------------------------------------------------------------- patterns

SERVICES = [
    "acm",
    "autoscaling",
    "budgets",
    "cloudtrail",
    "cloudwatch",
    "config",
    "dynamodb",
    "ec2",
    "elbv2",
    "guardduty",
    "iam",
    "kms",
    "logs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "service-quotas",
    "sns",
    "ssm",
    "sts",
    "wafv2",
]
CATEGORY = r"([\p{L}\p{Z}\p{N}_.:/=+\-@]*)"
PAIRS = r"[\u0020-\uD7FF\uE000-\uFFFD\uD800\uDC00-\uDBFF\uDFFF\r\n\t]*"
BUDGET = r"^(?![^:\\]*/action/|(?i).*<script>.*</script>.*)[^:\\]+$"


@pytest.mark.parametrize(
    ("pattern", "right", "wrong"),
    [
        (CATEGORY, ["Owner 1", "Größe", "数", "a\u2003b", ""], ["a#", "Größe!", "a\u200b"]),
        (PAIRS, ["plain", "\U0001f600", "line\nline"], ["\x00", "\x0b", "\uffff"]),
        (r"[\w-_]*", ["a-b_c"], ["a b", "é"]),
        (r"\A[a-z]+\z", ["abc"], ["abc\n"]),
        (r"[a\x{60}-]+", ["a`-"], ["b"]),
        (r"\p{Print}+", ["a b~"], ["é", "\n"]),
        (r"\P{M}+", ["a é"], ["e\u0301"]),
        (r"[^\p{Cc}]+", ["a é"], ["\x07"]),
        (r"\p{IsAlphabetic}\p{LD}*", ["aé1"], ["1", "a-"]),
        (r"[\p{M}]", ["\u0301"], ["a"]),
        (r"\d{12}", ["123456789012"], ["١٢٣٤٥٦٧٨٩٠١٢", "1234567890123"]),
        (".*x.*", ["a\nx\n"], ["a"]),
        (r"[a-z[]+", ["a["], ["]"]),
        (BUDGET, ["monthly"], ["a:b", "x/action/", "<SCRIPT></script>"]),
        ("[a-zA-Z](?:-?[a-zA-Z0-9]+)*", ["a", "a-b1-c"], ["a--b", "a-", f"{'a' * 60}!"]),
        ("[a-z](?:-?[a-z0-9]+){0,15}", ["abc", "a-b-c"], ["a--b", f"{'a' * 60}!"]),
    ],
)
def test_a_pattern_is_read_as_java_reads_it(pattern: str, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right if not patterns.matches(pattern, text)] == []
    assert [text for text in wrong if patterns.matches(pattern, text)] == []


@pytest.mark.parametrize("pattern", [r"\p{Unheard}+", "a{11}{0,1}", "(?!(?i)AWS_)[a-z]+", "*"])
def test_whatever_matches_a_pattern_that_cannot_be_read(pattern: str) -> None:
    assert patterns.matches(pattern, "anything at all")


@settings(deadline=None)
@given(st.text(max_size=20))
def test_a_class_by_category_holds_what_unicode_says(text: str) -> None:
    every = all(patterns.matches(r"\p{L}", letter) or not letter.isalpha() for letter in text)
    assert every
    assert patterns.matches(r"[\p{L}\P{L}]*", text)


@pytest.mark.parametrize("service", SERVICES)
def test_every_pattern_of_a_service_that_is_asked_can_be_read(service: str) -> None:
    loader: Any = botocore.session.get_session().get_component("data_loader")
    shapes: dict[str, dict[str, Any]] = loader.load_service_model(service, "service-2")["shapes"]
    unread = {
        name
        for name, shape in shapes.items()
        if "pattern" in shape and patterns.compiled_for(shape["pattern"]) is None
    }
    assert unread == set()
