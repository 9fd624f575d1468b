"""What makes moto slow without need (seen in moto 5.2.5).

- the methods of a response class are listed anew for each request;
- a symmetric KMS key gets an RSA key pair that nothing uses, 58 ms each;
- each region copies some 1,200 machine images, all but a few of them former releases; the newest of each kind
  stay, and get the date that their name carries, so that "most recent" means something;
- leaving a mock builds every service's tables anew, only to leave them.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from moto.core import responses as _responses
from moto.core.base_backend import BaseBackend
from moto.core.utils import utcnow
from moto.ec2.models import amis as _amis
from moto.kms import models as _kms

# Names that a module imports are there to be replaced in it.
responses: Any = _responses
amis: Any = _amis
kms: Any = _kms

_RELEASE = re.compile(r"[\d.]+\.(20\d\d)(\d\d)(\d\d)(\.\d+)?")  # al2023-ami-2023.12.20260930.0-kernel-6.18


def apply() -> None:
    """Cache, skip and shorten."""
    responses.method_names_from_class = cache(responses.method_names_from_class)
    amis.AMIS.clear()
    amis.load_resource = _newest_of_each_kind(amis.load_resource)
    _no_key_pair_for_symmetric_keys()
    _leave_at_once()


def _no_key_pair_for_symmetric_keys() -> None:
    generate = kms.generate_private_key

    def generate_if_asymmetric(key_spec: str) -> Any:
        return None if key_spec == "SYMMETRIC_DEFAULT" else generate(key_spec)

    kms.generate_private_key = generate_if_asymmetric


def _newest_of_each_kind(load: Any) -> Any:
    @cache
    def newest(path: str) -> list[dict[str, Any]]:
        by_kind: dict[str, dict[str, Any]] = {}
        for image in load(path):
            kind = _RELEASE.sub("", image["name"])
            by_kind[kind] = max(by_kind.get(kind, image), image, key=lambda each: each["name"])
        return [{**image, "creation_date": _released(image["name"])} for image in by_kind.values()]

    def copies(path: str) -> list[dict[str, Any]]:
        return [dict(image) for image in newest(path)]  # moto writes into what it gets

    return copies


def _released(name: str) -> str:
    found = _RELEASE.search(name)
    return f"{'-'.join(found.group(1, 2, 3))}T00:00:00.000Z" if found else utcnow().isoformat()


def _leave_at_once() -> None:
    """`BackendDict.reset` drops the tables right after it has each of them made anew."""

    def reset(self: BaseBackend) -> None:
        """Leave the tables as they are: they are about to be dropped."""

    BaseBackend.reset = reset
