"""Makes the samples, in their order."""

from __future__ import annotations

from collections.abc import Iterator

from tapstack.emulator import EmbeddedAws, EmbeddedProvider
from tapstack.emulator.schema import schema_of
from tapstack.engine import Created
from tests.emulator.all_samples import TYPES
from tests.emulator.conftest import HOME, request
from tests.emulator.samples import IMAGE_PARAMETER

Standing = dict[str, Created]


def make_each(aws: EmbeddedAws) -> Iterator[tuple[str, Created]]:
    """Make one resource of each type; gives each with its type as it stands."""
    found = aws.ask("ssm", HOME, "get_parameter", {"Name": IMAGE_PARAMETER})
    standing: Standing = {"image": Created(found["Parameter"]["Value"], {})}
    embedded = EmbeddedProvider(aws)
    for token, inputs, _form in TYPES:
        standing[token] = embedded.create(request(token, "sample", inputs(standing)))
        yield token, standing[token]


def schema_names(token: str) -> set[str]:
    schema = schema_of(token)
    assert schema is not None
    return set(schema.outputs)
