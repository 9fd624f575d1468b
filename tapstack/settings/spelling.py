"""Which known word was meant, and lists of words as a sentence has them."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def slips(word: str, known: Iterable[str], cutoff: float) -> list[str]:
    """Those of `known` that `word` is nearest to, as a slip; a lower `cutoff` (0 to 1) finds more."""
    lowered, spelt = word[:200].lower(), {name.lower(): name for name in known}
    near = difflib.get_close_matches(lowered, spelt, n=3, cutoff=cutoff)
    score = {name: difflib.SequenceMatcher(None, name, lowered).ratio() for name in near}
    return [spelt[name] for name in sorted(near) if score[name] == max(score.values())]


def did_you_mean(names: Sequence[str]) -> str:
    """The question that mends a slip; nothing for no names."""
    return f"Did you mean {one_of(names)}?" if names else ""


def one_of(choices: Sequence[str], last: str = "or") -> str:
    """The choices as a sentence has them: "dev, stg or prod"."""
    return f" {last} ".join([", ".join(choices[:-1]), choices[-1]] if len(choices) > 1 else choices)
