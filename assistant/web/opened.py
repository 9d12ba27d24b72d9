"""One case as the signed-in person has it before them: texts, findings, and which sentence rests on which source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.access import Permission, Person
from assistant.domain import Audience, Finding, Language, Passage, Sentence, Severity
from assistant.knowledge import Rule
from assistant.knowledge.calendar import zone_of
from assistant.store import CaseFile, DraftRow
from assistant.store.earlier import recent_replies
from assistant.web.parts import Parts
from assistant.web.signature import signed
from assistant.web.stored import Stored, read_stored
from assistant.workflow.approval import finding_key
from assistant.workflow.states import Event, may


@dataclass(frozen=True, slots=True)
class Ground:
    """Something sentences rest on, with its number on the screen; ``passage`` is absent for what is not an entry."""

    number: int
    id: str
    passage: Passage | None
    sentences: tuple[Sentence, ...]

    @property
    def kind(self) -> str:
        """``entry``, ``text``, ``brand``, ``thread``, ``note``: how the desk names where a fact comes from."""
        head = self.id.split("/", 1)[0]
        return "entry" if head in ("faq", "policy") else head

    @property
    def quotable(self) -> bool:
        """False for an entry that informs but must not be quoted."""
        return self.passage is None or self.passage.quotable


@dataclass(frozen=True, slots=True)
class RuleState:
    """One rule of the guideline and what it found here."""

    rule: Rule
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything the page of one case shows to one person.

    ``texts`` hold what stands in the boxes, with the person's own sign-off filled in; an offered audience without a
    text is an empty box. ``machine`` is the last version no person wrote.
    """

    file: CaseFile
    person: Person
    now: datetime
    stored: Stored
    shown: DraftRow | None
    machine: DraftRow | None
    texts: Mapping[Audience, str]
    subject: str | None
    findings: tuple[Finding, ...]
    grounds: tuple[Ground, ...]
    unused: tuple[Passage, ...]
    rules: tuple[RuleState, ...]

    @classmethod
    def bare(cls, file: CaseFile, person: Person, now: datetime) -> Opened:
        """A case without its draft, for what only asks who is there and who may do what."""
        return cls(file, person, now, Stored(), None, None, {}, None, (), (), (), ())

    @property
    def editable(self) -> bool:
        """Whether this person may write and decide here now."""
        return self.person.may(Permission.DECIDE) and may(self.file.row.state, Event.APPROVED)

    @property
    def blocking(self) -> int:
        """How many findings forbid approval."""
        return sum(finding.severity is Severity.BLOCK for finding in self.findings)

    @property
    def holder(self) -> str | None:
        """Somebody else who has the case in hand."""
        holder = self.file.row.holder(self.now)
        return None if holder == self.person.name else holder


def opened(
    parts: Parts,
    file: CaseFile,
    person: Person,
    texts: Mapping[Audience, str] | None = None,
    subject: str | None = None,
) -> Opened:
    """A case for its page; with ``texts`` as they stand in the person's boxes, else as the shown version has them."""
    row, now = file.row, parts.store.clock()
    shown = next((draft for draft in file.drafts if draft.version == row.head), None)
    machine = file.machine
    stored = read_stored(machine.proposal if machine else None, row.language or Language.EN)
    standing = _texts(file, shown, person, texts)
    if texts is None:
        subject = shown.subject if shown else None
    sentences = tuple(replace(sentence, text=signed(sentence.text, person)) for sentence in stored.sentences)
    findings = check(parts, file, person, standing, sentences, stored.reading)
    grounds = _grounds(sentences, stored.sources, standing)
    used = {ground.id for ground in grounds}
    return Opened(
        file=file,
        person=person,
        now=now,
        stored=stored,
        shown=shown,
        machine=machine,
        texts=standing,
        subject=subject,
        findings=findings,
        grounds=grounds,
        unused=tuple(passage for passage in stored.sources if passage.id not in used),
        rules=_rules(parts, row.language, findings),
    )


def check(
    parts: Parts,
    file: CaseFile,
    person: Person,
    texts: Mapping[Audience, str],
    sentences: Sequence[Sentence],
    reading: Mapping[str, object] | None,
) -> tuple[Finding, ...]:
    """The findings of texts as this person would send them; sentences of the draft that still stand keep their sources.

    What they promise is measured by their role, a public text against what readers of the same page read before.
    """
    found: list[Finding] = []
    role = parts.promises_as(person)
    for audience, text in texts.items():
        if text.strip():
            kept = tuple(one for one in sentences if one.reply is audience and one.text in text)
            recent = recent_replies(parts.store, file.row) if audience is Audience.PUBLIC else ()
            found += parts.check(file.complaint, text, audience, kept, role=role, recent=recent, reading=reading)
    return tuple(found)


def today_of(parts: Parts, seen: Opened) -> str:
    """The day it is for the customer of a case, as a date picker has it."""
    return seen.now.astimezone(zone_of(parts.knowledge.brand, seen.file.row.market)).date().isoformat()


def reset_texts(seen: Opened) -> Mapping[Audience, str]:
    """The texts of the last version no person wrote, signed."""
    if seen.machine is None:
        return dict.fromkeys(seen.texts, "")
    return _texts(seen.file, seen.machine, seen.person, None)


def places(seen: Opened) -> dict[str, dict[str, list[list[object]]]]:
    """Where findings and sentences stand in each text, in code points, for the marks in the boxes."""
    numbers = {(one.reply, one.text): [] for ground in seen.grounds for one in ground.sentences}  # type: ignore[var-annotated]
    for ground in seen.grounds:
        for one in ground.sentences:
            numbers[one.reply, one.text].append(ground.number)
    found: dict[str, dict[str, list[list[object]]]] = {
        audience.value: {"findings": [], "sentences": []} for audience in seen.texts
    }
    for finding in seen.findings:
        if finding.span and finding.reply.value in found:
            mark: list[object] = [*finding.span, finding.severity.value, finding_key(finding)]
            found[finding.reply.value]["findings"].append(mark)
    for sentence in seen.stored.sentences:
        text = signed(sentence.text, seen.person)
        start = seen.texts.get(sentence.reply, "").find(text)
        if start >= 0:
            mark = [start, start + len(text), numbers.get((sentence.reply, text), []), sentence.kind.value]
            found[sentence.reply.value]["sentences"].append(mark)
    return found


def _texts(
    file: CaseFile, shown: DraftRow | None, person: Person, texts: Mapping[Audience, str] | None
) -> dict[Audience, str]:
    offered = (Audience.PUBLIC, Audience.PRIVATE) if file.row.public else (Audience.PRIVATE,)
    if texts is not None:
        return {audience: texts.get(audience, "") for audience in offered}
    own = shown.texts if shown else {}
    return {audience: signed(own.get(audience, ""), person) for audience in offered}


def _grounds(
    sentences: Sequence[Sentence], sources: Sequence[Passage], texts: Mapping[Audience, str]
) -> tuple[Ground, ...]:
    """What the sentences still standing in the texts rest on, numbered in the order a reader meets it."""
    by_id = {passage.id: passage for passage in sources}
    resting: dict[str, list[Sentence]] = {}
    for sentence in sentences:
        if sentence.text in texts.get(sentence.reply, ""):
            for source in sentence.sources:
                resting.setdefault(source, []).append(sentence)
    return tuple(Ground(n, id_, by_id.get(id_), tuple(resting[id_])) for n, id_ in enumerate(resting, 1))


def _rules(parts: Parts, language: Language | None, findings: Sequence[Finding]) -> tuple[RuleState, ...]:
    guideline = parts.knowledge.tone.get(language) if language else None
    if guideline is None:
        return ()
    states = []
    for rule in guideline.card.rules:
        names = {rule.id, rule.check.name or rule.id}
        states.append(RuleState(rule, tuple(finding for finding in findings if finding.check in names)))
    return tuple(sorted(states, key=lambda state: not state.findings))
