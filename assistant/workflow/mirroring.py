"""Reading replies in another language, sentence by sentence, with the figures and names that differ marked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from assistant.checks.lexicon import words_of
from assistant.checks.names import capitalised
from assistant.domain import Audience, Draft, Language, Sentence, SentenceKind
from assistant.drafting.composer import compose
from assistant.drafting.mirror import mirror
from assistant.drafting.rewrite import Control, setting
from assistant.languages import fold, key
from assistant.languages.quantities import quantities
from assistant.workflow.produce import Producer
from assistant.workflow.reworking import remade
from assistant.workflow.standing import Sign

_WORD = re.compile(r"[^\W\d_]+")
TOLD_APART = 4  # first letters by which two names are told apart; endings follow
Pieces = tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One sentence of a reply and the same in another language; pieces are marked where the other does not say it.

    ``other`` is ``None`` for a sentence that nobody here can translate: a person's or a model's own.
    """

    text: str
    said: Pieces
    other: Pieces | None


def mirrored(
    producer: Producer, case_id: int, texts: Mapping[Audience, str], language: Language, sign: Sign
) -> Mapping[Audience, tuple[Mirrored, ...]]:
    """The replies as they stand on a page, read in ``language``; for reading only, never for sending."""
    base = remade(producer, case_id, sign, texts)
    draft = Draft(tuple(one.sentence for one in base.standing))
    unsigned = {sign(text): text for text in (str(one["text"]) for one in _stored(base.made))}
    asked = replace(draft, sentences=tuple(replace(s, text=unsigned.get(s.text, s.text)) for s in draft.sentences))
    control = str(base.made.get("control") or "")
    case, options = setting(base.case, Control(control), compose(base.case)) if control else (base.case, None)
    other = mirror(case, language, asked, options)
    found: dict[Audience, list[Mirrored]] = {}
    framing = _framing(draft)
    for own, read in zip(draft.sentences, other.sentences, strict=True):
        kept = read.kind in (SentenceKind.UNSUPPORTED, SentenceKind.AGENT)
        pair = (
            Mirrored(own.text, ((False, own.text),), None)
            if kept
            else _pair(own, base.case.language, sign(read.text), language, own in framing)
        )
        found.setdefault(own.reply, []).append(pair)
    return {audience: tuple(lines) for audience, lines in found.items()}


def _stored(made: Mapping[str, object]) -> list[Mapping[str, object]]:
    value = made.get("sentences")
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _framing(draft: Draft) -> list[Sentence]:
    """Greeting and closing of each reply: the brand's own forms, which name people and teams each language's way."""
    own = [[one for one in draft.sentences if one.reply is audience] for audience in Audience]
    return [one for said in own if said for one in (said[0], said[-1])]


def _pair(own: Sentence, language: Language, other: str, read_in: Language, frame: bool) -> Mirrored:
    if frame:
        return Mirrored(own.text, ((False, own.text),), ((False, other),))
    return Mirrored(own.text, _marked(own.text, language, other, read_in), _marked(other, read_in, own.text, language))


def _marked(text: str, language: Language, other: str, other_language: Language) -> Pieces:
    """A sentence in pieces; those that state a figure or a name which the other sentence lacks are marked."""
    known = {quantity.fact for quantity in quantities(other, other_language)}
    spans = [(one.start, one.end) for one in quantities(text, language) if one.fact not in known]
    sounds = {key(word)[:TOLD_APART] for word in _WORD.findall(other)}
    common = {fold(word, language)[:TOLD_APART] for word in words_of("names", language)}
    for start, end in capitalised(text, language):
        word = text[start:end]
        if key(word)[:TOLD_APART] not in sounds and fold(word, language)[:TOLD_APART] not in common:
            spans.append((start, end))
    return tuple(_pieces(text, sorted(spans)))


def _pieces(text: str, spans: list[tuple[int, int]]) -> list[tuple[bool, str]]:
    found, at = [], 0
    for start, end in spans:
        if start < at:
            continue
        found += [(False, text[at:start]), (True, text[start:end])]
        at = end
    return [piece for piece in [*found, (False, text[at:])] if piece[1]]
