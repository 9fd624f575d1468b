"""The one exception of the planners."""

from __future__ import annotations


class PlanError(Exception):
    """A plan that can't be made from these settings in this account.

    Says four things: what went wrong, the bad value, what is allowed, and how to mend it.
    """

    def __init__(self, problem: str, *, value: str, allowed: str, mend: str) -> None:
        """Keep the four parts; `str()` joins them into one message."""
        super().__init__(f"{problem}: {value}. Allowed: {allowed}. {mend}")
        self.problem = problem
        self.value = value
        self.allowed = allowed
        self.mend = mend
