"""S3: buckets, what is set on them, objects."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tapstack.emulator.call import Call
from tapstack.emulator.registry import Made, realises
from tapstack.engine import Asset, Value

_NAME_LIMIT = 63
_DASHED_WEBSITES = frozenset(
    {
        "ap-northeast-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "eu-west-1",
        "sa-east-1",
        "us-east-1",
        "us-west-1",
        "us-west-2",
    }
)
_OBJECT_MEMBERS = {
    "bucketKeyEnabled": "BucketKeyEnabled",
    "cacheControl": "CacheControl",
    "contentDisposition": "ContentDisposition",
    "contentEncoding": "ContentEncoding",
    "contentLanguage": "ContentLanguage",
    "contentType": "ContentType",
    "kmsKeyId": "SSEKMSKeyId",
    "metadata": "Metadata",
    "serverSideEncryption": "ServerSideEncryption",
    "storageClass": "StorageClass",
    "websiteRedirect": "WebsiteRedirectLocation",
}
_DEFAULT_REGION = "us-east-1"


@realises("aws:s3/bucket:Bucket")
def bucket(call: Call) -> Made:
    """A bucket."""
    call.ignore("forceDestroy")
    name = call.physical_name("bucket", limit=_NAME_LIMIT, stem=call.logical_name.lower())
    where = None if call.region == _DEFAULT_REGION else {"LocationConstraint": call.region}
    call.ask(
        "s3",
        "create_bucket",
        Bucket=name,
        CreateBucketConfiguration=where,
        ObjectLockEnabledForBucket=call.inputs.get("objectLockEnabled"),
    )
    if call.tags:
        call.ask("s3", "put_bucket_tagging", Bucket=name, Tagging={"TagSet": call.tag_list()})
    outputs = {
        "bucket": name,
        "arn": f"arn:aws:s3:::{name}",
        "bucketRegion": call.region,
        "bucketDomainName": f"{name}.s3.amazonaws.com",
        "bucketRegionalDomainName": f"{name}.s3.{call.region}.amazonaws.com",
    }
    return Made(name, outputs)


@realises("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock")
def public_access_block(call: Call) -> Made:
    """What of public access is blocked."""
    call.ignore("skipDestroy")
    names = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")
    settings = {name[:1].upper() + name[1:]: bool(call.inputs.get(name)) for name in names}
    call.ask("s3", "put_public_access_block", Bucket=_of(call), PublicAccessBlockConfiguration=settings)
    return Made(_of(call), {})


@realises("aws:s3/bucketOwnershipControls:BucketOwnershipControls")
def ownership_controls(call: Call) -> Made:
    """Who owns the objects."""
    rules = [{"ObjectOwnership": call.inputs["rule"]["objectOwnership"]}]
    call.ask("s3", "put_bucket_ownership_controls", Bucket=_of(call), OwnershipControls={"Rules": rules})
    return Made(_of(call), {})


@realises("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration")
def encryption(call: Call) -> Made:
    """How objects are encrypted."""
    rules = [_encryption_rule(rule) for rule in call.inputs["rules"]]
    call.ask(
        "s3", "put_bucket_encryption", Bucket=_of(call), ServerSideEncryptionConfiguration={"Rules": rules}
    )
    return Made(_of(call), {})


def _encryption_rule(given: dict[str, Any]) -> dict[str, Any]:
    default = given["applyServerSideEncryptionByDefault"]
    by_default = {"SSEAlgorithm": default["sseAlgorithm"]}
    if default.get("kmsMasterKeyId"):
        by_default["KMSMasterKeyID"] = default["kmsMasterKeyId"]
    rule: dict[str, Any] = {"ApplyServerSideEncryptionByDefault": by_default}
    if "bucketKeyEnabled" in given:
        rule["BucketKeyEnabled"] = given["bucketKeyEnabled"]
    return rule


@realises("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration")
def lifecycle(call: Call) -> Made:
    """When objects expire."""
    rules = [_lifecycle_rule(rule) for rule in call.inputs["rules"]]
    call.ask(
        "s3", "put_bucket_lifecycle_configuration", Bucket=_of(call), LifecycleConfiguration={"Rules": rules}
    )
    return Made(_of(call), {})


def _lifecycle_rule(given: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {"ID": given["id"], "Status": given["status"]}
    wanted: dict[str, str] = given.get("filter") or {}
    rule["Filter"] = {"Prefix": wanted.get("prefix", "")}
    for name, member, key, to in (
        ("expiration", "Expiration", "days", "Days"),
        ("noncurrentVersionExpiration", "NoncurrentVersionExpiration", "noncurrentDays", "NoncurrentDays"),
        (
            "abortIncompleteMultipartUpload",
            "AbortIncompleteMultipartUpload",
            "daysAfterInitiation",
            "DaysAfterInitiation",
        ),
    ):
        if given.get(name):
            rule[member] = {to: given[name][key]}
    return rule


@realises("aws:s3/bucketPolicy:BucketPolicy")
def bucket_policy(call: Call) -> Made:
    """A bucket's policy."""
    call.ask("s3", "put_bucket_policy", Bucket=_of(call), Policy=call.inputs["policy"])
    return Made(_of(call), {})


@realises("aws:s3/bucketVersioning:BucketVersioning")
def versioning(call: Call) -> Made:
    """Whether a bucket keeps old versions."""
    status = {"Status": call.inputs["versioningConfiguration"]["status"]}
    call.ask("s3", "put_bucket_versioning", Bucket=_of(call), VersioningConfiguration=status)
    return Made(_of(call), {})


@realises("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
def object_lock(call: Call) -> Made:
    """How long objects can't be deleted, and who may all the same."""
    lock: dict[str, Any] = {"ObjectLockEnabled": call.inputs.get("objectLockEnabled", "Enabled")}
    if call.inputs.get("rule"):
        retention = call.inputs["rule"]["defaultRetention"]
        period = {name.title(): int(retention[name]) for name in ("days", "years") if retention.get(name)}
        lock["Rule"] = {"DefaultRetention": {"Mode": retention["mode"], **period}}
    call.ask("s3", "put_object_lock_configuration", Bucket=_of(call), ObjectLockConfiguration=lock)
    return Made(_of(call), {})


@realises("aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration")
def website(call: Call) -> Made:
    """A bucket as a website; old regions' endpoints have a dash (AWS General Reference, "S3 endpoints")."""
    settings: dict[str, Any] = {}
    if call.inputs.get("indexDocument"):
        settings["IndexDocument"] = {"Suffix": call.inputs["indexDocument"]["suffix"]}
    if call.inputs.get("errorDocument"):
        settings["ErrorDocument"] = {"Key": call.inputs["errorDocument"]["key"]}
    call.ask("s3", "put_bucket_website", Bucket=_of(call), WebsiteConfiguration=settings)
    domain = f"s3-website{'-' if call.region in _DASHED_WEBSITES else '.'}{call.region}.amazonaws.com"
    return Made(_of(call), {"websiteDomain": domain, "websiteEndpoint": f"{_of(call)}.{domain}"})


@realises("aws:s3/bucketObject:BucketObject")
@realises("aws:s3/bucketObjectv2:BucketObjectv2")
def bucket_object(call: Call) -> Made:
    """An object, from a file or from text; without a key it is called as the resource is."""
    call.ignore("etag", "forceDestroy", "sourceHash")
    given = call.inputs
    key = str(given.get("key") or call.logical_name)
    made = call.ask(
        "s3",
        "put_object",
        Bucket=_of(call),
        Key=key,
        Body=_body(call, given),
        Tagging=urlencode(call.tags) or None,
        **{member: given[name] for name, member in _OBJECT_MEMBERS.items() if name in given},
    )
    outputs = {"etag": made["ETag"].strip('"'), "versionId": made.get("VersionId", "")}
    return Made(key, {"key": key, "arn": f"arn:aws:s3:::{_of(call)}/{key}", **outputs})


def _body(call: Call, given: dict[str, Any]) -> bytes:
    if "content" in given:
        return str(given["content"]).encode()
    source: Value = given.get("source")
    if isinstance(source, Asset) and "text" in source.fields:
        return str(source.fields["text"]).encode()
    if isinstance(source, Asset) and "path" in source.fields:
        return _read(call, call.directory / str(source.fields["path"]))
    return call.refuse("objects from anything but a file or text are not emulated")


def _read(call: Call, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        return call.refuse(f"cannot read {path.name}: {error.strerror}")


def _of(call: Call) -> str:
    return str(call.inputs["bucket"])
