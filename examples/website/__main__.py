"""A static website: every file below `site/` in a bucket that anybody may read and nobody else may list."""

from __future__ import annotations

import mimetypes
from pathlib import Path

import pulumi
import pulumi_aws as aws

SITE = Path(__file__).parent / "site"

bucket = aws.s3.Bucket("site", force_destroy=True, tags={"Purpose": "website"})
in_bucket = pulumi.ResourceOptions(parent=bucket)

aws.s3.BucketOwnershipControls(
    "site-ownership", bucket=bucket.id, rule={"object_ownership": "BucketOwnerEnforced"}, opts=in_bucket
)
# ACLs stay blocked: only a bucket policy may make the objects public.
access = aws.s3.BucketPublicAccessBlock(
    "site-access",
    bucket=bucket.id,
    block_public_acls=True,
    block_public_policy=False,
    ignore_public_acls=True,
    restrict_public_buckets=False,
    opts=in_bucket,
)
# S3 refuses a public policy while the account's default block stands, so the policy waits for the line above.
aws.s3.BucketPolicy(
    "site-public-read",
    bucket=bucket.id,
    policy=pulumi.Output.json_dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "PublicRead",
                    "Effect": "Allow",
                    "Principal": "*",
                    "Action": "s3:GetObject",
                    "Resource": pulumi.Output.concat(bucket.arn, "/*"),
                }
            ],
        }
    ),
    opts=pulumi.ResourceOptions(parent=bucket, depends_on=[access]),
)
website = aws.s3.BucketWebsiteConfiguration(
    "site-website",
    bucket=bucket.id,
    index_document={"suffix": "index.html"},
    error_document={"key": "404.html"},
    opts=in_bucket,
)

pages = sorted(path for path in SITE.rglob("*") if path.is_file())
for path in pages:
    key = path.relative_to(SITE).as_posix()
    aws.s3.BucketObject(
        key,
        bucket=bucket.id,
        key=key,
        source=pulumi.FileAsset(str(path)),
        content_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        opts=in_bucket,
    )

pulumi.export("bucket", bucket.bucket)
pulumi.export("pages", [path.relative_to(SITE).as_posix() for path in pages])
pulumi.export("url", pulumi.Output.concat("http://", website.website_endpoint))
