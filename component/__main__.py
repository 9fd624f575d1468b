"""The component package as the Pulumi CLI starts it: `python component ENGINE`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tapstack.stack.platform_provider import serve

if __name__ == "__main__":
    serve()
