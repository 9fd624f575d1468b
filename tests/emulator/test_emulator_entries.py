"""What every entry reads and gives are names that pulumi_aws has: a typo in one would go unnoticed else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tapstack.emulator import EmbeddedAws, provider, table
from tapstack.emulator.inputs import Inputs
from tests.emulator.all_samples import TYPES
from tests.emulator.making import make_each, schema_names

NAMES = [token for token, _inputs, _form in TYPES]
PREFIXES = {"namePrefix"}  # asked for with every name, whether the type has one or not


@dataclass
class Recorded:
    """The names that each entry read and gave."""

    read: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    given: dict[str, set[str]] = field(default_factory=dict[str, set[str]])


@pytest.fixture(scope="module")
def recorded() -> Iterator[Recorded]:
    """A run of all samples, of which only what the entries themselves name is left."""
    names: set[str] = set()
    record = Recorded()
    finished: Any = provider._finished  # pyright: ignore[reportPrivateUsage]

    class Watched(Inputs):
        def __getitem__(self, key: str) -> Any:
            names.add(key)
            return super().__getitem__(key)

        def __contains__(self, key: object) -> bool:
            names.add(str(key))
            return super().__contains__(key)

        def get(self, key: str, default: Any = None) -> Any:
            names.add(key)
            return super().get(key, default)

        def pass_over(self, key: str) -> None:
            names.add(key)
            super().pass_over(key)

    def finish(asked: Any, call: Any, made: Any) -> Any:
        record.given[asked.type] = set(made.outputs)
        return finished(asked, call, made)

    def nothing(_result: object) -> dict[str, Any]:
        return {}

    with pytest.MonkeyPatch.context() as patch, EmbeddedAws() as aws:
        patch.setattr(provider, "Inputs", Watched)
        patch.setattr(provider, "_finished", finish)
        patch.setattr(table, "to_outputs", nothing)
        for token, _made in make_each(aws):
            record.read[token] = set(names)
            names.clear()
        yield record


@pytest.mark.parametrize("token", NAMES)
def test_no_entry_gives_an_output_that_its_type_has_not(recorded: Recorded, token: str) -> None:
    assert recorded.given[token] - schema_names(token) == set()


@pytest.mark.parametrize("token", NAMES)
def test_no_entry_reads_an_input_that_its_type_has_not(recorded: Recorded, token: str) -> None:
    assert recorded.read[token] - schema_names(token) - PREFIXES == set()
