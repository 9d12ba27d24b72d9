"""What a customer told of their own case: the things that happened to them, and what the days they name were."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache

from assistant.domain import Category, Flag, Language
from assistant.drafting.case import Case
from assistant.errors import KnowledgeError
from assistant.knowledge import Knowledge, Problem, Told
from assistant.languages.lexicon import Unit
from assistant.languages.quantities import Kind, Quantity, quantities
from assistant.triage.lexicon import lexicon
from assistant.triage.matching import Hit, Matcher, Phrase
from assistant.triage.patterns import parse
from assistant.triage.reading import Reading, keys, plain_key, read
from assistant.triage.understand import SIGNATURE

# What is said back only where triage too has heard somebody in trouble: condolences by mistake cannot be taken back.
GRAVE = frozenset({"bereaved"})
UNSURE = 0.6  # how sure triage is of a problem at least
READ = 6_000  # characters in which scenes and days are looked for
BESIDE = 9  # words on either side of a day that may say what it was
FEW_WORDS = 12  # a message so short speaks of nothing but the wait when it names a time
STOPS = re.compile(r"[.!?;…:·]\s|\n")
DAYS: Mapping[str, int] = {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}
_KEPT = 8  # brands whose matchers are remembered
_MATCHERS: OrderedDict[tuple[str, Language], Matcher] = OrderedDict()


def message(case: Case) -> str:
    """The customer's own text without their signature, personal data masked."""
    return SIGNATURE.split(case.masked.text, maxsplit=1)[0][:READ]


def written(case: Case) -> Language:
    """The language the message is read in: its own where it is one of ours, else the reply's."""
    return Language(case.triage.written) if case.triage.written in set(Language) else case.language


def scenes(case: Case) -> frozenset[str]:
    """The scenes the brand knows that stand in the message, or in what the customer wrote before it."""
    return case.once("scenes", lambda: _scenes(case))


def _scenes(case: Case) -> frozenset[str]:
    before = [turn.text for turn in case.complaint.thread if turn.sender == "customer"]
    found = scenes_in("\n".join((message(case), *before)), case.knowledge, written(case))
    return found if Flag.VULNERABLE in case.triage.flags else found - GRAVE


def scenes_in(text: str, knowledge: Knowledge, language: Language) -> frozenset[str]:
    """The scenes of a language that stand in a text; none where the brand's folder names none."""
    if language not in knowledge.told:
        return frozenset()
    reading = read(text)
    hits = _matcher(knowledge, language).find(reading)
    return frozenset(hit.phrase.code for hit in hits if not _denied(hit, reading, language))


def _denied(hit: Hit, reading: Reading, language: Language) -> bool:
    """Whether a «not» stands right before what is said, or after it in Turkish, that is no part of the phrase."""
    book, first, last = lexicon(language), min(hit.tokens), max(hit.tokens)
    before = [place for place in (first - 1, first - 2) if place >= 0]
    after = [last + 1] if last + 1 < len(reading.words) else []
    turned = [(place, book.before) for place in before] + [(place, book.after) for place in after]
    own = {plain_key(reading.words[place], language) for place in hit.tokens} & (book.before | book.after)
    return not own and any(
        reading.sentences[place] == reading.sentences[first] and plain_key(reading.words[place], language) in words
        for place, words in turned
    )


def check_scenes(knowledge: Knowledge) -> Iterator[Problem]:
    """Every phrase of a scene that cannot be read, and every sentence whose scene is named nowhere."""
    for language, told in knowledge.told.items():
        file = f"knowledge/told/{language}.yaml"
        for name, sources in told.scenes.items():
            for source in sources:
                try:
                    parse(source, {}, language)
                except KnowledgeError as error:
                    yield Problem(file, knowledge.line(file, "scenes", name), str(error), "correct the phrase")
        for move, phrases in told.moves.items():
            for number, phrase in enumerate(phrases):
                for scene in sorted(set(phrase.scenes) - set(told.scenes)):
                    line = knowledge.line(file, move, number, "text")
                    what = f"{move}: «{phrase.text}» names the scene {scene}, which scenes: does not have"
                    yield Problem(file, line, what, "add the scene with the phrases it is known by")


def asks_only(case: Case) -> bool:
    """Whether a message asks something we have no entry for and hardly tells of a problem."""
    code, score = next(iter(case.triage.categories), (Category.OTHER, 1.0))
    asking = {scene for phrase in case.listed("asked") for scene in phrase.scenes} & scenes(case)
    return bool(asking) and (code in {Category.OTHER, Category.QUESTION} or score < UNSURE)


def days_named(case: Case) -> Mapping[str, date]:
    """What the days in the message were, by the words beside them (``ordered``, ``sent_back``, ``promised`` …).

    A day without a year is the last one before the message was written; two days for one thing tell nothing.
    """
    return case.once("days_named", lambda: _days_named(case))


def wait(case: Case) -> tuple[int, Unit] | None:
    """How long the customer says they have waited, in the unit they used; ``None`` where it was reckoned for them."""
    waited = case.triage.details.days_waited
    found = [span for quantity in _stated(case) if (span := _span(quantity))]
    if waited is None and len(found) == 1 and len(read(message(case)).words) <= FEW_WORDS:
        return found[0]  # «10 days. One parcel.»
    return next((span for span in found if waited == span[0] * DAYS[span[1]]), None)


def _span(quantity: Quantity) -> tuple[int, Unit] | None:
    if quantity.kind is not Kind.DURATION or quantity.unit not in DAYS or isinstance(quantity.value, str):
        return None
    return (int(quantity.value), Unit(quantity.unit)) if quantity.value == int(quantity.value) else None


def _stated(case: Case) -> Sequence[Quantity]:
    return case.once("stated", lambda: tuple(quantities(message(case), written(case))))


def _days_named(case: Case) -> dict[str, date]:
    language = written(case)
    told = case.knowledge.told.get(language)
    if told is None:
        return {}
    text, today = message(case), case.complaint.received_at.date()
    found: dict[str, set[date]] = {}
    for quantity in _stated(case):
        day = _day(quantity, today)
        role = _role(text, quantity, told, language) if day else None
        if day and role:
            found.setdefault(role, set()).add(day)
    return {role: next(iter(days)) for role, days in found.items() if len(days) == 1}


def _day(quantity: Quantity, today: date) -> date | None:
    if quantity.kind is not Kind.DATE or not isinstance(quantity.value, str):
        return None
    value = quantity.value
    try:
        if not value.startswith("--"):
            return date.fromisoformat(value) if len(value) == len("2026-11-21") else None
        this_year = date.fromisoformat(f"{today.year}{value[1:]}")
    except ValueError:
        return None
    return this_year if this_year <= today else this_year.replace(year=today.year - 1)


def _role(text: str, day: Quantity, told: Told, language: Language) -> str | None:
    """What a day was: the thing whose word stands nearest to it in the sentence."""
    before = _plain(STOPS.split(text[: day.start])[-1], language)[-BESIDE:]
    ended = text[day.start : day.end].endswith(".")  # «on 3 October. Then …»
    after = [] if ended else _plain(STOPS.split(text[day.end :])[0], language)[:BESIDE]
    distances = {
        role: min((*_places(before[::-1], cues), *_places(after, cues)), default=None)
        for role, cues in ((role, _cues(listed, language)) for role, listed in told.dates.items())
    }
    near = {role: distance for role, distance in distances.items() if distance is not None}
    return min(near, key=lambda role: near[role], default=None)


def _places(near: Sequence[tuple[str, ...]], cues: Sequence[str]) -> Iterator[int]:
    """How far away each of the words stands, in words; a cue with a star stands for every word that begins so."""
    for distance, spelled in enumerate(near):
        if any(key == cue or (cue[-1] == "*" and key.startswith(cue[:-1])) for key in spelled for cue in cues):
            yield distance


@lru_cache(maxsize=200)
def _cues(listed: tuple[str, ...], language: Language) -> tuple[str, ...]:
    return tuple(plain_key(cue.removesuffix("*"), language) + "*" * cue.endswith("*") for cue in listed)


def _plain(text: str, language: Language) -> list[tuple[str, ...]]:
    """The words of a piece of text, each as the keys it may stand for."""
    return [keys(word, language) for word in read(text).words]


def _matcher(knowledge: Knowledge, language: Language) -> Matcher:
    place = (knowledge.fingerprint, language)
    if place not in _MATCHERS:
        known = knowledge.told[language].scenes
        phrases = [
            Phrase("scenes", name, 0, parse(s, {}, language)) for name, sources in known.items() for s in sources
        ]
        _MATCHERS[place] = Matcher(phrases, language)
        while len(_MATCHERS) > _KEPT * len(Language):
            _MATCHERS.popitem(last=False)
    return _MATCHERS[place]
