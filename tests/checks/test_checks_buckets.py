"""Rules on S3 buckets and on the logs that are written to them."""

from __future__ import annotations

import pytest

from tapstack.graph import UNKNOWN, Resource
from tests.checks.graphs import ACCOUNT, EAST, WEST, allow, clean, policy, refused, resource

BOTH = pytest.mark.parametrize("plan", [True, False], ids=["plan", "deploy"])
BUCKET = "aws:s3/bucket:Bucket"
ALL = {
    "blockPublicAcls": True,
    "blockPublicPolicy": True,
    "ignorePublicAcls": True,
    "restrictPublicBuckets": True,
}
PUBLIC = policy(allow("s3:GetObject", to="*", on="arn:aws:s3:::web-files/*"))
TLS = policy(
    {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
)


def bucket(plan: bool, region: str = EAST, **inputs: object) -> Resource:
    held = {"bucket": "web-files", **inputs}
    made = None if plan else "web-files"
    return resource(
        BUCKET, "files", region, held, id=made, outputs={} if plan else {"arn": "arn:aws:s3:::web-files"}
    )


def of(one: Resource, type_token: str, **inputs: object) -> Resource:
    """What says something of a bucket."""
    name = one.id or UNKNOWN
    kind = type_token.rsplit(":", 1)[-1]
    return resource(
        type_token, kind, one.region, {"bucket": name, **inputs}, id=one.id, needs={"bucket": [one]}
    )


def with_policy(one: Resource, text: str) -> Resource:
    return of(one, "aws:s3/bucketPolicy:BucketPolicy", policy=text)


def block(one: Resource, **inputs: object) -> Resource:
    return of(one, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", **inputs)


@pytest.mark.parametrize(
    "name",
    [
        "Web",
        "web_files",
        "ab",
        "a" * 64,
        "web..files",
        "-web",
        "192.168.0.1",
        "xn--web",
        "web-s3alias",
        "web.",
    ],
)
def test_a_name_that_s3_refuses(name: str) -> None:
    wrong = resource(BUCKET, "files", EAST, {"bucket": name})
    refused("bucket-name", wrong, at=wrong, says=name)


@pytest.mark.parametrize("name", ["web", "web.files", "a" * 63, "1-web-files", UNKNOWN, None])
def test_a_name_that_s3_takes(name: str | None) -> None:
    clean("bucket-name", resource(BUCKET, "files", EAST, {"bucket": name}))


def test_the_beginning_of_a_name() -> None:
    wrong = resource(BUCKET, "files", EAST, {"bucketPrefix": "x" * 38})
    refused("bucket-name", wrong, at=wrong)
    clean("bucket-name", resource(BUCKET, "files", EAST, {"bucketPrefix": "web-"}))


@BOTH
def test_a_public_policy_is_refused_while_it_is_blocked(plan: bool) -> None:
    mine = bucket(plan)
    held = with_policy(mine, PUBLIC)
    refused("bucket-public-policy", mine, held, at=held)
    refused("bucket-public-policy", mine, held, block(mine, **ALL), at=held)
    opened = block(mine, **{**ALL, "blockPublicPolicy": False})
    clean("bucket-public-policy", mine, held, opened)
    narrow = {"StringEquals": {"aws:SourceArn": "arn:aws:cloudfront::1:distribution/E1"}}
    for text in (policy(allow("s3:GetObject", to="*", when=narrow)), UNKNOWN, TLS):
        clean("bucket-public-policy", mine, with_policy(mine, text), block(mine, **ALL))


@BOTH
def test_a_public_acl_is_refused_while_it_is_blocked(plan: bool) -> None:
    mine = bucket(plan)
    acl = of(mine, "aws:s3/bucketAcl:BucketAcl", acl="public-read")
    owners = of(
        mine,
        "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
        rule={"objectOwnership": "ObjectWriter"},
    )
    opened = block(mine, blockPublicAcls=False)
    refused("bucket-public-acl", mine, acl, at=acl, says="public-read")
    refused("bucket-public-acl", mine, acl, owners, block(mine, **ALL), at=acl)
    refused("bucket-public-acl", mine, acl, opened, at=acl)
    clean("bucket-public-acl", mine, acl, owners, opened)
    clean("bucket-public-acl", mine, of(mine, "aws:s3/bucketAcl:BucketAcl", acl="private"))


@BOTH
def test_both_buckets_of_a_replication_are_versioned(plan: bool) -> None:
    source = bucket(plan)
    target = resource(
        BUCKET,
        "copy",
        WEST,
        {"bucket": "copy"},
        id=None if plan else "copy",
        outputs={"arn": "arn:aws:s3:::copy"},
    )
    config = resource(
        "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
        "replication",
        EAST,
        {
            "bucket": UNKNOWN if plan else "web-files",
            "rules": [{"destination": {"bucket": "arn:aws:s3:::copy"}}],
        },
        needs={"bucket": [source]},
    )

    def versioned(one: Resource, status: str) -> Resource:
        token = "aws:s3/bucketVersioning:BucketVersioning"
        held = {"bucket": one.inputs["bucket"], "versioningConfiguration": {"status": status}}
        return resource(token, f"{one.name}-versions", one.region, held, needs={"bucket": [one]})

    both = (versioned(source, "Enabled"), versioned(target, "Enabled"))
    clean("bucket-replication-versioning", source, target, config, *both)
    wrong = refused(
        "bucket-replication-versioning", source, target, config, both[0], at=config, says="to bucket copy"
    )
    assert wrong.places[0].pointer == "/rules/0/destination/bucket"
    paused = versioned(source, "Suspended")
    refused("bucket-replication-versioning", source, target, config, both[1], paused, at=config, says="from")
    clean(
        "bucket-replication-versioning",
        source.model_copy(update={"inputs": {"bucket": "web-files", "objectLockEnabled": True}}),
        target,
        config,
        both[1],
    )


@BOTH
def test_a_bucket_that_answers_plain_http_is_advice(plan: bool) -> None:
    mine = bucket(plan)
    refused("bucket-tls", mine, at=mine)
    refused("bucket-tls", mine, with_policy(mine, PUBLIC), at=mine)
    clean("bucket-tls", mine, with_policy(mine, TLS))
    clean("bucket-tls", mine, with_policy(mine, UNKNOWN))


@BOTH
def test_a_bucket_without_a_whole_block_is_advice(plan: bool) -> None:
    mine = bucket(plan)
    refused("bucket-public-block", mine, at=mine)
    refused(
        "bucket-public-block",
        mine,
        block(mine, **{**ALL, "ignorePublicAcls": False}),
        at=mine,
        says="ignorePublic",
    )
    clean("bucket-public-block", mine, block(mine, **ALL))


def balancer(plan: bool, one: Resource, **logs: object) -> Resource:
    held = {"accessLogs": {"enabled": True, "bucket": one.id or UNKNOWN, **logs}}
    return resource(
        "aws:lb/loadBalancer:LoadBalancer",
        "web",
        EAST,
        held,
        id=None if plan else "web",
        needs={"accessLogs": [one]},
    )


@BOTH
def test_logs_go_to_a_bucket_of_the_region(plan: bool) -> None:
    far, near = bucket(plan, WEST), bucket(plan)
    refused("log-bucket-region", far, one := balancer(plan, far), at=one, says=WEST)
    clean("log-bucket-region", near, balancer(plan, near))
    clean("log-bucket-region", far, balancer(plan, far, enabled=False))


DELIVERY = {"Service": "logdelivery.elasticloadbalancing.amazonaws.com"}
FOLDER = f"arn:aws:s3:::web-files/AWSLogs/{ACCOUNT}/*"


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        None,
        TLS,
        policy(allow("s3:GetObject", to=DELIVERY, on=FOLDER)),
        policy(allow("s3:PutObject", to=DELIVERY, on="arn:aws:s3:::other/*")),
        policy(allow("s3:PutObject", to={"AWS": "arn:aws:iam::797873946194:root"}, on=FOLDER)),
        policy(allow("s3:PutObject", to={"Service": "delivery.logs.amazonaws.com"}, on=FOLDER)),
    ],
    ids=["none", "tls", "reads", "other-bucket", "other-regions-account", "other-service"],
)
def test_a_bucket_that_turns_log_delivery_away(text: str | None, plan: bool) -> None:
    mine = bucket(plan)
    held = [with_policy(mine, text)] if text else []
    refused(
        "log-bucket-policy", mine, *held, one := balancer(plan, mine), at=one, says="Elastic Load Balancing"
    )


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        policy(allow("s3:PutObject", to=DELIVERY, on=FOLDER)),
        policy(allow("s3:Put*", to={"AWS": "127311923021"}, on="arn:aws:s3:::web-files/*")),
        policy(allow("s3:*", to={"AWS": "arn:aws:iam::127311923021:root"}, on="*")),
        UNKNOWN,
    ],
    ids=["service", "account", "root", "unknown"],
)
def test_a_bucket_that_admits_log_delivery(text: str, plan: bool) -> None:
    mine = bucket(plan)
    clean("log-bucket-policy", mine, with_policy(mine, text), balancer(plan, mine))


@BOTH
def test_a_prefix_is_part_of_the_folder(plan: bool) -> None:
    mine = bucket(plan)
    held = with_policy(mine, policy(allow("s3:PutObject", to=DELIVERY, on=FOLDER)))
    refused("log-bucket-policy", mine, held, one := balancer(plan, mine, prefix="web"), at=one)
    below = FOLDER.replace("web-files/", "web-files/web/")
    held = with_policy(mine, policy(allow("s3:PutObject", to=DELIVERY, on=below)))
    clean("log-bucket-policy", mine, held, balancer(plan, mine, prefix="web"))


def trail(plan: bool, one: Resource) -> Resource:
    held = {"name": "web", "s3BucketName": one.id or UNKNOWN}
    return resource(
        "aws:cloudtrail/trail:Trail",
        "trail",
        EAST,
        held,
        id=None if plan else "web",
        needs={"s3BucketName": [one]},
    )


@BOTH
def test_a_bucket_that_turns_cloudtrail_away(plan: bool) -> None:
    mine = bucket(plan)
    service = {"Service": "cloudtrail.amazonaws.com"}
    both = ["s3:GetBucketAcl", "s3:PutObject"]

    def when(name: str) -> dict[str, object]:
        return {"StringEquals": {"aws:SourceArn": f"arn:aws:cloudtrail:{EAST}:{ACCOUNT}:trail/{name}"}}

    refused(
        "trail-bucket-policy", mine, one := trail(plan, mine), at=one, says="s3:GetBucketAcl and s3:PutObject"
    )
    held = with_policy(mine, policy(allow("s3:PutObject", to=service)))
    refused("trail-bucket-policy", mine, held, one, at=one, says="may not s3:GetBucketAcl")
    held = with_policy(mine, policy(allow(both, to=service, when=when("other"))))
    refused("trail-bucket-policy", mine, held, one, at=one)
    for text in (policy(allow(both, to=service, when=when("web"))), policy(allow(both, to=service)), UNKNOWN):
        clean("trail-bucket-policy", mine, with_policy(mine, text), one)


def test_a_bucket_from_outside_is_advice() -> None:
    held = {"accessLogs": {"enabled": True, "bucket": "elsewhere"}}
    wrong = resource("aws:lb/loadBalancer:LoadBalancer", "web", EAST, held)
    refused("log-bucket-outside", wrong, at=wrong, says="elsewhere")
    for plan in (True, False):
        mine = bucket(plan)
        clean("log-bucket-outside", mine, balancer(plan, mine), trail(plan, mine))
    named = resource(
        "aws:lb/loadBalancer:LoadBalancer",
        "web",
        EAST,
        {"accessLogs": {"enabled": True, "bucket": "web-files"}},
    )
    clean("log-bucket-outside", bucket(True), named)


@BOTH
def test_a_log_bucket_under_a_kms_key_is_advice(plan: bool) -> None:
    mine = bucket(plan)

    def encrypted(algorithm: str) -> Resource:
        token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
        return of(mine, token, rules=[{"applyServerSideEncryptionByDefault": {"sseAlgorithm": algorithm}}])

    refused("log-bucket-encryption", mine, encrypted("aws:kms"), one := balancer(plan, mine), at=one)
    clean("log-bucket-encryption", mine, encrypted("AES256"), one)
    clean("log-bucket-encryption", mine, encrypted("aws:kms"))
