"""The writer with a language model: one prompt, one JSON answer, turned into a draft that cites its sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from assistant.drafting.plan import plan
from assistant.drafting.values import due, owner_and_time
from assistant.errors import ModelError
from assistant.llm import ChatMessage, ChatModel
from assistant.llm.chat import OnText
from assistant.llm.parsing import parse_json
from assistant.prompting import fence, read_prompt, token

LANGUAGE_NAMES = {Language.TR: "Turkish", Language.EL: "Greek", Language.EN: "English (UK spelling)"}
KINDS = tuple(kind for kind in SentenceKind if kind is not SentenceKind.UNSUPPORTED)
LONGEST_COMPLAINT = 12_000
MOST_TOKENS = 12_000  # what leaves room for the answer in every model that is offered today
VOICE_SECTIONS = frozenset({"1", "2", "5", "6"})  # who we are, voice, apology levels, words
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
class Writer:
    """Drafts with a language model from the prompt ``draft_reply``; ``secret`` makes the fence nobody can guess.

    ``released`` gives replies shown as examples; ``most_tokens`` is how long a prompt may be, as ``budget`` estimates.
    """

    model: ChatModel
    prompts: Path
    secret: bytes
    released: Released = from_guideline
    most_tokens: int = MOST_TOKENS

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
        messages, dropped = self.fitted(case, masked, faults)
        try:
            completion = self.model.complete(messages, SCHEMA, on_text)
        except ModelError as error:
            shorter = self._halved(case, masked, faults, messages)
            if error.code != "prompt_too_long" or shorter is None:
                raise
            messages, dropped = shorter
            completion = self.model.complete(messages, SCHEMA, on_text)
        sentences = _sentences(parse_json(completion.text), case)
        return Draft(
            sentences,
            commitments=_commitments(sentences, case),
            model=self.model.name,
            prompt=prompt.id,
            guideline=case.guideline.id,
            usage=(spent or Usage()) + completion.usage,
            dropped=dropped,
        )

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
            "rules": [rule.statement for rule in guideline.card.rules],
            "tone": "\n\n".join(s.text for s in guideline.sections if s.id.split("/")[-1] in VOICE_SECTIONS),
            "kinds": [str(kind) for kind in KINDS],
            "mark": mark,
            "channel": case.complaint.channel,
            "public": case.complaint.public,
            "market": str(case.market or ""),
            "categories": [str(code) for code, _ in case.triage.categories],
            "emotion": str(case.triage.emotion),
            "intensity": case.triage.intensity,
            "situation": str(case.triage.situation),
            "apology": case.triage.apology,
            "abstained": case.abstained,
            "guidance": _guidance(kept.guidance),
            "examples": [fence(example, mark, "example") for example in kept.examples],
            "replies": _replies(case),
            "sources": [fence(_source(passage), mark, passage.id) for passage in kept.sources],
            "promises": _promises(case),
            "complaint": fence(shortened(masked.complaint.text, kept.longest), mark, "complaint"),
            "thread": "\n".join(fence(text.text, mark, sender) for sender, text in kept.thread),
            "note": fence(masked.note.text, mark, "note") if masked.note else "",
            "instruction": fence(masked.instruction.text, mark, "instruction") if masked.instruction else "",
            "missing": [case.phrases.slots[slot.name].label for slot in slots(case)],
            "faults": list(faults),
        }


def citable(case: Case) -> tuple[Passage, ...]:
    """The passages a model may cite: none where retrieval abstained, never an agent-only one."""
    return () if case.abstained else tuple(passage for passage in case.passages if passage.quotable)


def shortened(text: str, longest: int = LONGEST_COMPLAINT) -> str:
    """The head of a long complaint and its last lines: what people want stands at both ends."""
    if len(text) <= longest:
        return text
    return text[: longest * 3 // 4] + "\n[…]\n" + text[-(longest // 4) :]


def _replies(case: Case) -> list[dict[str, object]]:
    """Each reply to write, with the room its channel leaves between greeting and sign-off."""
    found: list[dict[str, object]] = []
    for reply in plan(case):
        profile = case.profile_for(reply.audience)
        frame = length(greeting(case, reply.audience) + sign_off(case, reply.audience), case, reply.audience)
        room = min(profile.limit or profile.target, profile.target) - frame - 4
        unit = profile.unit.replace("_", " ")
        found.append({"audience": str(reply.audience), "moves": reply.moves, "room": room, "unit": unit})
    return found


def _guidance(rules: Sequence[Passage]) -> list[dict[str, str]]:
    found = [rule for rule in rules if rule.id.split("/")[-1].split("-")[0] not in VOICE_SECTIONS]
    return [{"title": rule.title, "text": rule.text} for rule in found]


def _source(passage: Passage) -> str:
    return f"[{passage.id}] {passage.title}\n{passage.text}"


def _promises(case: Case) -> list[dict[str, str]]:
    name = case.knowledge.playbooks[case.triage.category].follow_up
    return [{"id": f"brand/sla/{name}", **owner_and_time(case.knowledge.service_levels.follow_up[name], case)}]


def _sentences(answer: Mapping[str, object], case: Case) -> tuple[Sentence, ...]:
    rows = answer.get("sentences")
    wanted = {reply.audience for reply in plan(case)}
    found = [s for row in (rows if isinstance(rows, list) else []) if (s := _sentence(row, case)) and s.reply in wanted]
    if wanted - {sentence.reply for sentence in found}:
        raise ModelError("the answer leaves out a reply that was asked for", code="bad_json", retriable=True)
    return tuple(sorted(found, key=lambda s: s.paragraph))


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
