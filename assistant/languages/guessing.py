"""Which language a text is written in, and on which keyboard: a count of words every writer of it uses."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.domain import Language
from assistant.languages.analysis import word_list
from assistant.languages.folding import bare, key, key_of_start, spelling_key, without_addresses, words

Script = Literal["native", "ascii", "greeklish"]


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """A language the product writes, or ``None`` for another one or for too little text.

    ``script`` is how it was typed: ``ascii`` Turkish without its letters, ``greeklish`` Greek in Latin letters.
    ``confidence`` runs from 0 to 1.
    """

    language: Language | None
    script: Script
    confidence: float


_GREEK_LETTER = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_LATIN_LETTER = re.compile("[A-Za-z\u00aa-\u024f\u1e00-\u1eff]")
_TURKISH_ONLY = re.compile("[şğıŞĞİ]")
_TURKISH_LETTER = re.compile("[çğışöüÇĞİŞÖÜ]")
_FOREIGN_LETTER = re.compile("[àáãäåæèéêëìíïðñòóõøùúýþßąćčďěęłńňőřśšťůűźžășțë]", re.IGNORECASE)
_ELSEWHERE = "other"
_CLASSES = (Language.TR, Language.EL, Language.EN, _ELSEWHERE)

# A word of several languages says little about any of them: its weight by the number of languages it stands in.
_SHARED = {1: 1.0, 2: 0.35, 3: 0.2, 4: 0.1}
_BY_LENGTH = {1: 0.3, 2: 0.6, 3: 0.85}
_TOKENS = 400  # words looked at; more tell nothing new
_ENOUGH = 0.45  # evidence below this is a coincidence
_LONG_WITHOUT_MARKS = 25  # one Turkish letter in eight carries a mark
_UNKNOWN_WORD = 0.5  # what the letters of a word outside the lists may add at most


@lru_cache(maxsize=1024)  # a message is asked about by triage and search, the brand's sentences in every reply
def guess_language(text: str) -> LanguageGuess:
    """The language of ``text``, from its script and its everyday words; no index is needed.

    >>> guess_language("paraggeila plyntirio kai den irthe pote")
    LanguageGuess(language=<Language.EL: 'el'>, script='greeklish', confidence=0.97)
    """
    plain = without_addresses(text)
    tokens = [word for word in words(plain) if any(map(str.isalpha, word))][:_TOKENS]
    letters = sum(map(str.isalpha, plain))
    greek, latin = len(_GREEK_LETTER.findall(plain)), len(_LATIN_LETTER.findall(plain))
    if not tokens or greek + latin < letters / 2:
        return LanguageGuess(None, "native", 1.0 if tokens else 0.0)
    latin_tokens = [word for word in tokens if not _GREEK_LETTER.search(word)]
    evidence = _evidence(latin_tokens)
    greek_tokens = len(tokens) - len(latin_tokens)
    if greek_tokens and greek_tokens >= max(evidence.values()):
        return LanguageGuess(Language.EL, "native", round(max(0.5, greek / (greek + latin)), 2))
    return _decide(evidence, plain, latin_tokens)


def _decide(evidence: dict[str, float], plain: str, tokens: list[str]) -> LanguageGuess:
    ranked = sorted(_CLASSES, key=lambda name: -evidence[name])
    best, second = evidence[ranked[0]], max(evidence[ranked[1]], 0.0)
    if best < _ENOUGH or ranked[0] == _ELSEWHERE:
        return LanguageGuess(None, "native", round(min(1.0, max(best, 0.0)), 2))
    confidence = round((best - second) / best * min(1.0, best), 2)
    language = Language(ranked[0])
    return LanguageGuess(language, _script(language, plain, tokens), confidence)


def _script(language: Language, plain: str, tokens: list[str]) -> Script:
    if language is Language.EL:
        return "greeklish"
    if language is Language.EN or _TURKISH_LETTER.search(plain):
        return "native"
    unmarked = sum(map(len, tokens)) >= _LONG_WITHOUT_MARKS or any(spelling_key(w) in _lists().marked for w in tokens)
    return "ascii" if unmarked else "native"


def _evidence(tokens: list[str]) -> dict[str, float]:
    total: dict[str, float] = dict.fromkeys(_CLASSES, 0.0)
    for word in tokens:
        for name, weight in _vote(word):
            total[name] += weight
    return total


@lru_cache(maxsize=1 << 15)
def _vote(word: str) -> tuple[tuple[str, float], ...]:
    """What one Latin word says for each language."""
    lists = _lists()
    spelt, spoken = spelling_key(word), key(word)
    found = [name for name in (Language.TR, Language.EN, _ELSEWHERE) if lists.holds(name, spelt)]
    if lists.holds(Language.EL, spoken):
        found.append(Language.EL)
    votes = Counter(_letters(word))
    if found:
        weight = _SHARED[len(found)] * _BY_LENGTH.get(len(spelt), 1.0)
        votes.update(dict.fromkeys(found, weight))
    elif len(spelt) > 2:
        votes.update(lists.likeness(spelt))
    return tuple(votes.items())


def _letters(word: str) -> dict[str, float]:
    if _TURKISH_ONLY.search(word):
        return {Language.TR: 1.2}
    if _FOREIGN_LETTER.search(word):
        return {_ELSEWHERE: 0.6}
    if _TURKISH_LETTER.search(word):
        return {Language.TR: 0.2, _ELSEWHERE: 0.15}
    return {}


class _Lists:
    """The word lists by language, and what their letters in threes look like."""

    def __init__(self) -> None:
        self._words: dict[str, set[str]] = {}
        self._starts: dict[str, set[str]] = {}
        self._threes: dict[str, Counter[str]] = {}
        self.marked: set[str] = set()
        for name, folder in ((Language.TR, "turkish"), (Language.EL, "greek"), (Language.EN, "english")):
            listed = [
                *word_list(folder, "stop_words"),
                *word_list(folder, "function_words"),
                *word_list(folder, "complaint_words"),
            ]
            self._add(name, listed)
        self._add(_ELSEWHERE, list(word_list("", "other_words")))
        self._logs = {name: _logs(threes) for name, threes in self._threes.items()}

    def _add(self, name: str, listed: list[str]) -> None:
        to_key, to_start = (key, key_of_start) if name == Language.EL else (spelling_key, spelling_key)
        self._words[name] = {to_key(word) for word in listed if not word.endswith("*")}
        self._starts[name] = {to_start(word[:-1]) for word in listed if word.endswith("*")}
        threes = self._threes[name] = Counter()
        for word in listed:
            start = word.rstrip("*")
            for spelt in _latin_spellings(start) if name == Language.EL else {spelling_key(start)}:
                threes.update(_in_threes(spelt, whole=not word.endswith("*")))
        if name == Language.TR:
            self.marked = {to_key(word.rstrip("*")) for word in listed if _TURKISH_LETTER.search(word)}

    def holds(self, name: str, word: str) -> bool:
        """Whether ``word`` (a key) is listed, or starts like a listed word with a star."""
        if word in self._words[name]:
            return True
        starts = self._starts[name]
        return any(word[:size] in starts for size in range(3, len(word) + 1))

    def likeness(self, word: str) -> dict[str, float]:
        """How much the letters of an unlisted word speak for each language, -0.5 to 0.5, summing to 0."""
        threes = _in_threes(word, whole=True)
        logs = {name: sum([known.get(three, rare) for three in threes]) for name, (known, rare) in self._logs.items()}
        best = max(logs.values())
        odds = {name: math.exp(0.5 * (log - best)) for name, log in logs.items()}
        total = sum(odds.values())
        return {name: _UNKNOWN_WORD * (odd / total - 1 / len(odds)) for name, odd in odds.items()}


def _logs(threes: Counter[str]) -> tuple[dict[str, float], float]:
    """How likely each three letters are in a language, as logarithms, and any other three."""
    size = sum(threes.values()) + 1000
    return {three: math.log((count + 0.3) / size) for three, count in threes.items()}, math.log(0.3 / size)


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    return _Lists()


def _in_threes(word: str, whole: bool) -> list[str]:
    padded = f" {word} " if whole else f" {word}"
    return [padded[at : at + 3] for at in range(len(padded) - 2)]


_BY_SOUND = str.maketrans(
    dict(zip("αβγδεζηικλμνοπρστυφχω", "avgdeziiklmnoprstifxo", strict=True)) | {"θ": "th", "ξ": "ks", "ψ": "ps"}
)
_HABITS: tuple[dict[str, str], ...] = (
    {},
    {"υ": "y", "χ": "ch", "ξ": "x"},  # the transliteration standard
    {"η": "h", "θ": "8", "υ": "u", "ω": "w", "ξ": "3", "β": "b"},  # the look of the letter
)


def _latin_spellings(word: str) -> set[str]:
    """A Greek word as the three habits of Greeklish type it."""
    folded = bare(word)
    spelt = (_replaced(folded, habit).replace("ου", "ou") for habit in _HABITS)
    return {spelling_key(each.translate(_BY_SOUND)) for each in spelt}


def _replaced(word: str, habit: dict[str, str]) -> str:
    return "".join(habit.get(letter, letter) for letter in word)
