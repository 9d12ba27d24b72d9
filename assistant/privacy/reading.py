"""A surface with what several recognisers ask of it, each thing worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import cached_property

from assistant.privacy.digits import Number, find_numbers
from assistant.privacy.names.words import Words
from assistant.privacy.surface import Surface

_MOST_QUESTIONS = 6_000


class Reading:
    """One text being searched: ``plain``, ``folded`` and ``latin`` as in ``Surface``, its numbers and its words.

    It also counts slow questions (checksums, labels beside a number). A text that asks too many gets no more answers,
    and every caller then masks: haste never unmasks.
    """

    def __init__(self, surface: Surface) -> None:
        self.surface = surface
        self.plain = surface.plain
        self.folded = surface.folded
        self.latin = surface.latin
        self._asked = 0
        self._answers: dict[Hashable, bool] = {}

    @cached_property
    def _found(self) -> tuple[list[Number], list[tuple[int, int]]]:
        return find_numbers(self.plain, self.folded)

    @property
    def numbers(self) -> list[Number]:
        """All numbers of 7 to 20 digits in every grouping."""
        return self._found[0]

    @property
    def endless(self) -> list[tuple[int, int]]:
        """Runs of digits too long to be taken apart."""
        return self._found[1]

    @cached_property
    def words(self) -> Words:
        """The words with their capitals and gaps."""
        return Words(self.plain, self.folded)

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is any digit at all."""
        return any(digit in self.plain for digit in "0123456789")

    def patient(self) -> bool:
        """One more slow question may be asked."""
        self._asked += 1
        return self._asked <= _MOST_QUESTIONS

    def remembered(self, question: Hashable, answer: Callable[[], bool]) -> bool:
        """``answer()``, worked out once for each ``question`` about this text."""
        if question not in self._answers:
            self._answers[question] = answer()
        return self._answers[question]

    def valid(self, check: Callable[[str], bool], digits: str) -> bool:
        """Whether ``digits`` pass ``check``; true when the text asked too much already."""
        return not self.patient() or check(digits)
