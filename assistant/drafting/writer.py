"""The writer with a language model: one prompt, one JSON answer, turned into a draft that cites its sources."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assistant.domain import (
    Audience,
    Commitment,
    Draft,
    Language,
    MaskedText,
    Passage,
    Reason,
    Sentence,
    SentenceKind,
    Situation,
    Usage,
)
from assistant.drafting.budget import Parts, fitted, tokens
from assistant.drafting.case import Case
from assistant.drafting.composer import slots
from assistant.drafting.examples import Released, from_guideline
from assistant.drafting.layout import greeting, length, sign_off
from assistant.drafting.moves import ESCALATION
from assistant.drafting.plan import plan
from assistant.drafting.rewrite import Control
from assistant.drafting.values import due, owner_and_time
from assistant.errors import ModelError
from assistant.knowledge import Guideline
from assistant.knowledge.lengths import EMOJI
from assistant.llm import ChatMessage, ChatModel
from assistant.llm.chat import OnText
from assistant.llm.parsing import parse_json, parse_so_far
from assistant.prompting import fence, read_prompt, shortened, token

LANGUAGE_NAMES = {Language.TR: "Turkish", Language.EL: "Greek", Language.EN: "English (UK spelling)"}
KINDS = tuple(kind for kind in SentenceKind if kind is not SentenceKind.UNSUPPORTED)
LONGEST_COMPLAINT, LONGEST_REPLY = 12_000, 2_000
SPARE = 4  # characters for the spaces and breaks around the body
MOST_TOKENS = 12_000  # what leaves room for the answer in every model that is offered today
VOICE_SECTIONS = frozenset({"1", "2", "5", "6"})  # who we are, voice, apology levels, words
FRAME_SECTIONS = frozenset({"3", "13", "15"})  # address and sign-off are the program's; examples are shown apart
FRAME_CHECKS = frozenset({"greeting", "address", "sign_off"})
OPEN_MOVES = frozenset({"next_step", "abstain", "ask"})  # what needs a promise
FACT_MOVES = frozenset({"answer", "way_out"})
SCHEMA: Mapping[str, object] = {
    "type": "object",
    "properties": {
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "reply": {"type": "string", "enum": ["public", "private"]},
                    "text": {"type": "string"},
                    "kind": {"type": "string", "enum": [str(kind) for kind in KINDS]},
                    "sources": {"type": "array", "items": {"type": "string"}},
                    "paragraph": {"type": "integer"},
                },
                "required": ["reply", "text", "kind", "sources", "paragraph"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["sentences"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Masked:
    """The parts of a case a model may read: complaint, thread and note, all masked."""

    complaint: MaskedText
    thread: tuple[tuple[str, MaskedText], ...] = ()
    note: MaskedText | None = None
    instruction: MaskedText | None = None


@dataclass(frozen=True)
class Change:
    """A control a reviewer asks for, and the draft it changes: its masked sentences by reply, without the frame.

    With a ``passage`` only that part of one reply is written anew, and the answer holds nothing else.
    """

    control: Control
    standing: tuple[tuple[Audience, MaskedText], ...]
    passage: tuple[Audience, MaskedText] | None = None


@dataclass(frozen=True)
class Writer:
    """Drafts with a language model from the prompt ``draft_reply``; ``secret`` makes the fence nobody can guess.

    ``released`` gives replies shown as examples; ``most_tokens`` is how long a prompt may be, as ``budget`` estimates;
    ``change`` is given where a draft that stands is to be changed; ``mending`` hears the faults of each repair.
    """

    model: ChatModel
    prompts: Path
    secret: bytes
    released: Released = from_guideline
    most_tokens: int = MOST_TOKENS
    change: Change | None = None
    mending: Callable[[Sequence[str]], None] | None = None

    def write(
        self,
        case: Case,
        masked: Masked,
        faults: Sequence[str] = (),
        spent: Usage | None = None,
        on_text: OnText | None = None,
    ) -> Draft:
        """A draft without greeting and sign-off; raises ``ModelError`` when no usable answer came.

        ``faults`` are what checks found in the version before; ``spent`` is what earlier calls cost.
        """
        prompt = read_prompt(self.prompts, "draft_reply")
        if faults and self.mending is not None:
            self.mending(faults)
        messages, dropped = self.fitted(case, masked, faults)
        try:
            completion = self.model.complete(messages, SCHEMA, on_text)
        except ModelError as error:
            shorter = self._halved(case, masked, faults, messages)
            if error.code != "prompt_too_long" or shorter is None:
                raise
            messages, dropped = shorter
            completion = self.model.complete(messages, SCHEMA, on_text)
        sentences = _sentences(parse_json(completion.text), case, self._wanted(case))
        return Draft(
            sentences,
            commitments=_commitments(sentences, case),
            model=self.model.name,
            prompt=prompt.id,
            guideline=case.guideline.id,
            usage=(spent or Usage()) + completion.usage,
            dropped=dropped,
        )

    def _wanted(self, case: Case) -> frozenset[Audience]:
        """The replies the answer has to hold."""
        if self.change is not None and self.change.passage is not None:
            return frozenset({self.change.passage[0]})
        return frozenset(reply.audience for reply in plan(case))

    def messages(self, case: Case, masked: Masked) -> tuple[ChatMessage, ...]:
        """What would be sent, for golden files and for the view of what leaves the machine."""
        return self.fitted(case, masked, ())[0]

    def _halved(
        self, case: Case, masked: Masked, faults: Sequence[str], messages: tuple[ChatMessage, ...]
    ) -> tuple[tuple[ChatMessage, ...], tuple[Reason, ...]] | None:
        """The prompt in half its tokens, for a model that reads less than was thought; ``None`` if it cannot be."""
        shorter = replace(self, most_tokens=tokens(messages) // 2).fitted(case, masked, faults)
        return None if shorter[0] == messages else shorter

    def fitted(
        self, case: Case, masked: Masked, faults: Sequence[str]
    ) -> tuple[tuple[ChatMessage, ...], tuple[Reason, ...]]:
        """The messages within their tokens, and what was left out for that."""
        prompt = read_prompt(self.prompts, "draft_reply")
        parts = Parts(tuple(self.released(case)), case.rules, masked.thread, citable(case), LONGEST_COMPLAINT)
        return fitted(parts, self.most_tokens, lambda kept: prompt.messages(self.values(case, masked, faults, kept)))

    def values(self, case: Case, masked: Masked, faults: Sequence[str], kept: Parts | None = None) -> dict[str, object]:
        """The inputs of the prompt; everything a customer or an editor wrote is fenced.

        ``kept`` is what of the long parts the token budget leaves.
        """
        kept = kept or Parts(tuple(self.released(case)), case.rules, masked.thread, citable(case), LONGEST_COMPLAINT)
        mark = token(self.secret, case.complaint.id)
        guideline = case.guideline
        return {
            "brand": case.knowledge.brand.name,
            "language_name": LANGUAGE_NAMES[case.language],
            "rules": [rule.statement for rule in guideline.card.rules if rule.check.name not in FRAME_CHECKS],
            "tone": "\n\n".join(s.text for s in guideline.sections if s.id.split("/")[-1] in VOICE_SECTIONS),
            "kinds": [str(kind) for kind in KINDS],
            "mark": mark,
            "channel": case.complaint.channel,
            "public": case.complaint.public,
            "written": _day(case.complaint.received_at),
            "today": _day(case.now),
            "market": str(case.market or ""),
            "categories": [str(code) for code, _ in case.triage.categories],
            "emotion": str(case.triage.emotion),
            "intensity": case.triage.intensity,
            "situation": str(case.triage.situation),
            "apology": case.triage.apology,
            "abstained": case.abstained,
            "guidance": _guidance(kept.guidance, guideline),
            "examples": [fence(example, mark, "example") for example in kept.examples],
            "replies": _replies(case),
            "sources": [fence(_source(passage, case), mark, passage.id) for passage in kept.sources],
            "promises": _promises(case),
            "complaint": fence(shortened(masked.complaint.text, kept.longest), mark, "complaint"),
            "thread": "\n".join(fence(text.text, mark, sender) for sender, text in kept.thread),
            "note": fence(masked.note.text, mark, "note") if masked.note else "",
            "instruction": fence(masked.instruction.text, mark, "instruction") if masked.instruction else "",
            "missing": _missing(case),
            "faults": list(faults),
            **_changing(self.change, mark),
        }


def citable(case: Case) -> tuple[Passage, ...]:
    """The passages a model may cite: none where retrieval abstained or no fact is wanted, never an agent-only one.

    Where a way out is to be named, the entry that says it is among them, found or not.
    """
    wanted = {move for reply in plan(case) for move in reply.moves}
    if not wanted & FACT_MOVES:
        return ()
    found = () if case.abstained else tuple(passage for passage in case.passages if passage.quotable)
    id_ = f"faq/{case.language}/{ESCALATION}"
    entry = case.knowledge.entry_by_id.get(id_)
    if "way_out" not in wanted or entry is None or any(passage.id == id_ for passage in found):
        return found
    text = entry.text(case.market)
    return (*found, Passage(id_, entry.card.title, text, "", entry.version, 0.0, entry.language, case.market))


def _changing(change: Change | None, mark: str) -> dict[str, object]:
    """The inputs of a change: the control, the draft that stands, and the passage it is asked for."""
    if change is None:
        return {"control": "", "standing": [], "selection": None}
    passage = change.passage
    return {
        "control": str(change.control),
        "standing": [fence(text.text, mark, f"{audience} draft") for audience, text in change.standing],
        "selection": {"reply": str(passage[0]), "text": fence(passage[1].text, mark, "passage")} if passage else None,
    }


def _replies(case: Case) -> list[dict[str, object]]:
    """Each reply to write, with its moves and the room its channel leaves between greeting and sign-off."""
    asks = bool(_missing(case))
    found: list[dict[str, object]] = []
    for reply in plan(case):
        moves = [move for move in reply.moves if move != "ask" or (asks and reply.audience is Audience.PRIVATE)]
        room = _room(case, reply.audience)
        found.append({"audience": str(reply.audience), "moves": moves, "room": room, **_allowed(case, reply.audience)})
    return found


def _allowed(case: Case, audience: Audience) -> dict[str, object]:
    """What the channel's sheet allows of emoji, links and hashtags; emoji only in thanks to whom used some."""
    profile = case.profile_for(audience)
    thanked = case.triage.situation is Situation.PRAISE and EMOJI.search(case.masked.text) is not None
    pages = [page for name in profile.link_to for page in case.knowledge.brand.contacts.get(name, {}).values()]
    emoji = profile.emoji if thanked else 0
    return {"emoji": emoji, "links": profile.links, "link_to": pages, "hashtags": profile.hashtags}


def _room(case: Case, audience: Audience) -> int:
    """How many letters of the brand's own prose fit: a model counts neither bytes nor weighted units."""
    profile = case.profile_for(audience)
    most = min(profile.limit or profile.target, profile.target)
    frame = greeting(case, audience) + sign_off(case, audience)
    prose = " ".join(section.text for section in case.guideline.sections)[:LONGEST_REPLY]
    letters = range(len(prose) + 1)
    fitting = bisect_right(letters, most, key=lambda n: length(frame + prose[:n], case, audience))
    return max(0, fitting - 1 - SPARE)


def _missing(case: Case) -> list[str]:
    """What may be asked for; nothing where every reply can be read by strangers."""
    if all(reply.audience is Audience.PUBLIC for reply in plan(case)):
        return []
    return [case.phrases.slots[slot.name].label for slot in slots(case)]


def _day(moment: datetime) -> str:
    return f"{moment:%A %Y-%m-%d}"


def _guidance(rules: Sequence[Passage], guideline: Guideline) -> list[dict[str, str]]:
    framing = {f"rule-{rule.id}" for rule in guideline.card.rules if rule.check.name in FRAME_CHECKS}
    left_out = VOICE_SECTIONS | FRAME_SECTIONS
    names = [(rule, rule.id.split("/")[-1]) for rule in rules]
    found = [rule for rule, name in names if name not in framing and name.split("-")[0] not in left_out]
    return [{"title": rule.title, "text": rule.text} for rule in found]


def _source(passage: Passage, case: Case) -> str:
    """An entry as the model reads it; where the market is not known, each market's own part is called so."""
    entry = case.knowledge.entry_by_id.get(passage.id)
    text = passage.text
    if entry is not None and passage.market is None:
        parts = [f"(only {market}) {part}" if market else part for market, part in entry.sections.items()]
        text = "\n".join(parts)
    return f"[{passage.id}] {passage.title}\n{text}"


def _promises(case: Case) -> list[dict[str, str]]:
    """The line a promise rests on; none where nothing stays open."""
    if not OPEN_MOVES & {move for reply in plan(case) for move in reply.moves}:
        return []
    name = case.knowledge.playbooks[case.triage.category].follow_up
    return [{"id": f"brand/sla/{name}", **owner_and_time(case.knowledge.service_levels.follow_up[name], case)}]


def _sentences(answer: Mapping[str, object], case: Case, wanted: frozenset[Audience]) -> tuple[Sentence, ...]:
    rows = answer.get("sentences")
    found = [s for row in (rows if isinstance(rows, list) else []) if (s := _sentence(row, case)) and s.reply in wanted]
    if wanted - {sentence.reply for sentence in found}:
        raise ModelError("the answer leaves out a reply that was asked for", code="bad_json", retriable=True)
    return tuple(sorted(found, key=lambda s: s.paragraph))


def so_far(answer: str) -> tuple[Sentence, ...]:
    """The sentences of an answer that is still being written, the last one as far as it came.

    What they rest on is not read; a placeholder that is not whole yet is held back.
    """
    rows = parse_so_far(answer).get("sentences")
    found: list[Sentence] = []
    for row in rows if isinstance(rows, list) else []:
        reply, text = (row.get("reply"), row.get("text")) if isinstance(row, dict) else (None, None)
        if reply not in set(Audience) or not isinstance(text, str):
            continue
        opened = text.rfind("⟦")
        whole = text if opened < 0 or "⟧" in text[opened:] else text[:opened]
        paragraph = row.get("paragraph")
        place = paragraph if isinstance(paragraph, int) else found[-1].paragraph if found else 0
        if whole.strip():
            found.append(Sentence(Audience(reply), whole.strip(), SentenceKind.UNSUPPORTED, (), place))
    return tuple(found)


def _sentence(row: object, case: Case) -> Sentence | None:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str) or not row["text"].strip():
        return None
    try:
        audience, kind = Audience(str(row.get("reply"))), SentenceKind(str(row.get("kind")))
    except ValueError:
        return None
    given = row.get("sources")
    sources = tuple(str(source) for source in given) if isinstance(given, list) else ()
    known = {passage.id for passage in citable(case)} | {"thread", "note"}
    promise = f"brand/sla/{case.knowledge.playbooks[case.triage.category].follow_up}"
    if set(sources) - known - {promise} or (kind is SentenceKind.SOURCE and not sources):
        kind = SentenceKind.UNSUPPORTED
    if kind is SentenceKind.COMMITMENT and promise not in sources and not set(sources) & known:
        kind = SentenceKind.UNSUPPORTED
    paragraph = row.get("paragraph")
    return Sentence(
        audience, " ".join(row["text"].split()), kind, sources, paragraph if isinstance(paragraph, int) else 0
    )


def _commitments(sentences: Sequence[Sentence], case: Case) -> tuple[Commitment, ...]:
    found = []
    for sentence in sentences:
        for source in sentence.sources:
            line = case.knowledge.service_levels.follow_up.get(source.removeprefix("brand/sla/"))
            if line is not None and source.startswith("brand/sla/"):
                found.append(Commitment(sentence.text, due(line, case), line.team or "care", source))
    return tuple(found)


def quiet(case: Case) -> bool:
    """Whether no model is asked: for silence, and where only an approved text may stand."""
    return not plan(case) or any(reply.text for reply in plan(case)) or case.triage.situation is Situation.SILENCE
