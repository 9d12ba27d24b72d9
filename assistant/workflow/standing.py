"""Finding a draft's sentences again in a text that a person may have changed since."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.domain import Audience, Language, Sentence, SentenceKind
from assistant.languages import sentences as split

Sign = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Standing:
    """A sentence where it stands in its text; the span is in code points."""

    sentence: Sentence
    start: int
    end: int


def standing(text: str, audience: Audience, sentences: Sequence[Sentence], language: Language) -> tuple[Standing, ...]:
    """Every sentence of a text in order: the draft's own that still stand, and between them what a person wrote.

    A person's own sentences are of the kind ``agent``; the greeting has the paragraph -1, as in ``drafting.layout``.
    """
    found: list[Standing] = []
    at = 0
    for sentence in (one for one in sentences if one.reply is audience):
        start = text.find(sentence.text, at)
        if start < 0 or not sentence.text:
            continue
        found += _own(text, at, start, audience, language)
        at = start + len(sentence.text)
        found.append(Standing(sentence, start, at))
    found += _own(text, at, len(text), audience, language)
    return tuple(_paragraphs(text, found))


def all_standing(
    texts: Mapping[Audience, str], sentences: Sequence[Sentence], language: Language
) -> tuple[Standing, ...]:
    """``standing`` for every text, the public one first."""
    return tuple(
        one for audience in Audience if audience in texts
        for one in standing(texts[audience], audience, sentences, language)
    )  # fmt: skip


def exchanged(text: str, before: Sequence[Standing], after: Sequence[Sentence]) -> str:
    """The text with its sentences as they are ``after``: the same in number, or some of them gone."""
    if len(before) == len(after):
        for one, other in zip(reversed(before), reversed(after), strict=True):
            text = text[: one.start] + other.text + text[one.end :]
        return text
    for one in reversed(_gone(before, after)):
        text = _without(text, one)
    return text


def _gone(before: Sequence[Standing], after: Sequence[Sentence]) -> list[Standing]:
    gone, kept = [], 0
    for one in before:
        if kept < len(after) and after[kept].text == one.sentence.text:
            kept += 1
        else:
            gone.append(one)
    return gone


def _without(text: str, one: Standing) -> str:
    """The text without a sentence; of the two breaks around it the stronger one stays."""
    head, tail = text[: one.start], text[one.end :]
    before, after = head[len(head.rstrip()) :], tail[: len(tail) - len(tail.lstrip())]
    gap = max(before, after, key=lambda space: space.count("\n"))
    return head.rstrip() + (gap if tail.strip() else "") + tail.lstrip()


def _own(text: str, start: int, end: int, audience: Audience, language: Language) -> list[Standing]:
    found = []
    for said in split(text[start:end], language):
        place = text.find(said, start, end)
        if place < 0:
            continue
        start = place + len(said)
        found.append(Standing(Sentence(audience, said, SentenceKind.AGENT), place, start))
    return found


def _paragraphs(text: str, found: Sequence[Standing]) -> list[Standing]:
    placed, paragraph = [], -1
    for number, one in enumerate(found):
        if number == 1 or (number and "\n" in text[found[number - 1].end : one.start]):
            paragraph += 1
        placed.append(replace(one, sentence=replace(one.sentence, paragraph=paragraph)))
    return placed
