"""Kinds of values that several sections share."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from tapstack.settings import region_values, values

Whole = Annotated[int, BeforeValidator(values.not_bool)]
"""A whole number; text of digits is read, true and false are not."""

Regions = Annotated[
    tuple[str, ...], BeforeValidator(values.listed), AfterValidator(region_values.known_regions)
]
"""AWS region codes, as a list or comma-separated, each once."""
