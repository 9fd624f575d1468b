"""The settings as tables: what can be set, and what is in force."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, cast

from tapstack.settings.profiles import default_in
from tapstack.settings.schema import is_section, settings_by_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tapstack.settings.models import TapSettings


@dataclass(frozen=True, slots=True)
class SettingRow:
    """One setting that a stack may set."""

    key: str
    """The dotted key, such as `tap:compute.minSize`."""
    type: str
    """The kind of value in plain words."""
    default: object
    """None where there is none, and where leaving it out means what `meaning` says."""
    meaning: str
    allowed: str
    required: bool

    def as_dict(self) -> dict[str, object]:
        """The row as JSON holds it."""
        return asdict(self)


def settings_reference(profile: str = "baseline") -> list[SettingRow]:
    """Every setting in the order of the schema, without the sections that hold them.

    Defaults are those of `profile`; of one that is not known, the baseline's.
    """
    return [
        SettingRow(
            f"tap:{one.key}",
            one.type,
            default_in(profile, one.path, one.default),
            one.meaning,
            one.allowed,
            one.required,
        )
        for one in settings_by_path().values()
        if not is_section(one.path)
    ]


def settings_values(settings: TapSettings) -> dict[str, object]:
    """The dotted key of every setting -> the value in force, as JSON has it; in the order of the schema."""
    return dict(_flat(settings.model_dump(mode="json", by_alias=True), ()))


def _flat(values: Mapping[str, object], parent: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        path = (*parent, name)
        if is_section(path):
            yield from _flat(cast("Mapping[str, object]", value), path)
        else:
            yield f"tap:{'.'.join(path)}", value
