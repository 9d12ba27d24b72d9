"""What a message speaks of in notions shared by all languages: «στάζει», «akıtıyor» and "drips" are all a leak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from assistant.domain import Language
from assistant.errors import KnowledgeError
from assistant.languages.folding import key_of_start
from assistant.triage.reading import APOSTROPHES, Reading, keys, plain_key

FILE = Path(__file__).parent / "lexicon" / "notions.txt"
GAP = 2  # the next word of a phrase stands at most so far on: next to the last, or one word apart
SHORTEST, LONGEST = 2, 24  # letters of a beginning by which the phrases that start with any ending are looked up

Phrase = tuple["Spelled", ...]
Named = Sequence[tuple[str, Phrase]]


@dataclass(frozen=True, slots=True)
class Spelled:
    """One word of a phrase: its key, and whether any ending may follow."""

    key: str
    open_ended: bool

    def fits(self, typed: Sequence[str]) -> bool:
        """Whether any reading of a typed word is this one."""
        if not self.open_ended:
            return self.key in typed
        return any(key.startswith(self.key) for key in typed)


@dataclass(frozen=True, slots=True)
class Notions:
    """The phrases of one language by their first word: ``whole`` as it is, ``begun`` where any ending may follow."""

    language: Language
    whole: Mapping[str, Named]
    begun: Mapping[str, Named]

    def of(self, reading: Reading) -> Mapping[str, tuple[int, ...]]:
        """The notions a message speaks of, each with the positions of the first words that say so."""
        typed = [(word,) if word.startswith("⟨") else keys(word, self.language) for word in reading.words]
        found: dict[str, tuple[int, ...]] = {}
        for at, word in enumerate(reading.words):
            for name, phrase in _starting(word, self.language):
                if name not in found and (positions := _follow(phrase, typed, at) if len(phrase) > 1 else (at,)):
                    found[name] = positions
        return found

    def starting(self, readings: Sequence[str]) -> Iterator[tuple[str, Phrase]]:
        """The phrases whose first word a typed word may be."""
        for key in readings:
            yield from self.whole.get(key, ())
            for end in range(SHORTEST, min(len(key), LONGEST) + 1):
                yield from self.begun.get(key[:end], ())


@lru_cache(maxsize=1 << 15)
def _starting(word: str, language: Language) -> Named:
    """The phrases that a typed word may begin."""
    readings = (word,) if word.startswith("⟨") else keys(word, language)
    return tuple(notions(language).starting(readings))


@cache
def notions(language: Language) -> Notions:
    """The notions as one language says them, read once; raises ``KnowledgeError`` that names the line."""
    whole: dict[str, list[tuple[str, Phrase]]] = {}
    begun: dict[str, list[tuple[str, Phrase]]] = {}
    for name, columns in _lines():
        for item in columns[language].split():
            phrase = tuple(spelled for word in item.split("+") for spelled in _spelled(word, language))
            if phrase:
                (begun if phrase[0].open_ended else whole).setdefault(phrase[0].key, []).append((name, phrase))
    return Notions(language, whole, begun)


def _lines() -> Iterator[tuple[str, Mapping[Language, str]]]:
    for number, line in enumerate(FILE.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        name, said, rest = line.partition(":")
        columns = rest.split("|")
        if not said or len(columns) != len(Language):
            raise KnowledgeError(f"{FILE.name}:{number}: write «name: Turkish words | Greek words | English words»")
        yield name.strip(), dict(zip(Language, columns, strict=True))


def _spelled(word: str, language: Language) -> Iterator[Spelled]:
    """A word as the comparison wants it; one with a hyphen is two."""
    open_ended = word.endswith("*")
    parts = [part for part in APOSTROPHES.sub("", word.rstrip("*")).split("-") if part]
    for part in parts:
        started = open_ended and part is parts[-1]
        greek_start = started and language is Language.EL
        yield Spelled(key_of_start(part) if greek_start else plain_key(part, language), started)


def _follow(phrase: Phrase, typed: Sequence[Sequence[str]], at: int) -> tuple[int, ...]:
    """The positions of a phrase whose first word stands here; empty when the others do not follow."""
    positions = [at]
    for word in phrase[1:]:
        for position in range(positions[-1] + 1, min(positions[-1] + 1 + GAP, len(typed))):
            if word.fits(typed[position]):
                positions.append(position)
                break
        else:
            return ()
    return tuple(positions)
