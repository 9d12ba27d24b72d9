"""The words of a surface, and what their capitals and neighbours say."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property
from itertools import pairwise

# Greeklish writes θ as 8 and ξ as 3 inside words and before them.
_WORD = re.compile(r"(?:(?<!\w)[83])?[^\W\d_]+(?:[83][^\W\d_]+)*")
_HUMP = re.compile(r"(?<=[a-zçğıöşüß-öø-ÿά-ώ])(?=[A-ZÇĞİÖŞÜÀ-ÖΑ-Ω])")
_SENTENCE_END = re.compile(r"[.!?;:\n…\"(\[*]")
_SHOUTING = 0.6  # share of capitals above which a line shouts and its capitals tell nothing
_TITLE_CASE = 0.85  # share of capitalised words above which a line is a title


class Words:
    """Words by number: ``text(i)`` folded; «AyseYilmaz» is two words. Built once for a surface."""

    def __init__(self, plain: str, folded: str) -> None:
        self.plain = plain
        self.folded = folded
        spans = [match.span() for match in _WORD.finditer(plain)]
        if _HUMP.search(plain):
            spans = [part for span in spans for part in _unhumped(plain, *span)]
        self.starts = [start for start, _ in spans]
        self.ends = [end for _, end in spans]
        self.texts = [folded[start:end] for start, end in spans]

    def __len__(self) -> int:
        return len(self.texts)

    def at(self, position: int) -> int:
        """Number of the first word that begins at or after ``position``; ``len`` if none does."""
        return bisect_left(self.starts, position)

    def gap(self, i: int) -> str:
        """What stands between word ``i - 1`` and word ``i`` (at most 80 characters of it)."""
        if not 0 < i < len(self.texts):
            return "\n"
        return self.plain[self.ends[i - 1] : self.starts[i]][:80]

    def capital(self, i: int) -> bool:
        """Word ``i`` begins with a capital letter."""
        return self.plain[self.starts[i]].isupper()

    def all_capitals(self, i: int) -> bool:
        """Word ``i`` is written in capitals throughout and longer than a letter."""
        word = self.plain[self.starts[i] : self.ends[i]]
        return len(word) > 1 and word.isupper()

    def opens_sentence(self, i: int) -> bool:
        """Word ``i`` would carry a capital letter anyway."""
        if i == 0:
            return True
        gap = self.gap(i)
        if gap.endswith('"') and self.plain[self.ends[i] : self.ends[i] + 1] == '"':
            gap = gap[:-1]  # a single quoted word begins no sentence
        return _SENTENCE_END.search(gap) is not None

    def marked(self, i: int) -> bool:
        """Word ``i`` carries a capital in a line that uses them with thought."""
        return self.capital(i) and not self._shouts(i)

    def telling(self, i: int) -> bool:
        """Word ``i`` carries a capital letter only a proper noun would carry there."""
        return self.marked(i) and not self.all_capitals(i) and not self.opens_sentence(i) and not self._titled(i)

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(m.end() for m in re.finditer("\n", self.plain))]

    @cached_property
    def _casing(self) -> dict[int, tuple[bool, bool]]:
        return {}

    def _line_casing(self, i: int) -> tuple[bool, bool]:
        line = bisect_right(self._lines, self.starts[i]) - 1
        if line not in self._casing:
            start = self._lines[line]
            end = self._lines[line + 1] if line + 1 < len(self._lines) else len(self.plain)
            self._casing[line] = _casing(self.plain[start:end])
        return self._casing[line]

    def _shouts(self, i: int) -> bool:
        return self._line_casing(i)[0]

    def _titled(self, i: int) -> bool:
        return self._line_casing(i)[1]


def _unhumped(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """«AyseYilmaz» as two words; short ones and those in one case stay."""
    inner = [m.start() for m in _HUMP.finditer(plain, start, end) if m.start() > start] if end - start > 5 else []
    cuts = [start, *inner, end]
    return list(pairwise(cuts))


def _casing(line: str) -> tuple[bool, bool]:
    """Whether a line shouts, and whether it is a title.

    >>> _casing("SIPARISIM NEREDE KALDI"), _casing("Geç Gelen Koltuk Takımı"), _casing("Dün Ayşe aradı")
    ((True, False), (False, True), (False, False))
    """
    letters = [c for c in line[:2000] if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    shouting = len(letters) >= 12 and capitals >= _SHOUTING * len(letters)
    words = [w for w in _WORD.findall(line[:2000]) if len(w) > 2]
    titled = len(words) >= 4 and sum(w[0].isupper() for w in words) >= _TITLE_CASE * len(words)
    return shouting, titled and not shouting
