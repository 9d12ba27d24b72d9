"""Which of the things customers write about a text speaks of, in whatever words: a thesaurus of complaints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from assistant.languages.analysis import Analysis, word_list

_SHORTEST_START = 2  # letters before a star
_LONGEST_WORD = 40  # letters
_GAP = 2  # the next word of a phrase stands at most so far on: next to the last, or one word apart

Phrase = tuple[tuple[str, bool], ...]  # the keys of its words, each with whether any ending may follow


class Concepts:
    """The concepts of one language, from a list in its folder: lines ``name: word word* two+words``.

    ``names`` are all of them, ``seldom`` those whose name has a question mark: few brands have an entry on them.
    """

    def __init__(self, analysis: Analysis, listed: str = "concepts") -> None:
        self._exact: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        self._starts: dict[str, list[tuple[str, Phrase]]] = defaultdict(list)
        self._by_word: dict[str, list[tuple[str, Phrase]]] = {}
        self.names: set[str] = set()
        self.seldom: set[str] = set()
        name = ""
        for item in word_list(analysis.folder, listed):
            if item.endswith(":"):
                name = item[:-1].rstrip("?")
                self.names.add(name)
                if item.endswith("?:"):
                    self.seldom.add(name)
                continue
            phrase = tuple(_part(part, analysis) for part in item.split("+") if part)
            first, open_ended = phrase[0]
            (self._starts if open_ended else self._exact)[first].append((name, phrase[1:]))

    def of(self, keys: Sequence[str]) -> list[str]:
        """The concepts that ``keys``, the keys of a text's words in order, speak of, each once."""
        found: dict[str, None] = {}
        known = self._by_word
        for at, key in enumerate(keys):
            candidates = known.get(key)
            for name, rest in self._beginning_with(key) if candidates is None else candidates:
                if name not in found and (not rest or _follows(rest, keys, at)):
                    found[name] = None
        return list(found)

    def knows(self, key: str) -> bool:
        """Whether a concept can begin with this word."""
        return bool(self._beginning_with(key))

    def _beginning_with(self, key: str) -> list[tuple[str, Phrase]]:
        candidates = self._by_word.get(key)
        if candidates is None:
            candidates = list(self._exact.get(key, ()))
            for size in range(_SHORTEST_START, min(len(key), _LONGEST_WORD) + 1):
                candidates += self._starts.get(key[:size], ())
            if len(self._by_word) > 50_000:
                self._by_word.clear()
            self._by_word[key] = candidates
        return candidates


def _part(part: str, analysis: Analysis) -> tuple[str, bool]:
    return (analysis.key_of_start(part[:-1]), True) if part.endswith("*") else (analysis.key(part), False)


def _follows(rest: Phrase, keys: Sequence[str], at: int) -> bool:
    for wanted, open_ended in rest:
        for place in range(at + 1, min(at + 1 + _GAP, len(keys))):
            if keys[place] == wanted or (open_ended and keys[place].startswith(wanted)):
                at = place
                break
        else:
            return False
    return True


@lru_cache(maxsize=8)
def concepts(analysis: Analysis) -> Concepts:
    """The thesaurus of a language, read once."""
    return Concepts(analysis)
