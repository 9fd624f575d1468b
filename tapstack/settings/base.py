"""What the settings models are built from: their configuration, guides to settings, how a rule refuses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Never, cast

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import InitErrorDetails, PydanticCustomError

PROBLEM = "tap_problem"
"""The pydantic error type of every fault that our own rules find."""


class Section(BaseModel):
    """A frozen group of settings that refuses unknown keys; config spells its fields in camelCase."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
    )


@dataclass(frozen=True, slots=True)
class Guide:
    """What a person must know about one setting: it stands in the reference and in the setting's faults."""

    meaning: str
    """What the setting does, with its unit."""
    allowed: str = ""
    """Which values are allowed; left out where the type says it (a range, a choice, true or false)."""
    example: object = None
    """A value that is right by itself; left out where the default is a good example."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A value that is not allowed, found by a rule of ours. Texts are plain and end without a full stop."""

    message: str
    """What is wrong, as it follows the key: "is not a known AWS region"."""
    mend: str
    allowed: str = ""
    """Left out where the setting's guide says it."""
    key: tuple[str | int, ...] = ()
    """Where, below the value under validation, in config spelling."""
    value: object = None
    reads: tuple[str, ...] = ()
    """The dotted keys that the rule compares; without this the key alone."""

    def error(self) -> PydanticCustomError:
        """The problem as pydantic carries it."""
        texts = {"message": self.message, "mend": self.mend, "allowed": self.allowed, "reads": self.reads}
        return PydanticCustomError(PROBLEM, "{message}", texts)


def refuse(problems: Iterable[Problem]) -> None:
    """Raise all `problems` as one ValidationError; do nothing when there are none."""
    lines = [InitErrorDetails(type=p.error(), loc=p.key, input=p.value) for p in problems]
    if lines:
        raise ValidationError.from_exception_data("settings", lines)


def wrong(message: str, mend: str, allowed: str = "") -> Never:
    """Refuse the value under validation."""
    raise Problem(message, mend, allowed).error()


def is_mapping(value: object) -> bool:
    """Whether `value` is a mapping at all."""
    return isinstance(value, Mapping)


def as_mapping(value: object) -> Mapping[str, object]:
    """`value` as a mapping from keys; empty when it is none."""
    return cast("Mapping[str, object]", value) if is_mapping(value) else {}
