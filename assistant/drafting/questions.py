"""The questions of a message, one by one, each with what it wants: a time, an amount, a way, a place, a yes or no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from assistant.domain import Language, Passage
from assistant.drafting.relevance import features
from assistant.knowledge import Knowledge, Told
from assistant.languages import sentences
from assistant.triage.matching import Matcher, Phrase
from assistant.triage.patterns import parse
from assistant.triage.reading import read

MOST = 4  # questions that are answered one by one
LONGEST = 6_000  # characters that are read for them
# What a sentence without a question mark may want all the same, in a message that has no question mark at all.
PLAIN_WANTS = frozenset({"time", "amount", "way"})
MEASURED = frozenset({"time", "amount"})
PART = re.compile(r",\s+|\s+[-–—]\s+|(?<=[?;])\s+|\n+")
COMMA = ", "
WORDED = frozenset({"time", "way", "place", "why"})  # wants that stand in a question word
FEWEST = 2  # words of a question
ASKS_ON = 14  # words of a question without a mark behind another one
TELLING = 3  # words that say something, from which on a question says itself what it is about


@dataclass(frozen=True, slots=True)
class Question:
    """One thing asked: its words, and what it wants (the codes of ``wants`` in ``told/<language>.yaml``).

    ``before`` is the sentence it follows, where its own words do not say what it is about («How do I do that?»).
    """

    text: str
    wants: frozenset[str]
    before: str = ""

    @property
    def whole(self) -> str:
        """The question with what it goes on from: what is searched for."""
        return f"{self.before} {self.text}".strip()


@dataclass(frozen=True, slots=True)
class Sought:
    """A question with the passages found for it, the best first; none where nothing answers it."""

    question: Question
    passages: tuple[Passage, ...]


def questions(text: str, knowledge: Knowledge, language: Language) -> tuple[Question, ...]:
    """The questions of a text in the order they are asked, at most four."""
    told = knowledge.told.get(language)
    if told is None:
        return ()
    matcher = _matcher(_Wants(knowledge.fingerprint, language, told))
    marked = "?" in text or "\u037e" in text or (language is Language.EL and ";" in text)
    found: list[Question] = []
    both = knowledge.phrases[language].join["and"].strip()
    before, asked = "", list[Question]()
    for sentence in sentences(text[:LONGEST], language):
        on = bool(asked) and _goes_on(sentence, matcher, both)
        asked = list(_asked(sentence, matcher, language, both, marked=marked, on=on))
        for question in asked:
            found.append(replace(question, before=before) if _bare(question, language) else question)
            before = question.text  # «Can I bring it back? And how many days do I have?»
        before = before if asked else sentence
    every = tuple(dict.fromkeys(found))
    kept = sorted(every, key=lambda question: not question.wants & PLAIN_WANTS)[:MOST]  # rhetoric goes first
    return tuple(question for question in every if question in kept)


def _bare(question: Question, language: Language) -> bool:
    """Whether a question has too few words to be found anything for («How many days do I have?»)."""
    said = [feature for feature in features(question.text, language) if not feature.startswith("@")]
    return len(said) < TELLING + bool(question.wants & MEASURED)  # «how much time», «how many days» say nothing yet


def _goes_on(sentence: str, matcher: Matcher, both: str) -> bool:
    """Whether a sentence right behind a question asks on without a mark of its own («and can i collect it today»)."""
    reading = read(sentence)
    first = int(bool(reading.words) and reading.words[0].lower() == both)
    return len(reading.words) <= ASKS_ON and any(min(hit.tokens) == first for hit in matcher.find(reading))


def _asked(
    sentence: str, matcher: Matcher, language: Language, both: str, *, marked: bool, on: bool
) -> Iterator[Question]:
    marks = ("?", "\u037e", ";") if language is Language.EL else ("?", "\u037e")
    asks = sentence.rstrip(" \"'»”)]!").endswith(marks)
    inside = any(f"{mark} " in sentence for mark in marks)  # «is it new? and can i collect it», which is one sentence
    if marked and not (asks or inside or on):
        return
    for part, wants in _parts(sentence, matcher, both):
        plain = wants & PLAIN_WANTS or part.rstrip().endswith(marks) or ((inside or on) and wants)
        if len(read(part).words) >= FEWEST and (asks or plain):
            yield Question(part.strip(), wants)


def _parts(sentence: str, matcher: Matcher, both: str) -> list[tuple[str, frozenset[str]]]:
    """A sentence cut where a further question begins; what asks nothing goes with the question before it.

    So does a thing of a word or two behind an «and»: «do I pay for the way back and the parcel?» asks once.
    """
    parts: list[tuple[str, frozenset[str]]] = []
    for piece, link in _pieces(sentence, both):
        wants = frozenset(hit.phrase.code for hit in matcher.find(read(piece)))
        thing = link != COMMA and len(read(piece).words) < TELLING and not wants & WORDED
        if parts and (not wants or not parts[-1][1] or thing):
            before, earlier = parts[-1]
            parts[-1] = (f"{before}{link}{piece}", earlier | wants)
        else:
            parts.append((piece, wants))
    return parts


def _pieces(sentence: str, both: str) -> Iterator[tuple[str, str]]:
    """A sentence at its commas and at the «and» between two halves, each piece with what joins it to the last."""
    for piece in PART.split(sentence):
        for at, half in enumerate(re.split(rf"\s+{re.escape(both)}\s+", piece)):
            yield half, f" {both} " if at else COMMA


@dataclass(frozen=True, slots=True)
class _Wants:
    """A language's words of asking, known by the brand's fingerprint."""

    fingerprint: str
    language: Language
    told: Told = field(compare=False)


@lru_cache(maxsize=24)  # bounded, so that the words it remembers are let go of with all others
def _matcher(wants: _Wants) -> Matcher:
    language = wants.language
    return Matcher(
        [
            Phrase("wants", code, 0, parse(source, {}, language))
            for code, sources in wants.told.wants.items()
            for source in sources
        ],
        language,
    )
