"""People already known in a case: their names found again in any case, ending, alphabet or part."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assistant.privacy.names.lists import NameLists, greek_forms, latin_spellings
from assistant.privacy.names.words import Words
from assistant.privacy.surface import fold

_LONGEST = 5  # words of a name that are compared as a whole
_LETTERS = re.compile(r"[^\W\d_]+")
_ENDING = re.compile(r"(?:[yns]?[aeiu]n?|[dt][ae]n?|y?l[ae]|l[ae]r|n[iu]n|[iu]m|[dt][iu]r?|y?m[iu]s)")


@dataclass(frozen=True)
class Known:
    """``parts`` stand for a person alone; ``wholes`` only together, because each word is an everyday one."""

    parts: frozenset[str]
    capitals: frozenset[str]
    doubtful: frozenset[str]
    wholes: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, names: Iterable[str], lists: NameLists, *, found: bool = False) -> Known:
        """The people of ``names``, each a name as written (``Ayşe Yılmaz``).

        Of names only ``found`` in the text, a part that no list knows counts elsewhere with a capital letter only.
        """
        capitals: set[str] = set()
        parts: set[str] = set()
        doubtful: set[str] = set()
        wholes: set[tuple[str, ...]] = set()
        for name in names:
            words = tuple(_LETTERS.findall(fold(name)))
            if len(words) > 1 and not all(word in lists.first for word in words):
                wholes.add(words[:_LONGEST])
            for word in words:
                if len(word) < 2 or lists.is_role(word):
                    continue
                forms = _forms(word, lists)
                if word in lists.first:
                    parts.update(forms)
                elif not (word in lists.ambiguous or lists.is_common(word) or len(word) < 3):
                    (capitals if found else parts).update(forms)
                elif word not in lists.never_alone:
                    doubtful.update(forms)
        return cls(frozenset(parts), frozenset(capitals), frozenset(doubtful), frozenset(wholes))

    def spread(self, words: Words, taken: set[int], add: Callable[[int, int], None]) -> None:
        """Call ``add(start, end)`` for every word that is one of these people and not yet ``taken``."""
        if not (self.parts or self.capitals or self.doubtful or self.wholes):
            return
        heads: dict[str, list[tuple[str, ...]]] = {}
        for whole in self.wholes:
            heads.setdefault(whole[0], []).append(whole)
        shortest = min((len(part) for part in self.parts), default=0)
        wanted = self.parts | self.capitals | self.doubtful | heads.keys()
        stems = {part[:4] for part in self.parts if len(part) > 3}
        for i in [i for i, word in enumerate(words.texts) if word in wanted or word[:4] in stems]:
            word = words.texts[i]
            for whole in heads.get(word, ()):
                if tuple(words.texts[i : i + len(whole)]) == whole:
                    add(i, i + len(whole))
            if i not in taken and (
                word in self.parts
                or (word in self.capitals and words.marked(i))
                or (shortest and self._inflected(word, shortest))
                or self._doubtful(words, i, taken)
            ):
                add(i, i + 1)

    def _inflected(self, word: str, shortest: int) -> bool:
        """A known name of at least four letters with a Turkish ending glued on."""
        for length in range(max(4, shortest, len(word) - 5), len(word)):
            if word[:length] in self.parts and _ENDING.fullmatch(word, length):
                return True
        return False

    def _doubtful(self, words: Words, i: int, taken: set[int]) -> bool:
        """«Deniz», known as a person here: with a capital letter, or beside another part of the name."""
        if words.texts[i] not in self.doubtful:
            return False
        return (
            words.capital(i) or (i - 1 in taken and words.gap(i) == " ") or (i + 1 in taken and words.gap(i + 1) == " ")
        )


def _forms(word: str, lists: NameLists) -> set[str]:
    """A folded name with its Greek cases and its spellings in Latin letters."""
    if word.isascii():
        return {word}
    nominative = lists.greek.get(word, word)
    forms = {word, *greek_forms(nominative), *greek_forms(word)}
    return {form for form in forms if len(form) > 2} | {
        s for form in forms for s in latin_spellings(form) if len(s) > 3
    }
