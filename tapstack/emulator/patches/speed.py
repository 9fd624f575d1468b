"""What makes moto slow without need (seen in moto 5.2.5; together 0.9 s of a deployment of three regions).

- the methods of a response class are listed anew for each request;
- a symmetric KMS key gets an RSA key pair that nothing uses, 58 ms each;
- each region copies some 1,200 machine images, most of them long gone; the latest public ones stay.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from moto.core import responses as _responses
from moto.ec2.models import amis
from moto.kms import models as _kms

responses: Any = _responses  # names that a module imports are there to be replaced in it
kms: Any = _kms


def apply() -> None:
    """Cache, skip and shorten."""
    responses.method_names_from_class = cache(responses.method_names_from_class)
    _no_key_pair_for_symmetric_keys()
    amis.AMIS.clear()


def _no_key_pair_for_symmetric_keys() -> None:
    generate = kms.generate_private_key

    def generate_if_asymmetric(key_spec: str) -> Any:
        return None if key_spec == "SYMMETRIC_DEFAULT" else generate(key_spec)

    kms.generate_private_key = generate_if_asymmetric
