"""Having a model change a draft that stands: the whole of it by one control, or the sentences a person marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.domain import Audience, Draft, MaskedText, Proposal, Reason, Sentence, Usage
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.rewrite import Control, rewrite, setting
from assistant.drafting.stances import Stance
from assistant.drafting.writer import Change
from assistant.errors import ModelError
from assistant.privacy import Vault
from assistant.workflow.propose import Proposer
from assistant.workflow.standing import Standing

WHOLE_ONLY = Reason("rewrite.whole_only")
STANCES = frozenset(stance.value for stance in Stance)


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A draft that stands: its case, and its sentences where they stand in the texts shown."""

    case: Case
    vault: Vault
    standing: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Anew:
    """What a model made: a whole ``proposal``, or ``new`` sentences for a passage; neither where it was of no use.

    ``said`` is why then; ``usage`` what asking cost, ``None`` where nobody was asked, ``fallback`` how it failed.
    ``model`` is which one it was.
    """

    proposal: Proposal | None = None
    new: tuple[Sentence, ...] = ()
    said: tuple[Reason, ...] = ()
    usage: Usage | None = None
    fallback: str | None = None
    model: str = ""


def whole_anew(proposer: Proposer, base: Standpoint, control: Control) -> Anew:
    """The draft written anew by a model as a control asks, checked and mended as any draft of its.

    A stance that no entry carries is not asked for: the reason comes without a call.
    """
    composed = compose(base.case)
    if control.value in STANCES:
        found = rewrite(base.case, composed, control)
        if any(reason.code.endswith("_nothing") for reason in found.said):
            return Anew(said=found.said)
    case, options = setting(base.case, control, composed)
    asking = _changing(proposer, base, control)
    made = asking.written(case, base.vault, compose(case, options))
    draft = made.draft
    if draft.fallback is not None:
        return Anew(said=(Reason(f"model.{draft.fallback}"),), usage=draft.usage, fallback=draft.fallback)
    if _words(draft.sentences) == _words([one.sentence for one in base.standing]):
        return Anew(said=(Reason(f"rewrite.{control}_already"),), usage=draft.usage)
    return Anew(made, usage=draft.usage, model=draft.model)


def passage_anew(proposer: Proposer, base: Standpoint, control: Control, marked: Sequence[Standing]) -> Anew:
    """Other sentences for marked ones of one reply, in their place; a stance is a matter of the whole."""
    if control.value in STANCES or not marked:
        return Anew(said=(WHOLE_ONLY,))
    audience, old = marked[0].sentence.reply, [one.sentence for one in marked]
    passage = proposer.hidden(" ".join(one.text for one in old), base.case.complaint, base.vault)
    asking = _changing(proposer, base, control, (audience, passage))
    assert asking.writer is not None
    try:
        draft: Draft = asking.writer.write(
            base.case, asking.masked(base.case, base.vault), on_text=asking.heard(base.case, base.vault)
        )
    except ModelError as error:
        return Anew(said=(Reason(f"model.{error.code}"),), usage=Usage(), fallback=error.code)
    private = audience is Audience.PRIVATE
    new = tuple(
        replace(one, text=base.vault.unmask(one.text) if private else one.text, paragraph=old[0].paragraph)
        for one in draft.sentences
    )
    if _words(new) == _words(old):
        return Anew(said=(Reason(f"rewrite.{control}_already"),), usage=draft.usage)
    return Anew(new=new, usage=draft.usage, model=draft.model)


def marked(standing: Sequence[Standing], audience: Audience, start: int, end: int) -> tuple[Standing, ...]:
    """The whole sentences of one reply that a selection touches, without its greeting and sign-off."""
    return tuple(one for one in _body(standing, audience) if one.start < end and start < one.end)


def _changing(
    proposer: Proposer, base: Standpoint, control: Control, passage: tuple[Audience, MaskedText] | None = None
) -> Proposer:
    """The proposer with its writer asked to change the draft that stands, masked: a person may have written in it."""
    assert proposer.writer is not None
    bodies = {a: " ".join(one.sentence.text for one in _body(base.standing, a)) for a in Audience}
    hidden = ((a, proposer.hidden(text, base.case.complaint, base.vault)) for a, text in bodies.items() if text)
    return replace(proposer, writer=replace(proposer.writer, change=Change(control, tuple(hidden), passage)))


def _body(standing: Sequence[Standing], audience: Audience) -> list[Standing]:
    """The sentences of one reply between its greeting and its sign-off, which are the program's."""
    return [one for one in standing if one.sentence.reply is audience][1:-1]


def _words(sentences: Sequence[Sentence]) -> list[str]:
    return " ".join(sentence.text for sentence in sentences).split()
