"""`python -m tapstack` is `tap`."""

from __future__ import annotations

from tapstack.cli.main import app

app()
