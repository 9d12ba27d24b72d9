"""Changing a stored draft by one control at a reviewer's wish; a person's own words go only when they say so."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.access import Permission, Person, require
from assistant.domain import Audience, Commitment, Draft, Proposal, Reason, Sentence, SentenceKind, Usage
from assistant.drafting import layout
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.rewrite import Control, Rewritten, rewrite
from assistant.drafting.writer import quiet
from assistant.errors import ConflictError, InputError
from assistant.privacy import Vault
from assistant.store import CaseFile, DraftRow, MadeBy, case_file
from assistant.workflow.drafts import Saved, save_edit, save_proposal, summarise
from assistant.workflow.formats import Json, proposal_json, slot_of, texts_of
from assistant.workflow.produce import Producer, knowing
from assistant.workflow.rewriting import Anew, Standpoint, marked, passage_anew, whole_anew
from assistant.workflow.standing import Sign, Standing, all_standing, exchanged

Node = Mapping[str, object]
EDITED = "rewrite.edited"  # the control works on a whole composed draft, and this text is none


@dataclass(frozen=True, slots=True)
class Selected:
    """A part of one reply that a person marked; offsets in code points."""

    audience: Audience
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reworked:
    """What became of a wish: the version stored, ``None`` where nothing changed, and what is to be said about it."""

    saved: Saved | None
    said: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Remade:
    """A stored draft with the case it was made from: its sentences as they stand in the text that is shown."""

    file: CaseFile
    shown: DraftRow
    machine: DraftRow
    made: Node
    case: Case
    vault: Vault
    standing: tuple[Standing, ...]

    @property
    def untouched(self) -> bool:
        """Whether the composer's own version is shown."""
        return self.shown is self.machine and self.machine.made_by is MadeBy.COMPOSER


def remade(producer: Producer, case_id: int, sign: Sign, texts: Mapping[Audience, str] | None = None) -> Remade:
    """The version shown (or ``texts`` as they stand on a page) with its case, understood as when it was drafted.

    Raises ``InputError`` where no draft was made yet.
    """
    file = case_file(producer.store, case_id)
    shown = next((draft for draft in file.drafts if draft.version == file.row.head), None)
    machine = file.machine
    if shown is None or machine is None or machine.proposal is None:
        raise InputError(f"case {case_id} has no draft to change", code="no_draft")
    made = json.loads(machine.proposal)
    how = made.get("made_from") or {}
    complaint = replace(knowing(file), note=how.get("note") or file.complaint.note)
    case, vault = producer.proposer.understand(
        complaint, producer.recall(file), instruction=how.get("instruction"), attempt=how.get("attempt") or 0,
        reading=made.get("reading"),
    )  # fmt: skip
    signed = texts is not None or shown.made_by is MadeBy.PERSON
    said = [replace(one, text=sign(one.text)) if signed else one for one in _sentences(made)]
    places = all_standing(shown.texts if texts is None else texts, said, case.language)
    return Remade(file, shown, machine, made, case, vault, places)


def rework(
    producer: Producer,
    case_id: int,
    person: Person,
    seen_version: int,
    control: Control,
    sign: Sign,
    *,
    selected: Selected | None = None,
    replace_words: bool = False,
) -> Reworked:
    """Change the version a person sees by one control and store what comes out as a new version.

    On the composer's own draft a control that needs the whole starts from it; in a text that a person or a model wrote
    only single sentences are changed. Where that is not enough a ``ConflictError`` with code ``would_replace`` asks,
    and ``replace_words`` is the answer: the text stays in the history. ``sign`` fills in the person's own sign-off.
    With a model set the model does it; where it fails its reason is said and the text stays.
    """
    require(person, Permission.DRAFT)
    base = remade(producer, case_id, sign)
    if base.file.row.head != seen_version:
        raise ConflictError("another version is shown", code="redo_late")
    if producer.proposer.writer is not None and not quiet(base.case):
        return _asked(producer, base, person, control, selected, replace_words)
    found, composed = _rewritten(base, control, selected, replace_words)
    if not found.changed:
        return Reworked(None, found.said)
    if base.shown.made_by is MadeBy.PERSON and not composed:
        texts = {
            audience: exchanged(text, *_pair(base, found.draft, audience))
            for audience, text in base.shown.texts.items()
        }
        version = save_edit(producer.store, case_id, person, seen_version, texts, subject=base.shown.subject)
        return Reworked(Saved(version, shown=version != seen_version), found.said)
    made_by = MadeBy.COMPOSER if composed else base.machine.made_by
    proposal = producer.proposer.proposal(base.case, base.vault, found.draft)
    return Reworked(_stored(producer, base, proposal, person, control, made_by), found.said)


def _asked(
    producer: Producer, base: Remade, person: Person, control: Control, selected: Selected | None, replace_words: bool
) -> Reworked:
    """What the model makes of the wish: the whole draft anew, or the sentences a person marked."""
    edited, file = base.shown.made_by is MadeBy.PERSON, base.file
    if selected is None and edited and not replace_words:
        raise ConflictError("the control would replace what a person wrote", code="would_replace")
    point = Standpoint(base.case, base.vault, base.standing)
    touched = marked(base.standing, selected.audience, selected.start, selected.end) if selected else ()
    with producer.asking(file.row.id) as asking:
        if selected is None:
            made = whole_anew(asking.proposer, point, control)
        else:
            made = passage_anew(asking.proposer, point, control, touched)
    if made.usage is not None:
        producer.count(made.fallback, made.usage)
    if made.said:
        return Reworked(None, made.said)
    if selected is not None and edited:
        text, new = base.shown.texts[selected.audience], " ".join(one.text for one in made.new)
        texts = {**base.shown.texts, selected.audience: text[: touched[0].start] + new + text[touched[-1].end :]}
        version = save_edit(producer.store, file.row.id, person, file.row.head, texts, subject=base.shown.subject)
        return Reworked(Saved(version, shown=True))
    proposal = made.proposal or producer.proposer.proposal(base.case, base.vault, _with_new(base, touched, made))
    return Reworked(_stored(producer, base, proposal, person, control, MadeBy.MODEL, len(asking.repairs)))


def _with_new(base: Remade, touched: Sequence[Standing], made: Anew) -> Draft:
    """The draft as it stands with a model's sentences in place of the marked ones."""
    draft, places = _draft(base), [base.standing.index(one) for one in touched]
    sentences = (*draft.sentences[: places[0]], *made.new, *draft.sentences[places[-1] + 1 :])
    return replace(draft, sentences=sentences, usage=made.usage or Usage(), model=made.model)


def changed_by(base: Remade, control: Control) -> bool:
    """Whether the composer can do anything with a control, if need be with its own draft in place of the text."""
    return _rewritten(base, control, None, True)[0].changed


def _rewritten(
    base: Remade, control: Control, selected: Selected | None, replace_words: bool
) -> tuple[Rewritten, bool]:
    """What the control makes of the draft, and whether that is a composed draft rather than changed sentences."""
    composed = compose(base.case)
    texts = {audience: layout.text(composed.sentences, base.case, audience) for audience in Audience}
    pristine = base.untouched and all(texts[audience] == base.shown.texts.get(audience) for audience in Audience)
    draft = composed if pristine else _draft(base)
    found = rewrite(base.case, draft, control, selection=_selection(base.standing, selected))
    if EDITED not in {reason.code for reason in found.said}:
        return found, pristine and selected is None
    if not base.untouched and not replace_words:
        raise ConflictError("the control would replace what a person or a model wrote", code="would_replace")
    return rewrite(base.case, composed, control), True


def _selection(places: Sequence[Standing], selected: Selected | None) -> list[int]:
    if selected is None:
        return []
    return [
        number
        for number, one in enumerate(places)
        if one.sentence.reply is selected.audience and one.start < selected.end and selected.start < one.end
    ]


def _pair(base: Remade, draft: Draft, audience: Audience) -> tuple[list[Standing], list[Sentence]]:
    before = [one for one in base.standing if one.sentence.reply is audience]
    return before, [one for one in draft.sentences if one.reply is audience]


def _stored(
    producer: Producer,
    base: Remade,
    proposal: Proposal,
    person: Person,
    control: Control,
    made_by: MadeBy,
    repairs: int = 0,
) -> Saved:
    return save_proposal(
        producer.store,
        base.file.row.id,
        json.dumps({**_kept(proposal, base), "control": control.value, "repairs": repairs}, ensure_ascii=False),
        texts_of(proposal),
        based_on=base.file.row.head,
        thread=base.file.row.thread,
        made_by=made_by,
        author=person.name,
        summary=summarise(proposal),
        subject=proposal.draft.subject,
        snapshot=producer.proposer.snapshot,
        replace_edited=True,
    )


def _kept(proposal: Proposal, base: Remade) -> dict[str, Json]:
    made_from = base.made.get("made_from")
    return {**proposal_json(proposal), "made_from": dict(made_from) if isinstance(made_from, Mapping) else None}


def _draft(base: Remade) -> Draft:
    """The sentences as they stand, with what the stored draft says of itself."""
    made = base.made
    return Draft(
        tuple(one.sentence for one in base.standing),
        subject=base.shown.subject,
        slots=tuple(slot_of(one) for one in _nodes(made, "slots")),
        commitments=tuple(
            Commitment(str(one["what"]), _moment(one.get("by")), str(one["owner"]), str(one["source"]))
            for one in _nodes(made, "commitments")
        ),
        model=str(made.get("model") or "composer"),
        prompt=_maybe(made.get("prompt")),
        guideline=_maybe(made.get("guideline")),
    )


def _sentences(made: Node) -> list[Sentence]:
    return [
        Sentence(Audience(str(one["reply"])), str(one["text"]), SentenceKind(str(one["kind"])), _texts(one["sources"]))
        for one in _nodes(made, "sentences")
    ]


def _nodes(made: Node, name: str) -> list[Node]:
    value = made.get(name)
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def _maybe(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _moment(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
