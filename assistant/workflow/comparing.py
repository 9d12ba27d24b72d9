"""What a sentence says that the same sentence in another language does not: figures, names, promises, negations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.checks.commitments import promises
from assistant.checks.grounding import NEGATIONS
from assistant.checks.lexicon import words_of
from assistant.checks.names import capitalised
from assistant.checks.reading import folded_with_places
from assistant.domain import Language
from assistant.languages import analysis, fold, key
from assistant.languages.analysis import stop_keys
from assistant.languages.quantities import quantities

Teams = Mapping[str, Mapping[Language, str]]
Pieces = tuple[tuple[bool, str], ...]
Span = tuple[int, int]
TOLD_APART = 4  # first letters by which two names are told apart; endings follow
BETWEEN = 2  # words that may stand between those of a team's name
# What denies, and what counts, in a word of its own where the other languages have a verb or a figure for it.
NOBODY = re.compile(r"\b(?:nobody|no one|no-one|neither|nowhere)\b", re.IGNORECASE)
TWICE = re.compile(r"\btwice\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_MASKED = re.compile(r"⟦\w+⟧")


@dataclass(frozen=True, slots=True)
class Side:
    """A sentence and its language."""

    text: str
    language: Language


def marked(side: Side, other: Side, teams: Teams, *, denied: bool = True) -> Pieces:
    """A sentence in pieces; those are marked that state what the other one lacks.

    Figures and dates, capitalised names, personal data that is masked, a team of the brand's, a promise of a kind
    (``checks.commitments``), and with ``denied`` a negation where the other has none («hasn't come» and «still waiting»
    say the same). What is said otherwise but is none of these is not seen: this helps a reader, and proves nothing.
    """
    found = {*_figures(side, other), *_names(side, other), *_promised(side, other, teams)}
    if denied and not _denies(other):
        found |= set(_negations(side))
    return tuple(_pieces(side.text, sorted(found)))


def _figures(side: Side, other: Side) -> Iterator[Span]:
    text = TWICE.sub("two times", other.text) if other.language is Language.EN else other.text
    known = {quantity.fact for quantity in quantities(text, other.language)}
    yield from ((one.start, one.end) for one in quantities(side.text, side.language) if one.fact not in known)
    yield from (match.span() for match in _MASKED.finditer(side.text) if match[0] not in other.text)


def _names(side: Side, other: Side) -> Iterator[Span]:
    sounds = {key(word)[:TOLD_APART] for word in _WORD.findall(other.text)}
    common = {fold(word, side.language)[:TOLD_APART] for word in words_of("names", side.language)}
    for start, end in capitalised(side.text, side.language):
        word = side.text[start:end]
        if key(word)[:TOLD_APART] not in sounds and fold(word, side.language)[:TOLD_APART] not in common:
            yield start, end


def _promised(side: Side, other: Side, teams: Teams) -> Iterator[Span]:
    """Which team is named, and what kind of thing is promised."""
    theirs = _teams(other, teams)
    yield from (span for team, span in _teams(side, teams).items() if team not in theirs)
    kinds = {promise.kind for promise in promises(other.text, other.language)}
    yield from (one.span for one in promises(side.text, side.language) if one.kind not in kinds)


def _denies(side: Side) -> bool:
    nobody = side.language is Language.EN and NOBODY.search(side.text)
    return bool(nobody) or next(_negations(side), None) is not None


def _negations(side: Side) -> Iterator[Span]:
    folded, places = folded_with_places(side.text, side.language)
    for match in NEGATIONS[side.language].finditer(folded):
        yield places[match.start()], places[match.end() - 1] + 1


def _teams(side: Side, teams: Teams) -> Mapping[str, Span]:
    """The brand's teams that a sentence names, each by the words of its name, whatever their endings."""
    words = [(_start(match[0]), match.span()) for match in _WORD.finditer(side.text)]
    found: dict[int, tuple[str, Span]] = {}
    for code, names in teams.items():
        wanted = [_start(word) for word in _WORD.findall(names[side.language]) if _tells(word, side.language)]
        for at, (first, (start, _)) in enumerate(words):
            near = dict(words[at : at + len(wanted) + BETWEEN])
            if wanted and first == wanted[0] and set(wanted) <= set(near):
                span = (start, max(near[word][1] for word in wanted))
                found[start] = max(found.get(start, (code, span)), (code, span), key=lambda one: one[1][1])
    return dict(found.values())


def _tells(word: str, language: Language) -> bool:
    return key(word) not in stop_keys(analysis(language))


def _start(word: str) -> str:
    return key(word)[:TOLD_APART]


def _pieces(text: str, spans: list[Span]) -> Iterator[tuple[bool, str]]:
    at = 0
    for start, end in [*spans, (len(text), len(text))]:
        if start < at:
            continue
        for is_marked, piece in ((False, text[at:start]), (True, text[start:end])):
            if piece:
                yield is_marked, piece
        at = end
