"""The engine's exceptions.

- `EngineError`: base of all; its text is for the user.
    - `ProjectError`: the project or stack file is missing or wrong.
    - `RealisationError`: a provider refused or failed to make a resource; the text is the cloud's.
    - `NotEmulatedError`: the provider does not know the type or function.
        - `OnlyRecordedError`: it knows the type, and knows that it can't make it.
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


class OnlyRecordedError(NotEmulatedError):
    """The provider knows the type and can't make it: it is recorded as not emulated, which is no fault."""
