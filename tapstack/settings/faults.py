"""The faults of a stack's settings, as people read them.

`SettingsError` is all that loading settings raises; it holds one `Fault` for each thing to mend.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the settings: the key, the bad value, what is allowed, and how to mend it."""

    key: str
    """The dotted key, such as `tap:compute.minSize`."""
    value: str
    """The bad value as text: shortened when it is long, control characters escaped."""
    allowed: str
    mend: str
    message: str
    """What is wrong, as it follows the key."""

    def as_dict(self) -> dict[str, str]:
        """The fault as JSON holds it."""
        return asdict(self)

    def __str__(self) -> str:
        parts = (f"value:   {self.value}", f"allowed: {self.allowed}", f"mend:    {self.mend}")
        return "\n  ".join([f"{self.key} {self.message}", *parts])


class SettingsError(Exception):
    """The settings can't be used; `faults` says everything that is wrong with them."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        count = "1 setting is" if len(self.faults) == 1 else f"{len(self.faults)} settings are"
        return "\n".join([f"{count} wrong:", *map(str, self.faults)])
