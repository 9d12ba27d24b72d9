"""Reading the lexicons: what people say in each language when they mean a category, a risk, a feeling or a detail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from assistant.domain import Language
from assistant.errors import KnowledgeError
from assistant.triage.matching import Hit, Matcher, Phrase
from assistant.triage.patterns import Variant, parse
from assistant.triage.reading import Reading, plain_key
from assistant.triage.spelling import Spelling

FOLDER = Path(__file__).parent / "lexicon"
TOPICS = ("categories", "flags", "emotions", "cues")
SHARED_TOPIC = "markets"  # one file for all languages
# How strongly a level speaks: 3 names the thing, 2 points to it, 1 only supports other words.
LEVELS = {"strong": 3, "likely": 2, "hint": 1, "extreme": 3, "clear": 2, "mild": 1, "phrases": 3}
NEGATIVE = "not"
# What makes a phrase of another language more than chance.
FOREIGN_TOPIC, FOREIGN_WORDS, FOREIGN_LETTERS = "flags", 2, 8

Block = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The words beside a length of time that make it a wait or something else, and those of what began on a day.

    ``ended`` are the words for its arrival, ``owned`` those for buying and using.
    """

    waits: Spelling
    ago: Spelling
    no_wait: Spelling
    began: Spelling
    ended: Spelling
    owned: Spelling


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language: all phrases in one matcher, and the words that turn what stands beside them.

    ``abroad`` holds only the phrases that are heard in texts of another language; ``known`` are the keys of correct
    words that look like a slip of another. ``order_called`` are expressions for what stands before an order number,
    ``called_order`` for what stands after it.
    """

    language: Language
    matcher: Matcher
    abroad: Matcher
    before: frozenset[str]
    after: frozenset[str]
    unless: frozenset[str]
    numbers: Mapping[str, int]
    waiting: Waiting
    known: frozenset[str]
    order_called: tuple[str, ...]
    called_order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """All hits in a message that nothing took back, by topic and code; ``alike`` names the risks it only looks like.

    ``overdue`` are the days of the order and of the arrival, as written, where too many lie between them.
    """

    reading: Reading
    hits: Mapping[tuple[str, str], tuple[Hit, ...]]
    alike: frozenset[str] = frozenset()
    overdue: str = ""

    def of(self, topic: str, code: str) -> tuple[Hit, ...]:
        """The hits of one code, the strongest first."""
        return self.hits.get((topic, code), ())

    def codes(self, topic: str) -> Mapping[str, tuple[Hit, ...]]:
        """The hits of a topic by code."""
        return {code: hits for (named, code), hits in self.hits.items() if named == topic}

    def quote(self, topic: str, code: str) -> str:
        """The strongest hit of a code in the customer's own words; empty when there is none."""
        hits = self.of(topic, code)
        return self.reading.quote(hits[0].tokens) if hits else ""


def find(reading: Reading, written: Language | None, products: Iterable[int] = ()) -> Found:
    """Every phrase in a message; ``written`` is its language, ``None`` when that is not certain.

    Of other languages than the one written only risks are heard, and only in phrases that chance can hardly have made.
    """
    places = frozenset(products)
    hits: dict[tuple[str, str], list[Hit]] = {}
    alike: set[str] = set()
    for language in Language:
        book = lexicon(language)
        foreign = written not in (None, language)
        everything = (book.abroad if foreign else book.matcher).find(reading, places, foreign=foreign)
        if not foreign:
            alike |= {
                hit.phrase.code for hit in everything if hit.phrase.negative and hit.phrase.topic == FOREIGN_TOPIC
            }
        for hit in _standing(book, reading, everything):
            if not foreign or _beyond_chance(hit, reading):
                hits.setdefault((hit.phrase.topic, hit.phrase.code), []).append(hit)
    return Found(reading, {key: tuple(sorted(found, key=_rank)) for key, found in hits.items()}, frozenset(alike))


@cache
def lexicon(language: Language) -> Lexicon:
    """The lexicon of one language, read once; raises ``KnowledgeError`` that names the file."""
    words = _read(f"words.{language}.yaml")
    groups, negation = _block(words.get("groups", {})), _block(words.get("negation", {}))
    files = {**{topic: f"{topic}.{language}.yaml" for topic in TOPICS}, SHARED_TOPIC: f"{SHARED_TOPIC}.yaml"}
    read: dict[str, list[Variant]] = {}
    phrases = [phrase for topic, name in files.items() for phrase in _phrases(topic, name, language, groups, read)]
    known = words.get("known", [])
    spelt = _keys(known if isinstance(known, list) else [], language)
    turning = {side: _keys(negation.get(side, ()), language) for side in ("before", "after", "except")}
    return Lexicon(
        language,
        Matcher(phrases, language, spelt),
        Matcher([phrase for phrase in phrases if phrase.topic == FOREIGN_TOPIC], language, spelt),
        turning["before"],
        turning["after"],
        turning["except"],
        _counts(words.get("numbers"), language),
        Waiting(
            *(_spelling(words.get(name), language) for name in ("waits", "ago", "no_wait", "began", "ended", "owned")),
        ),
        spelt,
        *(_expressions(words, name) for name in ("order_called", "called_order")),
    )


def _expressions(words: Mapping[str, object], name: str) -> tuple[str, ...]:
    value = words.get(name)
    return tuple(str(source) for source in value) if isinstance(value, list) else ()


def _keys(words: Iterable[object], language: Language) -> frozenset[str]:
    return frozenset(plain_key(str(word), language) for word in words)


def _counts(value: object, language: Language) -> dict[str, int]:
    rows = value if isinstance(value, dict) else {}
    return {plain_key(str(word), language): int(count) for word, count in rows.items()}


def _spelling(value: object, language: Language) -> Spelling:
    words = [str(word) for word in value] if isinstance(value, list) else []
    return Spelling({plain_key(w.removesuffix("*"), language) + "*" * w.endswith("*") for w in words})


def _phrases(
    topic: str, name: str, language: Language, groups: Mapping[str, Sequence[str]], read: dict[str, list[Variant]]
) -> Iterator[Phrase]:
    for code, levels in _read(name).items():
        for level, sources in _block(levels).items():
            if level != NEGATIVE and level not in LEVELS:
                raise KnowledgeError(f"{name}: {code}: «{level}» is no level; use {', '.join([*LEVELS, NEGATIVE])}")
            for source in sources:
                try:
                    pattern = parse(source, groups, language, read)
                except KnowledgeError as error:
                    raise KnowledgeError(f"{name}: {code}: {error}") from error
                yield Phrase(topic, str(code), LEVELS.get(level, 0), pattern, level == NEGATIVE)


def _standing(book: Lexicon, reading: Reading, hits: Sequence[Hit]) -> Iterator[Hit]:
    """The hits that no look-alike covers and no «not» turns."""
    taken_back: dict[tuple[str, str], set[int]] = {}
    for hit in hits:
        if hit.phrase.negative:
            taken_back.setdefault((hit.phrase.topic, hit.phrase.code), set()).update(hit.tokens)
    for hit in hits:
        covered = taken_back.get((hit.phrase.topic, hit.phrase.code), set())
        if not hit.phrase.negative and covered.isdisjoint(hit.tokens) and not _turned(book, reading, hit):
            yield hit


def _turned(book: Lexicon, reading: Reading, hit: Hit) -> bool:
    """Whether a «not» stands right before what is said (Greek, English) or right after it (Turkish)."""
    first, last = min(hit.said), max(hit.said)
    spoken = {position: _key(reading, position, book.language) for position in range(first - 2, last + 3)}
    if any(spoken[position] in book.before for position in hit.said):
        return False
    for position in (first - 1, first - 2):
        if spoken[position] in book.before and position not in hit.tokens:
            together = reading.sentences[position] == reading.sentences[first]
            return together and spoken[position + 1] not in book.unless
    after = spoken[last + 1] in book.after and reading.sentences[last + 1] == reading.sentences[last]
    return after and spoken[last + 2] not in book.unless


def _key(reading: Reading, position: int, language: Language) -> str:
    return plain_key(reading.words[position], language) if 0 <= position < len(reading.words) else ""


def _beyond_chance(hit: Hit, reading: Reading) -> bool:
    letters = sum(len(reading.words[position]) for position in hit.tokens)
    heard = hit.phrase.topic == FOREIGN_TOPIC
    return heard and letters >= FOREIGN_LETTERS and len(hit.tokens) >= FOREIGN_WORDS


def _rank(hit: Hit) -> tuple[int, int, int]:
    return -hit.phrase.weight, -len(hit.tokens), min(hit.tokens)


def _read(name: str) -> Mapping[str, object]:
    path = FOLDER / name
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every value a string: «no» and «on» are words here
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, yaml.YAMLError) as error:
        message = f"assistant/triage/lexicon/{name} cannot be read ({error}); reinstall the program"
        raise KnowledgeError(message) from error
    if not isinstance(content, dict):
        raise KnowledgeError(f"assistant/triage/lexicon/{name} holds no codes; write «code:» with phrases below")
    return content


def _block(value: object) -> Block:
    if not isinstance(value, dict):
        raise KnowledgeError(f"a block of the lexicon is no mapping of levels to phrases: {value!r}")
    return {str(level): [str(source) for source in sources or []] for level, sources in value.items()}
