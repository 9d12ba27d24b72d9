"""From a complaint to a proposal: mask, understand, find, compose, write, check."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.checks import run as run_checks
from assistant.checks.review import Reviewed
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
    Triage,
)
from assistant.drafting import layout
from assistant.drafting.calm import settled
from assistant.drafting.case import Case
from assistant.drafting.composer import compose
from assistant.drafting.pack import pack
from assistant.drafting.questions import Sought, questions
from assistant.drafting.writer import Masked, Writer, quiet
from assistant.errors import ModelError
from assistant.knowledge import Entry, Knowledge
from assistant.languages import fold
from assistant.languages.address import address
from assistant.llm.chat import ChatMessage, ChatModel, OnText
from assistant.privacy import Kind, Vault, mask
from assistant.prompting import shortened
from assistant.retrieval.search import Found
from assistant.triage import History, TriageKnowledge, understand
from assistant.triage.refining import Refined, Refiner
from assistant.triage.told import answer_of, read_answer
from assistant.triage.understand import SIGNATURE
from assistant.wording import say
from assistant.workflow.inquiry import inquiry
from assistant.workflow.outcome import faults_of, outcome

# The drafter promises no more than an agent may, and only what a source grants.
DRAFTER = "agent"
Find = Callable[..., Found]
Guide = Callable[..., tuple[Passage, ...]]
Reading = Mapping[str, object]  # what a model answered of a message, kept with what was made of it
TOP_PASSAGES = 5
WHOLE = 0.8  # from this share of a message on a question is all of it
LONGEST_READ = 24_000  # characters of a complaint that triage and search read; all of it is masked, kept and shown
AUDIENCES = {  # who reads what is written; an escalated case has an approved text, and silence has none
    Action.REPLY_PUBLIC: (Audience.PUBLIC,),
    Action.REPLY_PRIVATE: (Audience.PRIVATE,),
    Action.REPLY_BOTH: (Audience.PUBLIC, Audience.PRIVATE),
}


@dataclass(frozen=True)
class Proposer:
    """The offline path as one value: everything a proposal needs, handed in by ``bootstrap``.

    ``writer`` is the model writer, ``None`` for the composer alone; ``repairs`` is how often a draft with blocking
    findings is given back to it; ``clock`` gives the moment the draft is written at; ``guide``
    finds what the tone guideline says for a case; ``snapshot`` names the brand's files; ``refiner`` reads by a model.
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
        *,
        instruction: str | None = None,
        attempt: int = 0,
        reading: Reading | None = None,
    ) -> tuple[Proposal, Vault]:
        """The proposal for a complaint, with the vault its placeholders resolve from.

        With a model configured its draft is taken; on any ``ModelError`` the composer's stays, and ``draft.fallback``
        names the reason.
        """
        started = time.perf_counter()
        case, vault = self.understand(
            complaint, history, instruction=instruction, attempt=attempt, reading=reading, ask=True
        )
        proposal = self.proposal(case, vault, replace(compose(case), usage=case.spent))
        if self.writer is not None and not quiet(case):
            proposal = self.written(case, vault, proposal)
        return replace(proposal, elapsed_ms=round((time.perf_counter() - started) * 1000)), vault

    def understand(
        self,
        complaint: Complaint,
        history: History | None = None,
        *,
        instruction: str | None = None,
        attempt: int = 0,
        reading: Reading | None = None,
        ask: bool = False,
    ) -> tuple[Case, Vault]:
        """Mask the complaint, triage it and find its passages.

        ``reading`` is what a model has read in this complaint before; only without it, and with ``ask``, is one asked.
        """
        now, vault = self.clock(), Vault()
        masked = mask(_whole(complaint), vault, names=_names(complaint), keep=self._contacts())
        masked = replace(masked, text=shortened(masked.text, LONGEST_READ))
        refined = self._triaged(masked, complaint, history or History(), now, vault, reading, ask=ask)
        triage = refined.triage
        expected = expected_topics(triage, self.knowledge)
        found = self.find(
            _message(masked), language=triage.language, market=triage.market, top=TOP_PASSAGES, prefer=expected
        )
        form = address(complaint.author.name, triage.language)
        case = Case(
            complaint, masked, triage, found.passages, found.abstained, self.knowledge, now,
            form.form, form.formal, instruction, attempt, self._guidance(masked, complaint, triage), refined.usage,
            self._sought(_message(masked), triage, found, expected), answer_of(refined.told) if refined.told else None,
        )  # fmt: skip
        asked = settled(case)
        if asked.triage is not triage:
            asked = replace(asked, rules=self._guidance(masked, complaint, asked.triage))
        return asked, vault

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
            if len(question.text) < WHOLE * whole:
                own = self.find(
                    question.text, language=triage.language, market=triage.market, top=TOP_PASSAGES, prefer=expected
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

    def written(self, case: Case, vault: Vault, composed: Proposal, on_text: OnText | None = None) -> Proposal:
        """The model's proposal, mended at most ``repairs`` times, best version kept; else the composer's, marked."""
        assert self.writer is not None
        best: Proposal | None = None
        faults: tuple[str, ...] = ()
        spent = case.spent
        for _ in range(1 + self.repairs):
            try:
                draft = self.writer.write(case, self.masked(case, vault), faults, spent, on_text)
            except ModelError as error:
                if best is None:
                    return replace(composed, draft=replace(composed.draft, fallback=error.code, usage=spent))
                break
            spent = draft.usage
            found = self.proposal(case, vault, self._framed(case, vault, draft, composed.draft))
            if best is None or faults_of(found) < faults_of(best):
                best = found
            faults = self._told(case, vault, found.findings)
            if not faults:
                break
        assert best is not None
        return replace(best, draft=replace(best.draft, usage=spent))

    def _told(self, case: Case, vault: Vault, findings: Sequence[Finding]) -> tuple[str, ...]:
        """What blocks, as the model is told; findings quote the unmasked reply, so that is masked again."""

        def hidden(quoted: str | int) -> str | int:
            if not isinstance(quoted, str):
                return quoted
            shown = vault.hide(quoted)
            if shown != quoted:
                return shown
            return mask(quoted, vault, names=_names(case.complaint), keep=self._contacts()).text

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
        complaint, keep = case.complaint, self._contacts()
        names = _names(complaint)
        return Masked(
            case.masked,
            self._thread(complaint, vault),
            mask(complaint.note, vault, names=names, keep=keep) if complaint.note else None,
            mask(case.instruction, vault, names=names, keep=keep) if case.instruction else None,
        )

    def _thread(self, complaint: Complaint, vault: Vault) -> tuple[tuple[str, MaskedText], ...]:
        names, keep = _names(complaint), self._contacts()
        return tuple((turn.sender, mask(turn.text, vault, names=names, keep=keep)) for turn in complaint.thread)

    def proposal(self, case: Case, vault: Vault, draft: Draft) -> Proposal:
        """Join a draft with its texts, sources and findings."""
        texts = {audience: layout.text(draft.sentences, case, audience) for audience in Audience}
        sources = self._sources(case, draft)
        findings = tuple(
            finding
            for audience, text in texts.items()
            if text is not None
            for finding in run_checks(self.reviewed(case, vault, audience, text, sources, draft))
        )
        status, reason = outcome(case, findings)
        return Proposal(
            case.complaint.id, case.language, status, case.triage.action, reason, case.triage, draft,
            texts[Audience.PUBLIC], texts[Audience.PRIVATE], sources, findings,
            rules=case.rules, pack=pack(case, draft), ask=inquiry(case, status), reading=case.reading,
        )  # fmt: skip

    def reviewed(
        self,
        case: Case,
        vault: Vault,
        audience: Audience,
        text: str,
        sources: Sequence[Passage],
        draft: Draft | None = None,
        role: str = DRAFTER,
        recent: Sequence[str] = (),
    ) -> Reviewed:
        """One reply to review; without a draft it is a person's own text, of the role it goes out under."""
        sentences = tuple(s for s in draft.sentences if s.reply is audience) if draft else ()
        return Reviewed(
            text=text,
            audience=audience,
            language=case.language,
            profile=case.profile_for(audience),
            guideline=case.guideline,
            brand=self.knowledge.brand,
            complaint=case.complaint,
            triage=case.triage,
            name=case.name,
            formal_name=case.formal_name,
            passages=tuple(sources),
            grounds=self._grounds(case, text),
            sentences=sentences,
            known_values=tuple(value for kind in Kind if kind is not Kind.NAME for value in vault.values(kind)),
            authority=self.knowledge.authority,
            role=role,
            recent=tuple(recent),
        )

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
    ) -> Callable[[str, Audience, Sequence[Sentence]], tuple[Finding, ...]]:
        """``check`` for several replies to one complaint, which is understood once.

        The replies may rest on what is found for the complaint and on what is found for ``like``, a person's own words.
        """
        case, vault = self.understand(complaint, reading=reading)
        more = self._rests_on(like, case, vault) if like else ()

        def check(reply: str, audience: Audience, sentences: Sequence[Sentence] = ()) -> tuple[Finding, ...]:
            kept = Draft(tuple(sentences))
            found = {passage.id: passage for passage in (*more, *case.passages, *self._sources(case, kept))}
            return run_checks(self.reviewed(case, vault, audience, reply, tuple(found.values()), kept, role, recent))

        return check

    def _rests_on(self, reply: str, case: Case, vault: Vault) -> tuple[Passage, ...]:
        """The entries a person's own words come from; people know more than the search found for the complaint."""
        masked = mask(reply, vault, names=_names(case.complaint), keep=self._contacts())
        found = self.find(masked.text, language=case.language, market=case.market, top=TOP_PASSAGES)
        return () if found.abstained else tuple(found.passages)

    def _sources(self, case: Case, draft: Draft) -> tuple[Passage, ...]:
        """What was found, and any further entry the draft cites; each once."""
        cited = {source for sentence in draft.sentences for source in sentence.sources}
        known = {passage.id for passage in case.passages}
        more = [
            _passage(entry, case) for id_ in sorted(cited - known) if (entry := self.knowledge.entry_by_id.get(id_))
        ]
        shown = tuple(p for p in case.passages if p.id in cited or (p.score > 0 and not case.abstained))
        return (*shown, *more)

    def _grounds(self, case: Case, text: str) -> tuple[str, ...]:
        """Texts besides entries and complaint that a fact may come from: SLA lines, approved texts, contacts.

        A time may be promised for the teams the case is with, the team lead, and those the reply names.
        """
        durations = case.phrases.durations
        books = [self.knowledge.playbooks[code] for code, _ in case.triage.categories]
        books.append(self.knowledge.playbooks[case.triage.category])
        teams = {"lead", *(book.team for book in books), *_named_teams(text, case)}
        lines = [
            f"{line.within} {durations[line.unit][line.within != 1]}"
            for name, line in self.knowledge.service_levels.follow_up.items()
            if line.team in teams or name in {book.follow_up for book in books}
        ]
        approved = [text for (language, _), text in self.knowledge.texts.items() if language is case.language]
        known = (self.knowledge.entry_by_id.get(passage.id) for passage in case.passages if passage.quotable)
        short = [
            line
            for entry in known
            if entry is not None
            for market, line in entry.card.short.items()
            if case.market in (None, market)
        ]
        return (
            *lines,
            *(part for text in approved for part in text.sections.values()),
            *short,
            *self._contacts(),
        )

    def _contacts(self) -> tuple[str, ...]:
        return tuple(value for per_market in self.knowledge.brand.contacts.values() for value in per_market.values())


def expected_topics(triage: Triage, knowledge: Knowledge) -> list[tuple[str, ...]]:
    """The slugs of the entries a complaint taken so is likely about, a group for each problem, the main one first."""
    return [knowledge.playbooks[code].topics for code, _ in triage.categories]


def _named_teams(text: str, case: Case) -> set[str]:
    """The teams a reply names, in whatever ending."""
    low = fold(text, case.language)
    names = {team: fold(words[case.language], case.language) for team, words in case.knowledge.brand.teams.items()}
    return {team for team, name in names.items() if name[: len(name) - 4] in low}


def _whole(complaint: Complaint) -> str:
    """Subject and text as one, since people put half the complaint into the subject."""
    return f"{complaint.subject}\n{complaint.text}" if complaint.subject else complaint.text


def _message(masked: MaskedText) -> str:
    """What is searched for: the message without the small print under its signature."""
    return SIGNATURE.split(masked.text, maxsplit=1)[0]


def _passage(entry: Entry, case: Case) -> Passage:
    """An entry that the draft cites though retrieval did not bring it (the way out of a complaint)."""
    text = entry.text(case.market)
    quotable = entry.card.audience == "public"
    excerpt = text.split("\n")[0][:160]
    return Passage(entry.id, entry.card.title, text, excerpt, entry.version, 0.0, entry.language, case.market, quotable)


def _names(complaint: Complaint) -> tuple[str, ...]:
    return (complaint.author.name,) if complaint.author.name else ()
