"""Locks of buckets (seen in moto 5.2.5).

A lock is refused on a bucket that has objects; AWS takes it for new and existing buckets (S3 API Reference,
PutObjectLockConfiguration), and it holds for what is written from then on.
"""

from __future__ import annotations

from typing import Any

from moto.s3.models import S3Backend


def apply() -> None:
    """Have moto take every bucket for an empty one while it sets the lock."""
    backend: Any = S3Backend
    put = backend.put_object_lock_configuration

    def put_object_lock_configuration(self: Any, bucket_name: str, *args: Any, **kwargs: Any) -> None:
        bucket = self.get_bucket(bucket_name)
        held, bucket.keys = bucket.keys, type(bucket.keys)()
        try:
            put(self, bucket_name, *args, **kwargs)
        finally:
            bucket.keys = held

    backend.put_object_lock_configuration = put_object_lock_configuration
