"""What is deployed: a plain Pulumi program, one module a part.

`TapStack` orchestrates; each part is a function of a `RegionContext` that returns a frozen record of what it
made.
"""

from __future__ import annotations

from tapstack.stack.platform import TapPlatform
from tapstack.stack.platform_args import TapStackArgs
from tapstack.stack.tap_stack import RegionsError, TapStack

__all__ = ["RegionsError", "TapPlatform", "TapStack", "TapStackArgs"]
