"""What holds of every mend of moto, whichever service it is of.

A module of mends names its probes (`PROBES`), and gives for each probe and question the right answer: to what
is mended (`MENDS`), and to what was right before (`UNTOUCHED`).
"""

from __future__ import annotations

from typing import ClassVar

from tests.emulator.probing import Answers

Right = tuple[str, str, object]
"""A probe, a question of it, and the right answer."""


class Mends:
    """The tests; those with `mend` or `untouched` run once for each entry of the module."""

    ASKED_ELSEWHERE: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    """Answers that a test of the module's own holds."""

    def test_a_mend_does_what_aws_does(self, mended: dict[str, Answers], mend: Right) -> None:
        probe, what, right = mend
        assert mended[probe][what] == right

    def test_moto_still_needs_the_mend(self, bare: dict[str, Answers], mend: Right) -> None:
        probe, what, right = mend
        assert bare[probe][what] != right, "moto does this right by itself now: take the mend out"

    def test_a_mend_leaves_alone_what_is_right(
        self, bare: dict[str, Answers], mended: dict[str, Answers], untouched: Right
    ) -> None:
        probe, what, right = untouched
        assert bare[probe][what] == right
        assert mended[probe][what] == right

    def test_every_answer_is_checked(
        self, bare: dict[str, Answers], mended: dict[str, Answers], held: list[Right]
    ) -> None:
        asked = {(probe, what) for probe, answers in mended.items() for what in answers}
        assert asked == {(probe, what) for probe, answers in bare.items() for what in answers}
        assert asked - {(probe, what) for probe, what, _right in held} == self.ASKED_ELSEWHERE
