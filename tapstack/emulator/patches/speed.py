"""What makes moto slow without need (seen in moto 5.2.5; together 0.9 s of a deployment of three regions).

- the methods of a response class are listed anew for each request;
- a symmetric KMS key gets an RSA key pair that nothing uses, 58 ms each;
- each region copies some 1,200 machine images, most of them long gone; the latest public ones stay.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import moto.core.responses
import moto.core.utils
import moto.kms.models
from moto.ec2.models import amis


def apply() -> None:
    """Cache, skip and shorten."""
    moto.core.responses.method_names_from_class = cache(moto.core.utils.method_names_from_class)  # pyright: ignore[reportPrivateImportUsage]
    _no_key_pair_for_symmetric_keys()
    amis.AMIS.clear()


def _no_key_pair_for_symmetric_keys() -> None:
    generate = moto.kms.models.generate_private_key

    def generate_if_asymmetric(key_spec: str) -> Any:
        return None if key_spec == "SYMMETRIC_DEFAULT" else generate(key_spec)

    moto.kms.models.generate_private_key = generate_if_asymmetric
