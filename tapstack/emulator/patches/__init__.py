"""What moto gets wrong, mended: one module a service, each mend with the moto version it was seen in and a
test.

Mends replace methods of moto's classes once a process. They are kept small: where AWS would refuse and moto
accepts, that is the checks' business, not a mend's.
"""

from __future__ import annotations

from functools import cache

from tapstack.emulator.patches import autoscaling, ec2, ids, kms, speed, threads


@cache
def apply() -> None:
    """Apply every mend, once."""
    for module in (threads, speed, ids, kms, ec2, autoscaling):
        module.apply()
