"""Settling the language a customer wrote in and the one we reply in."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.domain import Complaint, Language, Market, Reason
from assistant.languages import guess_language
from assistant.triage.knowledge import TriageKnowledge
from assistant.triage.reading import Reading

SURE = 0.4  # from here on only phrases of the guessed language count in full
OTHER = "other"
GIVEN = "language:"  # before the language in the notice of a complaint that came with one we do not write
ENOUGH_WORDS = 8  # that many words of none of our languages are another one's; fewer need a guess that sure:
FOREIGN = 0.6


@dataclass(frozen=True, slots=True)
class Voice:
    """``reply`` is the language we answer in; ``written`` and ``script`` as in ``Triage``."""

    reply: Language
    written: str
    script: str
    reason: Reason

    @property
    def measures(self) -> Language:
        """The language whose way of writing amounts and days is read: the customer's, if it is one of ours."""
        return Language(self.written) if self.written in set(Language) else self.reply


def certain(reading: Reading) -> Language | None:
    """The language whose phrases count in full; ``None`` when any of them may fit."""
    guess = guess_language(reading.text)
    return guess.language if guess.confidence >= SURE else None


def voice(reading: Reading, complaint: Complaint, market: Market | None, knowledge: TriageKnowledge) -> Voice:
    """The language: as given; else as guessed from the text, then the thread; else the market's default.

    That default also answers a language we do not write, as long as the text is in none of ours for certain.
    """
    guess = guess_language(reading.text)
    foreign = len(reading.words) >= ENOUGH_WORDS or guess.confidence >= FOREIGN
    written = guess.language or (OTHER if foreign else None)
    if complaint.language is not None:
        reason = Reason("language.given", {"language": complaint.language})
        return Voice(complaint.language, written or complaint.language, guess.script, reason)
    fallback = knowledge.fallback_language
    default = knowledge.default_language.get(market, fallback) if market else fallback
    given = next((notice.removeprefix(GIVEN) for notice in complaint.notices if notice.startswith(GIVEN)), None)
    if given is not None and (guess.language is None or guess.confidence < FOREIGN):
        return Voice(default, OTHER, guess.script, Reason("language.elsewhere", {"language": given, "reply": default}))
    if guess.language is not None:
        reason = Reason("language.guessed", {"language": guess.language, "percent": round(100 * guess.confidence)})
        return Voice(guess.language, guess.language, guess.script, reason)
    spoken = _of_thread(complaint) if written is None else None
    if spoken is not None:
        return Voice(spoken, spoken, guess.script, Reason("language.thread", {"language": spoken}))
    reason = Reason("language.default", {"language": default, "market": market or "unknown"})
    return Voice(default, written or default, guess.script, reason)


def _of_thread(complaint: Complaint) -> Language | None:
    for turn in reversed(complaint.thread):
        guess = guess_language(turn.text) if turn.sender == "customer" else None
        if guess is not None and guess.language is not None:
            return guess.language
    return None
