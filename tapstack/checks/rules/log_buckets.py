"""Buckets that AWS services write logs to: load balancers' and CloudTrail's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tapstack.checks.facts.references import at, bucket_at, said, text_of
from tapstack.checks.policy_document import Document, Statement, matches, service_may
from tapstack.checks.rule import Wrong, rule
from tapstack.checks.rules.buckets import known_policies, policies_of
from tapstack.checks.view import View
from tapstack.graph import Resource

_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_TRAIL = "aws:cloudtrail/trail:Trail"
_DELIVERY = ("logdelivery.elasticloadbalancing.amazonaws.com", "logdelivery.elb.amazonaws.com")
_ACCOUNT = re.compile(r"\d{12}")

DELIVERY_ACCOUNTS: dict[str, str] = {
    "af-south-1": "098369216593",
    "ap-east-1": "754344448648",
    "ap-northeast-1": "582318560864",
    "ap-northeast-2": "600734575887",
    "ap-northeast-3": "383597477331",
    "ap-south-1": "718504428378",
    "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266",
    "ap-southeast-3": "589379963580",
    "ca-central-1": "985666609251",
    "eu-central-1": "054676820928",
    "eu-north-1": "897822967062",
    "eu-south-1": "635631232127",
    "eu-west-1": "156460612806",
    "eu-west-2": "652711504416",
    "eu-west-3": "009996457667",
    "me-south-1": "076674570225",
    "sa-east-1": "507241528517",
    "us-east-1": "127311923021",
    "us-east-2": "033677994240",
    "us-west-1": "027434742980",
    "us-west-2": "797873946194",
}
"""The accounts that older policies admit (Elastic Load Balancing User Guide, "Enable access logs for your
Application Load Balancer", Regions available before August 2022)."""


def _logging(view: View) -> Iterator[tuple[Resource, str]]:
    """Balancers with logs switched on, and the input that names the bucket."""
    for balancer in view.of(*_BALANCERS):
        for name in ("accessLogs", "connectionLogs"):
            if view.value(balancer, f"{name}.enabled") is True:
                yield balancer, name


@rule(
    "log-bucket-region",
    "refused",
    title="A load balancer writes its logs to a bucket of its own region",
    why="Elastic Load Balancing refuses a bucket of another region.",
    source="Elastic Load Balancing User Guide, Enable access logs for your Application Load Balancer: "
    "the bucket must be located in the same Region",
    aliases=("R9",),
)
def bucket_region(view: View) -> Iterator[Wrong]:
    """Logs into a bucket elsewhere."""
    for balancer, name in _logging(view):
        bucket = bucket_at(view, balancer, f"{name}.bucket")
        if bucket and bucket.region and balancer.region and bucket.region != balancer.region:
            yield Wrong(
                f"{said(balancer)} writes its logs to bucket {said(bucket)}",
                f"name a bucket of {balancer.region}",
                (at(balancer, f"{name}/bucket"), at(bucket, "region")),
            )


@rule(
    "log-bucket-policy",
    "refused",
    title="The bucket of a load balancer's logs admits Elastic Load Balancing",
    why="Elastic Load Balancing writes a test file when logs are switched on, and refuses the bucket "
    "when it may not.",
    source="Elastic Load Balancing User Guide, Enable access logs for your Application Load Balancer: "
    "attach a policy to your S3 bucket",
    aliases=("R9",),
)
def bucket_policy(view: View) -> Iterator[Wrong]:
    """Logs of Application Load Balancers into a bucket of the graph that turns them away."""
    for balancer, name in _logging(view):
        bucket = bucket_at(view, balancer, f"{name}.bucket")
        kind = text_of(view, balancer, "loadBalancerType") or "application"
        documents = known_policies(view, bucket) if bucket else None
        if bucket is None or documents is None or kind != "application":
            continue
        if not any(_delivers(view, document, balancer, bucket, name) for document in documents):
            yield Wrong(
                f"the policy of bucket {said(bucket)} does not let Elastic Load Balancing write the logs "
                f"of {balancer.name}",
                f"allow {_DELIVERY[0]} s3:PutObject on <bucket>/<prefix>/AWSLogs/<account>/*",
                (
                    at(balancer, f"{name}/bucket"),
                    *(at(one, "policy") for one, _ in policies_of(view, bucket)),
                ),
            )


def _delivers(view: View, document: Document, balancer: Resource, bucket: Resource, name: str) -> bool:
    prefix = text_of(view, balancer, f"{name}.prefix")
    where = f"{prefix.strip('/')}/AWSLogs" if prefix else "AWSLogs"
    return any(
        statement.covers("s3:PutObject")
        and _is_delivery(statement, balancer.region or "")
        and _on(statement, text_of(view, bucket, "bucket"), where)
        for statement in document.allowing
    )


def _is_delivery(statement: Statement, region: str) -> bool:
    """Whether the principal is log delivery; of regions without an account number, any account may be."""
    if statement.anybody or set(_DELIVERY) & set(statement.principals("Service")):
        return True
    found = (_ACCOUNT.search(one) for one in statement.principals("AWS"))
    accounts = {one[0] for one in found if one}
    return DELIVERY_ACCOUNTS[region] in accounts if region in DELIVERY_ACCOUNTS else bool(accounts)


def _on(statement: Statement, bucket: str | None, where: str) -> bool:
    """Whether a statement is about what is delivered below a folder of a bucket, as far as that is known."""
    if bucket is None or "NotResource" in statement.fields:
        return True
    for resource in statement.resources:
        account = _ACCOUNT.search(resource.partition("AWSLogs/")[2])
        file = f"{bucket}/{where}/{account[0] if account else '123456789012'}/elasticloadbalancing/a"
        if matches(resource.rpartition(":::")[2], file):
            return True
    return False


@rule(
    "trail-bucket-policy",
    "refused",
    title="A trail's bucket admits CloudTrail",
    why="CloudTrail refuses the trail with InsufficientS3BucketPolicyException unless the policy lets it "
    "read the ACL and put files.",
    source="CloudTrail User Guide, Amazon S3 bucket policy for CloudTrail; API Reference, CreateTrail, "
    "InsufficientS3BucketPolicyException",
)
def trail_bucket_policy(view: View) -> Iterator[Wrong]:
    """Trails into a bucket of the graph that turns CloudTrail away."""
    for trail in view.of(_TRAIL):
        bucket = bucket_at(view, trail, "s3BucketName")
        documents = known_policies(view, bucket) if bucket else None
        if bucket is None or documents is None:
            continue
        missing = [
            action
            for action in ("s3:GetBucketAcl", "s3:PutObject")
            if not any(_trail_may(view, document, trail, action) for document in documents)
        ]
        if missing:
            yield Wrong(
                f"the policy of bucket {said(bucket)} does not let CloudTrail write {trail.name}: it may not "
                + " and ".join(missing),
                "allow it s3:GetBucketAcl on the bucket and s3:PutObject on "
                "<bucket>/AWSLogs/<account>/*, where aws:SourceArn is the trail's ARN",
                (at(trail, "s3BucketName"), *(at(one, "policy") for one, _ in policies_of(view, bucket))),
            )


def _trail_may(view: View, document: Document, trail: Resource, action: str) -> bool:
    name = text_of(view, trail, "name")
    for statement in service_may(document, ("cloudtrail.amazonaws.com",), action):
        asked = [_ACCOUNT.search(one) for one in statement.asks("aws:SourceArn")]
        account = next((one[0] for one in asked if one), "123456789012")
        arn = f"arn:aws:cloudtrail:{trail.region}:{account}:trail/{name}"
        if name is None or trail.region is None or statement.admits("aws:SourceArn", arn):
            return True
    return False


@rule(
    "log-bucket-outside",
    "advice",
    title="The bucket that logs are written to is made in the same stack",
    why="A bucket that is only a name may be missing, elsewhere, or closed to log delivery; AWS finds "
    "out when the logs are switched on.",
    source="Elastic Load Balancing User Guide, Enable access logs for your Application Load Balancer, "
    "requirements; CloudTrail User Guide, Amazon S3 bucket policy for CloudTrail",
    aliases=("R9",),
)
def bucket_outside(view: View) -> Iterator[Wrong]:
    """Logs into buckets that nothing in the graph explains."""
    uses = [(balancer, f"{name}.bucket") for balancer, name in _logging(view)]
    uses += [(trail, "s3BucketName") for trail in view.of(_TRAIL)]
    for resource, path in uses:
        name = text_of(view, resource, path)
        origins = resource.property_dependencies.get(path.split(".", 1)[0])
        if name and not origins and bucket_at(view, resource, path) is None:
            yield Wrong(
                f"nothing in this stack makes bucket {name}, which {said(resource)} writes to",
                "make the bucket with its policy in this stack, or look it up",
                (at(resource, path.replace(".", "/")),),
            )


@rule(
    "log-bucket-encryption",
    "advice",
    title="The bucket of a load balancer's logs is encrypted with SSE-S3",
    why="For Application Load Balancers' logs, S3's own keys are the only encryption that is supported.",
    source="Elastic Load Balancing User Guide, Enable access logs for your Application Load Balancer, "
    "requirements",
    aliases=("R9",),
)
def bucket_encryption(view: View) -> Iterator[Wrong]:
    """Logs into a bucket under a KMS key."""
    encryption = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"
    for balancer, name in _logging(view):
        bucket = bucket_at(view, balancer, f"{name}.bucket")
        for config in view.of(encryption):
            target = bucket_at(view, config, "bucket")
            ways = view.values(config, "rules.*.applyServerSideEncryptionByDefault.sseAlgorithm")
            by_key = any(str(way.value).startswith("aws:kms") for way in ways)
            if bucket and target and target.urn == bucket.urn and by_key:
                yield Wrong(
                    f"{said(balancer)} writes its logs to bucket {bucket.name}, which is encrypted under "
                    "a KMS key",
                    "use sseAlgorithm AES256 for this bucket",
                    (at(balancer, f"{name}/bucket"), at(config, "rules")),
                )
