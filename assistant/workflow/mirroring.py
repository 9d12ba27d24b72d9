"""Reading a case in another language, line by line, with what one side says and the other does not marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.domain import Audience, Draft, Language, MaskedText, Reason, Sentence, SentenceKind
from assistant.drafting.composer import compose
from assistant.drafting.mirror import Reflection, mirror
from assistant.drafting.rewrite import Control, setting
from assistant.drafting.translating import LONGEST, Asked, Translator
from assistant.languages import sentences as split_sentences
from assistant.workflow.comparing import Pieces, Side, marked
from assistant.workflow.produce import Producer
from assistant.workflow.reworking import Remade, remade
from assistant.workflow.standing import Sign

TRANSLATED, NOT_TRANSLATED = "translated", "translation_failed"  # as what the calls are counted
DENIED = frozenset({SentenceKind.SOURCE, SentenceKind.COMMITMENT})  # here a «no» is no matter of style
KEPT = 200  # cases whose translations a process remembers


@dataclass(frozen=True, slots=True)
class Mirrored:
    """One line of a text and the same in another language; pieces are marked where the other side does not say it.

    ``other`` is ``None`` where there is nothing that says the same: then ``does`` names what the line does and
    ``values`` hold the words about it (see ``drafting.mirror.Reflection``), or, with neither, nobody here can translate
    it.
    """

    text: str
    said: Pieces
    other: Pieces | None
    does: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InOtherWords:
    """A case as its reviewer reads it: the replies, and with a model what the customer wrote.

    ``translated``: a model made some of it. ``more``: it could make more, if it were asked. ``failed`` is why it did
    not when it was.
    """

    replies: Mapping[Audience, tuple[Mirrored, ...]]
    message: tuple[Mirrored, ...] = ()
    translated: bool = False
    more: bool = False
    failed: Reason | None = None


def mirrored(
    producer: Producer,
    case_id: int,
    texts: Mapping[Audience, str],
    language: Language,
    sign: Sign,
    *,
    ask: bool = False,
) -> InOtherWords:
    """The replies as they stand on a page, read in ``language``; for reading only, never for sending.

    Without a model they are read by the composer's own sentences there. With one, and ``ask``, what was not translated
    yet is, message and all: masked, noted and counted as every call of a model; where it fails the composer's stay.
    """
    base = remade(producer, case_id, sign, texts)
    draft = Draft(tuple(one.sentence for one in base.standing))
    read = _composed(producer, base, draft, language, sign)
    writer = producer.proposer.writer
    if writer is None:
        return InOtherWords(_by_reply(draft, read))
    framing = _framing(draft)
    hidden = producer.proposer.hidden
    own = {s.text: hidden(s.text, base.case.complaint, base.vault) for s in draft.sentences if s not in framing}
    lines = _Lines(base, tuple(own.values()), _message(base, language), language, writer.model.name)
    failed = _ask(producer, case_id, lines) if ask and lines.unread else None
    teams, kept = producer.proposer.knowledge.brand.teams, lines.kept

    def translated(text: str, masked: MaskedText) -> Mirrored:
        here, there = Side(masked.text, base.case.language), Side(kept[masked.text], language)
        said, other = marked(here, there, teams), marked(there, here, teams)
        said, other = (tuple((mark, base.vault.unmask(piece)) for mark, piece in one) for one in (said, other))
        return Mirrored(text, said, other)

    read = [
        translated(s.text, own[s.text]) if s.text in own and own[s.text].text in kept else line
        for s, line in zip(draft.sentences, read, strict=True)
    ]
    message = tuple(translated(base.vault.unmask(m.text), m) for m in lines.message if m.text in kept)
    return InOtherWords(_by_reply(draft, read), message, bool(kept), bool(lines.unread), failed)


@dataclass(frozen=True)
class _Lines:
    """The lines to be read in another language, masked, and what was made of them before."""

    base: Remade
    draft: tuple[MaskedText, ...]
    message: tuple[MaskedText, ...]
    language: Language
    model: str

    @property
    def kept(self) -> dict[str, str]:
        """Every translated line by the masked one."""
        return _translations(self.base.case.complaint.id, self.model, self.base.case.language, self.language)

    @property
    def unread(self) -> tuple[MaskedText, ...]:
        """The lines that no model has translated yet, each once."""
        return tuple(dict.fromkeys(one for one in (*self.draft, *self.message) if one.text not in self.kept))


@lru_cache(maxsize=KEPT)  # bounded, so that it is let go of with all that passes through (``privacy.memory``)
def _translations(complaint: str, model: str, language: Language, to: Language) -> dict[str, str]:
    """What a model made of the lines of a complaint, as far as this process asked it; filled by ``_ask``."""
    return {}


def _ask(producer: Producer, case_id: int, lines: _Lines) -> Reason | None:
    """Have the unread lines translated within the day's budget; why they were not, if they were not."""
    case, brand = lines.base.case, producer.proposer.knowledge.brand
    draft = tuple(one for one in lines.unread if one in lines.draft)
    message = tuple(one for one in lines.unread if one not in lines.draft)
    asked = Asked(
        case.complaint.id, brand.name, case.language, lines.language, tuple(brand.teams.values()), draft, message
    )
    with producer.asking(case_id) as asking:
        writer = asking.proposer.writer
        assert writer is not None
        made = Translator(writer.model, writer.prompts, writer.secret).translate(asked)
    producer.count(NOT_TRANSLATED if made.failed else TRANSLATED, made.usage)
    if made.failed:
        return Reason(f"model.{made.failed}")
    lines.kept.update(zip((one.text for one in (*draft, *message)), made.lines, strict=True))
    return None


def _message(base: Remade, language: Language) -> tuple[MaskedText, ...]:
    """The sentences of what the customer wrote, masked; none where they wrote in the reader's own language."""
    case, room = base.case, LONGEST
    if case.triage.written == language:
        return ()
    found: list[MaskedText] = []
    for paragraph in case.masked.text.split("\n"):
        for line in split_sentences(paragraph, case.language):
            room -= len(line)
            if line.strip() and room >= 0:
                found.append(MaskedText(line))
    return tuple(found)


def _composed(producer: Producer, base: Remade, draft: Draft, language: Language, sign: Sign) -> list[Mirrored]:
    """Every sentence of a draft in the composer's own words of another language."""
    unsigned = {sign(text): text for text in (str(one["text"]) for one in _stored(base.made))}
    asked = Draft(tuple(_with(one, unsigned.get(one.text, one.text)) for one in draft.sentences))
    control = str(base.made.get("control") or "")
    case, options = setting(base.case, Control(control), compose(base.case)) if control else (base.case, None)
    framing, teams = _framing(draft), producer.proposer.knowledge.brand.teams
    found = []
    for own, read in zip(draft.sentences, mirror(case, language, asked, options), strict=True):
        if read.text is None or own in framing:
            found.append(_plain(own, read, sign))
            continue
        here, there = Side(own.text, base.case.language), Side(sign(read.text), language)
        said, other = (marked(*pair, teams, denied=own.kind in DENIED) for pair in ((here, there), (there, here)))
        found.append(Mirrored(own.text, said, other))
    return found


def _plain(own: Sentence, read: Reflection, sign: Sign) -> Mirrored:
    """A line with nothing to compare: the frame, each language's own, and what has no sentence that says the same."""
    other = None if read.text is None else ((False, sign(read.text)),)
    return Mirrored(own.text, ((False, own.text),), other, read.does, read.values)


def _with(sentence: Sentence, text: str) -> Sentence:
    return Sentence(sentence.reply, text, sentence.kind, sentence.sources, sentence.paragraph)


def _by_reply(draft: Draft, read: Sequence[Mirrored]) -> Mapping[Audience, tuple[Mirrored, ...]]:
    found: dict[Audience, tuple[Mirrored, ...]] = {}
    for own, line in zip(draft.sentences, read, strict=True):
        found[own.reply] = (*found.get(own.reply, ()), line)
    return found


def _stored(made: Mapping[str, object]) -> list[Mapping[str, object]]:
    value = made.get("sentences")
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _framing(draft: Draft) -> list[Sentence]:
    """Greeting and closing of each reply: the brand's own forms, which name people and teams each language's way."""
    own = [[one for one in draft.sentences if one.reply is audience] for audience in Audience]
    return [one for said in own if said for one in (said[0], said[-1])]
