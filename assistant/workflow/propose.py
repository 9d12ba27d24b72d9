"""From a complaint to a proposal: mask, understand, find, compose, write, check."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, Unpack

from assistant.checks import run as run_checks
from assistant.domain import (
    Action,
    Audience,
    Complaint,
    Draft,
    Finding,
    Language,
    MaskedText,
    Passage,
    Proposal,
    Sentence,
    Severity,
    Situation,
    Triage,
)
from assistant.drafting import layout
from assistant.drafting.calm import settled
from assistant.drafting.case import Case
from assistant.drafting.composer import Options, compose
from assistant.drafting.pack import pack
from assistant.drafting.questions import Sought, questions
from assistant.drafting.retelling import tellings
from assistant.drafting.writer import Masked, Writer, quiet
from assistant.errors import ModelError
from assistant.knowledge import Knowledge
from assistant.languages.address import address
from assistant.llm.chat import ChatMessage, ChatModel, OnText
from assistant.llm.embeddings import Note, noting
from assistant.privacy import Vault, mask
from assistant.prompting import shortened
from assistant.retrieval.search import Found
from assistant.triage import History, TriageKnowledge, understand
from assistant.triage.answer import answer_of, read_answer
from assistant.triage.categories import NOT_PROBLEMS
from assistant.triage.refining import Refined, Refiner
from assistant.triage.understand import SIGNATURE
from assistant.wording import say
from assistant.workflow.inquiry import inquiry
from assistant.workflow.outcome import faults_of, outcome
from assistant.workflow.reviewing import DRAFTER, reviewed, sources

Find = Callable[..., Found]
Guide = Callable[..., tuple[Passage, ...]]
Begin = Callable[[Case, Vault], OnText]
Reading = Mapping[str, object]  # what a model answered of a message, kept with what was made of it
TOP_PASSAGES = 5
Review = Callable[[str, Audience, Sequence[Sentence]], tuple[Finding, ...]]
WHOLE = 0.8  # from this share of a message on a question is all of it
LONGEST_READ = 24_000  # characters of a complaint that triage and search read; all of it is masked, kept and shown
AUDIENCES = {  # who reads what is written; an escalated case has an approved text, and silence has none
    Action.REPLY_PUBLIC: (Audience.PUBLIC,),
    Action.REPLY_PRIVATE: (Audience.PRIVATE,),
    Action.REPLY_BOTH: (Audience.PUBLIC, Audience.PRIVATE),
}


class How(TypedDict, total=False):
    """How a case is to be drafted, as a person and earlier drafts of it have it.

    ``instruction`` is what a reviewer asked for, ``attempt`` how many drafts there were (another number, other words),
    ``reading`` what a model has read in this complaint before.
    """

    instruction: str | None
    attempt: int
    reading: Reading | None


@dataclass(frozen=True)
class Proposer:
    """The offline path as one value: everything a proposal needs, handed in by ``bootstrap``.

    ``writer`` is the model writer, ``None`` for the composer alone; ``repairs`` is how often a draft with blocking
    findings is given back to it; ``clock`` gives the moment the draft is written at; ``guide``
    finds what the tone guideline says for a case; ``snapshot`` names the brand's files; ``refiner`` reads by a model;
    ``begin`` is told of every version a model begins to write, and gives what hears its pieces; ``noting`` gives, for a
    complaint's id, what writes down which of its words an embedding model is given.
    """

    knowledge: Knowledge
    triage_knowledge: TriageKnowledge
    find: Find
    clock: Callable[[], datetime]
    writer: Writer | None = None
    repairs: int = 2
    guide: Guide | None = None
    snapshot: str | None = None
    refiner: Refiner | None = None
    begin: Begin | None = None
    noting: Callable[[str], Note] | None = None

    def asking(self, change: Callable[[ChatModel], ChatModel]) -> Proposer:
        """The same proposer with the model, or models, it asks changed."""
        writer, refiner = self.writer, self.refiner
        return replace(
            self,
            writer=replace(writer, model=change(writer.model)) if writer else None,
            refiner=replace(refiner, model=change(refiner.model)) if refiner else None,
        )

    def propose(
        self,
        complaint: Complaint,
        history: History | None = None,
        **how: Unpack[How],
    ) -> tuple[Proposal, Vault]:
        """The proposal for a complaint, with the vault its placeholders resolve from.

        With a model configured its draft is taken; on any ``ModelError`` the composer's stays, and ``draft.fallback``
        names the reason.
        """
        started = time.perf_counter()
        case, vault = self.understand(complaint, history, ask=True, **how)
        composed = replace(compose(case), usage=case.spent)
        asks = self.writer is not None and not quiet(case)
        proposal = self.written(case, vault, composed) if asks else self.composed(case, vault, composed)
        return replace(proposal, elapsed_ms=round((time.perf_counter() - started) * 1000)), vault

    def composed(self, case: Case, vault: Vault, draft: Draft) -> Proposal:
        """The composer's proposal; where a check blocks it, in the brand's words alone if that passes.

        What a customer wrote may hold a word that no reply of the brand's may have.
        """
        found = self.proposal(case, vault, draft)
        if not faults_of(found) or not tellings(case):
            return found
        plain = self.proposal(case, vault, replace(compose(case, Options(retells=False)), usage=draft.usage))
        return plain if faults_of(plain) < faults_of(found) else found

    def understand(
        self,
        complaint: Complaint,
        history: History | None = None,
        *,
        ask: bool = False,
        **how: Unpack[How],
    ) -> tuple[Case, Vault]:
        """Mask the complaint, triage it and find its passages; with ``ask``, and no ``reading``, a model is asked."""
        with self._noted(complaint):
            return self._understood(complaint, history or History(), ask, how)

    def _understood(self, complaint: Complaint, history: History, ask: bool, how: How) -> tuple[Case, Vault]:
        now, vault = self.clock(), Vault()
        masked = self.hidden(_whole(complaint), complaint, vault)
        masked = replace(masked, text=shortened(masked.text, LONGEST_READ))
        refined = self._triaged(masked, complaint, history, now, vault, how.get("reading"), ask=ask)
        triage = refined.triage
        expected = expected_topics(triage, self.knowledge)
        found = self.find(
            _message(masked), language=triage.language, market=triage.market, top=TOP_PASSAGES, prefer=expected
        )
        form = address(complaint.author.name, triage.language)
        case = Case(
            complaint, masked, triage, found.passages, found.abstained, self.knowledge, now,
            form.form, form.formal, how.get("instruction"), how.get("attempt", 0),
            self._guidance(masked, complaint, triage), refined.usage,
            self._sought(_message(masked), triage, found, expected), answer_of(refined.told) if refined.told else None,
        )  # fmt: skip
        asked = settled(case)
        if asked.triage is not triage:
            asked = replace(asked, rules=self._guidance(masked, complaint, asked.triage))
        return asked, vault

    def _noted(self, complaint: Complaint) -> AbstractContextManager[None]:
        """Within it, what of a complaint leaves the machine while something is looked for is written down."""
        return noting(self.noting(complaint.id)) if self.noting else nullcontext()

    def _sought(
        self, text: str, triage: Triage, found: Found, expected: Sequence[Collection[str]]
    ) -> tuple[Sought, ...]:
        """Each question of a message with what is found for it; one that is all of the message is not sought again."""
        if triage.action not in AUDIENCES:
            return ()
        written = Language(triage.written) if triage.written in set(Language) else triage.language
        whole = len(text)
        sought = []
        for question in questions(text, self.knowledge, written):
            own = found
            asked = question.whole if triage.category in NOT_PROBLEMS else question.text
            if len(asked) < WHOLE * whole:
                own = self.find(
                    asked, language=triage.language, market=triage.market, top=TOP_PASSAGES, prefer=expected
                )
            sought.append(Sought(question, () if own.abstained else own.passages))
        return tuple(sought)

    def _triaged(
        self,
        masked: MaskedText,
        complaint: Complaint,
        history: History,
        now: datetime,
        vault: Vault,
        reading: Reading | None,
        *,
        ask: bool,
    ) -> Refined:
        brand = self.triage_knowledge
        if reading is None and ask and self.refiner is not None:
            return self.refiner.refine(masked, complaint, brand, history, now, self._thread(complaint, vault))
        told = read_answer(reading, masked.text) if reading else None
        return Refined(understand(masked, complaint, brand, history, now, told=told), told=told)

    def reading_prompt(self, case: Case, vault: Vault) -> tuple[ChatMessage, ...] | None:
        """What a model would be asked to read a case by; ``None`` where the rules read alone."""
        if self.refiner is None:
            return None
        thread = self._thread(case.complaint, vault)
        return self.refiner.messages(case.masked, case.complaint, case.triage, self.triage_knowledge, thread)

    def _guidance(self, masked: MaskedText, complaint: Complaint, triage: Triage) -> tuple[Passage, ...]:
        audiences = AUDIENCES.get(triage.action)
        if self.guide is None or audiences is None:
            return ()
        return self.guide(
            self.knowledge.tone[triage.language],
            _message(masked),
            situation=triage.situation,
            channel=complaint.channel,
            style=self.knowledge.channels[complaint.channel].style,
            audiences=audiences,
        )

    def written(self, case: Case, vault: Vault, composed: Draft) -> Proposal:
        """The model's proposal, mended at most ``repairs`` times, best version kept; else the composer's, marked."""
        assert self.writer is not None
        best: Proposal | None = None
        faults: tuple[str, ...] = ()
        spent = case.spent
        for _ in range(1 + self.repairs):
            try:
                draft = self.writer.write(case, self.masked(case, vault), faults, spent, self.heard(case, vault))
            except ModelError as error:
                if best is None:
                    return self.proposal(case, vault, replace(composed, fallback=error.code, usage=spent))
                break
            spent = draft.usage
            found = self.proposal(case, vault, self._framed(case, vault, draft, composed))
            if best is None or faults_of(found) < faults_of(best):
                best = found
            faults = self._told(case, vault, found.findings)
            if not faults:
                break
        assert best is not None
        return replace(best, draft=replace(best.draft, usage=spent))

    def heard(self, case: Case, vault: Vault) -> OnText | None:
        """What hears the pieces of the version that is written next, if anything does."""
        return self.begin(case, vault) if self.begin else None

    def _told(self, case: Case, vault: Vault, findings: Sequence[Finding]) -> tuple[str, ...]:
        """What blocks, as the model is told; findings quote the unmasked reply, so that is masked again."""

        def hidden(quoted: str | int) -> str | int:
            if not isinstance(quoted, str):
                return quoted
            shown = vault.hide(quoted)
            if shown != quoted:
                return shown
            return self.hidden(quoted, case.complaint, vault).text

        reasons = (finding.reason for finding in findings if finding.severity is Severity.BLOCK)
        return tuple(say(replace(one, values={key: hidden(v) for key, v in one.values.items()})) for one in reasons)

    def _framed(self, case: Case, vault: Vault, draft: Draft, composed: Draft) -> Draft:
        """The model's sentences with the customer's own words back in place, greeting and sign-off around them.

        In public nothing is unmasked: a placeholder that stands there blocks approval.
        """
        sentences = [
            replace(s, text=vault.unmask(s.text)) if s.reply is Audience.PRIVATE else s for s in draft.sentences
        ]
        framed = tuple(s for audience in Audience for s in layout.framed(sentences, case, audience))
        return replace(draft, sentences=framed, subject=composed.subject, slots=composed.slots)

    def masked(self, case: Case, vault: Vault) -> Masked:
        """The parts of a case a model may read."""
        complaint = case.complaint
        return Masked(
            case.masked,
            self._thread(complaint, vault),
            self.hidden(complaint.note, complaint, vault) if complaint.note else None,
            self.hidden(case.instruction, complaint, vault) if case.instruction else None,
        )

    def _thread(self, complaint: Complaint, vault: Vault) -> tuple[tuple[str, MaskedText], ...]:
        return tuple((turn.sender, self.hidden(turn.text, complaint, vault)) for turn in complaint.thread)

    def hidden(self, text: str, complaint: Complaint, vault: Vault) -> MaskedText:
        """A text about a complaint without personal data, the author's name too; the brand's own contacts stay."""
        names = (complaint.author.name,) if complaint.author.name else ()
        return mask(text, vault, names=names, keep=self.knowledge.brand.own_contacts)

    def proposal(self, case: Case, vault: Vault, draft: Draft) -> Proposal:
        """Join a draft with its texts, sources and findings."""
        texts = {audience: layout.text(draft.sentences, case, audience) for audience in Audience}
        shown = sources(case, draft)
        findings = tuple(
            finding
            for audience, text in texts.items()
            if text is not None
            for finding in run_checks(reviewed(case, vault, audience, text, shown, draft))
        )
        status, reason = outcome(case, findings, draft.slots)
        return Proposal(
            case.complaint.id, case.language, status, case.triage.action, reason, case.triage, draft,
            texts[Audience.PUBLIC], texts[Audience.PRIVATE], shown, findings,
            rules=case.rules, pack=pack(case, draft), ask=inquiry(case, status, reason), reading=case.reading,
        )  # fmt: skip

    def check(
        self,
        complaint: Complaint,
        reply: str,
        audience: Audience,
        sentences: Sequence[Sentence] = (),
        *,
        role: str = DRAFTER,
        recent: Sequence[str] = (),
        reading: Reading | None = None,
    ) -> tuple[Finding, ...]:
        """The findings of any reply to a complaint, a person's own too; it may rest on any entry that was found.

        ``sentences`` are those of a draft that still stand in the reply: they keep what they rest on. ``role`` is whose
        promises these are (``agent``, ``lead``, ... of ``knowledge/authority.yaml``), ``recent`` other replies that
        readers of the same page see; ``reading`` what a model has read in the complaint.
        """
        like = reply if not sentences else None
        return self.reviewer(complaint, like, role=role, recent=recent, reading=reading)(reply, audience, sentences)

    def reviewer(
        self,
        complaint: Complaint,
        like: str | None = None,
        *,
        role: str = DRAFTER,
        recent: Sequence[str] = (),
        reading: Reading | None = None,
        settled: bool = False,
    ) -> Review:
        """``check`` for several replies to one complaint, which is understood once.

        The replies may rest on what is found for the complaint and on what is found for ``like``, a person's own words.
        Where the case is ``settled`` they owe it nothing any more: no apology, no detail, no owner and time.
        """
        case, vault = self.understand(complaint, reading=reading)
        if settled:
            owed = replace(case.triage, situation=Situation.QUESTION, apology=0, missing=())
            case = replace(case, triage=owed)
        more = self._rests_on(like, case, vault) if like else ()

        def check(reply: str, audience: Audience, sentences: Sequence[Sentence] = ()) -> tuple[Finding, ...]:
            kept = Draft(tuple(sentences))
            found = {passage.id: passage for passage in (*more, *case.passages, *sources(case, kept))}
            return run_checks(reviewed(case, vault, audience, reply, tuple(found.values()), kept, role, recent))

        return check

    def _rests_on(self, reply: str, case: Case, vault: Vault) -> tuple[Passage, ...]:
        """The entries a person's own words come from; people know more than the search found for the complaint."""
        masked = self.hidden(reply, case.complaint, vault)
        with self._noted(case.complaint):
            found = self.find(masked.text, language=case.language, market=case.market, top=TOP_PASSAGES)
        return () if found.abstained else tuple(found.passages)


def expected_topics(triage: Triage, knowledge: Knowledge) -> list[tuple[str, ...]]:
    """The slugs of the entries a complaint taken so is likely about, a group for each problem, the main one first."""
    return [knowledge.playbooks[code].topics for code, _ in triage.categories]


def _whole(complaint: Complaint) -> str:
    """Subject and text as one, since people put half the complaint into the subject."""
    return f"{complaint.subject}\n{complaint.text}" if complaint.subject else complaint.text


def _message(masked: MaskedText) -> str:
    """What is searched for: the message without the small print under its signature."""
    return SIGNATURE.split(masked.text, maxsplit=1)[0]
