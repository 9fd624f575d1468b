"""The engine's exceptions.

- `EngineError`: base of all; its text is for the user.
    - `ProjectError`: the project or stack file is missing or wrong.
    - `RealisationError`: a provider refused or failed to make a resource; the text is the cloud's.
    - `NotEmulatedError`: the provider does not know the type or function.
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of the engine's errors. `mend` says what to do about it, where that is known."""

    def __init__(self, message: str, mend: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend


class ProjectError(EngineError):
    """The Pulumi project, stack or config file is missing or can't be understood."""


class RealisationError(EngineError):
    """A resource could not be made, or a function not be answered."""


class NotEmulatedError(RealisationError):
    """The provider has nothing for this type or function."""
