"""Rules on KMS keys: of the right region, there, usable, and open to who needs them."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import (
    ACCOUNT,
    EAST,
    EUROPE,
    WEST,
    allow,
    arn_of,
    clean,
    found,
    key,
    policy,
    refused,
    resource,
    user,
)

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
ROOT = {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}
ADMINISTERED = allow("kms:*", to=ROOT)
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
TRAIL = "aws:cloudtrail/trail:Trail"
TOPIC = "aws:sns/topic:Topic"

USES = [
    (LOG_GROUP, "kmsKeyId"),
    (TEMPLATE, "blockDeviceMappings.0.ebs.kmsKeyId"),
    ("aws:rds/instance:Instance", "kmsKeyId"),
    ("aws:rds/instance:Instance", "performanceInsightsKmsKeyId"),
    ("aws:secretsmanager/secret:Secret", "kmsKeyId"),
    ("aws:dynamodb/table:Table", "serverSideEncryption.kmsKeyArn"),
    ("aws:dynamodb/tableReplica:TableReplica", "kmsKeyArn"),
    ("aws:ssm/parameter:Parameter", "keyId"),
    (TOPIC, "kmsMasterKeyId"),
    ("aws:backup/vault:Vault", "kmsKeyArn"),
    ("aws:ebs/volume:Volume", "kmsKeyId"),
    (
        "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
        "rules.0.applyServerSideEncryptionByDefault.kmsMasterKeyId",
    ),
    ("aws:kms/alias:Alias", "targetKeyId"),
]


@BOTH
@pytest.mark.parametrize(
    ("type_token", "path"), USES, ids=[f"{one.split(':')[-1]}-{path}" for one, path in USES]
)
def test_a_key_of_another_region_is_refused(type_token: str, path: str, plan: bool) -> None:
    mine = key("main", EAST, plan=plan)
    stray = user(type_token, "there", WEST, path, mine)
    finding = refused(
        "kms-key-region", mine, stray, at=stray, says="key main of us-east-1 is used in us-west-2"
    )
    assert finding.places[0].pointer == "/" + path.replace(".", "/")
    clean("kms-key-region", mine, user(type_token, "here", EAST, path, mine))


@BOTH
def test_all_places_of_a_key_of_another_region_are_in_one_finding(plan: bool) -> None:
    mine = key("main", EAST, plan=plan)
    strays = [user(one, f"there{at}", WEST, path, mine) for at, (one, path) in enumerate(USES[:3])]
    (finding,) = found("kms-key-region", mine, *strays)
    assert {place.urn for place in finding.places} == {stray.urn for stray in strays}


@BOTH
def test_a_replica_key_is_of_its_own_region(plan: bool) -> None:
    primary = key("main", EAST, plan=plan, multiRegion=True)
    outputs = {} if plan else {"arn": f"arn:aws:kms:{WEST}:{ACCOUNT}:key/mrk-main"}
    token = "aws:kms/replicaKey:ReplicaKey"
    replica = resource(token, "copy", WEST, {}, id=None if plan else "mrk-main", outputs=outputs)
    clean("kms-key-region", primary, replica, user(LOG_GROUP, "there", WEST, "kmsKeyId", replica))
    stray = user(LOG_GROUP, "there", WEST, "kmsKeyId", primary)
    refused("kms-key-region", primary, replica, stray, at=stray)
    by_text = stray.model_copy(
        update={"dependencies": (primary.urn, replica.urn), "inputs": {"kmsKeyId": arn_of(replica)}}
    )
    clean("kms-key-region", primary, replica, by_text)


@BOTH
def test_an_alias_stands_for_the_key_behind_it(plan: bool) -> None:
    mine = key("main", EAST, plan=plan)
    alias = resource(
        "aws:kms/alias:Alias",
        "called",
        EAST,
        {"name": "alias/called", "targetKeyId": UNKNOWN if plan else "main"},
        id=None if plan else "alias/called",
        outputs={} if plan else {"arn": f"arn:aws:kms:{EAST}:{ACCOUNT}:alias/called", "name": "alias/called"},
        needs={"targetKeyId": [mine]},
    )
    stray = user(LOG_GROUP, "there", WEST, "kmsKeyId", alias)
    refused("kms-key-region", mine, alias, stray, at=stray)
    clean("kms-key-region", mine, alias, user(LOG_GROUP, "here", EAST, "kmsKeyId", alias))


def test_an_alias_that_is_written_out_may_be_another_regions() -> None:
    alias = resource("aws:kms/alias:Alias", "called", EAST, {"name": "alias/web"}, id="alias/web")
    clean("kms-key-region", alias, resource(LOG_GROUP, "there", WEST, {"kmsKeyId": "alias/web"}))


@BOTH
def test_a_secrets_replica_takes_its_own_regions_key(plan: bool) -> None:
    east, west = key("east", EAST, plan=plan), key("west", WEST, plan=plan)

    def secret(*used: Resource) -> Resource:
        replicas = [{"region": WEST, "kmsKeyId": arn_of(one)} for one in used]
        needs = {"replicas": list(used)}
        return resource(
            "aws:secretsmanager/secret:Secret", "login", EAST, {"replicas": replicas}, needs=needs
        )

    refused("kms-key-region", east, west, secret(east), at=secret(east))
    clean("kms-key-region", east, west, secret(west))


def test_in_a_plan_a_replicas_key_is_told_with_the_other_places_of_the_same_key() -> None:
    east, europe = key("east", EAST, plan=True), key("europe", EUROPE, plan=True)
    replicas = [{"region": EUROPE, "kmsKeyId": UNKNOWN}, {"region": WEST, "kmsKeyId": UNKNOWN}]
    token, needs = "aws:secretsmanager/secret:Secret", {"replicas": [europe, east]}
    secret = resource(token, "login", EAST, {"replicas": replicas}, needs=needs)
    logs = user(LOG_GROUP, "logs", WEST, "kmsKeyId", east)
    finding = refused("kms-key-region", east, europe, secret, logs, at=logs, says="key east of us-east-1")
    assert [place.pointer for place in finding.places] == ["/kmsKeyId", "/replicas/1/kmsKeyId"]


@BOTH
def test_a_trails_key_is_of_its_buckets_region(plan: bool) -> None:
    mine = key("main", WEST, plan=plan)
    bucket = resource("aws:s3/bucket:Bucket", "files", WEST, {"bucket": "files"})
    trail = user(TRAIL, "trail", EAST, "kmsKeyId", mine, s3BucketName="files")
    clean("kms-key-region", mine, bucket, trail)
    elsewhere = resource("aws:s3/bucket:Bucket", "files", EAST, {"bucket": "files"})
    refused("kms-key-region", mine, elsewhere, trail, at=trail)


def test_a_key_that_is_only_a_text_is_known_by_its_arn() -> None:
    arn = f"arn:aws:kms:{EAST}:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    stray = resource(LOG_GROUP, "there", WEST, {"kmsKeyId": arn})
    refused("kms-key-region", stray, at=stray, says="us-east-1")
    clean("kms-key-region", resource(LOG_GROUP, "here", EAST, {"kmsKeyId": arn}))


def test_a_key_of_another_form_does_not_exist() -> None:
    for name in ("my-key", f"arn:aws:iam::{ACCOUNT}:role/key", "arn:aws:kms:us-east-1:1:user/x"):
        wrong = resource(LOG_GROUP, "logs", EAST, {"kmsKeyId": name})
        refused("kms-key-exists", wrong, at=wrong, says=name)
    for name in ("alias/mine", "alias/aws/sns", "1234abcd-12ab-34cd-56ef-1234567890ab", UNKNOWN):
        clean("kms-key-exists", resource(TOPIC, "topic", EAST, {"kmsMasterKeyId": name}))


def test_a_key_is_only_where_it_was_made() -> None:
    mine = key("main", EAST, plan=False)
    moved = resource(LOG_GROUP, "logs", WEST, {"kmsKeyId": f"arn:aws:kms:{WEST}:{ACCOUNT}:key/main"})
    refused("kms-key-exists", mine, moved, at=moved, says=WEST)
    other = resource(LOG_GROUP, "logs", WEST, {"kmsKeyId": f"arn:aws:kms:{WEST}:{ACCOUNT}:key/other"})
    clean("kms-key-exists", mine, other)


@BOTH
@pytest.mark.parametrize(
    ("rule_id", "bad", "good"),
    [
        ("kms-key-enabled", {"isEnabled": False}, {"isEnabled": True}),
        ("kms-key-symmetric", {"customerMasterKeySpec": "RSA_2048"}, {"customerMasterKeySpec": UNKNOWN}),
        ("kms-key-symmetric", {"keyUsage": "SIGN_VERIFY"}, {"keyUsage": "ENCRYPT_DECRYPT"}),
    ],
)
def test_a_key_that_cannot_encrypt_is_refused(
    rule_id: str, bad: dict[str, object], good: dict[str, object], plan: bool
) -> None:
    wrong, right = key("main", EAST, plan=plan, **bad), key("main", EAST, plan=plan, **good)
    stray = user(LOG_GROUP, "logs", EAST, "kmsKeyId", wrong)
    refused(rule_id, wrong, stray, at=stray, says="main")
    clean(rule_id, right, user(LOG_GROUP, "logs", EAST, "kmsKeyId", right))
    clean(rule_id, wrong)


@BOTH
def test_a_replica_key_wants_a_multi_region_primary_elsewhere(plan: bool) -> None:
    token = "aws:kms/replicaKey:ReplicaKey"
    plain, multi = key("main", EAST, plan=plan), key("main", EAST, plan=plan, multiRegion=True)
    refused("kms-replica-primary", plain, one := user(token, "copy", WEST, "primaryKeyArn", plain), at=one)
    refused("kms-replica-primary", multi, one := user(token, "copy", EAST, "primaryKeyArn", multi), at=one)
    clean("kms-replica-primary", multi, user(token, "copy", WEST, "primaryKeyArn", multi))


def test_a_key_from_outside_is_advice() -> None:
    stray = resource(TOPIC, "topic", EAST, {"kmsMasterKeyId": "alias/elsewhere"})
    refused("kms-key-outside", stray, at=stray, says="alias/elsewhere")
    for name in ("alias/aws/sns", UNKNOWN, ""):
        clean("kms-key-outside", resource(TOPIC, "topic", EAST, {"kmsMasterKeyId": name}))
    mine = key("main", EAST, plan=False)
    clean("kms-key-outside", mine, user(TOPIC, "topic", EAST, "kmsMasterKeyId", mine))


@BOTH
def test_a_key_that_does_not_rotate_is_advice(plan: bool) -> None:
    still = key("main", EAST, plan=plan)
    refused("kms-rotation", still, at=still)
    clean("kms-rotation", key("main", EAST, plan=plan, enableKeyRotation=True))
    clean("kms-rotation", key("main", EAST, plan=plan, customerMasterKeySpec="RSA_2048"))


@BOTH
def test_a_policy_that_locks_everybody_out_is_refused(plan: bool) -> None:
    service = allow("kms:*", to={"Service": "logs.us-east-1.amazonaws.com"})
    for held in (policy(service), policy(allow("kms:Decrypt", to=ROOT))):
        shut = key("main", EAST, plan=plan, policy=held)
        refused("kms-policy-lockout", shut, at=shut)
        clean(
            "kms-policy-lockout", key("x", EAST, plan=plan, policy=held, bypassPolicyLockoutSafetyCheck=True)
        )
    for held in (policy(ADMINISTERED, service), policy(allow("kms:Put*", to=ROOT)), UNKNOWN, "{", None):
        clean("kms-policy-lockout", key("main", EAST, plan=plan, policy=held))


LOGS = "logs.us-east-1.amazonaws.com"
USE = ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"]


def _logs_when(pattern: str) -> dict[str, object]:
    arn = f"arn:aws:logs:us-east-1:{ACCOUNT}:{pattern}"
    return allow(USE, to={"Service": LOGS}, when={"ArnLike": {"kms:EncryptionContext:aws:logs:arn": arn}})


@BOTH
@pytest.mark.parametrize(
    "held",
    [
        None,
        policy(ADMINISTERED),
        policy(ADMINISTERED, allow(USE, to={"Service": "logs.us-west-2.amazonaws.com"})),
        policy(ADMINISTERED, allow(["kms:Encrypt", "kms:Decrypt"], to={"Service": LOGS})),
        policy(ADMINISTERED, _logs_when("log-group:other-*")),
    ],
    ids=["default", "account-only", "other-region", "too-little", "other-group"],
)
def test_a_key_that_turns_cloudwatch_logs_away_is_refused(held: str | None, plan: bool) -> None:
    shut = key("main", EAST, plan=plan, **({} if held is None else {"policy": held}))
    logs = user(LOG_GROUP, "logs", EAST, "kmsKeyId", shut, name="web-logs")
    refused("kms-policy-logs", shut, logs, at=logs, says=LOGS)


@BOTH
@pytest.mark.parametrize(
    "held",
    [
        UNKNOWN,
        policy(allow("kms:*", to="*")),
        policy(ADMINISTERED, allow(USE, to={"Service": LOGS})),
        policy(ADMINISTERED, _logs_when("log-group:web-*")),
        policy(ADMINISTERED, _logs_when("*")),
    ],
    ids=["unknown", "everybody", "plain", "named", "all"],
)
def test_a_key_that_admits_cloudwatch_logs_is_right(held: str, plan: bool) -> None:
    mine = key("main", EAST, plan=plan, policy=held)
    clean("kms-policy-logs", mine, user(LOG_GROUP, "logs", EAST, "kmsKeyId", mine, name="web-logs"))
    clean("kms-policy-logs", mine, user("aws:sqs/queue:Queue", "queue", EAST, "kmsMasterKeyId", mine))


def test_a_policy_attached_apart_is_the_keys() -> None:
    mine = key("main", EAST, plan=True)
    logs = user(LOG_GROUP, "logs", EAST, "kmsKeyId", mine)
    token = "aws:kms/keyPolicy:KeyPolicy"
    apart = user(
        token, "apart", None, "keyId", mine, policy=policy(allow(USE, to={"Service": LOGS}), ADMINISTERED)
    )
    clean("kms-policy-logs", mine, logs, apart)
    clean("kms-policy-lockout", mine, apart)


SCALING = (
    f"arn:aws:iam::{ACCOUNT}:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling"
)


@BOTH
def test_a_key_that_turns_auto_scaling_away_is_refused(plan: bool) -> None:
    use = allow(["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey*"], to={"AWS": SCALING})
    grant = allow(
        "kms:CreateGrant", to={"AWS": SCALING}, when={"Bool": {"kms:GrantIsForAWSResource": "true"}}
    )

    def built(*statements: dict[str, object]) -> tuple[Resource, Resource, Resource]:
        mine = key("main", EAST, plan=plan, policy=policy(ADMINISTERED, *statements))
        template = user(TEMPLATE, "web", EAST, "blockDeviceMappings.0.ebs.kmsKeyId", mine)
        group = resource(
            "aws:autoscaling/group:Group",
            "web",
            EAST,
            {"launchTemplate": {"id": UNKNOWN if plan else "web"}},
            needs={"launchTemplate": [template]},
        )
        return mine, template, group

    for statements in ([], [use], [grant]):
        mine, template, group = built(*statements)
        refused("kms-policy-autoscaling", mine, template, group, at=template, says="Auto Scaling")
        clean("kms-policy-autoscaling", mine, template)
        granted = user("aws:kms/grant:Grant", "grant", EAST, "keyId", mine, granteePrincipal=SCALING)
        clean("kms-policy-autoscaling", mine, template, group, granted)
    clean("kms-policy-autoscaling", *built(use, grant))


@BOTH
def test_a_key_that_turns_cloudtrail_away_is_refused(plan: bool) -> None:
    shut = key("main", EAST, plan=plan, policy=policy(ADMINISTERED))
    trail = user(TRAIL, "trail", EAST, "kmsKeyId", shut)
    refused("kms-policy-cloudtrail", shut, trail, at=trail)
    admitted = allow("kms:GenerateDataKey*", to={"Service": "cloudtrail.amazonaws.com"})
    mine = key("main", EAST, plan=plan, policy=policy(ADMINISTERED, admitted))
    clean("kms-policy-cloudtrail", mine, user(TRAIL, "trail", EAST, "kmsKeyId", mine))


@BOTH
def test_a_topic_whose_key_turns_alarms_away_is_advice(plan: bool) -> None:
    shut = key("main", EAST, plan=plan, policy=policy(ADMINISTERED))
    topic = user(TOPIC, "topic", EAST, "kmsMasterKeyId", shut)
    alarm = resource(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        "cpu",
        EAST,
        {"alarmActions": [UNKNOWN if plan else "topic"]},
        needs={"alarmActions": [topic]},
    )
    refused("kms-policy-alarms", shut, topic, alarm, at=topic)
    clean("kms-policy-alarms", shut, topic)
    admitted = allow(["kms:Decrypt", "kms:GenerateDataKey*"], to={"Service": "cloudwatch.amazonaws.com"})
    mine = key("main", EAST, plan=plan, policy=policy(ADMINISTERED, admitted))
    clean("kms-policy-alarms", mine, user(TOPIC, "topic", EAST, "kmsMasterKeyId", mine), alarm)
    aws = topic.model_copy(
        update={"inputs": {"kmsMasterKeyId": "alias/aws/sns"}, "property_dependencies": {}}
    )
    refused("sns-alarms-aws-key", aws, alarm, at=aws)
    clean("sns-alarms-aws-key", aws)
    clean("sns-alarms-aws-key", shut, topic, alarm)


def test_a_log_group_elsewhere_is_the_regions_matter_not_the_policys() -> None:
    mine = key("main", EAST, plan=False)
    clean("kms-policy-logs", mine, user(LOG_GROUP, "logs", WEST, "kmsKeyId", mine))


def test_the_service_is_that_of_the_keys_region() -> None:
    mine = key("main", EUROPE, plan=True)
    logs = user(LOG_GROUP, "logs", EUROPE, "kmsKeyId", mine)
    refused("kms-policy-logs", mine, logs, at=logs, says="logs.eu-west-1.amazonaws.com")
